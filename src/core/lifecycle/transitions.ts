// The ways in which a share may change: next state, leaves and messages. Every change of a share is made here.
// See docs/decisions/events-beyond-the-draft.md.

import type { Attempt } from '../../crypto/share-terms.ts';
import { formatApprover, openingHash } from '../../crypto/events/parties.ts';
import { formatEvent, type EventLine, type EventType } from '../../crypto/events/event.ts';
import { limits } from '../limits.ts';
import type { CiphertextChange } from '../ports/share-store.ts';
import {
  hasAsked,
  hasChat,
  OUTSIDER,
  type Approval,
  type ApprovalAnswer,
  type Cause,
  type OutboxMessage,
  type PayloadFacts,
  type Person,
  type PersonKey,
  type Seal,
  type Share,
  type State,
  type Surface,
  type Watch,
} from '../share.ts';
import { alertedOf, newsOfEnd, staleNotifications, type Notification } from './notifications.ts';

export interface Change {
  readonly share: Share;
  readonly leaves: readonly string[];
  readonly ciphertext: CiphertextChange;
  readonly releasesCapsule: boolean;
  /** The share has reminded of itself, for these reasons. Absent: it has not. */
  readonly watches?: readonly Watch[];
  /** It waits longer from now on. */
  readonly extends?: true;
  /** The share leaves its evidence, because it ended, or a person was erased from it. Absent: neither. */
  readonly evidence?: 'left' | 'erased';
}

/** `storage`: the storage class that the end event names. The use case passes it in. */
export interface DecideContext {
  readonly now: number;
  readonly storage: string;
}

type Intrusion = Exclude<Attempt, 'words'>;

/**
 * Logs an attempt and alerts the sender: it was made with a part of what opens the share (the recipient's account, the key of the link, a
 * note of the device that claimed). At most once per `limits.alertIntervalMs`; in between nothing is written.
 */
export function alertSender(share: Share, what: Intrusion, deps: DecideContext): Change | null {
  if (deps.now - share.bellAt < limits.alertIntervalMs) return null;
  return alertAbout({ ...share, bellAt: deps.now }, what, deps);
}

/** The same for an attempt with the id alone, which everyone in a channel has. Rate-limited separately, so that it never suppresses the other. */
export function alertSenderOfStranger(share: Share, what: Intrusion, deps: DecideContext): Change | null {
  if (deps.now - (share.strangerAt ?? 0) < limits.alertIntervalMs) return null;
  return alertAbout({ ...share, strangerAt: deps.now }, what, deps);
}

function alertAbout(next: Share, what: Intrusion, deps: DecideContext): Change {
  // A person who has not been asked yet does not learn of the request by it.
  const news: Notification[] = next.asked !== undefined && !hasAsked(next) ? [] : [['intruder', alertedOf(next)]];
  return transition(next, next.state, { leaves: [refusedEvent(next, what, 1, deps)], surfaces: [], news });
}

/** Logs an attempt without alerting the sender: no key at all, or the recipient's other browser. Rate-limited separately, so that it never suppresses an alert. */
export function logAttempt(share: Share, what: Intrusion, deps: DecideContext): Change | null {
  if (deps.now - share.knockAt < limits.alertIntervalMs) return null;
  return transition({ ...share, knockAt: deps.now }, share.state, { leaves: [refusedEvent(share, what, 1, deps)], surfaces: [] });
}

export function endShare(share: Share, cause: Cause, deps: DecideContext): Change {
  const { state } = share;
  const seal = 'seal' in state ? withoutCover(state.seal) : null;
  const acceptance = 'acceptance' in state ? state.acceptance : null;
  const claim = state.status === 'claimed' ? state.claim : null;
  const leaf = serverEvent(share, 'ended', deps.now, [
    ['cause', cause],
    ['storage', deps.storage],
  ]);
  // However it ends, the question must not stay behind with its buttons.
  const asksApprovers = share.approval !== undefined && share.approval.answer !== 'given';
  const change = transition(
    share,
    { status: 'ended', cause, at: deps.now, seal, acceptance, claim },
    { leaves: [leaf], surfaces: 'all', news: newsOfEnd(share, cause), ...(asksApprovers && { asksApprovers }) },
  );
  const heard = concernsRotation(share, cause) ? withRotation(change.share) : change.share;
  return { ...change, share: heard, ciphertext: { capsule: null, payload: null }, evidence: 'left' };
}

/** Who claimed and never confirmed may have the value all the same. */
export const hasArrived = (cause: Cause): boolean => cause === 'delivered' || cause === 'unconfirmed';

/** The value is to be changed some day, or it is the new one in the place of another. */
function concernsRotation({ terms, rotates }: Share, cause: Cause): boolean {
  const isTimed = (terms?.template?.rotateAfterMs ?? null) !== null || terms?.engagedUntil !== undefined;
  return rotates !== undefined || (isTimed && hasArrived(cause));
}

/** In front: it needs no platform, and waits for none. */
const withRotation = (share: Share): Share => ({
  ...share,
  outbox: [{ id: `${share.id}.${share.version}.rotation`, kind: 'rotation' }, ...share.outbox],
});

