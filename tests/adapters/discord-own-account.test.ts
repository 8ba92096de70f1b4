// People who bring nt2 along on their own account: direct messages, groups, and guilds where it is not installed.

import { describe, expect, it } from 'vitest';
import { everything } from '../../src/core/lists.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { buttonsOf, textOf } from '../fakes/discord/reading.ts';
import type { Transport } from './discord-chat.ts';
import { LABEL, status, raw, begin } from './discord-own.ts';

describe('installed on someone’s own account', () => {
  it('in the direct messages with the bot, a share goes to someone whom both know', async () => {
    const { world, chat, sender, share } = await begin();
    const direct = sender().direct().id;
    const done = await share({}, {}, direct);
    expect(raw(done.message())).toContain('Shared with Contractor');
    const asked = (await chat.cards('recipient')).findLast(({ where }) => where === 'dm')!;
    expect(asked.buttons.map(({ label }) => label)).toEqual(['Open', 'Decline']);
    const declined = await chat.press('recipient', asked.buttons[1]!);
    expect(declined).toMatchObject({ kind: 'private', card: { title: 'Declined' } });
    await world.settle();
    expect((await chat.cards('sender')).some(({ text }) => text.includes('Nothing was handed over'))).toBe(true);
  });

  it.each<['group' | 'guild', Transport]>([
    ['group', 'http'],
    ['guild', 'gateway'],
  ])('in a %s without the bot the card follows on the command, and the recipient answers from there', async (kind, transport) => {
    const { world, chat, sender, share, standing } = await begin(transport);
    sender().install();
    const recipient = chat.discord.person(chat.people.recipient);
    chat.discord.leave(chat.places.home, recipient.id);
    const foreign = kind === 'guild' ? chat.discord.guild({ installed: false, members: [sender().user, recipient.user] }) : null;
    const channel = foreign ? chat.discord.channel(foreign) : chat.discord.group([sender().id, recipient.id]);
    await share({}, {}, channel.id);
    const told = await world.card('sender', 'dm', 'I can’t message');
    expect(told.text).toContain('press Open on the card');
    const [card, ...others] = standing(channel.id);
    expect(others).toEqual([]);
    expect(textOf(card!)).toContain('I can’t send you direct messages');
    const mine = await recipient.press(card!, 'Open');
    expect(buttonsOf(mine.message()!).map(({ label }) => label)).toEqual(['Open', 'Decline']);
    const declined = await recipient.press(mine.message()!, 'Decline');
    // The answer to a press on a private card takes that card's place.
    expect(declined.first?.type).toBe(7);
    expect(declined.message()?.id).toBe(mine.message()?.id);
    await world.settle();
    expect(textOf(standing(channel.id)[0]!)).toContain('Declined');
    const key = `discord:user:${sender().id}:${recipient.id}`;
    const made = await world.shares.list(`discord:user:${sender().id}`, key as PersonKey, everything(5));
    expect(made.shares.map(({ recipient: named }) => named?.key)).toEqual([key]);
    // The token of the interaction that carries the card stands in no share.
    const token =
      /\/webhooks\/\d+\/([\w-]+)/.exec(chat.discord.calls.find(({ path }) => path.startsWith('/webhooks/'))?.path ?? '')?.[1] ?? 'none';
    expect(token).not.toBe('none');
    expect(JSON.stringify(made)).not.toContain(token);
  });

  it('a card that comes before the answer it follows on is tried again', async () => {
    const { world, chat, sender, share, standing } = await begin();
    sender().install();
    const group = chat.discord.group([sender().id, chat.people.recipient]);
    chat.discord.fail('POST /webhooks/*/*', status(404, 10_015));
    await share({}, {}, group.id);
    expect(standing(group.id)).toEqual([]);
    await world.turn(1_000);
    expect(standing(group.id)).toHaveLength(1);
  });

  it('after fifteen minutes a card among people cannot change any more, and its sender is told', async () => {
    const { world, chat, sender, share, standing } = await begin();
    sender().install();
    const group = chat.discord.group([sender().id, chat.people.recipient]);
    await share({}, {}, group.id);
    expect(standing(group.id)).toHaveLength(1);
    await world.turn(15 * 60_000);
    const asked = (await chat.cards('recipient')).findLast(({ where }) => where === 'dm')!;
    await chat.press('recipient', asked.buttons[1]!);
    await world.card('sender', 'dm', 'I can’t post in this chat');
    expect(standing(group.id)).toHaveLength(1);
  });

  it('a guild that shows foreign apps to one person only gets no card', async () => {
    const { world, chat, sender, share } = await begin();
    sender().install();
    const quiet = chat.discord.guild({
      installed: false,
      quiet: true,
      members: [sender().user, chat.discord.person(chat.people.recipient).user],
    });
    const channel = chat.discord.channel(quiet, { name: 'quiet' });
    await share({}, {}, channel.id);
    await world.card('sender', 'dm', 'I can’t post in #quiet');
    await world.card('recipient', 'dm', LABEL);
    expect(
      sender()
        .sees(channel.id)
        .filter(({ components }) => JSON.stringify(components).includes('Press Open')),
    ).toEqual([]);
  });
});
