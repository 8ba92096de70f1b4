// The ways in which a share may change: next state, its leaves and the messages that follow. Every change of the product is made here.

import type { Attempt } from '../../crypto/share-terms.ts';
import { formatEvent, type EventLine, type EventType } from '../../crypto/events/event.ts';
import { limits } from '../limits.ts';
import type { CiphertextChange } from '../ports/share-store.ts';
import type { Cause, OutboxMessage, PayloadFacts, Person, PersonKey, Share, State, Surface } from '../share.ts';
import { staleNotifications, type Notification } from './requests.ts';

export interface Change {
  readonly share: Share;
  readonly leaves: readonly string[];
  readonly ciphertext: CiphertextChange;
  readonly releasesCapsule: boolean;
}

/** The record of the storage class in the last event is the store's business: the use case hands it in. */
export interface DecideContext {
  readonly now: number;
  readonly storage: string;
}

type Intrusion = Exclude<Attempt, 'words'>;

/**
 * Logs and rings an attempt of somebody who holds a part of what opens it: the recipient's account, the key of the link, a note of the device
 * that claimed. At most once in `limits.alertIntervalMs`; in between nothing at all is written.
 */
export function alertSender(share: Share, what: Intrusion, deps: DecideContext): Change | null {
  if (deps.now - share.bellAt < limits.alertIntervalMs) return null;
  return ring({ ...share, bellAt: deps.now }, what, deps);
}

/** The same for somebody who holds nothing but the id, as everybody in a channel does. It has a minute of its own, so that it never hides the bell. */
export function strangersBell(share: Share, what: Intrusion, deps: DecideContext): Change | null {
  if (deps.now - (share.strangerAt ?? 0) < limits.alertIntervalMs) return null;
  return ring({ ...share, strangerAt: deps.now }, what, deps);
}

function ring(next: Share, what: Intrusion, deps: DecideContext): Change {
  return transition(next, next.state, { leaves: [refusedEvent(next, what, 1, deps)], surfaces: [], news: [['intruder', 'sender']] });
}

/** Logs an attempt that need alarm nobody: no key at all, or the recipient's other browser. It has a minute of its own, so that it never hides a loud one. */
export function logAttempt(share: Share, what: Intrusion, deps: DecideContext): Change | null {
  if (deps.now - share.knockAt < limits.alertIntervalMs) return null;
  return transition({ ...share, knockAt: deps.now }, share.state, { leaves: [refusedEvent(share, what, 1, deps)], surfaces: [] });
}

export function endShare(share: Share, cause: Cause, deps: DecideContext): Change {
  const { state } = share;
  const seal = 'seal' in state ? state.seal : null;
  const acceptance = 'acceptance' in state ? state.acceptance : null;
  const claim = state.status === 'claimed' ? state.claim : null;
  const leaf = serverEvent(share, 'ended', deps.now, [
    ['cause', cause],
    ['storage', deps.storage],
  ]);
  const news: Notification[] = cause === 'revoked' ? [] : [['ended', 'sender']];
  const change = transition(
    share,
    { status: 'ended', cause, at: deps.now, seal, acceptance, claim },
    { leaves: [leaf], surfaces: 'all', news },
  );
  return { ...change, ciphertext: { capsule: null, payload: null } };
}

export interface TransitionEffects {
  readonly leaves: readonly string[];
  /** The cards that read otherwise from now on. Each change has to say: one that said nothing left cards that told what was not so. */
  readonly surfaces: 'all' | readonly Surface[];
  readonly news?: readonly Notification[];
}

