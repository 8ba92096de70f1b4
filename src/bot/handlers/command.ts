// Handles a typed command or a menu entry: the answer is a form, a list, or help.

import type { Card, Contact, InteractionResponse, Interaction } from '../port.ts';
import { askedIn, labelIn, parseCommand, type Command } from '../parse/command.ts';
import { helpCard } from '../cards/help.ts';
import { errorCard, pastedSecretCard } from '../cards/refusal.ts';
import { unique, validateRecipients } from '../contacts.ts';
import { shareForm } from '../share-form/render.ts';
import { interpolate } from '../text.ts';
import { begin, parseWhole } from './begin.ts';
import { onBlocks } from './block.ts';
import { offerFor, refused as refusedCard, type BotContext } from './context.ts';
import { linkToDevices } from './devices.ts';
import { onRevokeMachine, shareWithMachine } from './machine.ts';
import { list, listWaiting } from './list.ts';
import { onLogin } from './login.ts';
import { receiptCard } from './receipt.ts';
import { onOffboard } from './offboarding.ts';
import { onPasted } from './rescue.ts';
import { onIncident, onRotationCommand } from './rotation.ts';
import { NOTHING_TYPED, askForSecret } from './request.ts';

type Typed = Extract<Interaction, { kind: 'command' }>;
type Started = Extract<Interaction, { kind: 'command' | 'shortcut' }>;
type Asked = Started | Extract<Interaction, { kind: 'action' }>;

export async function onCommand(context: BotContext, interaction: Started, deadline: AbortSignal): Promise<InteractionResponse> {
  if (interaction.kind === 'shortcut' && interaction.pasted) return onPasted(context, { ...interaction, pasted: interaction.pasted });
  const { command, given } = withTemplate(context, interaction, commandOf(interaction));
  // A person who pasted a secret learns of it first. A form can carry the warning; a list would bury it.
  if (command.leaked && command.kind !== 'share' && command.kind !== 'link' && command.kind !== 'request')
    return { kind: 'private', card: pastedSecretCard(context.renderContext) };
  switch (command.kind) {
    case 'share': {
      if (command.machine !== undefined)
        return shareWithMachine(context, interaction, { ...command, machine: command.machine, given }, deadline);
      const whole = isWhole(context, interaction, command) ? parseWhole(context, interaction, { label: command.label, given }) : null;
      return whole === null ? share(context, interaction, command, given) : begin(context, interaction, whole, deadline);
    }
    case 'link':
      return share(context, interaction, command, given);
    case 'request':
      return askForSecret(context, interaction, { ...command, template: given['template'] ?? null }, deadline);
    case 'list':
      return { kind: 'private', card: await listWaiting(context, interaction) };
    case 'revoke':
      return { kind: 'private', card: await list(context, interaction, 'revoke') };
    case 'revoke-machine':
      return onRevokeMachine(context, interaction, command.machine, deadline);
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
    case 'offboard':
      return onOffboard(context, interaction);
    case 'rotation':
      return onRotationCommand(context, interaction);
    case 'incident':
      return onIncident(context, interaction);
    case 'login':
      return { kind: 'private', card: await onLogin(context, interaction, command.code) };
    case 'help':
      return {
        kind: 'private',
        card: helpCard(context.renderContext, { isUnknown: command.unknown, takesTerminals: context.deviceCodes.takesTerminals }),
      };
  }
}

/** One person who can receive it, and what it is: nothing is left to ask, but where the secret is typed in chat, which waits for them. */
function isWhole({ renderContext }: BotContext, interaction: Started, { leaked }: Wish): interaction is Typed {
  if (interaction.kind !== 'command' || leaked || interaction.given?.['entry'] === 'modal') return false;
  const people = unique(interaction.people);
  return people.length === 1 && validateRecipients(renderContext.messages, interaction.actor, people).length === 0;
}

/** Where there are templates, the last two words may name one; elsewhere they are part of what it is. */
function withTemplate({ shares }: BotContext, interaction: Started, command: Command): { command: Command; given: Given } {
  const given = interaction.kind === 'command' ? (interaction.given ?? {}) : {};
  if (!('using' in command) || command.using === undefined || shares.templates().length === 0) return { command, given };
  const { text, template } = command.using;
  const told = { ...given, template };
  if (command.kind === 'request') return { command: { ...command, ...askedIn(text) }, given: told };
  return { command: { ...command, label: labelIn(text) }, given: told };
}

/** A menu entry opens a form, filled in with the person on whom it was chosen. */
function commandOf(interaction: Started): Command {
  if (interaction.kind === 'command') return parseCommand(interaction.text);
  return interaction.asks ? { kind: 'request', ...NOTHING_TYPED } : { kind: 'share', label: '', leaked: false };
}

/** The share form with nothing in it but these people. */
export const openShareForm = (context: BotContext, interaction: Asked, people: readonly Contact[] = []): InteractionResponse =>
  share(context, { ...interaction, people }, { kind: 'share', label: '', leaked: false }, {});

type Given = Readonly<Record<string, string>>;
type Wish = Extract<Command, { kind: 'share' | 'link' }>;

function share(
  context: BotContext,
  interaction: Pick<Started, 'actor' | 'place' | 'people'>,
  wish: Wish,
  given: Given,
): InteractionResponse {
  const { renderContext, capabilities, modalEntry } = context;
  const { label, leaked } = wish;
  // Nobody can be picked in a form that is none: the card that asks for a yes says that it is a link.
  const kind = capabilities.forms === false && interaction.people.length === 0 ? 'link' : wish.kind;
  const people = kind === 'share' ? unique(interaction.people) : [];
  const refused = validateRecipients(renderContext.messages, interaction.actor, people);
  const warning = interpolate(renderContext.messages.leak.body, { platform: renderContext.platform });
  const told = (no: Card): InteractionResponse => ({ kind: 'private', card: leaked ? { ...no, body: [...no.body, warning] } : no });
  // A form without the people who were named would be about others, so there is no form.
  if (refused.length > 0) return told(errorCard(renderContext, refused));
  const to = kind === 'link' ? 'link' : 'people';
  const offer = offerFor(context, { actor: interaction.actor, people, to, template: given['template'] ?? null });
  if (!offer.ok) return told(refusedCard(context, offer));
  const form = shareForm(renderContext, {
    people,
    label: label === '' && given['template'] !== undefined ? (offer.value.templates[0]?.label ?? '') : label,
    place: interaction.place,
    given,
    to,
    offer: offer.value,
    redraws: capabilities.redrawForms,
    room: capabilities.fields,
    modalEntry,
    warning: leaked ? warning : null,
  });
  return { kind: 'form', form };
}
