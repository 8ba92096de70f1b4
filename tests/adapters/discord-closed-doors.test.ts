// Where nt2 may not write on Discord: closed messages, archived and locked threads, channels without it. The sender hears it.

import { describe, expect, it } from 'vitest';
import { buttonsOf, textOf } from '../fakes/discord/reading.ts';
import type { DiscordChat } from './discord-chat.ts';
import { LABEL, POST, CARD, status, begin } from './discord-own.ts';

describe('closed doors on Discord', () => {
  it('a person who takes no messages is not asked again and again, until they write to the bot', async () => {
    const { world, chat, share, standing } = await begin();
    const recipient = chat.discord.person(chat.people.recipient);
    recipient.close();
    await share();
    const tries = () => chat.discord.invalid();
    expect(tries()).toBe(1);
    await share();
    await share();
    expect(tries()).toBe(1);
    recipient.close(false);
    await recipient.command('nt2 list', {}, { in: recipient.direct().id });
    await share();
    expect(standing(recipient.direct().id)).toHaveLength(1);
    recipient.close();
    await world.turn(11 * 60_000);
  });

  it.each<[string, (discord: DiscordChat['discord']) => void, 'refused' | 'gone' | 'later']>([
    ['a channel that is no more', (discord) => discord.fail(POST, status(404, 10_003)), 'refused'],
    ['a channel without the bot', (discord) => discord.fail(POST, status(403, 50_001)), 'refused'],
    ['a channel where the bot may not write', (discord) => discord.fail(POST, status(403, 50_013)), 'refused'],
    ['a locked thread', (discord) => discord.fail(POST, status(400, 50_083)), 'refused'],
    ['a text that the guild does not let through', (discord) => discord.fail(POST, status(400, 200_000)), 'refused'],
    ['slow mode', (discord) => discord.fail(POST, status(400, 20_016)), 'later'],
    ['a channel that is written to too much', (discord) => discord.fail(POST, status(400, 20_028)), 'later'],
    ['an overload', (discord) => discord.fail(POST, status(503, 130_000)), 'later'],
    ['an answer that breaks off', (discord) => discord.fail(POST, { kind: 'half a body' }), 'later'],
    ['a broken connection', (discord) => discord.fail(POST, { kind: 'reset' }), 'later'],
    ['an error that is none of Discord’s', (discord) => discord.fail(POST, status(502)), 'later'],
  ])('%s', async (_what, spoil, why) => {
    const { chat, place } = await begin();
    spoil(chat.discord);
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: false, reason: why });
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: true });
  });

  it('R6: the card in a thread that has archived itself goes on: the thread is opened again, and the sender hears nothing untrue', async () => {
    const { world, chat, share } = await begin();
    await share({}, {}, chat.places.thread);
    const thread = chat.discord.channelOf(chat.places.thread);
    const [before] = chat.discord.standing(thread);
    thread.archived = true;
    await world.shares.revoke((await world.made())[0]!.id, chat.keys.sender);
    await world.settle();
    const [card, ...more] = chat.discord.standing(thread);
    expect([card?.id, more]).toEqual([before?.id, []]);
    expect(textOf(card!)).toContain('Taken back');
    expect(buttonsOf(card!)).toEqual([]);
    expect((await chat.cards('sender')).filter(({ title }) => title.includes('cannot post'))).toEqual([]);
  });

  it('R6: a thread that cannot be opened on demand is opened by a new card, and the old one loses its button; a locked one stays as it is, and the sender hears that', async () => {
    const { world, chat, share } = await begin();
    await share({}, {}, chat.places.thread);
    const thread = chat.discord.channelOf(chat.places.thread);
    const before = (await chat.cards('recipient')).find(({ where }) => where === 'thread')!.buttons.find(({ press }) => press !== null)!;
    thread.archived = true;
    chat.discord.fail('PATCH /channels/*', status(403, 50_013));
    const [made] = await world.made();
    await world.acceptAndSeal(made!);
    await world.settle();
    // A person who pressed before it lost its button is led on as things stand by now.
    const pressed = await chat.press('recipient', { ...before });
    expect(pressed).toMatchObject({ kind: 'private', card: { text: expect.stringContaining('It works once') } });
    const [old, anew] = chat.discord.standing(thread);
    expect([textOf(old!), buttonsOf(old!)]).toEqual([expect.stringContaining('A newer message below shows where this stands'), []]);
    expect([textOf(anew!), buttonsOf(anew!).length]).toEqual([expect.stringContaining('Accepted'), 1]);
    [thread.archived, thread.locked] = [true, true];
    await world.shares.revoke(made!.id, chat.keys.sender);
    await world.settle();
    expect(chat.discord.standing(thread)).toHaveLength(2);
    expect((await world.card('sender', 'dm', 'I can’t post in')).text).toContain('it is closed');
  });

  it.each([30_046, 20_022])('R6: what Discord takes later (%i) is asked again, not given up', async (code) => {
    const { chat, place } = await begin();
    const posted = await chat.adapter.outbound.post(place(), CARD, 'key');
    if (!posted.ok) throw new Error('not posted');
    chat.discord.fail('PATCH /channels/*/messages/*', status(400, code));
    expect(await chat.adapter.outbound.update(posted.ref, CARD)).toMatchObject({ ok: false, reason: 'later' });
  });

  it('a card that is gone and a foreign reference are told apart when a card changes', async () => {
    const { chat, place } = await begin();
    const posted = await chat.adapter.outbound.post(place(), CARD, 'key');
    if (!posted.ok) throw new Error('not posted');
    chat.discord.deleteMessage(posted.ref.split('/').at(-1)!);
    expect(await chat.adapter.outbound.update(posted.ref, CARD)).toEqual({ ok: false, reason: 'gone' });
    for (const ref of ['', 'x', 'g1/2', 'slack/1/2'])
      expect(await chat.adapter.outbound.update(ref, CARD)).toEqual({ ok: false, reason: 'gone' });
    expect(await chat.adapter.outbound.post({ ref: 'elsewhere', name: '' }, CARD, 'key')).toEqual({ ok: false, reason: 'refused' });
  });

  it('a place that nt2 may not write to is told to the sender, and the recipient still has the direct message', async () => {
    const { world, chat, share } = await begin();
    chat.discord.fail(POST, status(403, 50_013));
    await share();
    expect((await world.card('sender', 'dm', 'I can’t post in #engineering')).text).toContain('still has my direct message');
    await world.card('recipient', 'dm', LABEL);
  });
});