export function transition(share: Share, state: State, more: TransitionEffects): Change {
  const version = share.version + 1;
  const surfaces = surfacesOf(share).filter((surface) => more.surfaces === 'all' || more.surfaces.includes(surface));
  // A ring that still waits stands for the next one of its kind too: chat may have been away for days.
  const waits = ([news, to]: Notification): boolean =>
    share.outbox.some((old) => old.kind === 'news' && old.news === news && old.to === to);
  const isReached = ([, to]: Notification): boolean => hasChat((to === 'sender' ? share.sender : share.recipient)?.key);
  const rings = (more.news ?? []).filter((ring) => isReached(ring) && !waits(ring));
  const fresh = [
    ...surfaces.map((surface) => ({ kind: 'surface', surface }) as const),
    ...rings.map(([news, to]) => ({ kind: 'news', news, to }) as const),
    ...staleNotifications(share, state).map(([news, to]) => ({ kind: 'past', news, to }) as const),
  ].map((message, n): OutboxMessage => ({ id: `${share.id}.${version}.${n}`, ...message }));
  // A message that shows the state shows the newest one: an older request for the same surface has become empty.
  const kept = share.outbox.filter((old) => !(old.kind === 'surface' && surfaces.includes(old.surface)));
  return { share: { ...share, version, state, outbox: [...kept, ...fresh] }, leaves: more.leaves, ciphertext: {}, releasesCapsule: false };
}

/** A program is on no platform: what would be said to it would wait for one that never comes. */
const hasChat = (person: PersonKey | undefined): boolean => person !== undefined && !person.startsWith('local:');

/** Asked for when the share began: nothing older can stand in chat in its place. */
export const isInitialMessage = (share: Pick<Share, 'id'>, message: OutboxMessage): boolean => message.id.startsWith(`${share.id}.1.`);

/** Whoever was erased from a record. */
export const ERASED_PERSON = 'nobody:nobody:nobody' as PersonKey;
const UNNAMED = '—';

/** Takes out what names the person, and what people have typed, which may name anybody. The log holds the rest, and names nobody. */
export function erasePerson(share: Share, person: PersonKey, leaf: string): Change {
  const without = (one: Person): Person => (one.key === person ? { key: ERASED_PERSON, name: UNNAMED } : one);
  const { sender, recipient } = share;
  const erased: Share = {
    ...share,
    label: '',
    note: '',
    sender: without(sender),
    recipient: recipient && without(recipient),
    place: null,
    parties: { salt: '', opening: '' },
    surfaces: {},
    asking: {},
    outbox: [],
  };
  return recordOnly(erased, [leaf]);
}

/** Bookkeeping of what chat has: no new message follows from it. */
export function recordOnly(share: Share, leaves: readonly string[] = []): Change {
  return { share: { ...share, version: share.version + 1 }, leaves, ciphertext: {}, releasesCapsule: false };
}

/** The surfaces that this share has in chat. A share made by a program has none. */
function surfacesOf(share: Pick<Share, 'via' | 'place' | 'recipient' | 'unreachable'>): Surface[] {
  if (share.via === 'api') return [];
  const wanted: (Surface | null)[] = [share.place && 'place', share.recipient && 'recipient', 'sender'];
  return wanted.filter((surface): surface is Surface => surface !== null && !share.unreachable.includes(surface));
}

function serverEvent(share: Share, type: EventType, at: number, lines: readonly EventLine[]): string {
  return formatEvent({ type, share: share.id, at, by: 'server', lines });
}

export function enteredEvent(share: Share, payload: PayloadFacts, deps: DecideContext): string {
  return serverEvent(share, 'entered', deps.now, [
    ['payload', payload.hash],
    ['size', String(payload.size)],
  ]);
}

/** Accepted by a press in chat. `evidence`: base64 SHA-256 of what the platform calls that press. */
export function acceptedEvent(share: Share, evidence: string, at: number): string {
  return serverEvent(share, 'accepted', at, [['evidence', evidence]]);
}

export function refusedEvent(share: Share, what: string, count: number, deps: DecideContext): string {
  return serverEvent(share, 'refused', deps.now, [
    ['what', what],
    ['count', String(count)],
  ]);
}

export function notifiedEvent(share: Share, surface: Surface, message: string, deps: DecideContext): string {
  return serverEvent(share, 'notified', deps.now, [
    ['surface', surface],
    ['message', message],
  ]);
}