/** What only the link's key reads goes with the end, as the ciphertext does. */
function withoutCover(seal: Seal | null): Seal | null {
  if (seal?.cover === undefined) return seal;
  const { cover: _, ...rest } = seal;
  return rest;
}

export interface TransitionEffects {
  readonly leaves: readonly string[];
  /** The cards that change. Required, because a forgotten one would leave a card that says what is no longer so. */
  readonly surfaces: 'all' | readonly Surface[];
  readonly news?: readonly Notification[];
  /** The message of each who was asked to approve it is sent or changes. */
  readonly asksApprovers?: true;
}

export function transition(share: Share, state: State, more: TransitionEffects): Change {
  const version = share.version + 1;
  const surfaces = surfacesOf({ ...share, state }).filter((surface) => more.surfaces === 'all' || more.surfaces.includes(surface));
  // A notification that still waits stands for the next of its kind too: chat may have been away for days.
  const waits = ([news, to]: Notification): boolean =>
    share.outbox.some((old) => old.kind === 'news' && old.news === news && old.to === to);
  const isReached = ([, to]: Notification): boolean => hasChat(to === 'sender' ? share.sender : share.recipient);
  const notifications = (more.news ?? []).filter((one) => isReached(one) && !waits(one));
  const approvers = more.asksApprovers ? (share.approval?.asked ?? []) : [];
  const fresh = [
    ...surfaces.map((surface) => ({ kind: 'surface', surface }) as const),
    ...approvers.map(({ key: to }) => ({ kind: 'approval', to }) as const),
    ...notifications.map(([news, to]) => ({ kind: 'news', news, to }) as const),
    ...staleNotifications(share, state).map(([news, to]) => ({ kind: 'past', news, to }) as const),
  ].map((message, n): OutboxMessage => ({ id: `${share.id}.${version}.${n}`, ...message }));
  // A card shows the newest state, so an older message for the same surface is dropped.
  const kept = share.outbox.filter(
    (old) => !(old.kind === 'surface' && surfaces.includes(old.surface)) && !(old.kind === 'approval' && approvers.length > 0),
  );
  return { share: { ...share, version, state, outbox: [...kept, ...fresh] }, leaves: more.leaves, ciphertext: {}, releasesCapsule: false };
}

/** Written when the share began: no older message can be in chat in its place. */
export const isInitialMessage = (share: Pick<Share, 'id'>, message: OutboxMessage): boolean => message.id.startsWith(`${share.id}.1.`);

/** Stands in for a person who was erased from a record. */
export const ERASED_PERSON = 'nobody:nobody:nobody' as PersonKey;
const UNNAMED = '—';

/** Removes what names the person, and what people typed, which may name anyone. The log keeps the rest, and names no person. */
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
    ...(share.asked && { asked: { ...share.asked, fields: [], reason: '' } }),
    ...(share.approval && { approval: withoutApprover(share.approval, person) }),
  };
  return { ...recordOnly(erased, [leaf]), evidence: 'erased' };
}

/** What they have typed goes as well: it may name anyone. */
function withoutApprover({ asked, by, ...approval }: Approval, person: PersonKey): Approval {
  const rest = { ...approval, asked: asked.filter(({ key }) => key !== person).map(({ key }) => ({ key })), reason: '' };
  if (by === undefined) return rest;
  return by === person ? { ...rest, salt: '' } : { ...rest, by };
}

/** Records what chat has; no new message follows. */
export function recordOnly(share: Share, leaves: readonly string[] = []): Change {
  return { share: { ...share, version: share.version + 1 }, leaves, ciphertext: {}, releasesCapsule: false };
}

/** The surfaces of this share in chat. One that was begun outside chat has them only between two people of chat, and who is to be asked has none before that. */
function surfacesOf(
  share: Pick<Share, 'via' | 'place' | 'sender' | 'recipient' | 'unreachable' | 'asked' | 'isUntold' | 'state'>,
): Surface[] {
  const isNamed = share.recipient !== null && share.sender.key !== OUTSIDER.key;
  if (share.isUntold || (share.via === 'api' && !isNamed)) return [];
  const isAskedLater = share.sender.key === OUTSIDER.key || !hasAsked(share);
  const wanted: (Surface | null)[] = [
    share.place && 'place',
    hasChat(share.recipient) ? 'recipient' : null,
    isAskedLater || !hasChat(share.sender) ? null : 'sender',
  ];
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

export const askedApprovalEvent = (share: Share, { asked, until }: Approval): string =>
  serverEvent(share, 'asked-approval', share.createdAt, [
    ['approvers', String(asked.length)],
    ['until', new Date(until).toISOString()],
  ]);

/** `by` null: nobody answered in time. */
export function approvalEvent(
  share: Share,
  { answer, by, salt }: { readonly answer: ApprovalAnswer; readonly by: PersonKey | null; readonly salt: string },
  at: number,
): string {
  const who: EventLine[] = by === null ? [] : [['approver', openingHash(salt, formatApprover(by))]];
  return serverEvent(share, 'approval', at, [['answer', answer], ...who]);
}

export function extendedEvent(share: Share, expiresAt: number, deps: DecideContext): string {
  return serverEvent(share, 'extended', deps.now, [['expires', new Date(expiresAt).toISOString()]]);
}
