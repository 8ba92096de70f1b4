// Whether the events of one share could have happened in this order: the life of a share as its log tells it, without the server's knowledge.

import { ackHash } from '../events/ack.ts';
import { CLOCK_TOLERANCE_MS, isLink, isSealed, requiredProofs } from '../share-terms.ts';
import type { ParsedEvent, ParsedEventOf } from './parsed-event.ts';

export type HistoryFault = 'event.share' | 'event.order' | 'event.time' | 'ack.mismatch';

export interface ShareHistory {
  readonly created: ParsedEventOf<'created'>;
  readonly sealed: ParsedEventOf<'sealed'> | null;
  readonly claimed: ParsedEventOf<'claimed'> | null;
  readonly ended: ParsedEventOf<'ended'> | null;
}

interface ReplayState extends Omit<ShareHistory, 'created'> {
  readonly status: 'none' | 'offered' | 'accepted' | 'sealed' | 'ready' | 'claimed' | 'delivered' | 'ended';
  readonly created: ParsedEventOf<'created'> | null;
  readonly accepted: ParsedEventOf<'accepted'> | null;
  readonly failures: number;
  /** Until when it may wait: as created, or as extended last. */
  readonly expiresAt: number;
  /** Until when a second person is asked, and what came of it; null: nobody was. */
  readonly approval: { readonly until: number; readonly answer: ParsedEventOf<'approval'>['answer'] | null } | null;
}

const BEGINNING: ReplayState = {
  status: 'none',
  created: null,
  accepted: null,
  sealed: null,
  claimed: null,
  ended: null,
  failures: 0,
  expiresAt: 0,
  approval: null,
};

/**
 * Holds when all events are about `share`, begin with its creation, and each was possible after those before it. `whole` false: events that
 * change no state (`notified`, `entered`, `refused`) may be missing. `event`: which one is at fault, from 0.
 */
export function replayEvents({
  share,
  events,
  whole,
}: {
  readonly share: string;
  readonly events: readonly ParsedEvent[];
  readonly whole: boolean;
}): { readonly ok: true; readonly history: ShareHistory } | { readonly ok: false; readonly code: HistoryFault; readonly event: number } {
  let past = BEGINNING;
  for (const [event, facts] of events.entries()) {
    if (facts.share !== share) return { ok: false, code: 'event.share', event };
    const next = follow(past, facts, { whole, isFirst: event === 1 });
    if (next === null) return { ok: false, code: 'event.order', event };
    if (facts.type === 'delivered' && ackHash(facts.ack) !== past.sealed?.ack) return { ok: false, code: 'ack.mismatch', event };
    if (!isTimely(past, facts) || events.slice(0, event).some((earlier) => isLater(earlier, facts)))
      return { ok: false, code: 'event.time', event };
    past = next;
  }
  const { created } = past;
  // The server writes a delivery and its end in one commit.
  if (created === null || past.status === 'delivered') return { ok: false, code: 'event.order', event: Math.max(0, events.length - 1) };
  return { ok: true, history: { created, sealed: past.sealed, claimed: past.claimed, ended: past.ended } };
}

