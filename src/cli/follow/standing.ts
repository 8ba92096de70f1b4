// How a share stands, in the words of a terminal, and what it means for a script.

import type { Cause, Status } from '../../crypto/share-terms.ts';
import { EXIT } from '../exit-codes.ts';
import type { Style } from '../terminal-text.ts';

const WAITS: Readonly<Record<Exclude<Status, 'ended'>, string>> = {
  offered: 'waits to be accepted',
  accepted: 'accepted, waits for the secret',
  sealed: 'sealed, waits to be accepted',
  ready: 'waits to be opened',
  claimed: 'is being opened',
};
const ENDS: Readonly<Record<Cause, string>> = {
  delivered: 'opened',
  unconfirmed: 'opened, but not confirmed',
  broken: 'could not be decrypted',
  declined: 'declined',
  revoked: 'taken back',
  expired: 'expired',
  locked: 'ended after too many wrong words',
  'rolled-back': 'ended to be safe',
};

export interface ShareStanding {
  readonly status: Status;
  readonly cause: Cause | null;
}

export const formatStanding = ({ status, cause }: ShareStanding): string =>
  status === 'ended' ? (cause === null ? 'over' : ENDS[cause]) : WAITS[status];

export const styleOf = ({ status, cause }: ShareStanding): Style =>
  status !== 'ended'
    ? 'yellow'
    : cause === 'delivered'
      ? 'green'
      : cause === 'unconfirmed' || cause === 'broken' || cause === 'locked'
        ? 'red'
        : 'dim';

/** Of a share that is over: 0 only when it arrived. */
export const exitOf = ({ status, cause }: ShareStanding): number =>
  status === 'ended' && cause !== 'delivered' ? EXIT.refused : EXIT.done;
