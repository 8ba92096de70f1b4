// Shares in every state, made by walking the rules themselves, so that no state is tested that cannot come about.

import type { ShareCommand } from '../../src/core/lifecycle/command.ts';
import type { Change } from '../../src/core/lifecycle/transitions.ts';
import { decide } from '../../src/core/lifecycle/decide.ts';
import type { Mode, Person, PersonKey, Seal, Share, ShareId, Status } from '../../src/core/share.ts';

export const NOW = Date.UTC(2026, 10, 20, 16, 40);
export const HOUR = 60 * 60_000;
export const alex: Person = { key: 'playground:demo:alex' as PersonKey, name: 'Alex' };
export const casey: Person = { key: 'playground:demo:casey' as PersonKey, name: 'Casey' };
export const mallory: Person = { key: 'playground:demo:mallory' as PersonKey, name: 'Mallory' };
export const DEVICE = 'D'.repeat(43) + '=';
export const OTHER_DEVICE = 'X'.repeat(43) + '=';
const KEY = 'age1' + 'q'.repeat(58);
export const LEASE = 'L'.repeat(43) + '=';
export const ACK_HASH = 'A'.repeat(43) + '=';
const ID = `abcdef${'a'.repeat(26)}` as ShareId;

export function offered(mode: Mode = 'sealed', more: Partial<Share> = {}): Share {
  return {
    id: ID,
    mode,
    entry: 'page',
    via: 'chat',
    kind: 'credential',
    label: 'Stripe webhook key',
    note: '',
    sender: alex,
    recipient: mode.startsWith('link') ? null : casey,
    place: { ref: 'engineering', name: '#engineering' },
    createdAt: NOW,
    expiresAt: NOW + 24 * HOUR,
    parties: { salt: 'S'.repeat(43) + '=', opening: '{}' },
    created: 'nt2/event/v1\n',
    version: 1,
    state: { status: 'offered', payload: null },
    surfaces: {},
    unreachable: [],
    bellAt: 0,
    knockAt: 0,
    outbox: [],
    ...more,
  };
}

function sealFor(mode: Mode): Seal {
  return {
    at: NOW,
    ackHash: ACK_HASH,
    capsuleHash: 'C'.repeat(43) + '=',
    payloadHash: 'P'.repeat(43) + '=',
    payloadSize: 4_500,
    scryptSalt: mode.endsWith('words') ? 'AAAAAAAAAAAAAAAAAAAAAA==' : null,
    openers: [],
    device: DEVICE,
    statement: 'sealed',
  };
}

/** Every action, as the entitled person would do it. */
export function actions(mode: Mode = 'sealed') {
  return {
    enter: { kind: 'upload-payload', by: alex.key, payload: { hash: 'P'.repeat(43) + '=', size: 4_500, at: NOW } },
    accept: {
      kind: 'accept',
      by: casey.key,
      acceptance: { at: NOW, device: DEVICE, key: mode.startsWith('sealed') ? KEY : null, signedNote: 'accepted' },
      leaf: 'accepted',
    },
    seal: { kind: 'seal', by: alex.key, seal: sealFor(mode), for: KEY, leaf: 'sealed' },
    decline: { kind: 'decline', by: casey.key },
    revoke: { kind: 'revoke', by: alex.key },
    claim: {
      kind: 'claim',
      by: mode.startsWith('link') ? null : casey.key,
      device: DEVICE,
      lease: LEASE,
      proofs: [
        ...(mode.startsWith('link') ? [{ proof: 'link', verdict: 'held', salt: '', note: '' } as const] : []),
        ...(mode.endsWith('words') ? [{ proof: 'words', verdict: 'held', salt: '', note: '' } as const] : []),
      ],
      leaf: 'claimed',
    },
    deliver: { kind: 'deliver', device: DEVICE, lease: LEASE, ackHash: ACK_HASH, leaf: 'delivered' },
    break: { kind: 'report-broken', device: DEVICE, lease: LEASE },
    tick: { kind: 'tick' },
  } as const satisfies Record<string, ShareCommand>;
}