/** What is past after one more event; null when it could not follow. */
function follow(
  past: ReplayState,
  facts: ParsedEvent,
  { whole, isFirst }: { readonly whole: boolean; readonly isFirst: boolean },
): ReplayState | null {
  if (facts.type === 'created') {
    // A request is sealed to a key that its recipient made when they asked.
    const isFitting =
      facts.asked === null ? !(facts.entry === 'modal' && isLink(facts.mode)) : facts.mode === 'sealed' && facts.entry === 'page';
    const sound = past.status === 'none' && isFitting;
    return sound ? { ...past, status: 'offered', created: facts, expiresAt: facts.expiresAt } : null;
  }
  const { status, created } = past;
  if (created === null) return null;
  // A delivery is nothing but the reason of the end that stands right behind it.
  if (status === 'delivered' && facts.type !== 'ended') return null;
  if (!mayFollow(past, facts.type)) return null;
  switch (facts.type) {
    case 'notified':
      return past;
    case 'entered':
      return status === 'offered' || status === 'accepted' ? past : null;
    case 'accepted':
      return accept(past, created, facts);
    case 'sealed':
      return seal(past, created, facts);
    case 'refused':
      return refuse(past, created, facts);
    case 'claimed': {
      const bound = !isSealed(created.mode) || facts.device === (past.sealed?.prekey ?? past.accepted)?.device;
      const wanted = requiredProofs(created.mode);
      const shown = wanted.every((proof) => facts.proofs.some((line) => line.proof === proof));
      // Servers of version 1 accepted proofs that they had not asked for.
      const further = facts.lease !== null && facts.proofs.length > wanted.length;
      return status === 'ready' && bound && shown && !further ? { ...past, status: 'claimed', claimed: facts } : null;
    }
    case 'delivered':
      return status === 'claimed' && facts.device === past.claimed?.device ? { ...past, status: 'delivered' } : null;
    case 'extended':
      // Always later, and only while it waits.
      return isWaiting(status) && facts.expiresAt > past.expiresAt ? { ...past, expiresAt: facts.expiresAt } : null;
    case 'asked-approval':
      return past.approval === null && isFirst && status === 'offered' && isSealed(created.mode) && created.asked === null
        ? { ...past, approval: { until: facts.until, answer: null } }
        : null;
    case 'approval': {
      const { approval } = past;
      return approval?.answer === null && status === 'offered' ? { ...past, approval: { ...approval, answer: facts.answer } } : null;
    }
    case 'ended':
      return mayEnd(past, created, facts, whole) ? { ...past, status: 'ended', ended: facts } : null;
  }
}

function accept(past: ReplayState, { mode, asked }: ParsedEventOf<'created'>, facts: ParsedEventOf<'accepted'>): ReplayState | null {
  if (isLink(mode)) return null;
  const { prekey = null, for: key } = past.sealed ?? {};
  if (prekey !== null) return acceptSealed(past, facts, facts.device === prekey.device && facts.key === key);
  if (isSealed(mode) !== (facts.key !== null)) return null;
  if (past.status === 'sealed') return { ...past, status: 'ready', accepted: facts };
  // The link of a request names one key.
  const again = past.status === 'accepted' && isSealed(mode) && facts.key !== past.accepted?.key && asked !== 'link';
  return past.status === 'offered' || again ? { ...past, status: 'accepted', accepted: facts } : null;
}

/** It was sealed to a prekey. `isItsBrowser`: the browser that left it accepts. Another one replaces the seal, which the sender makes anew. */
function acceptSealed(past: ReplayState, facts: ParsedEventOf<'accepted'>, isItsBrowser: boolean): ReplayState | null {
  if (past.status === 'sealed' && (isItsBrowser || facts.by === 'server')) return { ...past, status: 'ready', accepted: facts };
  const isReplaced = past.status === 'sealed' || (past.status === 'ready' && past.failures === 0);
  return isReplaced && facts.key !== null && !isItsBrowser ? { ...past, status: 'accepted', accepted: facts, sealed: null } : null;
}

function seal(past: ReplayState, { mode, entry, asked }: ParsedEventOf<'created'>, facts: ParsedEventOf<'sealed'>): ReplayState | null {
  const { prekey } = facts;
  const isAhead = past.status === 'offered' && prekey !== null;
  const target = isAhead ? facts.for : isSealed(mode) ? past.accepted?.key : isLink(mode) ? 'link' : 'words';
  const openers = facts.openers.map(({ proof }) => proof).join();
  // The link of a request names a key that was made for it.
  if (prekey !== null && (!isSealed(mode) || asked === 'link' || (!isAhead && prekey.device !== past.accepted?.device))) return null;
  if (facts.for !== target || openers !== requiredProofs(mode).join() || (facts.by === 'server') !== (entry === 'modal')) return null;
  if (past.status === 'accepted') return { ...past, status: 'ready', sealed: facts };
  return past.status === 'offered' ? { ...past, status: isLink(mode) ? 'ready' : 'sealed', sealed: facts } : null;
}

