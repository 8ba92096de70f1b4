// A person leaves: whom the policy names begins it here and ticks what is done.

import { tenantOf, type PersonKey } from '../../core/share.ts';
import { askOffboardingCard, offboardingCard } from '../cards/offboarding.ts';
import { errorCard } from '../cards/refusal.ts';
import { toPerson, unique } from '../contacts.ts';
import type { Card, Interaction, InteractionResponse } from '../port.ts';
import { interpolateText } from '../text.ts';
import { NO_RESPONSE, refused, type BotContext } from './context.ts';

type Asked = Extract<Interaction, { kind: 'command' | 'shortcut' }>;
type Press = Extract<Interaction, { kind: 'action' }>;

const alone = (card: Card): InteractionResponse => ({ kind: 'private', card });

export function onOffboard(context: BotContext, { actor, tenant, people }: Asked): InteractionResponse {
  const { offboarding } = context.renderContext.messages;
  if (!context.offboardings.may(actor.key, tenant)) return alone(refused(context, { code: 'offboarding.denied' }));
  const [contact, ...more] = unique(people);
  if (contact === undefined || more.length > 0 || ['unknown', 'group', 'bot'].includes(contact.kind) || contact.key === actor.key)
    return alone(errorCard(context.renderContext, [interpolateText(offboarding.who, { command: offboarding.command })]));
  return alone(askOffboardingCard(context.renderContext, toPerson(contact)));
}

/** `ref`: the person, as the card that asked had them. */
export async function startOffboarding(
  context: BotContext,
  { actor, ref, tenant }: Press,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const key = ref as PersonKey;
  if (tenantOf(key) !== tenant) return alone(refused(context, { code: 'offboarding.denied' }));
  if (deadline.aborted) return NO_RESPONSE;
  // A press brings the key alone: the name that chat shows stands in no reference.
  const begun = await context.offboardings.start({ key, name: key.slice(key.lastIndexOf(':') + 1) }, toPerson(actor));
  return alone(begun.ok ? offboardingCard(context.renderContext, begun.value, context.clock()) : refused(context, begun));
}

export async function tickOffboarding(context: BotContext, { actor, ref }: Press, deadline: AbortSignal): Promise<InteractionResponse> {
  const dot = ref.indexOf('.');
  if (deadline.aborted) return NO_RESPONSE;
  const ticked = await context.offboardings.tick(ref.slice(0, dot), ref.slice(dot + 1), toPerson(actor));
  return alone(ticked.ok ? offboardingCard(context.renderContext, ticked.value, context.clock()) : refused(context, ticked));
}
