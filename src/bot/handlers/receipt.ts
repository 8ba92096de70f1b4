// The link to the receipt of one share, for its parties, in any state, and as long as there is evidence of it. Anyone else gets the answer for a share that does not exist.

import { concerns } from '../../core/lifecycle/evidence.ts';
import { isShareId } from '../../core/share.ts';
import type { Card, Interaction } from '../port.ts';
import { openPageCard } from '../cards/answers.ts';
import { signInUrl, refused, type BotContext } from './context.ts';

export async function receiptCard(context: BotContext, interaction: Interaction, id: string): Promise<Card> {
  const parties = isShareId(id) ? await context.shares.findParties(id) : null;
  if (parties === null || !concerns(parties, interaction.actor.key)) return refused(context, { code: 'share.gone' });
  return openPageCard(context.renderContext, await signInUrl(context, interaction, parties, '/receipt'));
}