function refuse(
  past: ReplayState,
  { mode, asked }: ParsedEventOf<'created'>,
  { what, count }: ParsedEventOf<'refused'>,
): ReplayState | null {
  const { status } = past;
  if (what === 'words') {
    const counted = status === 'ready' && requiredProofs(mode).includes('words') && count === past.failures + 1;
    return counted ? { ...past, failures: count } : null;
  }
  const isReleasable = status === 'ready' || status === 'claimed';
  const possible = {
    person: !isLink(mode) && status !== 'ended',
    device: status === 'claimed' || (status === 'ready' && isSealed(mode)),
    link: (isLink(mode) || asked === 'link') && isReleasable,
    'after-end': status === 'ended',
  };
  return possible[what] && count === 1 ? past : null;
}

/** What may stand in the log while a second person is asked: its recipient has not been told. */
const MEANWHILE: readonly ParsedEvent['type'][] = ['entered', 'extended', 'approval', 'ended'];
/** And after they said no, or nothing. */
const AFTERWARDS: readonly ParsedEvent['type'][] = ['notified', 'refused', 'ended'];

function mayFollow({ approval, status }: ReplayState, type: ParsedEvent['type']): boolean {
  if (approval === null || approval.answer === 'given' || status === 'ended') return true;
  return (approval.answer === null ? MEANWHILE : AFTERWARDS).includes(type);
}

const isWaiting = (status: ReplayState['status']): boolean =>
  status === 'offered' || status === 'accepted' || status === 'sealed' || status === 'ready';

function mayEnd(past: ReplayState, { mode }: ParsedEventOf<'created'>, { cause }: ParsedEventOf<'ended'>, whole: boolean): boolean {
  const { status, failures, approval } = past;
  const waits = isWaiting(status);
  // A no ends it, and so does a time that ran out; who knows nothing of a share cannot decline it.
  if (approval?.answer === 'refused') return cause === 'declined';
  if (approval?.answer === 'expired') return cause === 'expired';
  if (approval?.answer === null && cause === 'declined') return false;
  switch (cause) {
    case 'delivered':
      return status === 'delivered';
    case 'unconfirmed':
    case 'broken':
      return status === 'claimed';
    case 'declined':
      return waits && !isLink(mode);
    case 'revoked':
    case 'expired':
      return waits;
    case 'locked':
      return status === 'ready' && requiredProofs(mode).includes('words') && (failures > 0 || !whole);
    case 'rolled-back':
      return waits || status === 'claimed';
  }
}

/** Within the time that its creation gave the share, or its last extension. */
function isTimely({ created, expiresAt, approval }: ReplayState, facts: ParsedEvent): boolean {
  if (created === null) return facts.type === 'created' && facts.expiresAt > facts.at;
  const until = approval?.until ?? expiresAt;
  if (facts.type === 'asked-approval') return facts.until > facts.at && facts.until <= expiresAt;
  if (facts.type === 'approval') return facts.answer === 'expired' ? facts.at >= until : facts.at < until;
  if (facts.type === 'ended') return facts.cause !== 'expired' || facts.at >= (approval?.answer === 'expired' ? until : expiresAt);
  const isUnbound = facts.type === 'notified' || facts.type === 'refused' || facts.type === 'delivered';
  return isUnbound || facts.at < expiresAt + (facts.by === 'device' ? CLOCK_TOLERANCE_MS : 0);
}

/** Whether an event that stands earlier is dated later than two clocks that differ can explain. */
function isLater(earlier: ParsedEvent, facts: ParsedEvent): boolean {
  const clocks = earlier.by === 'device' && facts.by === 'device' ? 2 : 1;
  return earlier.at - facts.at > clocks * CLOCK_TOLERANCE_MS;
}
