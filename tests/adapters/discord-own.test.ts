// What only Discord has: its commands and menus, its threads, its text and its mentions.

import { describe, expect, it } from 'vitest';
import { buttonsOf, fieldsOf, textOf } from '../fakes/discord/reading.ts';
import type { Transport } from './discord-chat.ts';
import { LABEL, CARD, raw, begin } from './discord-own.ts';

describe.each<Transport>(['gateway', 'http'])('on Discord over %s', (transport) => {
  it('T20: a card of a thread stands in the thread, or where the option of the command puts it', async () => {
    const { chat, share, standing } = await begin(transport);
    await share({}, {}, chat.places.thread);
    expect(standing(chat.places.thread)).toHaveLength(1);
    await share({}, { card: 'channel' }, chat.places.thread);
    expect(standing(chat.places.channel)).toHaveLength(1);
    await share({}, { card: 'none' }, chat.places.thread);
    expect([...standing(chat.places.thread), ...standing(chat.places.channel)]).toHaveLength(2);
    // A person who cannot be reached otherwise answers from there.
    const pressed = await chat.discord.person(chat.people.recipient).press(standing(chat.places.thread)[0]!, 'Open');
    expect(buttonsOf(pressed.message()!).map(({ label }) => label)).toEqual(['Open', 'Decline']);
  });

  it('I4: how long it may wait and where its card goes are chosen in the form, without an option of the command', async () => {
    const { chat, world, standing, sender, here } = await begin(transport);
    const opened = await sender().onUser('Share a secret with', chat.people.recipient, here());
    const { options } = fieldsOf(opened.modal!).fields;
    expect(options).toMatchObject({ required: false, initial: [], description: expect.stringContaining('24 hours') });
    await sender().submit(opened.modal!, { label: LABEL, options: ['wait:15m', 'place:none', 'opens:both'] });
    await world.settle();
    expect(await world.made()).toMatchObject([{ mode: 'sealed+words', place: null }]);
    const [made] = await world.made();
    expect(made!.expiresAt - made!.createdAt).toBe(15 * 60_000);
    expect(standing(chat.places.channel)).toEqual([]);
  });

  it('the menu of a message asks its author, the menu of a person that person, and a bot is asked by neither', async () => {
    const { chat, sender, here } = await begin(transport);
    const asking = chat.discord.person(chat.people.recipient).says('Can you send me the key?', here());
    const fromMessage = await sender().onMessage('Share a secret here', asking);
    expect(fieldsOf(fromMessage.modal!).fields['people']?.initial).toEqual([chat.people.recipient]);
    const fromPerson = await sender().onUser('Share a secret with', chat.people.recipient, here());
    expect(fieldsOf(fromPerson.modal!).fields['people']?.initial).toEqual([chat.people.recipient]);
    const mine = await sender().onMessage('Share a secret here', sender().says('mine', here()));
    expect(fieldsOf(mine.modal!).fields['people']?.initial).toEqual([]);
    expect(Object.keys(fieldsOf(mine.modal!).fields)).toEqual(['people', 'label', 'kind', 'note', 'options']);
  });
});