/** The same where the sender has taken a prekey; `accept` is by its browser, `press` in chat, `elsewhere` by another browser. */
export function aheadActions(mode: 'sealed' | 'sealed+words' = 'sealed') {
  const base = actions(mode);
  const inChat = { at: NOW, device: null, key: null, signedNote: null };
  const elsewhere = { at: NOW, device: OTHER_DEVICE, key: `age1${'z'.repeat(58)}`, signedNote: 'elsewhere' };
  return {
    ...base,
    press: { ...base.accept, acceptance: inChat, leaf: 'pressed' },
    elsewhere: { ...base.accept, acceptance: elsewhere, leaf: 'elsewhere' },
    seal: { ...base.seal, seal: { ...base.seal.seal, prekey: { device: DEVICE, key: KEY } } },
  } as const satisfies Record<string, ShareCommand>;
}

const AHEAD = {
  offered: [],
  sealed: ['seal'],
  ready: ['seal', 'press'],
  claimed: ['seal', 'press', 'claim'],
  ended: ['seal', 'press', 'claim', 'deliver'],
} as const satisfies Partial<Record<Status, readonly (keyof ReturnType<typeof aheadActions>)[]>>;

/** A share that was sealed to a prekey, in that state. */
export function shareAhead(mode: 'sealed' | 'sealed+words', status: keyof typeof AHEAD): Share {
  const all = aheadActions(mode);
  return AHEAD[status].reduce<Share>((share, name) => act(share, all[name]), offered(mode));
}

export type ActionName = keyof ReturnType<typeof actions>;

export function act(share: Share, action: ShareCommand, now = NOW): Share {
  const { refusal, change } = decide(share, action, { now, storage: 'test' });
  if (refusal !== null || change === null) throw new Error(`cannot ${action.kind}: ${refusal?.code ?? 'no change'}`);
  return change.share;
}

const PATHS: Record<Mode, Record<Status, readonly ActionName[] | null>> = (() => {
  const sealed = {
    offered: [],
    accepted: ['accept'],
    sealed: null,
    ready: ['accept', 'seal'],
    claimed: ['accept', 'seal', 'claim'],
    ended: ['accept', 'seal', 'claim', 'deliver'],
  } as const;
  const words = { ...sealed, sealed: ['seal'] } as const;
  const link = {
    offered: [],
    accepted: null,
    sealed: null,
    ready: ['seal'],
    claimed: ['seal', 'claim'],
    ended: ['seal', 'claim', 'deliver'],
  } as const;
  return { sealed, 'sealed+words': sealed, words, link, 'link+words': link };
})();

/** A request: Casey asks Alex, and has made the key from `accepted` on. */
export function requestIn(status: Status): Share | null {
  const path = PATHS.sealed[status];
  const all = requestActions();
  const begun = offered('sealed', { place: null, asked: { of: 'person', fields: ['STRIPE_KEY'], gate: null, remindedAt: 0, reason: '' } });
  return path && path.reduce((share, name) => act(share, all[name]), begun);
}

/** The same where a prekey of Casey was taken when they asked; `elsewhere` is by another browser of theirs. */
export function requestAhead(status: keyof typeof AHEAD): Share {
  const all = requestAheadActions();
  const asked = { of: 'person', fields: ['STRIPE_KEY'], gate: null, remindedAt: 0, reason: '', ahead: 'taken' } as const;
  const path = AHEAD[status].map((name) => (name === 'press' ? 'accept' : name));
  return path.reduce<Share>((share, name) => act(share, all[name]), offered('sealed', { place: null, asked }));
}

export function requestAheadActions() {
  const { decline, revoke, press: _, ...rest } = aheadActions();
  return { ...rest, decline: { ...decline, by: alex.key }, revoke: { ...revoke, by: casey.key } };
}

/** The same actions, by the people of a request: the one who asked takes it back, the one who is asked declines. */
export function requestActions() {
  const { decline, revoke, ...rest } = actions('sealed');
  return { ...rest, decline: { ...decline, by: alex.key }, revoke: { ...revoke, by: casey.key } };
}

/** A share of that mode in that state; null where the mode does not know the state. */
export function shareIn(mode: Mode, status: Status): Share | null {
  const path = PATHS[mode][status];
  const all = actions(mode);
  return path && path.reduce((share, name) => act(share, all[name]), offered(mode));
}

export function outcome(share: Share, action: ShareCommand, now = NOW): { answer: string; change: Change | null } {
  const { refusal, change } = decide(share, action, { now, storage: 'test' });
  if (refusal !== null) return { answer: refusal.code, change };
  return { answer: change === null ? 'same' : change.share.state.status, change };
}
