// What each party may see of a share. Looking changes nothing: an overdue share is shown as ended, and the sweeper ends it.

import { hashB64 } from '../../crypto/bytes.ts';
import { decide } from '../lifecycle/decide.ts';
import { triesLeft } from '../lifecycle/opening.ts';
import { isKeptFrom } from '../kept-from.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import {
  hasAsked,
  isLink,
  OUTSIDER,
  type Asked,
  type Cause,
  type Entry,
  type Kind,
  type Mode,
  type PersonKey,
  type Share,
  type Party,
  type ShareId,
  type Status,
  type Surface,
} from '../share.ts';

export interface ShareView {
  readonly id: ShareId;
  readonly role: Party | 'holder';
  readonly version: number;
  readonly status: Status;
  /** The server's time, epoch ms: browsers sign with it. */
  readonly now: number;
  readonly mode: Mode;
  readonly entry: Entry;
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
  readonly sender: string | null;
  readonly recipient: string | null;
  /** Names the recipient to the sender's browser beyond their display name, which may change or be another's. */
  readonly recipientRef: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly created: string;
  readonly payload: { readonly hash: string; readonly size: number } | null;
  readonly acceptance: {
    readonly at: number;
    readonly device: string | null;
    readonly key: string | null;
    readonly note: string | null;
  } | null;
  /** To the recipient, before anyone has accepted: the prekey to which the sender may seal it. */
  readonly prekey: { readonly device: string; readonly key: string } | null;
  readonly seal: {
    readonly at: number;
    readonly statement: string;
    readonly device: string | null;
    readonly scryptSalt: string | null;
    readonly payloadSize: number;
    /** Sealed to a key that a browser of the recipient had left: that browser, and the key. */
    readonly prekey: { readonly device: string; readonly key: string } | null;
  } | null;
  /** Base64: what the sender's page says of a link, sealed under its key. Only for a holder. */
  readonly cover: string | null;
  readonly triesLeft: number | null;
  readonly claim: { readonly at: number; readonly leaseUntil: number; readonly device: string } | null;
  readonly cause: Cause | null;
  readonly endedAt: number | null;
  readonly unreachable: readonly Surface[];
  /** Of a request: whom its recipient asked for what, and why they declined. `isSent`: the other one has been asked. */
  readonly asked: (Pick<Asked, 'of' | 'fields' | 'reason'> & { readonly isSent: boolean }) | null;
  /** To the sender: the shares that began together with this one, which is among them. Empty: it began alone. */
  readonly together: readonly ShareId[];
  /** To the sender: the names of the rows that the template of the share has. Empty: it has none. */
  readonly fields: readonly string[];
  /** To the sender: nobody else has been told of it. */
  readonly isUntold: boolean;
  /** How many files its seal has bound. What they are called lies in the payload. */
  readonly files: number;
}

/** `who`: every person that this browser has proven to be; the first who is a party counts. */
export function viewOf(
  stored: Share,
  who: readonly PersonKey[],
  { now, prekey = null }: { readonly now: number; readonly prekey?: ShareView['prekey'] },
): Result<ShareView> {
  const share = decide(stored, { kind: 'tick' }, { now, storage: 'unsaid' }).change?.share ?? stored;
  const person = who.find((key) => key === share.sender.key || key === share.recipient?.key);
  if (person !== undefined && isKeptFrom(share, person)) return refuse('share.gone');
  const role = person === share.sender.key ? 'sender' : 'recipient';
  const taken = prekey !== null && share.state.status === 'offered' ? { device: prekey.device, key: prekey.key } : null;
  if (person !== undefined) return ok({ ...partyView(share, role, now), prekey: role === 'recipient' ? taken : null });
  const { state } = share;
  if (!isLink(share.mode) || (state.status !== 'ready' && state.status !== 'claimed')) return refuse('share.gone');
  // A person with only the address learns no name, no label, and not whether another is reading at this moment.
  return ok({
    ...partyView(share, 'recipient', now),
    role: 'holder',
    version: 0,
    status: 'ready',
    label: '',
    note: '',
    sender: null,
    claim: null,
    triesLeft: null,
    cover: state.seal.cover ?? null,
  });
}

/** For the holder of a request's link, as long as it takes an answer: then it is gone, like one that never was. */
export function outsiderView(stored: Share, now: number): Result<ShareView> {
  const share = decide(stored, { kind: 'tick' }, { now, storage: 'unsaid' }).change?.share ?? stored;
  if (share.state.status !== 'accepted') return refuse('share.gone');
  return ok({ ...partyView(share, 'sender', now), version: 0, recipientRef: null, unreachable: [], fields: [] });
}

function partyView(share: Share, role: Party, now: number): ShareView {
  const { state } = share;
  const acceptance = 'acceptance' in state ? state.acceptance : null;
  const seal = 'seal' in state ? state.seal : null;
  const claim = 'claim' in state ? state.claim : null;
  return {
    id: share.id,
    role,
    version: share.version,
    status: state.status,
    now,
    mode: share.mode,
    entry: share.entry,
    kind: share.kind,
    label: share.label,
    note: share.note,
    sender: share.sender.key === OUTSIDER.key ? null : share.sender.name,
    recipient: share.recipient?.name ?? null,
    recipientRef: share.recipient && hashB64(share.recipient.key),
    createdAt: share.createdAt,
    expiresAt: share.expiresAt,
    created: share.created,
    payload: 'payload' in state && state.payload ? { hash: state.payload.hash, size: state.payload.size } : null,
    acceptance: acceptance && { at: acceptance.at, device: acceptance.device, key: acceptance.key, note: acceptance.signedNote },
    prekey: null,
    seal: seal && {
      at: seal.at,
      statement: seal.statement,
      device: seal.device,
      scryptSalt: seal.scryptSalt,
      payloadSize: seal.payloadSize,
      prekey: seal.prekey ?? null,
    },
    cover: null,
    triesLeft: state.status === 'ready' && share.mode.endsWith('words') ? triesLeft(state.failures) : null,
    claim: claim && { at: claim.at, leaseUntil: claim.leaseUntil, device: claim.device },
    cause: state.status === 'ended' ? state.cause : null,
    endedAt: state.status === 'ended' ? state.at : null,
    unreachable: share.unreachable,
    asked: share.asked ? { of: share.asked.of, fields: share.asked.fields, reason: share.asked.reason, isSent: hasAsked(share) } : null,
    together: (role === 'sender' && share.together) || [],
    fields: (role === 'sender' && share.terms?.template?.fields) || [],
    isUntold: role === 'sender' && share.isUntold === true,
    files: share.files?.length ?? 0,
  };
}
