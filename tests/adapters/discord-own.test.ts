// What only Discord has: its menus, its text, its closed doors, its limits, and people who bring nt2 along on their own account.

import { afterEach, describe, expect, it } from 'vitest';

import { refOf } from '../../src/adapters/discord/config.ts';
import type { Card } from '../../src/bot/port.ts';
import { everything } from '../../src/core/lists.ts';
import type { PersonKey } from '../../src/core/share.ts';
import type { Act } from '../fakes/discord/people/delivery.ts';
import { buttonsOf, fieldsOf, textOf } from '../fakes/discord/reading.ts';
import type { Fault } from '../fakes/discord/rest/faults.ts';
import { FLAG, type Message } from '../fakes/discord/shapes.ts';
import { type DiscordChat, openDiscordChat, type Transport } from './discord-chat.ts';
import { CANARY, openWorld, type World, type WorldOptions } from './world.ts';

let world: World;
let chat: DiscordChat;
async function begin(transport: Transport = 'http', options?: WorldOptions): Promise<void> {
  world = await openWorld(async (given) => (chat = await openDiscordChat(transport, given)), options);
  await chat.ready();
}
afterEach(async () => {
  const all = [chat.discord.kept(), ...chat.lines, ...world.log].join('\n');
  expect(all).not.toContain(CANARY);
  expect(chat.discord.stored()).not.toMatch(/\/go#|#1[a-z2-7]{10}/);
  // Whoever has the token of an interaction can answer in nt2's name.
  const tokens = chat.discord.calls.flatMap(({ path }) => /^\/(?:interactions|webhooks)\/\d+\/([\w-]{20,})/.exec(path)?.[1] ?? []);
  for (const token of [...tokens, chat.discord.token]) expect([...chat.lines, ...world.log].join('\n')).not.toContain(token);
  await world.close();
});

const LABEL = 'Stripe webhook key';
const sender = () => chat.discord.person(chat.people.sender);
const here = () => ({ in: chat.places.channel });
const raw = (message: Message | null): string => (message ? textOf(message) : '');

async function share(values: Record<string, string> = {}, options: Record<string, string> = {}, place = chat.places.channel): Promise<Act> {
  const act = await sender().command('nt2 share', { user: chat.people.recipient, label: LABEL, ...options }, { in: place });
  const done = await sender().submit(act.modal!, values);
  await world.settle();
  return done;
}
const standing = (id: string) => chat.discord.standing({ id });

describe.each<Transport>(['gateway', 'http'])('on Discord over %s', (transport) => {
  it('T20: a card of a thread stands in the thread, or where the option of the command puts it', async () => {
    await begin(transport);
    await share({}, {}, chat.places.thread);
    expect(standing(chat.places.thread)).toHaveLength(1);
    await share({}, { card: 'channel' }, chat.places.thread);
    expect(standing(chat.places.channel)).toHaveLength(1);
    await share({}, { card: 'none' }, chat.places.thread);
    expect([...standing(chat.places.thread), ...standing(chat.places.channel)]).toHaveLength(2);
    // Whoever cannot be reached otherwise answers from there.
    const pressed = await chat.discord.person(chat.people.recipient).press(standing(chat.places.thread)[0]!, 'Open');
    expect(buttonsOf(pressed.message()!).map(({ label }) => label)).toEqual(['Accept', 'Decline']);
  });

  it('the menu of a message asks its author, the menu of a person that person, and a bot is asked by neither', async () => {
    await begin(transport);
    const asking = chat.discord.person(chat.people.recipient).says('Can you send me the key?', here());
    const fromMessage = await sender().onMessage('Share a secret here', asking);
    expect(fieldsOf(fromMessage.modal!).fields['people']?.initial).toEqual([chat.people.recipient]);
    const fromPerson = await sender().onUser('Share a secret with', chat.people.recipient, here());
    expect(fieldsOf(fromPerson.modal!).fields['people']?.initial).toEqual([chat.people.recipient]);
    const mine = await sender().onMessage('Share a secret here', sender().says('mine', here()));
    expect(fieldsOf(mine.modal!).fields['people']?.initial).toEqual([]);
    expect(Object.keys(fieldsOf(mine.modal!).fields)).toEqual(['people', 'label', 'wait', 'opens', 'note']);
  });
});

describe('on Discord', () => {
  it('the commands are registered by the program, and written again only when they stand differently', async () => {
    await begin();
    const puts = (): number => chat.discord.calls.filter(({ method }) => method === 'PUT').length;
    expect(chat.discord.commands.list(null).map(({ type, name }) => [type, name])).toEqual([
      [1, 'nt2'],
      [3, 'Share a secret here'],
      [2, 'Share a secret with'],
    ]);
    expect(puts()).toBe(1);
    const restart = async (): Promise<void> => {
      await chat.adapter.stop();
      await chat.adapter.start({
        handle: async () => ({ kind: 'nothing' }),
        late: CARD,
        broken: CARD,
        unshown: { busy: CARD, setup: CARD, shape: CARD },
      });
      await expect.poll(() => chat.lines.filter((line) => line.includes('discord.commands')).length).toBeGreaterThan(0);
      chat.lines.splice(0);
    };
    chat.lines.splice(0);
    await restart();
    expect(puts()).toBe(1);
    chat.discord.commands.overwrite([{ name: 'old', description: 'Something else' }]);
    await restart();
    expect(puts()).toBe(2);
    expect(chat.discord.commands.list(null)).toHaveLength(3);
  });

  it('the commands stand in the named guilds alone, and nowhere twice', async () => {
    await begin();
    const { guild } = chat.places;
    chat.guilds.push(guild);
    const restart = async (): Promise<string> => {
      chat.lines.splice(0);
      await chat.adapter.stop();
      await chat.adapter.start({
        handle: async () => ({ kind: 'nothing' }),
        late: CARD,
        broken: CARD,
        unshown: { busy: CARD, setup: CARD, shape: CARD },
      });
      const said = (): string | undefined => chat.lines.find((line) => line.includes('discord.commands'));
      await expect.poll(said).toBeDefined();
      return said() ?? '';
    };
    expect(await restart()).toContain('written');
    expect(chat.discord.commands.list(null)).toEqual([]);
    expect(chat.discord.commands.list(guild).map(({ name }) => name)).toEqual(['nt2', 'Share a secret here', 'Share a secret with']);
    expect(await restart()).toContain('kept');
    chat.guilds.splice(0);
    expect(await restart()).toContain('written');
    expect(chat.discord.commands.list(null)).toHaveLength(3);
  });

  it('help says what can be typed, and a command of another version is explained', async () => {
    await begin();
    expect(raw((await sender().command('nt2 help', {}, here())).message())).toContain('nt2 hands a secret to one person');
    const list = chat.discord.commands.list(null);
    chat.discord.commands.overwrite([{ ...list[0], options: [{ type: 1, name: 'frobnicate', description: 'Of another version' }] }]);
    expect(raw((await sender().command('nt2 frobnicate', {}, here())).message())).toContain('I did not understand that');
  });

  it('T13: a secret pasted as the label is thrown away, and the form begins with the warning', async () => {
    await begin();
    const act = await sender().command('nt2 share', { user: chat.people.recipient, label: 'sk_live_51CANARYabcdefghijkl' }, here());
    const { text, fields } = fieldsOf(act.modal!);
    expect(text).toContain('Change it where it was issued');
    expect(Object.keys(fields)).toEqual(['people', 'label', 'wait', 'opens']);
    expect(fields['label']?.initial).toBe('');
    const refused = await sender().submit(act.modal!, { label: 'key sk_live_51CANARYabcdefghijkl' });
    expect(raw(refused.message())).toContain('looks like the secret itself');
    expect(chat.discord.kept() + chat.lines.join('') + world.log.join('')).not.toContain('sk_live_51CANARY');
    expect(await world.made()).toEqual([]);
  });

  it('where modal entry is off, a command that asks for it is refused with a sentence', async () => {
    await begin('http', { modalEntry: false });
    expect(raw((await share({}, { entry: 'modal' })).message())).toContain('Typing the secret in chat is switched off here');
    expect(await world.made()).toEqual([]);
  });

  it('what people write is text: no markdown, mention, time, emoji, link or heading comes of it, and nobody is rung by it', async () => {
    await begin();
    const { other } = chat.people;
    const nasty = [
      `<@${other}> <@!${other}> @everyone @here`,
      '<t:1700000000:R> <#123456> <:a:123456> </nt2:123456>',
      '[safe](https://evil.example) <https://evil.example>',
      'https://evil.example discord.gg/abc www.evil.example',
      '# big -# small > quoted - listed 1. numbered',
      '**bold** __under__ ~~gone~~ ||hidden|| `code` ```block```',
      String.raw`\*not\* \\** \<@${other}> \ `.trim(),
    ];
    for (const text of nasty) {
      await share({ label: text, note: text });
      const card = (await chat.cards('recipient')).findLast(({ where }) => where === 'dm');
      // Read as Discord reads it, it says what was written.
      expect(card?.text.split('\n').slice(0, 2)).toEqual([`Waiting for an answer · ${text}`, text]);
      const told = standing(chat.discord.person(chat.people.recipient).direct().id).at(-1)!;
      const lines = textOf(told).split('\n');
      for (const line of lines.slice(1, 3))
        expect(line.replace('**Waiting for an answer** · ', '').replace(/\\[^0-9A-Za-z\s]/g, '·')).not.toMatch(
          /[<>@#*_~|`[\]\\]|https?:\/\/|discord\.gg\/|^\s*(?:[-+]|\d+\.)\s/,
        );
    }
    expect(chat.discord.previews).toEqual([]);
    expect(new Set(chat.discord.pings.map(({ kind, id }) => `${kind} ${id}`))).toEqual(new Set([`user ${chat.people.recipient}`]));
  });

  it('names are text too', async () => {
    await begin();
    const guest = chat.discord.user({ name: '**x** <@1> [a](https://evil.example)' });
    chat.discord.join(chat.places.home, guest.id);
    const act = await sender().command('nt2 share', { user: guest.id, label: LABEL }, here());
    const done = await sender().submit(act.modal!);
    expect(raw(done.message())).toContain(String.raw`\*\*x\*\* \<\@1\> \[a\](https:\/\/evil.example)`);
  });

  it('the card in the channel rings the recipient once, and its changes ring nobody', async () => {
    await begin();
    await share();
    const rung = () => chat.discord.pings.filter(({ channel }) => channel === chat.places.channel);
    expect(rung().map(({ kind, id }) => [kind, id])).toEqual([['user', chat.people.recipient]]);
    await world.acceptAndSeal((await world.made())[0]!);
    expect(textOf(standing(chat.places.channel)[0]!)).toContain('Accepted');
    expect(rung()).toHaveLength(1);
  });

  it('somebody from outside the guild, and a role, are no recipients', async () => {
    await begin();
    const stranger = chat.discord.user({ name: 'Stranger' });
    const said = await sender().command('nt2 share', { user: stranger.id, label: LABEL }, here());
    expect(raw(said.message())).toContain('is at home elsewhere');
    const typed = await sender().command('nt2 share', { label: '@everyone the key' }, here());
    expect(raw(typed.message())).toContain('is not one person');
  });
});

describe('closed doors on Discord', () => {
  it('a person who takes no messages is not asked again and again, until he writes to the bot', async () => {
    await begin();
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

  it.each<[string, () => void, 'refused' | 'gone' | 'later']>([
    ['a channel that is no more', () => chat.discord.fail(POST, status(404, 10_003)), 'refused'],
    ['a channel without the bot', () => chat.discord.fail(POST, status(403, 50_001)), 'refused'],
    ['a channel where the bot may not write', () => chat.discord.fail(POST, status(403, 50_013)), 'refused'],
    ['a locked thread', () => chat.discord.fail(POST, status(400, 50_083)), 'refused'],
    ['a text that the guild does not let through', () => chat.discord.fail(POST, status(400, 200_000)), 'refused'],
    ['slow mode', () => chat.discord.fail(POST, status(400, 20_016)), 'later'],
    ['a channel that is written to too much', () => chat.discord.fail(POST, status(400, 20_028)), 'later'],
    ['an overload', () => chat.discord.fail(POST, status(503, 130_000)), 'later'],
    ['an answer that breaks off', () => chat.discord.fail(POST, { kind: 'half a body' }), 'later'],
    ['a broken connection', () => chat.discord.fail(POST, { kind: 'reset' }), 'later'],
    ['an error that is none of Discord’s', () => chat.discord.fail(POST, status(502)), 'later'],
  ])('%s', async (_what, spoil, why) => {
    await begin();
    spoil();
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: false, reason: why });
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: true });
  });

  it('R6: the card in a thread that has archived itself goes on: the thread is opened again, and the sender hears nothing untrue', async () => {
    await begin();
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
    await begin();
    await share({}, {}, chat.places.thread);
    const thread = chat.discord.channelOf(chat.places.thread);
    const before = (await chat.cards('recipient')).find(({ where }) => where === 'thread')!.buttons.find(({ press }) => press !== null)!;
    thread.archived = true;
    chat.discord.fail('PATCH /channels/*', status(403, 50_013));
    const [made] = await world.made();
    await world.acceptAndSeal(made!);
    await world.settle();
    // Whoever pressed before it lost its button is led on as things stand by now.
    const pressed = await chat.press('recipient', { ...before });
    expect(pressed).toMatchObject({ kind: 'private', card: { text: expect.stringContaining('This button works once') } });
    const [old, anew] = chat.discord.standing(thread);
    expect([textOf(old!), buttonsOf(old!)]).toEqual([expect.stringContaining('A newer message here shows where this stands'), []]);
    expect([textOf(anew!), buttonsOf(anew!).length]).toEqual([expect.stringContaining('Accepted'), 1]);
    [thread.archived, thread.locked] = [true, true];
    await world.shares.revoke(made!.id, chat.keys.sender);
    await world.settle();
    expect(chat.discord.standing(thread)).toHaveLength(2);
    expect((await world.card('sender', 'dm', 'I cannot post in')).text).toContain('it is closed');
  });

  it.each([30_046, 20_022])('R6: what Discord takes later (%i) is asked again, not given up', async (code) => {
    await begin();
    const posted = await chat.adapter.outbound.post(place(), CARD, 'key');
    if (!posted.ok) throw new Error('not posted');
    chat.discord.fail('PATCH /channels/*/messages/*', status(400, code));
    expect(await chat.adapter.outbound.update(posted.ref, CARD)).toMatchObject({ ok: false, reason: 'later' });
  });

  it('a card that is gone and a foreign reference are told apart when a card changes', async () => {
    await begin();
    const posted = await chat.adapter.outbound.post(place(), CARD, 'key');
    if (!posted.ok) throw new Error('not posted');
    chat.discord.deleteMessage(posted.ref.split('/').at(-1)!);
    expect(await chat.adapter.outbound.update(posted.ref, CARD)).toEqual({ ok: false, reason: 'gone' });
    for (const ref of ['', 'x', 'g1/2', 'slack/1/2'])
      expect(await chat.adapter.outbound.update(ref, CARD)).toEqual({ ok: false, reason: 'gone' });
    expect(await chat.adapter.outbound.post({ ref: 'elsewhere', name: '' }, CARD, 'key')).toEqual({ ok: false, reason: 'refused' });
  });

  it('a place that nt2 may not write to is told to the sender, and the recipient still has the direct message', async () => {
    await begin();
    chat.discord.fail(POST, status(403, 50_013));
    await share();
    expect((await world.card('sender', 'dm', 'I cannot post in #engineering')).text).toContain('still has my direct message');
    await world.card('recipient', 'dm', LABEL);
  });
});

