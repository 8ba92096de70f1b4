// Handles a submitted form: creates shares, or (modal entry) seals a secret. Those of requests are handled in request.ts.

import type { RefusalCode } from '../../core/refusal.ts';
import type { Share, ShareId } from '../../core/share.ts';
import { findInvisible } from '../../core/text-safety.ts';
import { createdCard } from '../cards/created.ts';
import { sealedCard } from '../cards/answers.ts';
import { actionButton } from '../cards/parts.ts';
import { refusalSentence } from '../cards/refusal.ts';
import { canSeal, enterLabel } from '../cards/sender.ts';
import { standingOf, toPerson } from '../contacts.ts';
import type { Button, Contact, Interaction, InteractionResponse } from '../port.ts';
import { parseSecretForm } from '../secret-form.ts';
import { parseShareRef } from '../share-form/fields.ts';
import { parseFormer } from '../share-form/again.ts';
import { parseShareForm, type ShareRequest } from '../share-form/parse.ts';
import { interpolateText } from '../text.ts';
import { submitRefusal } from './approval.ts';
import { submitPasted } from './rescue.ts';
import { submitDecline, submitRequest } from './request.ts';
import { NO_RESPONSE, pageButton, refused, rejected, signInUrl, type BotContext } from './context.ts';
import { shareFormAgain } from './form-again.ts';
import { formerOf } from './share-again.ts';

type Submitted = Extract<Interaction, { kind: 'form' }>;

export async function onSubmission(context: BotContext, interaction: Submitted, deadline: AbortSignal): Promise<InteractionResponse> {
  const handlers = { share, secret, request: submitRequest, decline: submitDecline, pasted: submitPasted, refuse: submitRefusal };
  return handlers[interaction.name](context, interaction, deadline);
}

async function share(context: BotContext, interaction: Submitted, deadline: AbortSignal): Promise<InteractionResponse> {
  const { actor, place, values } = interaction;
  const { modalEntry } = context;
  const former = await formerOf(context, interaction);
  const ref = parseShareRef(interaction.ref);
  const parsed = parseShareForm(context.renderContext, { actor, place, ...former, values, ref, modalEntry, judge: context.shares.judge });
  if (!parsed.ok) return rejected(context, parsed, shareFormAgain(context, interaction));
  const request = parsed.value;
  const old = parseFormer(interaction.ref);
  if (old?.replaces) {
    // First, so that there are never two: what is entered in between stays, and this form makes nothing.
    const withdrawn = await context.shares.withdrawUntold(old.id, actor.key, deadline);
    if (deadline.aborted) return NO_RESPONSE;
    if (!withdrawn.ok) return { kind: 'private', card: refused(context, withdrawn) };
  }
  const rotates = old?.rotates ? await context.rotations.find(old.id, actor.key) : undefined;
  if (rotates === null || rotates?.closed)
    return { kind: 'private', card: refused(context, { code: rotates === null ? 'rotation.none' : 'rotation.over' }) };
  const made = await createAll(context, interaction, { ...request, rotates: rotates?.id }, deadline);
  if (rotates && made.shares.length > 0) await context.rotations.handOver(rotates.id, actor.key, made.shares);
  if (deadline.aborted) return NO_RESPONSE;
  const enter = await Promise.all(made.shares.map((created) => enterButton(context, interaction, created)));
  const guests = request.people.filter((contact) => contact.kind === 'guest').map((contact) => toPerson(contact).name);
  return { kind: 'private', card: createdCard(context.renderContext, made.shares, { enter, failed: made.failed, guests }) };
}

/** One share for each person. A refusal for one of them does not undo the others. */
async function createAll(
  context: BotContext,
  { actor, tenant }: Submitted,
  { people, ...details }: ShareRequest & { readonly rotates: ShareId | undefined },
  deadline: AbortSignal,
) {
  const recipients: readonly (Contact | null)[] = people.length === 0 ? [null] : people;
  const shares: Share[] = [];
  const failed: string[] = [];
  const ids = recipients.length > 1 ? context.shares.newIds(tenant, recipients.length) : null;
  for (const [at, contact] of recipients.entries()) {
    if (deadline.aborted) break;
    const recipient = contact && toPerson(contact);
    const created = await context.shares.create({
      ...details,
      sender: toPerson(actor),
      recipient,
      tenant,
      via: 'chat',
      together: ids === null ? undefined : { ids, at, recipients: people.map(({ key }) => key) },
      from: standingOf(actor),
      to: contact === null ? 'outsider' : standingOf(contact),
    });
    if (created.ok) {
      shares.push(created.value);
      continue;
    }
    context.refused(created.code);
    const why = refusalSentence(context.renderContext, created);
    failed.push(recipient ? interpolateText(context.renderContext.messages.answers.notCreated, { recipient: recipient.name, why }) : why);
  }
  return { shares, failed };
}

async function enterButton(context: BotContext, interaction: Submitted, created: Share): Promise<Button | null> {
  const label = enterLabel(context.renderContext, created);
  if (created.entry === 'modal') return canSeal(created) ? actionButton('enter', created, label, 'primary') : null;
  return pageButton(await signInUrl(context, interaction, created), label);
}

/** Refusals that pass by themselves: the same form can be sent again later. */
const TEMPORARY: readonly RefusalCode[] = ['entry.busy', 'quota.bytes', 'quota.tenant_bytes'];

/** The one place where the chat door holds a secret: on its way into `sealInChat`. It must reach nothing else. */
async function secret(context: BotContext, interaction: Submitted, deadline: AbortSignal): Promise<InteractionResponse> {
  const { renderContext } = context;
  const found = await context.shares.find(interaction.ref);
  if (found === null || found.sender.key !== interaction.actor.key)
    return { kind: 'private', card: refused(context, { code: 'share.gone' }) };
  const parsed = parseSecretForm(renderContext, { share: found, values: interaction.values, isGood: context.passphrase.good });
  if (!parsed.ok) return rejected(context, parsed);
  if (deadline.aborted) return NO_RESPONSE;
  const sealed = await context.shares.sealInChat(found.id, interaction.actor.key, parsed.value, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  if (sealed.ok) return { kind: 'private', card: sealedCard(renderContext, sealed.value, findInvisible(parsed.value.secret) !== null) };
  const card = refused(context, sealed);
  // A form that stays open keeps what was typed, so that it can be sent again.
  const isTemporary = TEMPORARY.includes(sealed.code);
  if (isTemporary && context.capabilities.rejectForms)
    return { kind: 'reject-form', errors: { secret: refusalSentence(renderContext, sealed) } };
  return { kind: 'private', card };
}
