// Every expected "no". A refusal is returned, never thrown; each door translates these codes in one table.

export type RefusalCode =
  | 'share.gone' // ended, expired, revoked or never there: outwardly the same
  | 'share.not_recipient'
  | 'share.not_sender'
  | 'share.not_yet' // the step before is missing: not sealed, or not accepted
  | 'share.taken' // another device holds the lease
  | 'share.other_device' // accepted in another browser
  | 'share.already_sealed'
  | 'share.already_opened'
  | 'share.longest' // it waits as long as it may already
  | 'share.exists'
  | 'proof.missing'
  | 'proof.failed'
  | 'proof.wait' // too many wrong words for now
  | 'proof.stale' // the signed time is too far from ours
  | 'ack.mismatch'
  | 'input.invalid'
  | 'input.too_large'
  | 'input.expiry'
  | 'session.required'
  | 'token.invalid'
  | 'person.refused' // oneself, a bot, an unknown person
  | 'person.blocked' // asked by a person who takes nothing from them
  | 'person.unavailable' // blocks this sender, or has too many open shares: the sender does not learn which
  | 'machine.taken' // there is a machine of this name
  | 'machine.many' // this person owns as many as they can
  | 'offboarding.denied' // the policy does not name them for it
  | 'offboarding.none' // there is none of that id that they may see
  | 'envelope.none' // there is none of that id that they may see, or it is not theirs to do
  | 'envelope.closed' // frozen by a no, opened already, ended, or that asking is over
  | 'envelope.busy' // it was asked for, or has changed since
  | 'envelope.second' // the one who asked cannot be the second person
  | 'envelope.waits' // nobody has agreed, and its time is not over
  | 'rotation.none' // no rotation of that id is theirs
  | 'rotation.over' // it was changed already
  | 'workload.required' // this machine is bound to a provider and showed no token of it
  | 'workload.refused' // its token is not the one that it must show; `why` says what is wrong
  | 'workload.spent' // the token has opened another share
  | 'workload.away' // the provider gives no keys
  | 'entry.busy' // too many secrets are being sealed at this moment
  | 'entry.off' // modal entry is switched off by the operator
  | 'login.off' // terminals are switched off by the operator
  | 'quota.person' // open shares of this sender
  | 'quota.tenant' // open shares of the tenant
  | 'quota.pair' // from this sender for this recipient: open, or begun within an hour
  | 'quota.bytes' // stored ciphertext of this sender
  | 'quota.tenant_bytes' // stored ciphertext of the tenant
  | 'quota.blocks' // this person has blocked as many people as they can
  | 'policy.person' // the operator's policy: these two people, or nothing is left to choose
  | 'policy.template'
  | 'policy.kind'
  | 'policy.mode'
  | 'policy.entry'
  | 'policy.expiry'
  | 'policy.note'
  | 'policy.files' // how many files, or how large
  | 'file.off' // the operator takes no files
  | 'file.gone' // ended, or never there, or another person's: outwardly the same
  | 'file.other' // other bytes are there for this chunk
  | 'file.digest' // the bytes are not those that Content-Digest names
  | 'file.unfit' // a seal names one that is not whole, not the sender's, or another share's
  | 'file.lost' // it should be there, and its place has lost it
  | 'file.busy' // its place does not answer, or many chunks are being stored
  | 'file.full' // its place has no room
  | 'quota.files' // stored files of this person
  | 'quota.tenant_files' // stored files of the tenant
  | 'rate.limited'
  | 'store.full'
  | 'store.behind'
  | 'store.busy';

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** Which part of the input, for `input.*`. Never its value. */
  readonly field?: string;
  /** Tries left that need not wait, for `proof.failed` when tries are counted. */
  readonly triesLeft?: number;
  /** For `policy.*` and `workload.*`: why, in one sentence for people, and the rule that says so. */
  readonly why?: string;
  readonly rule?: string;
  /** When to try again, in ms, for `proof.wait`, `rate.limited` and `store.*`. */
  readonly retryAfterMs?: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Refusal;

export function refuse(code: RefusalCode, more: Omit<Refusal, 'ok' | 'code'> = {}): Refusal {
  return { ok: false, code, ...more };
}

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** A failure, not a no: the store does not answer, a record does not parse. Thrown, with its cause. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