describe('limits and failures of Discord', () => {
  it('a rate limit is waited for by the outbox, which is told how long', async () => {
    await begin();
    chat.discord.fail(POST, { kind: 'rate limit', retryAfter: 7 });
    const sent = await chat.adapter.outbound.post(place(), CARD, 'key');
    expect(sent).toMatchObject({ ok: false, reason: 'later' });
    if (sent.ok) throw new Error('sent');
    expect(sent.retryAfterMs).toBeGreaterThanOrEqual(7_000);
    expect(sent.retryAfterMs).toBeLessThan(8_000);
  });

  it.each(['does it, then hangs', 'does it, then 500', 'half a body'] as const)('T20: what %s is not said twice', async (kind) => {
    await begin();
    chat.times.call = 200;
    chat.discord.fail(POST, { kind });
    const begun = performance.now();
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: false, reason: 'later' });
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: true });
    expect(standing(chat.places.channel)).toHaveLength(1);
    // Another message is another message, there and elsewhere.
    expect(await chat.adapter.outbound.post(place(), CARD, 'key-2')).toMatchObject({ ok: true });
    expect(
      await chat.adapter.outbound.post({ ref: place().ref.replace(chat.places.channel, chat.places.thread), name: '' }, CARD, 'key'),
    ).toMatchObject({ ok: true });
    expect(standing(chat.places.channel)).toHaveLength(2);
    expect(standing(chat.places.thread)).toHaveLength(1);
  });

  it('a token that Discord refuses is not tried again for a minute', async () => {
    await begin();
    chat.discord.fail(POST, status(401));
    for (let n = 0; n < 5; n += 1)
      expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: false, reason: 'later' });
    expect(chat.discord.invalid()).toBe(1);
  });

  it('a token that Discord refused by mistake works again afterwards', async () => {
    await begin();
    chat.times.refused = 20;
    chat.discord.fail(POST, status(401));
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: false, reason: 'later' });
    await expect.poll(() => chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: true });
  });

  it('a first answer that Discord does not take for a moment is given once more', async () => {
    await begin('gateway');
    chat.discord.fail('POST /interactions/*/*/callback', status(500));
    expect(raw((await sender().command('nt2 help', {}, here())).message())).toContain('nt2 hands a secret');
    chat.discord.fail('POST /interactions/*/*/callback', { kind: 'does it, then 500' });
    expect(raw((await sender().command('nt2 help', {}, here())).message())).toContain('nt2 hands a secret');
    await expect.poll(() => chat.lines.join('\n')).toContain('40060');
  });

  it.each<Transport>(['gateway', 'http'])(
    'T20: a submission that takes long is acknowledged and answered when it is done, over %s',
    async (transport) => {
      await begin(transport);
      const act = await sender().command('nt2 share', { user: chat.people.recipient, label: LABEL }, here());
      const release = world.slow('first');
      chat.times.submission = 20_000;
      const done = await sender().submit(act.modal!);
      expect(done.first?.type).toBe(5);
      await release();
      expect(await chat.seen(done)).toMatchObject({ kind: 'private', card: { title: 'Shared with Contractor' } });
      expect(done.message()!.flags & FLAG.ephemeral).toBe(FLAG.ephemeral);
      expect(await world.made()).toHaveLength(1);
    },
  );
});

