// Handles a typed command or a menu entry: the answer is a form, a list, or help.

import type { InteractionResponse, Interaction } from '../port.ts';
import { parseCommand, type Command } from '../parse/command.ts';
import { helpCard } from '../cards/help.ts';
import { errorCard, pastedSecretCard } from '../cards/refusal.ts';
import { unique, validateRecipients } from '../contacts.ts';
import { shareForm } from '../share-form/render.ts';
import { interpolate } from '../text.ts';
import { begin } from './begin.ts';
import { onBlocks } from './block.ts';
import type { BotContext } from './context.ts';
import { linkToDevices } from './devices.ts';
import { list } from './list.ts';
import { receiptCard } from './receipt.ts';
import { NOTHING_TYPED, askForSecret } from './request.ts';

type Typed = Extract<Interaction, { kind: 'command' }>;
type Started = Extract<Interaction, { kind: 'command' | 'shortcut' }>;
type Asked = Started | Extract<Interaction, { kind: 'action' }>;

export async function onCommand(context: BotContext, interaction: Started, deadline: AbortSignal): Promise<InteractionResponse> {
  const command = commandOf(interaction);
  // A person who pasted a secret learns of it first. A form can carry the warning; a list would bury it.
  if (command.leaked && command.kind !== 'share' && command.kind !== 'link' && command.kind !== 'request')
    return { kind: 'private', card: pastedSecretCard(context.renderContext) };
  switch (command.kind) {
    case 'share':
      return isWhole(context, interaction, command)
        ? begin(context, interaction, command.label, deadline)
        : share(context, interaction, command);
    case 'link':
      return share(context, interaction, command);
    case 'request':
      return askForSecret(context, interaction, command, deadline);
    case 'list':
    case 'revoke':
      return { kind: 'private', card: await list(context, interaction, command.kind) };
    case 'receipt':
      return {
        kind: 'private',
        card: command.share === null ? await list(context, interaction, 'receipt') : await receiptCard(context, interaction, command.share),
      };
    case 'block':
    case 'unblock':
    case 'blocks':
      return onBlocks(context, interaction, command.kind, deadline);
    case 'devices':
      return { kind: 'private', card: await linkToDevices(context, interaction) };
    case 'help':
      return { kind: 'private', card: helpCard(context.renderContext, command.unknown) };
  }
}

/** One person who can receive it, and what it is: nothing is left to ask, but where the secret is typed in chat, which waits for them. */
function isWhole({ renderContext }: BotContext, interaction: Started, { label, leaked }: Wish): interaction is Typed {
  if (interaction.kind !== 'command' || leaked || label === '' || interaction.given?.['entry'] === 'modal') return false;
  const people = unique(interaction.people);
  return people.length === 1 && validateRecipients(renderContext.messages, interaction.actor, people).length === 0;
}

/** A menu entry opens a form, filled in with the person on whom it was chosen. */
function commandOf(interaction: Started): Command {
  if (interaction.kind === 'command') return parseCommand(interaction.text);
  return interaction.asks ? { kind: 'request', ...NOTHING_TYPED } : { kind: 'share', label: '', leaked: false };
}

/** The empty share form. */
export const openShareForm = (context: BotContext, interaction: Asked): InteractionResponse =>
  share(context, interaction, { kind: 'share', label: '', leaked: false });

type Wish = Extract<Command, { kind: 'share' | 'link' }>;

function share({ renderContext, capabilities, modalEntry }: BotContext, interaction: Asked, wish: Wish): InteractionResponse {
  const { kind, label, leaked } = wish;
  const people = 'people' in interaction && kind === 'share' ? unique(interaction.people) : [];
  const refused = validateRecipients(renderContext.messages, interaction.actor, people);
  const warning = interpolate(renderContext.messages.leak.body, { platform: renderContext.platform });
  // A form without the people who were named would be about others, so there is no form.
  if (refused.length > 0) {
    const no = errorCard(renderContext, refused);
    return { kind: 'private', card: leaked ? { ...no, body: [...no.body, warning] } : no };
  }
  const given = interaction.kind === 'command' ? (interaction.given ?? {}) : {};
  const form = shareForm(renderContext, {
    people,
    label,
    place: interaction.place,
    given,
    to: kind === 'link' ? 'link' : 'people',
    redraws: capabilities.redrawForms,
    // The warning stands before the fields and takes the room of one.
    room: capabilities.fields - (leaked ? 1 : 0),
    modalEntry,
    warning: leaked ? warning : null,
  });
  return { kind: 'form', form };
}
