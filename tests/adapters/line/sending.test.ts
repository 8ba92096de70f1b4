// What goes to LINE: pushes that are taken once, what becomes of each refusal, cards of every size, and the doctor.

import type { Loose } from '../../fakes/line/loose.ts';
import { describe, expect, it } from 'vitest';
import { retryKey } from '../../../src/adapters/line/outbound.ts';
import { formatPostback, parsePostback } from '../../../src/adapters/line/parse/postback.ts';
import { renderCard } from '../../../src/adapters/line/render.ts';
import { ACTIONS } from '../../../src/bot/actions.ts';
import type { Card, KeptField } from '../../../src/bot/port.ts';
import type { Person, PersonKey } from '../../../src/core/share.ts';
import { openJudge } from '../../fakes/line/judge.ts';
import { refusals } from '../../fakes/line/rely.ts';
import { GROUP, USERS } from '../line-chat.ts';
import { cardOf, openStage, URL_OF } from './stage.ts';

const judge = openJudge();

describe('a push', () => {
  it('is taken once by one key, also where the first answer was lost', async () => {
    const { chat } = await openStage();
    const { outbound } = chat.adapter;
    const to: Person = { key: chat.keys.recipient, name: 'コニー' };
    const send = (key: string) => outbound.sendDirect(to, cardOf('Ready'), key);
    const first = await send('a');
    expect(await send('a')).toEqual(first);
    chat.line.faults.push({ path: '/v2/bot/message/push', status: 0, body: {}, after: true });
    expect(await send('b')).toEqual({ ok: false, reason: 'later' });
    expect(await send('b')).toMatchObject({ ok: true });
    expect(await chat.cards('recipient')).toHaveLength(2);
    expect(chat.line.quota.used).toBe(2);
    expect(retryKey('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(retryKey('a')).not.toBe(retryKey('b'));
  });

  it('is refused, or sent later, by what LINE says', async () => {
    const { chat } = await openStage();
    const to: Person = { key: chat.keys.recipient, name: 'コニー' };
    const told = async (status: number, body: unknown = {}, headers?: Record<string, string>) => {
      chat.line.faults.push({ path: '/v2/bot/message/push', status, body, after: false, ...(headers && { headers }) });
      return chat.adapter.outbound.sendDirect(to, cardOf('Ready'), `key-${status}`);
    };
    for (const status of [400, 403]) expect(await told(status)).toEqual({ ok: false, reason: 'refused' });
    for (const status of [0, 401, 500, 503]) expect(await told(status)).toEqual({ ok: false, reason: 'later' });
    expect(await told(429, {}, { 'retry-after': '7' })).toEqual({ ok: false, reason: 'later', retryAfterMs: 7_000 });
    expect(await told(409, { sentMessages: [{ id: '9' }] })).toEqual({ ok: true, ref: '9' });
    chat.line.quota.limit = 0;
    expect(await chat.adapter.outbound.sendDirect(to, cardOf('Ready'), 'month')).toEqual({
      ok: false,
      reason: 'later',
      retryAfterMs: 3_600_000,
    });
    for (const key of ['slack:T1:U1', `line:999:${USERS.other}`, `${chat.keys.other}x`])
      expect(await chat.adapter.outbound.sendDirect({ key: key as PersonKey, name: 'x' }, cardOf('x'), 'k')).toEqual({
        ok: false,
        reason: 'refused',
      });
    expect(await chat.adapter.outbound.post({ ref: GROUP, name: 'group' }, cardOf('x'), 'k')).toEqual({ ok: false, reason: 'refused' });
    expect(await chat.cards('recipient')).toEqual([]);
    expect(JSON.stringify(chat.logged())).not.toContain(USERS.recipient);
  });
});

describe('a card', () => {
  const people: readonly Person[] = Object.values(USERS).map((user) => ({
    key: `line:1650000000:${user}` as PersonKey,
    name: '名'.repeat(80),
  }));
  const kept: readonly KeptField[] = [
    { id: 'people', label: 'To whom', value: people.slice(0, 1) },
    { id: 'label', label: 'What it is', value: '|%'.repeat(20) },
  ];
  const big: Card = {
    title: 'x'.repeat(200),
    tone: 'good',
    body: [
      [],
      ['line\n<b>*_`'],
      [
        { kind: 'time', at: 0 },
        { kind: 'link', text: 'y'.repeat(60), url: `${URL_OF}/s/a` },
      ],
      [{ kind: 'person', person: people[0]! }],
    ],
    rows: Array.from({ length: 9 }, (_, n) => ({
      line: [`${n}. ${'鍵'.repeat(200)}`],
      buttons: [{ kind: 'act', action: 'open', ref: 'r'.repeat(80), label: `Open: ${n}` }],
    })),
    kept,
    buttons: ACTIONS.slice(0, 10).map((action) => ({
      kind: 'act',
      action,
      ref: 'r'.repeat(80),
      label: 'A label that is longer than twenty letters',
    })),
    fallback: 'f'.repeat(900),
  };

  it('of any size is what LINE takes', () => {
    for (const isGroup of [true, false]) {
      const message = renderCard({ publicUrl: URL_OF, isGroup }, big);
      expect(refusals(message)).toEqual([]);
      expect(judge.request('POST', '/v2/bot/message/push', { to: USERS.sender, messages: [message] })).toEqual([]);
      expect(JSON.stringify(message).includes('postback')).toBe(!isGroup);
    }
    const text = JSON.stringify(renderCard({ publicUrl: URL_OF, isGroup: false }, big));
    expect(text).toContain('1970-01-01 00:00 UTC');
  });

  it('carries all that is asked in its buttons, and says so where it does not fit', () => {
    for (const action of ACTIONS) {
      const data = formatPostback(action, 'r'.repeat(80), kept);
      expect(parsePostback(data ?? '')).toEqual({ action, ref: 'r'.repeat(80), people: [USERS.sender], label: '|%'.repeat(20) });
    }
    const many: readonly KeptField[] = [{ id: 'people', label: 'To whom', value: Array.from({ length: 9 }, () => people[0]!) }];
    expect(formatPostback('submit', 'x', many)).toBeNull();
    const asked: Card = cardOf('Share', { kept: many, buttons: [{ kind: 'act', action: 'submit', ref: 'x', label: 'Share it' }] });
    const drawn = JSON.stringify(renderCard({ publicUrl: URL_OF, isGroup: false }, asked));
    expect(drawn).toContain('too much for one card');
    expect(drawn).not.toContain('Share it');
  });

  it.skipIf(judge.missing !== null)(`that is wrong would be seen${judge.missing === null ? '' : ` (skipped: ${judge.missing})`}`, () => {
    const right: Loose = renderCard({ publicUrl: URL_OF, isGroup: false }, big);
    const wrong = (message: unknown) => judge.request('POST', '/v2/bot/message/push', { to: 'x', messages: [message] });
    expect(wrong(right)).toEqual([]);
    expect(wrong({ ...right, altText: undefined, other: 1 })).not.toEqual([]);
    expect(wrong({ ...right, contents: { ...right.contents, size: 'huge' } })).not.toEqual([]);
    expect(wrong({ ...right, contents: { ...right.contents, body: { type: 'nothing' } } })).not.toEqual([]);
    expect(judge.request('POST', '/v2/bot/message/nothing', {})).not.toEqual([]);
    expect(judge.webhook({ destination: 'me', events: [{}] })).not.toEqual([]);
  });
});

describe('the doctor', () => {
  it('says what is set up, how many messages are left, and that LINE takes the cards', async () => {
    const { chat } = await openStage();
    chat.line.quota.limit = 200;
    chat.line.quota.used = 12;
    const found = await chat.adapter.check({ direct: USERS.sender });
    expect(found.filter(({ level }) => level !== 'ok')).toEqual([]);
    const text = found.map(({ message }) => message).join('\n');
    for (const said of ['@nt2test', '12 of 200 messages', 'takes nt2’s cards', '1 named group', 'took a message'])
      expect(text).toContain(said);
    expect(text).not.toContain('the-token');
  });

  it('says what is wrong, and what to do', async () => {
    const { chat } = await openStage(undefined, { groups: null });
    chat.line.state.webhook = 'https://old.example/line/webhook';
    chat.line.quota.limit = 3;
    chat.line.faults.push({ path: '/v2/bot/message/validate', status: 400, body: {}, after: false });
    const faults = (await chat.adapter.check()).flatMap(({ level, message }) => (level === 'fault' ? [message] : []));
    expect(faults).toHaveLength(3);
    expect(faults.join('\n')).toMatch(/Webhook URL.*larger plan.*bug in nt2/s);
    chat.line.faults.push({ path: '/v2/bot/info', status: 401, body: {}, after: false });
    expect(await chat.adapter.check()).toEqual([{ level: 'fault', message: expect.stringContaining('LINE_CHANNEL_TOKEN') }]);
    chat.line.faults.push({ path: '/v2/bot/info', status: 0, body: {}, after: false });
    expect(await chat.adapter.check()).toEqual([{ level: 'fault', message: expect.stringContaining('LINE_API_URL') }]);
  });
});