describe('installed on somebody’s own account', () => {
  it('in the direct messages with the bot, a share goes to somebody whom both know', async () => {
    await begin();
    const direct = sender().direct().id;
    const done = await share({}, {}, direct);
    expect(raw(done.message())).toContain('Shared with Contractor');
    const asked = (await chat.cards('recipient')).findLast(({ where }) => where === 'dm')!;
    expect(asked.buttons.map(({ label }) => label)).toEqual(['Accept', 'Decline']);
    const declined = await chat.press('recipient', asked.buttons[1]!);
    expect(declined).toMatchObject({ kind: 'private', card: { title: 'Declined' } });
    await world.settle();
    expect((await chat.cards('sender')).some(({ text }) => text.includes('Nothing was handed over'))).toBe(true);
  });

  it.each<['group' | 'guild', Transport]>([
    ['group', 'http'],
    ['guild', 'gateway'],
  ])('in a %s without the bot the card follows on the command, and the recipient answers from there', async (kind, transport) => {
    await begin(transport);
    sender().install();
    const recipient = chat.discord.person(chat.people.recipient);
    chat.discord.leave(chat.places.home, recipient.id);
    const foreign = kind === 'guild' ? chat.discord.guild({ installed: false, members: [sender().user, recipient.user] }) : null;
    const channel = foreign ? chat.discord.channel(foreign) : chat.discord.group([sender().id, recipient.id]);
    await share({}, {}, channel.id);
    const told = await world.card('sender', 'dm', 'I cannot write to');
    expect(told.text).toContain('press Open on the card');
    const [card, ...others] = standing(channel.id);
    expect(others).toEqual([]);
    expect(textOf(card!)).toContain('I cannot send you a direct message');
    const mine = await recipient.press(card!, 'Open');
    expect(buttonsOf(mine.message()!).map(({ label }) => label)).toEqual(['Accept', 'Decline']);
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
    await begin();
    sender().install();
    const group = chat.discord.group([sender().id, chat.people.recipient]);
    chat.discord.fail('POST /webhooks/*/*', status(404, 10_015));
    await share({}, {}, group.id);
    expect(standing(group.id)).toEqual([]);
    await world.turn(1_000);
    expect(standing(group.id)).toHaveLength(1);
  });

  it('after fifteen minutes a card among people cannot change any more, and its sender is told', async () => {
    await begin();
    sender().install();
    const group = chat.discord.group([sender().id, chat.people.recipient]);
    await share({}, {}, group.id);
    expect(standing(group.id)).toHaveLength(1);
    await world.turn(15 * 60_000);
    const asked = (await chat.cards('recipient')).findLast(({ where }) => where === 'dm')!;
    await chat.press('recipient', asked.buttons[1]!);
    await world.card('sender', 'dm', 'I cannot post in this chat');
    expect(standing(group.id)).toHaveLength(1);
  });

  it('a guild that shows foreign apps to one person only gets no card', async () => {
    await begin();
    sender().install();
    const quiet = chat.discord.guild({
      installed: false,
      quiet: true,
      members: [sender().user, chat.discord.person(chat.people.recipient).user],
    });
    const channel = chat.discord.channel(quiet, { name: 'quiet' });
    await share({}, {}, channel.id);
    await world.card('sender', 'dm', 'I cannot post in #quiet');
    await world.card('recipient', 'dm', LABEL);
    expect(
      sender()
        .sees(channel.id)
        .filter(({ components }) => JSON.stringify(components).includes('Press Open')),
    ).toEqual([]);
  });
});

const POST = 'POST /channels/*/messages';
const CARD: Card = { title: 'A card', tone: 'plain', body: [['Something']], buttons: [], fallback: 'A card' };
const status = (code: number, of?: number): Fault => ({ kind: 'status', status: code, ...(of !== undefined && { code: of }) });
const place = () => ({ ref: refOf({ kind: 'guild', id: chat.places.guild }, chat.places.channel), name: 'engineering' });
