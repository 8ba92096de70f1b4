// The rule of more time: the person who began a share lets it wait longer, while it waits. Pure, like all of decide().
// See docs/decisions/extending.md.

import { allow, ALLOWED, deny, type Decision } from './decision.ts';
import type { ShareCommand } from './command.ts';
import { extendedEvent, transition, type DecideContext } from './transitions.ts';
import { limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import { starterOf, type Share } from '../share.ts';

/** Less than this is no extension, in ms. */
const LEAST_MS = 60_000;

/** The latest moment until which it may wait, epoch ms. Null: it does not wait, or waits as long as it may. */
function latestExpiry(share: Share, { now, mostMs }: { readonly now: number; readonly mostMs: number }): number | null {
  const { status } = share.state;
  if (status === 'ended' || status === 'claimed' || now >= share.expiresAt) return null;
  const latest = Math.min(now + limits.expiry.max, share.createdAt + mostMs);
  return latest - share.expiresAt < LEAST_MS ? null : latest;
}

/** Until when it would wait with a day more, or with as much as there is, epoch ms; null: not at all. */
export function dayMore(share: Share, times: { readonly now: number; readonly mostMs: number }): number | null {
  const latest = latestExpiry(share, times);
  return latest === null ? null : Math.min(share.expiresAt + limits.expiry.initial, latest);
}

/** No time that may come changes it: it waits as long as a share may in all. */
export const isAtLongest = ({ createdAt, expiresAt }: Pick<Share, 'createdAt' | 'expiresAt'>, mostMs: number): boolean =>
  createdAt + mostMs - expiresAt < LEAST_MS;

export function giveTime(share: Share, command: Extract<ShareCommand, { kind: 'extend' }>, deps: DecideContext): Decision {
  const { state } = share;
  const { by, mostMs } = command;
  if (state.status === 'ended') return deny(refuse('share.gone'));
  if (by !== starterOf(share).key) return deny(refuse('share.not_sender'));
  if (state.status === 'claimed') return deny(refuse('share.already_opened'));
  // Asked for again, because an answer was lost.
  if (command.expiresAt === share.expiresAt) return ALLOWED;
  const latest = latestExpiry(share, { now: deps.now, mostMs });
  if (latest === null) return deny(refuse('share.longest'));
  const expiresAt = command.expiresAt ?? dayMore(share, { now: deps.now, mostMs }) ?? latest;
  if (!(expiresAt >= share.expiresAt + LEAST_MS && expiresAt <= latest)) return deny(refuse('input.expiry', { field: 'expiresAt' }));
  const next: Share = { ...share, expiresAt };
  return allow({ ...transition(next, state, { leaves: [extendedEvent(share, expiresAt, deps)], surfaces: 'all' }), extends: true });
}
