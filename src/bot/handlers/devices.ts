// The way to a person's own browsers: which are known as theirs, and how to withdraw them. A single-use link, for the person who typed.

import { devicesCard } from '../cards/answers.ts';
import type { Card, Interaction } from '../port.ts';
import { signInUrl, type BotContext } from './context.ts';

export async function linkToDevices(context: BotContext, interaction: Interaction): Promise<Card> {
  return devicesCard(context.renderContext, await signInUrl(context, interaction, null, '/devices'));
}
