// How a share ended, in the lists of a person and of the operator.

import type { Cause } from '../../crypto/share-terms.ts';

export const endedWords = {
  delivered: 'Delivered',
  unconfirmed: 'Sent, not confirmed',
  broken: 'Couldn’t be decrypted',
  'rolled-back': 'Ended to be safe',
  declined: 'Declined',
  revoked: 'Taken back',
  expired: 'Expired',
  locked: 'Locked after wrong passphrases',
} as const satisfies Record<Cause, string>;
