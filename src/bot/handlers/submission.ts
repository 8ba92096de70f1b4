// What follows on a submitted form: shares are made, or (modal entry) a secret is sealed.

import { limits } from '../../core/limits.ts';
import type { RefusalCode } from '../../core/refusal.ts';
import { needsPassphrase, type Share } from '../../core/share.ts';
import { findInvisible } from '../../core/text-safety.ts';
import type { Button, Contact, InteractionResponse, FormValues, Interaction } from '../port.ts';
import { toPerson } from '../parse/contacts.ts';
import { parseShareForm, type Errors, type ShareRequest } from '../parse/submission.ts';
import { createdCard, errorCard, sealedCard } from '../render/answers.ts';
import { canSeal, enterLabel } from '../render/cards.ts';
import { interpolateText } from '../text.ts';
import { parseShareRef } from '../render/forms.ts';
import { actionButton } from '../render/context.ts';
import { pageButton, signInUrl, refused, NO_RESPONSE, type BotContext } from './context.ts';

type Submitted = Extract<Interaction, { kind: 'form' }>;

export async function onSubmission(context: BotContext, interaction: Submitted, deadline: AbortSignal): Promise<InteractionResponse> {
  return interaction.name === 'share' ? share(context, interaction, deadline) : secret(context, interaction, deadline);
}

async function share(context: BotContext, interaction: Submitted, deadline: AbortSignal): Promise<InteractionResponse> {
  const { actor, place, values } = interaction;
  const read = parseShareForm(context.renderContext, { actor, place, values, given: parseShareRef(interaction.ref) });
  if (!read.ok) return rejected(context, read.errors);
  const made = await createAll(context, interaction, read.order, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  const enter = await Promise.all(made.shares.map((created) => wayToEnter(context, interaction, created)));
  const guests = read.order.people.filter((contact) => contact.kind === 'guest').map((contact) => toPerson(contact).name);
  return { kind: 'private', card: createdCard(context.renderContext, made.shares, { enter, failed: made.failed, guests }) };
}

/** One share for each person; a "no" to one of them does not undo the others. */
async function createAll(context: BotContext, { actor, tenant }: Submitted, order: ShareRequest, deadline: AbortSignal) {
  const { people, ...wish } = order;
  const recipients: readonly (Contact | null)[] = people.length === 0 ? [null] : people;
  const shares: Share[] = [];
  const failed: string[] = [];
  for (const contact of recipients) {
    if (deadline.aborted) break;
    const recipient = contact && toPerson(contact);
    const created = await context.shares.create({ ...wish, sender: toPerson(actor), recipient, tenant, via: 'chat' });
    if (created.ok) {
      shares.push(created.value);
      continue;
    }
    context.refused(created.code);
    const why = context.renderContext.messages.refusals[created.code];
    failed.push(recipient ? interpolateText(context.renderContext.messages.answers.notCreated, { recipient: recipient.name, why }) : why);
  }
  return { shares, failed };
}

async function wayToEnter(context: BotContext, interaction: Submitted, created: Share): Promise<Button | null> {
  const label = enterLabel(context.renderContext, created);
  if (created.entry === 'modal') return canSeal(created) ? actionButton('enter', created, label, 'primary') : null;
  return pageButton(await signInUrl(context, interaction, created), label);
}

/** Refusals that pass by themselves. */
const AGAIN: readonly RefusalCode[] = ['entry.busy', 'quota.bytes', 'quota.tenant_bytes'];

/** The one place where the chat door holds a secret: on its way into `sealInChat`. It must reach nothing else. */
async function secret(context: BotContext, interaction: Submitted, deadline: AbortSignal): Promise<InteractionResponse> {
  const { renderContext } = context;
  const found = await context.shares.find(interaction.ref);
  if (found === null || found.sender.key !== interaction.actor.key)
    return { kind: 'private', card: refused(context, { code: 'share.gone' }) };
  const typed = textOf(interaction.values['secret']);
  const words = needsPassphrase(found.mode) ? textOf(interaction.values['words']) : null;
  const errors: Record<string, string> = {};
  if (typed.trim() === '' || [...typed].length > limits.modalSecret) {
    errors['secret'] = interpolateText(renderContext.messages.inputs.secret, { max: String(limits.modalSecret) });
  }
  if (words !== null && (words.length > limits.modalWords || !context.passphrase.good(words)))
    errors['words'] = renderContext.messages.inputs.words;
  if (Object.keys(errors).length > 0) return rejected(context, errors);
  if (deadline.aborted) return NO_RESPONSE;
  const sealed = await context.shares.sealInChat(found.id, interaction.actor.key, { secret: typed, words }, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  if (sealed.ok) return { kind: 'private', card: sealedCard(renderContext, sealed.value, findInvisible(typed) !== null) };
  const no = refused(context, sealed);
  // It can be sent again as soon as there is room: a form that stays open keeps what was typed.
  const isForNow = AGAIN.includes(sealed.code);
  if (isForNow && context.capabilities.rejectForms)
    return { kind: 'reject-form', errors: { secret: renderContext.messages.refusals[sealed.code] } };
  return { kind: 'private', card: no };
}

const textOf = (value: FormValues[string] | undefined): string => (typeof value === 'string' ? value : '');

function rejected({ renderContext, capabilities }: BotContext, errors: Errors): InteractionResponse {
  return capabilities.rejectForms
    ? { kind: 'reject-form', errors }
    : { kind: 'private', card: errorCard(renderContext, Object.values(errors)) };
}