describe('on Discord', () => {
  it('the menu of a person asks that person for a secret, that of a message its author; the form that comes back asks', async () => {
    const { chat, world, sender, here } = await begin();
    const fromPerson = await sender().onUser('Ask for a secret', chat.people.recipient, here());
    expect(fieldsOf(fromPerson.modal!).fields['people']?.initial).toEqual([chat.people.recipient]);
    const wanted = chat.discord.person(chat.people.recipient).says('I have the key', here());
    const fromMessage = await sender().onMessage('Ask for a secret here', wanted);
    expect(fieldsOf(fromMessage.modal!).fields['people']?.initial).toEqual([chat.people.recipient]);
    await sender().submit(fromPerson.modal!, { label: LABEL });
    const [made, ...more] = await world.made();
    expect(more).toEqual([]);
    expect(made).toMatchObject({ sender: { key: chat.keys.recipient }, recipient: { key: chat.keys.sender }, asked: { of: 'person' } });
  });

  it('the commands are registered by the program, and written again only when they stand differently', async () => {
    const { chat } = await begin();
    const puts = (): number => chat.discord.calls.filter(({ method }) => method === 'PUT').length;
    expect(chat.discord.commands.list(null).map(({ type, name }) => [type, name])).toEqual([
      [1, 'nt2'],
      [3, 'Share a secret here'],
      [2, 'Share a secret with'],
      [3, 'Ask for a secret here'],
      [2, 'Ask for a secret'],
      [3, 'This is a secret'],
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
    expect(chat.discord.commands.list(null)).toHaveLength(6);
  });

  it('the commands stand in the named guilds alone, and nowhere twice', async () => {
    const { chat } = await begin();
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
    expect(chat.discord.commands.list(guild).map(({ name }) => name)).toEqual([
      'nt2',
      'Share a secret here',
      'Share a secret with',
      'Ask for a secret here',
      'Ask for a secret',
      'This is a secret',
    ]);
    expect(await restart()).toContain('kept');
    chat.guilds.splice(0);
    expect(await restart()).toContain('written');
    expect(chat.discord.commands.list(null)).toHaveLength(6);
  });

  it('help says what can be typed, and a command of another version is explained', async () => {
    const { chat, sender, here } = await begin();
    expect(raw((await sender().command('nt2 help', {}, here())).message())).toContain('nt2 hands a secret to one person');
    const list = chat.discord.commands.list(null);
    chat.discord.commands.overwrite([{ ...list[0], options: [{ type: 1, name: 'frobnicate', description: 'Of another version' }] }]);
    expect(raw((await sender().command('nt2 frobnicate', {}, here())).message())).toContain('I didn’t understand that');
  });

  it('T13: a secret pasted as the label is thrown away, and the form begins with the warning', async () => {
    const { world, chat, sender, here } = await begin();
    const act = await sender().command('nt2 share', { user: chat.people.recipient, label: 'sk_live_51CANARYabcdefghijkl' }, here());
    const { text, fields } = fieldsOf(act.modal!);
    expect(text).toContain('Change it where it was issued');
    expect(Object.keys(fields)).toEqual(['people', 'label', 'note', 'options']);
    expect(fields['label']?.initial).toBe('');
    const refused = await sender().submit(act.modal!, { label: 'key sk_live_51CANARYabcdefghijkl' });
    expect(raw(refused.message())).toContain('looks like the secret itself');
    expect(chat.discord.kept() + chat.lines.join('') + world.log.join('')).not.toContain('sk_live_51CANARY');
    expect(await world.made()).toEqual([]);
  });

  it('where modal entry is off, a command that asks for it is refused with a sentence', async () => {
    const { world, share } = await begin('http', { modalEntry: false });
    expect(raw((await share({}, { entry: 'modal' })).message())).toContain('Typing secrets in chat is switched off here');
    expect(await world.made()).toEqual([]);
  });

  it('what people write is text: no markdown, mention, time, emoji, link or heading comes of it, and nobody is rung by it', async () => {
    const { chat, share, standing } = await begin();
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
    const { chat, sender, here } = await begin();
    const guest = chat.discord.user({ name: '**x** <@1> [a](https://evil.example)' });
    chat.discord.join(chat.places.home, guest.id);
    const act = await sender().command('nt2 share', { user: guest.id }, here());
    const done = await sender().submit(act.modal!, { label: LABEL });
    expect(raw(done.message())).toContain(String.raw`\*\*x\*\* \<\@1\> \[a\](https:\/\/evil.example)`);
  });

  it('the card in the channel rings the recipient once, and its changes ring nobody', async () => {
    const { world, chat, share, standing } = await begin();
    await share();
    const rung = () => chat.discord.pings.filter(({ channel }) => channel === chat.places.channel);
    expect(rung().map(({ kind, id }) => [kind, id])).toEqual([['user', chat.people.recipient]]);
    await world.acceptAndSeal((await world.made())[0]!);
    expect(textOf(standing(chat.places.channel)[0]!)).toContain('Accepted');
    expect(rung()).toHaveLength(1);
  });

  it('someone from outside the guild, and a role, are no recipients', async () => {
    const { chat, sender, here } = await begin();
    const stranger = chat.discord.user({ name: 'Stranger' });
    const said = await sender().command('nt2 share', { user: stranger.id, label: LABEL }, here());
    expect(raw(said.message())).toContain('belongs to another organization');
    const typed = await sender().command('nt2 share', { label: '@everyone the key' }, here());
    expect(raw(typed.message())).toContain('isn’t one person');
  });
});
