// What comes from LINE: signatures, old and repeated events, groups, people; and where the answer goes.

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PATHS } from '../../../src/adapters/line/config.ts';
import { BOT, CHANNEL_SECRET } from '../../fakes/line/line.ts';
import { GROUP, textMessage, USERS } from '../line-chat.ts';
import { cardOf, openStage, URL_OF } from './stage.ts';

const text = (said: string) => ({ type: 'message', message: textMessage(said) });

describe('the webhook', () => {
  it('takes what LINE signed, byte for byte, and nothing else', async () => {
    const { chat, heard } = await openStage();
    const route = chat.adapter.routes.find(({ path }) => path === PATHS.webhook)!;
    const body = JSON.stringify({ destination: BOT.userId, events: [chat.event('sender', text('list'))] });
    const right = createHmac('sha256', CHANNEL_SECRET).update(body).digest('base64');
    const status = async (sent: string, signature?: string): Promise<number> => {
      const headers = signature === undefined ? {} : { 'x-line-signature': signature };
      return (await route.handle(new Request(URL_OF + PATHS.webhook, { method: 'POST', body: sent, headers }))).status;
    };
    const others = [
      '',
      'x',
      right.slice(1),
      right.replace(/=$/, ''),
      Buffer.alloc(32).toString('base64'),
      Buffer.alloc(64).toString('base64'),
    ];
    for (const wrong of [undefined, ...others]) expect(await status(body, wrong), wrong).toBe(401);
    expect(await status(`${body} `, right)).toBe(401);
    const other = createHmac('sha256', 'another secret').update(body).digest('base64');
    expect(await status(body, other)).toBe(401);
    const long = 'x'.repeat(1024 * 1024 + 1);
    expect(await status(long, createHmac('sha256', CHANNEL_SECRET).update(long).digest('base64'))).toBe(413);
    for (const odd of ['', '{', '[]', 'null', '{"destination":"me","events":[]}'])
      expect(await status(odd, createHmac('sha256', CHANNEL_SECRET).update(odd).digest('base64')), odd).toBe(400);
    await chat.idle();
    expect(heard).toEqual([]);
    expect(await status(body, right)).toBe(200);
    await chat.idle();
    expect(heard).toHaveLength(1);
  });

  it('answers the console’s check, and drops what is for another account, of a kind that it does not know, or standing by', async () => {
    const { chat, heard } = await openStage();
    expect(await chat.deliver([])).toBe(200);
    expect(await chat.deliver([chat.event('sender', text('list'))], USERS.other)).toBe(200);
    const unsend = { ...chat.event('sender', { type: 'unsend', unsend: { messageId: '1' } }), replyToken: undefined };
    const { replyToken: _, ...unsent } = unsend;
    const sticker = {
      type: 'message',
      message: { type: 'sticker', id: '1', quoteToken: 'q', packageId: '1', stickerId: '1', stickerResourceType: 'STATIC' },
    };
    expect(await chat.deliver([unsent, chat.event('sender', sticker), { ...chat.event('sender', text('list')), mode: 'standby' }])).toBe(
      200,
    );
    await chat.idle();
    expect(heard).toEqual([]);
  });

  it('acts once on an event that comes again, and not on one of an hour ago that nobody delivers again', async () => {
    const { chat, heard, turn } = await openStage();
    const event = chat.event('sender', text('list'));
    await chat.deliver([event]);
    await chat.deliver([event]);
    await chat.deliver([{ ...event, deliveryContext: { isRedelivery: true } }]);
    await chat.idle();
    expect(heard).toHaveLength(1);
    const [kept, late] = [chat.event('sender', text('list')), chat.event('sender', text('list'))];
    turn(60 * 60_000 + 1);
    await chat.deliver([kept, { ...late, deliveryContext: { isRedelivery: true } }]);
    await chat.idle();
    expect(heard.map(({ id }) => id)).toEqual([event.webhookEventId, late.webhookEventId]);
  });

  it('reads a command with and without its name, and people by their places in UTF-16', async () => {
    const { chat, heard } = await openStage();
    for (const said of ['list', '/nt2 list', '  /NT2   list']) await chat.command('sender', said);
    expect(heard.map((one) => one.kind === 'command' && one.text)).toEqual(['list', 'list', 'list']);
    await chat.command('sender', '😀 share @コニー key');
    expect(heard.at(-1)).toMatchObject({
      text: `😀 share <@${chat.keys.recipient}> key`,
      people: [{ key: chat.keys.recipient, kind: 'member' }],
    });
    await chat.command('sender', 'share @whoever key for @types/node');
    expect(heard.at(-1)).toMatchObject({ people: [{ kind: 'unknown', name: 'whoever' }, { kind: 'unknown' }] });
    // Places that are not in the text name nobody.
    const odd = {
      type: 'text',
      id: '1',
      quoteToken: 'q',
      text: 'share',
      mention: { mentionees: [{ type: 'user', index: 3, length: 90, userId: USERS.other }] },
    };
    await chat.deliver([chat.event('sender', { type: 'message', message: odd })]);
    await chat.idle();
    expect(heard.at(-1)).toMatchObject({ text: 'share', people: [] });
  });

  it('a button that is none of nt2’s does nothing', async () => {
    const { chat, heard } = await openStage();
    for (const data of ['', 'v1', 'v2|open|x', 'v1|nothing|x', `v1|open|${'x'.repeat(81)}`, 'v1|open|a|b|c|d|e', '{"action":"open"}'])
      await chat.deliver([chat.event('sender', { type: 'postback', postback: { data } })]);
    await chat.idle();
    expect(heard).toEqual([]);
  });
});

