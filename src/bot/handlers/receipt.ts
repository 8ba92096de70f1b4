// The link to the receipt of one share, for its parties, in any state. Anyone else gets the answer for a share that does not exist.

import { isShareId } from '../../core/share.ts';
import type { Card, Interaction } from '../port.ts';
import { openPageCard } from '../cards/answers.ts';
import { signInUrl, refused, roleOf, type BotContext } from './context.ts';

export async function receiptCard(context: BotContext, interaction: Interaction, id: string): Promise<Card> {
  const share = isShareId(id) ? await context.shares.find(id) : null;
  if (share === null || roleOf(share, interaction.actor.key) === null) return refused(context, { code: 'share.gone' });
  return openPageCard(context.renderContext, await signInUrl(context, interaction, share, '/receipt'));
}
