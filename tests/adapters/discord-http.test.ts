// Discord's signed route: who may knock, how, and what is said to whom.

import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { createDiscord } from '../../src/adapters/discord/adapter.ts';
import { ROUTE, TIMES } from '../../src/adapters/discord/config.ts';
import { contactKind } from '../../src/adapters/discord/to-interaction.ts';
import type { Bot } from '../../src/bot/port.ts';
import { openDiscord } from '../fakes/discord/discord.ts';

const NOW = Date.parse('2026-11-20T16:00:00.000Z');
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const hex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
const PING = JSON.stringify({ id: '1', application_id: '2', type: 1, token: 't', version: 1 });

function open(handle?: Bot['handle'], apiUrl = 'http://127.0.0.1:9/api/') {
  const log: string[] = [];
  const adapter = createDiscord({
    config: { token: 'a.b.c', publicKey: hex, apiUrl, publicUrl: 'https://nt2.example', guilds: [], times: { ...TIMES, firstAnswer: 200 } },
    clock: () => NOW,
    leases: { acquireLease: async () => null, releaseLease: async () => undefined },
    consume: async () => ({ ok: true }),
    log: (event, facts) => void log.push(`${event} ${JSON.stringify(facts)}`),
  });
  const [route] = adapter.routes;
  if (!route) throw new Error('no route');
  const card = { title: 'late', tone: 'warn', body: [], buttons: [], fallback: 'late' } as const;
  if (handle) void adapter.start({ handle, late: card, broken: card, unshown: { busy: card, setup: card, shape: card } });
  return { adapter, route, log };
}

interface Sent {
  readonly body?: string;
  readonly at?: string;
  readonly signature?: string | null;
  readonly signed?: string;
}

async function send(sent: Sent = {}, { route } = open()): Promise<Response> {
  const { body = PING, at = String(NOW / 1000), signed = `${at}${body}` } = sent;
  const right = sign(null, Buffer.from(signed), privateKey).toString('hex');
  const signature = sent.signature === undefined ? right : sent.signature;
  const headers = { 'x-signature-timestamp': at, ...(signature !== null && { 'x-signature-ed25519': signature }) };
  return route.handle(new Request(`https://nt2.example${ROUTE}`, { method: 'POST', headers, body }));
}

describe('the signed route', () => {
  it('answers a signed PING with a PONG, in JSON', async () => {
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ type: 1 });
  });

  it('passes the examination that Discord holds when the address is entered', async () => {
    const discord = await openDiscord({ clock: () => NOW });
    const adapter = createDiscord({
      config: {
        token: 'a.b.c',
        publicKey: discord.publicKey,
        apiUrl: `${discord.api}/`,
        publicUrl: 'https://nt2.example',
        guilds: [],
        times: TIMES,
      },
      clock: () => NOW,
      leases: { acquireLease: async () => null, releaseLease: async () => undefined },
      consume: async () => ({ ok: true }),
      log: () => undefined,
    });
    expect(await discord.checkEndpoint(adapter.routes[0]!)).toEqual({ pong: true, refusesForgery: true });
    await discord.close();
  });

  const other = createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const right = sign(null, Buffer.from(`${NOW / 1000}${PING}`), privateKey).toString('hex');
  it.each<[string, Sent]>([
    ['no signature', { signature: null }],
    ['an empty signature', { signature: '' }],
    ['a signature that is no hex', { signature: 'z'.repeat(128) }],
    ['a signature that is too short', { signature: right.slice(2) }],
    ['a signature that is too long', { signature: `${right}00` }],
    ['a signature of zeros', { signature: '0'.repeat(128) }],
    ['a signature with one bit turned', { signature: `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}` }],
    ['a signature by another key', { signature: sign(null, Buffer.from(`${NOW / 1000}${PING}`), other).toString('hex') }],
    ['a body with one more space', { signed: `${NOW / 1000}${PING}`, body: `${PING} ` }],
    ['a signature over the body alone', { signed: PING }],
    ['a timestamp that was not signed', { signed: `${NOW / 1000 - 1}${PING}` }],
    ['no timestamp', { at: '' }],
    ['a timestamp that is no number', { at: 'now' }],
    ['a negative timestamp', { at: '-1' }],
    ['a timestamp with a fraction', { at: `${NOW / 1000}.5` }],
    ['a timestamp of five minutes ago', { at: String(NOW / 1000 - 301) }],
    ['a timestamp five minutes ahead', { at: String(NOW / 1000 + 301) }],
  ])('refuses %s with 401 and says nothing', async (_what, sent) => {
    const response = await send(sent);
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('');
  });

  it('takes a signature in capital letters, and one of four minutes ago', async () => {
    expect((await send({ signature: right.toUpperCase() })).status).toBe(200);
    expect((await send({ at: String(NOW / 1000 - 240) })).status).toBe(200);
  });

  it('reads no more than Discord would send', async () => {
    expect((await send({ body: 'x'.repeat(256 * 1024 + 1) })).status).toBe(413);
  });

  it('a signed body that is no interaction gets 400, and is not repeated in a log', async () => {
    const opened = open();
    for (const body of ['', '{', '[]', 'null', '7', '{"type":2,"token":"CANARY"}']) expect((await send({ body }, opened)).status).toBe(400);
    expect(opened.log.join('\n')).not.toContain('CANARY');
  });

  it('an interaction of a kind that is not known is taken, and left unanswered', async () => {
    const body = JSON.stringify({ id: '1', application_id: '2', type: 77, token: 't', user: { id: '3', username: 'x' } });
    expect(
      (
        await send(
          { body },
          open(async () => ({ kind: 'nothing' })),
        )
      ).status,
    ).toBe(202);
  });

  it('a button that this version does not know says that nothing was changed', async () => {
    const opened = open(() => Promise.reject(new Error('not asked')));
    for (const custom_id of ['', 'z:g1:abc', 'o:x1:abc', 'o:g!:abc', 'S:g1:', `o:g1:${'a'.repeat(81)}`]) {
      const body = JSON.stringify({
        id: '1',
        application_id: '2',
        type: 3,
        token: 't',
        user: { id: '3', username: 'x' },
        data: { custom_id },
      });
      const response = await send({ body }, opened);
      expect(await response.json(), custom_id).toMatchObject({ type: 4, data: { flags: 64 + 4 + 32_768 } });
    }
  });

  it("a share form that names another guild, or another person, than it was sent from is nobody's form", async () => {
    const asked: string[] = [];
    const opened = open(async ({ tenant, actor }) => {
      asked.push(`${tenant} ${actor.key}`);
      return { kind: 'nothing' };
    });
    const user = { id: '3', username: 'x' };
    const form = (custom_id: string, guild_id?: string): string => {
      const by = guild_id === undefined ? { user } : { guild_id, member: { user } };
      return JSON.stringify({ id: '1', application_id: '2', type: 5, token: 't', ...by, data: { custom_id, components: [] } });
    };
    for (const body of [form('S:g1:'), form('S:g1:', '2'), form('S:u4:'), form('S:u4:', '1')])
      expect(await (await send({ body }, opened)).json(), body).toMatchObject({ type: 4 });
    expect(asked).toEqual([]);
    for (const body of [form('S:g1:', '1'), form('S:u3:'), form('S:u3:', '1'), form('X:g1:abc')]) await send({ body }, opened);
    expect(asked).toEqual([
      'discord:1 discord:1:3',
      'discord:user:3 discord:user:3:3',
      'discord:user:3 discord:user:3:3',
      'discord:1 discord:1:3',
    ]);
  });

  it('T20: a press that takes too long is told so, and a submitted form is acknowledged and answered later', async () => {
    const discord = await openDiscord({ clock: () => NOW });
    const opened = open(() => new Promise(() => undefined), `${discord.api}/`);
    const press = (type: number, data: object): string =>
      JSON.stringify({ id: '1', application_id: '2', type, token: 't', user: { id: '3', username: 'x' }, data });
    const late = (await (await send({ body: press(3, { custom_id: 'o:g1:abc' }) }, opened)).json()) as { type: number; data: unknown };
    expect(late.type).toBe(4);
    expect(JSON.stringify(late.data)).toContain('late');
    const submitted = await send({ body: press(5, { custom_id: 'S:u3:', components: [] }) }, opened);
    expect(await submitted.json()).toEqual({ type: 5, data: { flags: 64 } });
    await discord.close();
  });
});

