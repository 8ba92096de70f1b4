// Break glass in chat: the presses of the second person, and of those who say no.

import { envelopeCard } from '../cards/envelope.ts';
import { toPerson } from '../contacts.ts';
import type { Interaction, InteractionResponse } from '../port.ts';
import { NO_RESPONSE, refused, type BotContext } from './context.ts';

type Press = Extract<Interaction, { kind: 'action' }>;

/** The reference is the envelope and which asking the card was about: an old card answers no new one. */
export async function onEnvelopePress(
  context: BotContext,
  { actor, ref, action }: Press,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const dot = ref.indexOf('.');
  const [id, n] = [ref.slice(0, dot), Number(ref.slice(dot + 1))];
  if (deadline.aborted) return NO_RESPONSE;
  const { agree, refuse } = context.envelopes;
  const done = await (action === 'glass-agree' ? agree : refuse)(id, n, toPerson(actor));
  const card = done.ok ? envelopeCard(context.renderContext, done.value, actor.key) : refused(context, done);
  return { kind: 'private', card: { ...card, buttons: [] } };
}
