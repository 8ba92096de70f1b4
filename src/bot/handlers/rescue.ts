// A secret was pasted into chat: how to be rid of the message, the form that hands it over safely, and the clock that asks for a new one.
// Nothing of the message's text comes as far as this: adapters read its kind and drop it. See docs/decisions/paste-rescue.md.

import { rotationLimits, limits } from '../../core/limits.ts';
import { looksLikeSecret } from '../../core/secret-detector.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import { errorCard } from '../cards/refusal.ts';
import { pastedForm, rescueCard, startButton, startedCard } from '../cards/rescue.ts';
import { toPerson, validateRecipients } from '../contacts.ts';
import type { Card, Contact, Interaction, InteractionResponse, Pasted, WatchedPaste } from '../port.ts';
import { interpolateText } from '../text.ts';
import { NO_RESPONSE, refused, type BotContext } from './context.ts';

const alone = (card: Card): InteractionResponse => ({ kind: 'private', card });

export function onPasted(
  { renderContext }: BotContext,
  { actor, people, pasted }: Pick<Interaction, 'actor'> & { readonly people: readonly Contact[]; readonly pasted: Pasted },
): InteractionResponse {
  const person = people.find((one) => validateRecipients(renderContext.messages, actor, [one]).length === 0) ?? null;
  return alone(rescueCard(renderContext, { pasted, person }));
}

export const openPastedForm = ({ renderContext }: BotContext): InteractionResponse => ({ kind: 'form', form: pastedForm(renderContext) });

/** Where a form cannot be handed back, a press opens it anew: there was one field in it. */
function notTaken({ renderContext, capabilities }: BotContext, why: string): InteractionResponse {
  if (capabilities.rejectForms) return { kind: 'reject-form', errors: { label: why } };
  return alone({ ...errorCard(renderContext, [why]), buttons: [startButton(renderContext)] });
}

export async function submitPasted(
  context: BotContext,
  { actor, tenant, values }: Extract<Interaction, { kind: 'form' }>,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const { renderContext, rotations, shares } = context;
  const { messages, platform } = renderContext;
  const typed = typeof values['label'] === 'string' ? values['label'] : '';
  if (looksLikeSecret(typed)) return notTaken(context, interpolateText(messages.leak.field, { platform }));
  const label = normalizeLine(typed, limits.label);
  if (label === null || label === '') return notTaken(context, interpolateText(messages.inputs.label, { max: String(limits.label) }));
  // Outsiders and bots begin nothing here, as with a share.
  if (actor.kind !== 'member' && actor.kind !== 'guest') return alone(errorCard(renderContext, [messages.people.actor]));
  const mine = await rotations.list(actor.key);
  if (mine.filter(({ why }) => why === 'pasted').length >= rotationLimits.pasted) {
    const { many } = messages.rescue;
    const names = { max: String(rotationLimits.pasted), command: messages.rotations.command };
    return alone(errorCard(renderContext, [interpolateText(many, names)]));
  }
  const [id] = shares.newIds(tenant, 1);
  if (deadline.aborted || id === undefined) return NO_RESPONSE;
  const begun = await rotations.pasted(toPerson(actor), { id, label });
  return alone(begun.ok ? startedCard(renderContext, begun.value) : refused(context, begun));
}

interface Watching {
  readonly context: BotContext;
  readonly markOnce: (tenant: string, key: string) => Promise<boolean>;
}

/** How often one person is told, however much they paste. */
const TOLD_EVERY_MS = 60_000;

/** Nothing for bots and outsiders, for what another instance has answered, and for a person who was told just now. Nothing of it is logged. */
export async function onWatched({ context, markOnce }: Watching, { id, tenant, author, looks }: WatchedPaste): Promise<Card | null> {
  if (author.kind !== 'member' && author.kind !== 'guest') return null;
  if (!(await markOnce(tenant, `pasted:${id}`))) return null;
  const time = Math.floor(context.clock() / TOLD_EVERY_MS);
  if (!(await markOnce(tenant, `pasted-by:${author.key}:${time}`))) return null;
  return rescueCard(context.renderContext, { pasted: { by: 'actor', looks }, person: null });
}
