// Whom somebody takes nothing from: by a button on a share that he has declined, by commands, and from his list of them.

import type { Person, Share } from '../../core/share.ts';
import type { Contact, FirstResponse, Inbound } from '../port.ts';
import { personOf, unique } from '../read/contacts.ts';
import { noCard } from '../say/answers.ts';
import { blockedCard, blocksCard, unblockedCard } from '../say/blocks.ts';
import { fillText } from '../say/fill.ts';
import { refused, TOO_LATE, type Desk } from './desk.ts';

type Asked = Extract<Inbound, { type: 'command' | 'shortcut' }>;

export async function onBlocks(
  desk: Desk,
  inbound: Asked,
  verb: 'block' | 'unblock' | 'blocks',
  deadline: AbortSignal,
): Promise<FirstResponse> {
  if (verb === 'blocks') return list(desk, inbound);
  const [contact, ...more] = unique(inbound.people);
  // One at a time: whoever names two may have meant something else.
  const no = contact === undefined || more.length > 0 ? desk.voice.words.answers.blocks.who : whyNot(desk, inbound, contact);
  if (contact === undefined || no !== null) return { do: 'private', card: noCard(desk.voice, [no ?? '']) };
  return { block, unblock }[verb](desk, inbound, personOf(contact), deadline);
}

function whyNot({ voice: { words } }: Desk, { actor }: Asked, contact: Contact): string | null {
  if (contact.key === actor.key) return words.answers.blocks.self;
  const cannotShare = contact.is === 'unknown' || contact.is === 'group' || contact.is === 'bot';
  return cannotShare ? fillText(words.answers.blocks.nobody, { name: personOf(contact).name }) : null;
}

/** From the card of a share: its sender. */
export const blockSender = (desk: Desk, inbound: Inbound, { sender }: Share, deadline: AbortSignal): Promise<FirstResponse> =>
  block(desk, inbound, sender, deadline);

async function block(desk: Desk, { tenant, actor }: Inbound, sender: Person, deadline: AbortSignal): Promise<FirstResponse> {
  const blocked = await desk.shares.block(tenant, { person: actor.key, sender }, deadline);
  if (deadline.aborted) return TOO_LATE;
  return { do: 'private', card: blocked.ok ? blockedCard(desk.voice, sender, blocked.value) : refused(desk, blocked) };
}

async function unblock(desk: Desk, { tenant, actor }: Inbound, sender: Person, deadline: AbortSignal): Promise<FirstResponse> {
  if (deadline.aborted) return TOO_LATE;
  const was = await desk.shares.unblock(tenant, actor.key, sender.key);
  return { do: 'private', card: unblockedCard(desk.voice, sender, was) };
}

/** By a button: the name is what was kept with the block. */
export async function unblockListed(
  desk: Desk,
  inbound: Extract<Inbound, { type: 'action' }>,
  deadline: AbortSignal,
): Promise<FirstResponse> {
  const listed = await desk.shares.blocked(inbound.tenant, inbound.actor.key);
  const sender = listed.find(({ key }) => key === inbound.ref);
  return sender === undefined ? { do: 'private', card: blocksCard(desk.voice, listed) } : unblock(desk, inbound, sender, deadline);
}

async function list({ shares, voice }: Desk, { tenant, actor }: Inbound): Promise<FirstResponse> {
  return { do: 'private', card: blocksCard(voice, await shares.blocked(tenant, actor.key)) };
}
