// The way to a person's own browsers: which are known as theirs, and how to withdraw them. A single-use link, for the person who typed.

import { devicesCard } from '../cards/answers.ts';
import { toPerson } from '../contacts.ts';
import type { Card, Interaction } from '../port.ts';
import type { BotContext } from './context.ts';

export async function linkToDevices({ tokens, renderContext }: BotContext, { actor, tenant }: Interaction): Promise<Card> {
  const token = await tokens.issue({ person: toPerson(actor), share: null, tenant });
  return devicesCard(renderContext, `${renderContext.publicUrl}/go#${token}/devices`);
}
