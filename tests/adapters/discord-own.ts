// nt2 on a fake Discord, for the tests of what only Discord has.

import { expect, onTestFinished } from 'vitest';
import { refOf } from '../../src/adapters/discord/config.ts';
import type { Card } from '../../src/bot/port.ts';
import type { Act } from '../fakes/discord/people/delivery.ts';
import { textOf } from '../fakes/discord/reading.ts';
import type { Fault } from '../fakes/discord/rest/faults.ts';
import type { Message } from '../fakes/discord/shapes.ts';
import { type DiscordChat, openDiscordChat, type Transport } from './discord-chat.ts';
import { CANARY, openWorld, type WorldOptions } from './world.ts';

export const LABEL = 'Stripe webhook key';

export const POST = 'POST /channels/*/messages';
export const CARD: Card = { title: 'A card', tone: 'plain', body: [['Something']], buttons: [], fallback: 'A card' };
export const status = (code: number, of?: number): Fault => ({ kind: 'status', status: code, ...(of !== undefined && { code: of }) });

export const raw = (message: Message | null): string => (message ? textOf(message) : '');

/** Opens nt2 on a fake Discord. When the test ends, it looks for what nt2 must never have sent or logged, and closes. */
export async function begin(transport: Transport = 'http', options?: WorldOptions) {
  let chat!: DiscordChat;
  const world = await openWorld(async (given) => (chat = await openDiscordChat(transport, given)), options);
  onTestFinished(async () => {
    const all = [chat.discord.kept(), ...chat.lines, ...world.log].join('\n');
    expect(all).not.toContain(CANARY);
    expect(chat.discord.stored()).not.toMatch(/\/go#|#1[a-z2-7]{10}/);
    // With the token of an interaction anybody can answer in nt2's name.
    const tokens = chat.discord.calls.flatMap(({ path }) => /^\/(?:interactions|webhooks)\/\d+\/([\w-]{20,})/.exec(path)?.[1] ?? []);
    for (const token of [...tokens, chat.discord.token]) expect([...chat.lines, ...world.log].join('\n')).not.toContain(token);
    await world.close();
  });
  await chat.ready();

  const sender = () => chat.discord.person(chat.people.sender);
  async function share(
    values: Record<string, string> = {},
    options: Record<string, string> = {},
    place = chat.places.channel,
  ): Promise<Act> {
    const act = await sender().command('nt2 share', { user: chat.people.recipient, ...options }, { in: place });
    const done = await sender().submit(act.modal!, { label: LABEL, ...values });
    await world.settle();
    return done;
  }
  return {
    world,
    chat,
    sender,
    here: () => ({ in: chat.places.channel }),
    /** The channel as an adapter names it. */
    place: () => ({ ref: refOf({ kind: 'guild', id: chat.places.guild }, chat.places.channel), name: 'engineering' }),
    /** From the command to the sent form. */
    share,
    standing: (id: string) => chat.discord.standing({ id }),
  };
}
