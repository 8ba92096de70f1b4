// In which lists of the board a share stands. See docs/decisions/board.md.

import { BOARD_STATES, type BoardState } from './ports/board-store.ts';
import type { ShareEvidence } from './ports/evidence-store.ts';
import type { Commit } from './ports/share-store.ts';
import type { Cause, Share } from './share.ts';

type Boarded = Pick<Share, 'state' | 'unreachable' | 'bellAt' | 'strangerAt' | 'knockAt'>;

const UNCONFIRMED: readonly (Cause | null)[] = ['broken', 'unconfirmed', 'rolled-back'];

export function boardStates(share: Boarded): BoardState[] {
  const { state, unreachable, bellAt, strangerAt = 0, knockAt } = share;
  const cause = state.status === 'ended' ? state.cause : null;
  const failures = state.status === 'ready' ? state.failures : 0;
  const is: Readonly<Record<BoardState, boolean>> = {
    outstanding: state.status !== 'ended',
    expired: cause === 'expired',
    failed: unreachable.length > 0 || UNCONFIRMED.includes(cause),
    refused: cause === 'locked' || Math.max(failures, bellAt, strangerAt, knockAt) > 0,
  };
  return BOARD_STATES.filter((one) => is[one]);
}

/** As far as evidence says. */
export function evidenceStates({ cause }: Pick<ShareEvidence, 'cause'>): BoardState[] {
  if (cause === 'expired') return ['expired'];
  if (cause === 'locked') return ['refused'];
  return UNCONFIRMED.includes(cause) ? ['failed'] : [];
}

/** Whether a list changes with this commit. Of a share that only waits on, none does. */
export const changesBoard = ({ share, extended }: Pick<Commit, 'share' | 'extended'>): boolean =>
  share.version === 1 || share.state.status === 'ended' || extended === true || boardStates(share).length > 1;
