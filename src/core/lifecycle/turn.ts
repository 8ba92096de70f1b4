// Whose turn it is while a share waits: the person who has to enter, to give, to accept or to open.

import { awaitsAnswer, type Party, type Share } from '../share.ts';

/** Of those who can be told; null: the holder of a link, or nobody. */
export function awaited(share: Pick<Share, 'state' | 'asked' | 'recipient'>): Party | null {
  const { asked, recipient } = share;
  const { status } = share.state;
  if (awaitsAnswer(share)) return asked?.of === 'person' ? 'sender' : null;
  if (status === 'accepted') return 'sender';
  return status === 'ended' || status === 'claimed' || recipient === null ? null : 'recipient';
}