describe('people of LINE', () => {
  it('are members of the named groups; whoever merely adds the account is nobody, and nobody can be given anything', async () => {
    const { chat, heard, turn } = await openStage();
    chat.line.groups.set(GROUP, new Set([USERS.sender]));
    await chat.command('recipient', 'list');
    await chat.command('sender', 'share @コニー key');
    expect(heard.map(({ actor }) => actor.kind)).toEqual(['unknown', 'member']);
    expect(heard[1]).toMatchObject({ people: [{ kind: 'unknown' }] });
    expect(await chat.adapter.findContact(chat.keys.recipient)).toBeNull();
    // They join, and it is so at once; they leave, and it is so within minutes.
    chat.line.groups.set(GROUP, new Set([USERS.sender, USERS.recipient]));
    expect(await chat.adapter.findContact(chat.keys.recipient)).toMatchObject({ kind: 'member' });
    chat.line.groups.set(GROUP, new Set());
    turn(5 * 60_000 + 1);
    expect(await chat.adapter.findContact(chat.keys.recipient)).toBeNull();
  });

  it('where anyone may, have a profile; and while LINE does not say who it is, nothing is done in their name', async () => {
    const { chat, heard } = await openStage(undefined, { groups: null });
    chat.line.groups.clear();
    for (const status of [500, 429, 0]) {
      chat.line.faults.push({ path: '/v2/bot/profile', status, body: {}, after: false });
      expect(await chat.command('sender', 'list')).toMatchObject({ kind: 'private', card: { title: 'Broken' } });
    }
    expect(heard).toEqual([]);
    await chat.command('sender', 'list');
    expect(heard).toHaveLength(1);
  });
});

describe('an answer', () => {
  const secretCard = cardOf('“Stripe key” for コニー', {
    body: [['the label: Stripe key']],
    buttons: [
      { kind: 'open', url: `${URL_OF}/line/go?to=s/abc`, label: 'Enter the secret', tone: 'primary' },
      { kind: 'act', action: 'change', ref: 'abc', label: 'Options' },
    ],
  });

  it('goes by the reply token, which costs nothing; once that has run out, by one push', async () => {
    const { chat } = await openStage();
    await chat.command('sender', 'list');
    expect(chat.line.quota.used).toBe(0);
    const event = chat.event('sender', text('list'));
    chat.line.expire(event.replyToken);
    await chat.deliver([event]);
    await chat.idle();
    expect(chat.line.quota.used).toBe(1);
    expect((await chat.cards('sender')).map(({ title }) => title)).toEqual(['An answer']);
    // The reply may have been taken: it is not said twice.
    chat.line.faults.push({ path: '/v2/bot/message/reply', status: 0, body: {}, after: true });
    await chat.command('sender', 'list');
    expect(chat.line.quota.used).toBe(1);
  });

  it('in a group that the operator has not named says its id, so that they can', async () => {
    const other = `C${'f2'.repeat(16)}`;
    const { chat } = await openStage(undefined, { groups: [other] });
    await chat.deliver([chat.event('sender', text('/nt2 help'), { isGroup: true })]);
    await chat.idle();
    expect(chat.seen(chat.line.stored.at(-1)!.message).text).toContain(`the id of this group: ${GROUP}`);
    const named = await openStage();
    await named.chat.deliver([named.chat.event('sender', text('/nt2 help'), { isGroup: true })]);
    await named.chat.idle();
    expect(await named.chat.kept()).not.toContain(GROUP);
  });

  it('in a group says nothing of what it is, has only addresses as buttons, and is never pushed', async () => {
    const { chat, heard } = await openStage(() => ({ kind: 'private', card: secretCard }));
    const inGroup = (said: string) => chat.event('sender', text(said), { isGroup: true });
    await chat.deliver([inGroup('share @コニー key'), inGroup('hello @コニー')]);
    await chat.idle();
    expect(heard).toEqual([]);
    await chat.deliver([inGroup('/nt2 share @コニー Stripe key')]);
    await chat.idle();
    expect(heard[0]).toMatchObject({ kind: 'command', text: `share <@${chat.keys.recipient}> Stripe key` });
    const shown = chat.seen(chat.line.stored.at(-1)!.message);
    expect(shown.buttons.map(({ label, url }) => [label, url])).toEqual([
      ['Enter the secret', `${URL_OF}/line/go?to=s/abc`],
      ['Our own chat', 'https://line.me/R/oaMessage/%40nt2test/?list'],
    ]);
    expect(await chat.kept()).not.toContain('Stripe');
    const expired = inGroup('/nt2 list');
    chat.line.expire(expired.replyToken);
    await chat.deliver([expired]);
    // A press in a group may not say who pressed.
    await chat.deliver([chat.event('sender', { type: 'postback', postback: { data: 'v1|open|abc' } }, { isGroup: true })]);
    await chat.idle();
    expect(chat.line.quota.used).toBe(0);
    expect(heard).toHaveLength(2);
  });
});
