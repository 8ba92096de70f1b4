// Reminders that nobody asks for: a share that waits too long says so, once for each reason. Pure, like all of decide().
// See docs/decisions/watcher.md.

import { transition, type Change, type DecideContext } from './transitions.ts';
import type { Notification } from './notifications.ts';
import { awaited } from './turn.ts';
import { awaitsAnswer, hasAsked, starterOf, WATCHES, type Party, type Person, type Share, type Watch } from '../share.ts';

/** When a share that waits reminds of itself. Null: never for this reason. */
export interface WatchTimes {
  /** After it was offered, or asked for, in ms. */
  readonly acceptMs: number | null;
  /** After it could be opened, in ms. */
  readonly openMs: number | null;
  /** Which part of its life is left when it is about to expire. */
  readonly expiryPart: number | null;
}

export const NO_WATCH: WatchTimes = { acceptMs: null, openMs: null, expiryPart: null };

/** The person who would be reminded; null: there is none. */
export function awaitedPerson(share: Share): Person | null {
  const party = awaited(share);
  return party === null ? null : party === 'sender' ? share.sender : share.recipient;
}

/** The part of its life that is left when a template has it remind before it expires. */
const LAST_PART = 0.25;

/** The times of the template that it was made by stand in place of the operator's. */
function timesOf({ terms }: Share, usual: WatchTimes): WatchTimes {
  const own = terms?.template?.watch;
  if (!own) return usual;
  const { acceptedMs, openedMs, expiry } = own;
  return {
    acceptMs: acceptedMs ?? usual.acceptMs,
    openMs: openedMs ?? usual.openMs,
    expiryPart: expiry ? LAST_PART : usual.expiryPart,
  };
}

/** What is due for this reason, epoch ms; null: it does not apply to the share as it stands. */
function timeOf(share: Share, watch: Watch, usual: WatchTimes): number | null {
  const times = timesOf(share, usual);
  const { state, createdAt, expiresAt } = share;
  if (state.status === 'ended' || state.status === 'claimed' || !hasAsked(share)) return null;
  switch (watch) {
    case 'not-accepted': {
      if (times.acceptMs === null) return null;
      if (share.asked !== undefined)
        return awaitsAnswer(share) ? ('acceptance' in state && state.acceptance ? state.acceptance.at : createdAt) + times.acceptMs : null;
      return state.status === 'offered' || state.status === 'sealed' ? createdAt + times.acceptMs : null;
    }
    case 'not-opened':
      if (times.openMs === null) return null;
      // The answer to a request needs nobody's yes.
      if (state.status === 'sealed') return share.asked === undefined ? null : state.seal.at + times.openMs;
      return state.status === 'ready' ? Math.max(state.seal.at, state.acceptance?.at ?? 0) + times.openMs : null;
    case 'expiring':
      return times.expiryPart === null ? null : expiresAt - Math.floor((expiresAt - createdAt) * times.expiryPart);
  }
}

/** When the share next reminds of itself, epoch ms; null: no more. */
export function nextWatch(share: Share, times: WatchTimes): number | null {
  const open = WATCHES.filter((watch) => !(share.watched ?? []).includes(watch));
  const all = open.map((watch) => timeOf(share, watch, times)).filter((at) => at !== null);
  if (all.length === 0) return null;
  const at = Math.max(Math.min(...all), share.quietUntil ?? 0);
  return at < share.expiresAt ? at : null;
}

export interface WatchCommand {
  readonly times: WatchTimes;
  /** Until when the person whose turn it is wants to be left alone, epoch ms; null: they may be reminded now. */
  readonly quietUntil: number | null;
  /** The person whose turn it is takes nothing from the other one: nobody reminds them. */
  readonly isBlocked: boolean;
}

/** Null: nothing is due. Several reasons at once, as after a pause, remind once. */
export function remindBySelf(share: Share, { times, quietUntil, isBlocked }: WatchCommand, deps: DecideContext): Change | null {
  const next = nextWatch(share, times);
  if (next === null || deps.now < next) return null;
  if (quietUntil !== null && quietUntil > deps.now) {
    const later = { ...share, quietUntil };
    return { share: { ...later, version: share.version + 1 }, leaves: [], ciphertext: {}, releasesCapsule: false };
  }
  const watched = share.watched ?? [];
  const due = WATCHES.filter((watch) => !watched.includes(watch) && (timeOf(share, watch, times) ?? Infinity) <= deps.now);
  const { quietUntil: _, ...rest } = share;
  const change = transition({ ...rest, watched: [...watched, ...due] }, share.state, {
    leaves: [],
    surfaces: [],
    news: newsOf(share, isBlocked),
  });
  return { ...change, watches: due };
}

function newsOf(share: Share, isBlocked: boolean): Notification[] {
  const turn = awaited(share);
  const starter: Party = starterOf(share) === share.sender ? 'sender' : 'recipient';
  const isAsked = share.asked !== undefined && turn === 'sender';
  const reminder: Notification[] = turn === null || isBlocked ? [] : [isAsked ? ['reminder', 'sender'] : ['nudge', turn]];
  return turn === starter ? reminder : [...reminder, ['waiting', starter]];
}
