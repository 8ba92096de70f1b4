// A person goes to a terminal's code by themselves and answers it. Nobody can be asked here who did not type a code, so no card can be sent
// to anyone; what they then press counts for themselves alone.

import type { Refusal } from '../../core/refusal.ts';
import { parseUserCode } from '../../core/user-code.ts';
import { answeredLoginCard, askLoginCard, loginHelpCard, noLoginCard } from '../cards/login.ts';
import { toPerson } from '../contacts.ts';
import type { Card, Contact, Interaction, InteractionResponse } from '../port.ts';
import { NO_RESPONSE, refused, type BotContext } from './context.ts';

type Pressed = Extract<Interaction, { kind: 'action' }>;

const alone = (card: Card): InteractionResponse => ({ kind: 'private', card });

/** As for sharing: outsiders and bots act in their own workspaces, or not at all. */
const mayLetIn = ({ kind }: Contact): boolean => kind === 'member' || kind === 'guest';

function no(context: BotContext, refusal: Refusal): Card {
  const why = refusal.code === 'token.invalid' ? 'unknown' : refusal.code === 'login.off' ? 'off' : null;
  if (why === null) return refused(context, refusal);
  context.refused(refusal.code);
  return noLoginCard(context.renderContext, why);
}

/** `code`: what was typed behind `login`. */
export async function onLogin(context: BotContext, { actor }: Interaction, code: string): Promise<Card> {
  const { renderContext, deviceCodes } = context;
  if (!mayLetIn(actor)) return noLoginCard(renderContext, 'notYou');
  const typed = parseUserCode(code);
  if (typed === null) return deviceCodes.takesTerminals ? loginHelpCard(renderContext) : noLoginCard(renderContext, 'off');
  const waiting = await deviceCodes.look(typed, actor.key);
  return waiting.ok ? askLoginCard(renderContext, typed, waiting.value) : no(context, waiting);
}

export async function answerLogin(context: BotContext, pressed: Pressed, deadline: AbortSignal): Promise<InteractionResponse> {
  const { renderContext, deviceCodes } = context;
  if (!mayLetIn(pressed.actor)) return alone(noLoginCard(renderContext, 'notYou'));
  const code = parseUserCode(pressed.ref);
  if (code === null) return alone(noLoginCard(renderContext, 'unknown'));
  if (deadline.aborted) return NO_RESPONSE;
  const isConfirmed = pressed.action === 'let-in';
  const answered = await deviceCodes.answer(code, { by: toPerson(pressed.actor), isConfirmed });
  return alone(answered.ok ? answeredLoginCard(renderContext, answered.value, isConfirmed) : no(context, answered));
}
