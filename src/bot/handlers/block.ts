// Blocks and unblocks senders: by the button on a declined share, by commands, and from the person's list of blocks.

import { starterOf, type Person, type Share } from '../../core/share.ts';
import type { Contact, InteractionResponse, Interaction } from '../port.ts';
import { toPerson, unique } from '../contacts.ts';
import { blockedCard, blocksCard, unblockedCard } from '../cards/blocks.ts';
import { errorCard } from '../cards/refusal.ts';
import { interpolateText } from '../text.ts';
import { refused, NO_RESPONSE, type BotContext } from './context.ts';

type Asked = Extract<Interaction, { kind: 'command' | 'shortcut' }>;

export async function onBlocks(
  context: BotContext,
  interaction: Asked,
  verb: 'block' | 'unblock' | 'blocks',
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  if (verb === 'blocks') return list(context, interaction);
  const [contact, ...more] = unique(interaction.people);
  // One at a time: a person who names two may have meant something else.
  const no =
    contact === undefined || more.length > 0
      ? context.renderContext.messages.answers.blocks.who
      : validateSender(context, interaction, contact);
  if (contact === undefined || no !== null) return { kind: 'private', card: errorCard(context.renderContext, [no ?? '']) };
  return { block, unblock }[verb](context, interaction, toPerson(contact), deadline);
}

function validateSender({ renderContext: { messages } }: BotContext, { actor }: Asked, contact: Contact): string | null {
  if (contact.key === actor.key) return messages.answers.blocks.self;
  const cannotShare = contact.kind === 'unknown' || contact.kind === 'group' || contact.kind === 'bot';
  return cannotShare ? interpolateText(messages.answers.blocks.nobody, { name: toPerson(contact).name }) : null;
}

/** Blocks the person who began a share, from its card, which does not offer it any more then. */
export async function blockSender(
  context: BotContext,
  interaction: Interaction,
  share: Share,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const answer = await block(context, interaction, starterOf(share), deadline);
  if (share.state.status === 'ended' && !deadline.aborted)
    await context.shares.redraw(share.id, share.asked === undefined ? 'recipient' : 'sender', deadline);
  return answer;
}

async function block(
  context: BotContext,
  { tenant, actor }: Interaction,
  sender: Person,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const blocked = await context.shares.block(tenant, { person: actor.key, sender }, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  return { kind: 'private', card: blocked.ok ? blockedCard(context.renderContext, sender, blocked.value) : refused(context, blocked) };
}

async function unblock(
  context: BotContext,
  { tenant, actor }: Interaction,
  sender: Person,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  if (deadline.aborted) return NO_RESPONSE;
  const was = await context.shares.unblock(tenant, actor.key, sender.key);
  return { kind: 'private', card: unblockedCard(context.renderContext, sender, was) };
}

/** Unblocks from the list. The name shown is the one that was kept with the block. */
export async function unblockListed(
  context: BotContext,
  interaction: Extract<Interaction, { kind: 'action' }>,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const listed = await context.shares.blocked(interaction.tenant, interaction.actor.key);
  const sender = listed.find(({ key }) => key === interaction.ref);
  return sender === undefined
    ? { kind: 'private', card: blocksCard(context.renderContext, listed) }
    : unblock(context, interaction, sender, deadline);
}

async function list({ shares, renderContext }: BotContext, { tenant, actor }: Interaction): Promise<InteractionResponse> {
  return { kind: 'private', card: blocksCard(renderContext, await shares.blocked(tenant, actor.key)) };
}