describe('a person of a server', () => {
  // As Discord documents them, under "Guild Member Flags".
  it.each([
    ['DID_REJOIN', 1, 'member'],
    ['COMPLETED_ONBOARDING', 2, 'member'],
    ['BYPASSES_VERIFICATION', 4, 'member'],
    ['STARTED_ONBOARDING', 8, 'member'],
    ['IS_GUEST', 16, 'guest'],
    ['IS_GUEST, and has begun what others begin', 16 + 8 + 2 + 1, 'guest'],
    ['STARTED_HOME_ACTIONS', 32, 'member'],
    ['none', 0, 'member'],
  ])('J1: %s (%d) makes them a %s to the policy', (_name, flags, kind) => {
    expect(contactKind({ flags })).toBe(kind);
  });
});

describe('a template that is being typed', () => {
  it('is completed by what the bot offers, of which nothing but this option is read, and gets no other answer', async () => {
    const asked: object[] = [];
    const opened = open();
    const card = { title: 'late', tone: 'warn', body: [], buttons: [], fallback: 'late' } as const;
    const handle = () => Promise.reject(new Error('asked for an interaction'));
    const complete = (what: object) => (
      asked.push(what),
      Array.from({ length: 30 }, (_, n) => ({ value: `t-${n}`, label: 'T'.repeat(200) }))
    );
    void opened.adapter.start({ handle, complete, late: card, broken: card, unshown: { busy: card, setup: card, shape: card } });
    const body = (focused: string) => {
      const options = ['template', 'label'].map((name) => ({ name, type: 3, value: 'contr', ...(name === focused && { focused: true }) }));
      const data = { id: '1', type: 1, name: 'nt2', options: [{ name: 'share', type: 1, options }] };
      const member = { user: { id: '11111111111111111', username: 'ann' }, flags: 16 };
      return JSON.stringify({ id: '11111111111111112', application_id: '11111111111111113', token: 't', type: 4, member, data });
    };
    const answer = (await (await send({ body: body('template') }, opened)).json()) as {
      type: number;
      data: { choices: { name: string }[] };
    };
    expect([answer.type, answer.data.choices.length, answer.data.choices[0]?.name.length]).toEqual([8, 25, 100]);
    expect(asked).toEqual([{ kind: 'guest', verb: 'share', typed: 'contr' }]);
    await send({ body: body('label') }, opened);
    expect(asked).toHaveLength(1);
    expect(opened.log.join()).not.toContain('contr');
    await opened.adapter.stop();
  });
});
