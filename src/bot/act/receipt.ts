// The way to the receipt of one share, for its parties, in whatever state it is. Everybody else hears what he would hear of no share at all.

import { isShareId } from '../../core/share.ts';
import type { Card, Inbound } from '../port.ts';
import { goCard } from '../say/answers.ts';
import { passFor, refused, roleOf, type Desk } from './desk.ts';

export async function receiptCard(desk: Desk, inbound: Inbound, id: string): Promise<Card> {
  const share = isShareId(id) ? await desk.shares.find(id) : null;
  if (share === null || roleOf(share, inbound.actor.key) === null) return refused(desk, { code: 'share.gone' });
  return goCard(desk.voice, await passFor(desk, inbound, share, '/receipt'));
}
