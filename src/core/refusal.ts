// Every expected "no". A refusal is a value, never thrown; each door has one table from these codes to its own language.

export type RefusalCode =
  | 'share.gone' // ended, expired, revoked or never there: outwardly the same
  | 'share.not_recipient'
  | 'share.not_sender'
  | 'share.not_yet' // the step before has not happened: nothing sealed, nobody accepted
  | 'share.taken' // another device holds the lease
  | 'share.other_device' // accepted in another browser
  | 'share.already_sealed'
  | 'share.already_opened'
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
  | 'person.unavailable' // takes nothing from this sender, or nothing more at all for now: the sender does not learn which
  | 'entry.busy' // too many secrets are typed into chat at this moment
  | 'entry.off' // modal entry is switched off by the operator
  | 'quota.person' // shares that wait: of this sender
  | 'quota.tenant' // of the tenant
  | 'quota.pair' // from this sender for this recipient: that wait, or begun within an hour
  | 'quota.bytes' // ciphertext that lies there: of this sender
  | 'quota.tenant_bytes' // of the tenant
  | 'quota.blocks' // people that this person has blocked
  | 'rate.limited'
  | 'store.full'
  | 'store.behind'
  | 'store.busy';

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** Which part of the input, for `input.*`. Never its value. */
  readonly field?: string;
  /** Attempts left that need not wait, for `proof.failed` when attempts are counted. */
  readonly triesLeft?: number;
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

/** A broken world, not a no: the store does not answer, a record does not parse. Thrown, with its cause. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
