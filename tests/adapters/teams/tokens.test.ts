// Which requests Teams' adapter believes: each part of the token, what binds it to the body, and how often Microsoft is asked for keys.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTeams } from '../../../src/adapters/teams/adapter.ts';
import { CLOUDS, TIMES } from '../../../src/adapters/teams/config.ts';
import { isService } from '../../../src/adapters/teams/verify.ts';
import type { Adapter, AdapterRoute, Bot, Card } from '../../../src/bot/port.ts';
import type { Signing } from '../../fakes/teams/authority.ts';
import { APP_ID, APP_SECRET, BOT, CHANNEL, openTeams, TENANT, type Person, type Teams } from '../../fakes/teams/teams.ts';

const CARD: Card = { title: 'told', tone: 'plain', body: [], buttons: [], fallback: 'told' };
const FOREIGN = 'https://smba.trafficmanager.net.evil.example/teams/';

let now = Date.parse('2026-11-20T16:00:00.000Z');
let teams: Teams;
let adapter: Adapter;
let route: AdapterRoute;
let alex: Person;
const handled: string[] = [];
const kept = new Map<string, string>();

beforeAll(async () => {
  teams = await openTeams({ clock: () => now });
  alex = teams.person('Alex');
  adapter = createTeams({
    config: { appId: APP_ID, appSecret: APP_SECRET, tenant: TENANT, cloud: teams.cloud, publicUrl: 'https://nt2.example', times: TIMES },
    clock: () => now,
    store: { getSetting: async (key) => kept.get(key) ?? null, putSetting: async (key, value) => void kept.set(key, value ?? '') },
    log: () => undefined,
  });
  const bot = { unshown: {}, late: CARD, broken: CARD } as unknown as Bot;
  await adapter.start({
    ...bot,
    handle: async ({ kind }) => {
      handled.push(kind);
      return { kind: 'private', card: CARD };
    },
  });
  [route] = adapter.routes as [AdapterRoute];
});
afterAll(async () => {
  await adapter.stop();
  await teams.close();
});
beforeEach(() => {
  handled.length = 0;
  // Each may ask for the keys anew.
  now += 120_000;
});

const activity = (more: object = {}) => ({
  type: 'invoke',
  id: `f:${now}`,
  name: 'task/fetch',
  channelId: 'msteams',
  serviceUrl: teams.serviceUrl,
  from: { id: alex.id, name: alex.name, aadObjectId: alex.aad },
  recipient: { id: BOT },
  conversation: { id: CHANNEL, conversationType: 'channel' },
  channelData: { tenant: { id: TENANT } },
  value: { data: { nt2: { action: 'open', ref: 'a'.repeat(32) } } },
  ...more,
});
const send = async (how: Partial<Signing> & { readonly token?: string | null } = {}, more: object = {}): Promise<number> =>
  (await teams.send(route, activity(more), how)).status;

/** A token without a signature, as its header says. */
const unsigned = (): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const at = Math.floor(now / 1000);
  const claims = { iss: 'https://api.botframework.com', aud: APP_ID, nbf: at, exp: at + 60, serviceurl: teams.serviceUrl };
  return `${part({ alg: 'none', kid: 'teams' })}.${part(claims)}.`;
};

describe('a token', () => {
  it.each<[string, () => Partial<Signing> & { readonly token?: string | null }]>([
    ['is there', () => ({ token: null })],
    ['is one', () => ({ token: 'a.b.c' })],
    ['is signed', () => ({ token: unsigned() })],
    ['is signed by the key that it names', () => ({ key: teams.authority.other.privateKey })],
    ['names a key of Microsoft’s', () => ({ kid: 'made-up' })],
    ['is signed by a key, not by its public part as a password', () => ({ alg: 'HS256', key: publicBytes() })],
    ['is signed in the one way', () => ({ alg: 'RS512' })],
    ['is Microsoft’s', () => ({ issuer: 'https://sts.windows.net/' })],
    ['is for this app', () => ({ audience: 'a1b2c3d4-0000-4000-8000-00000000beef' })],
    ['is not over', () => ({ until: -301 })],
    ['has begun', () => ({ from: 301 })],
    ['ends', () => ({ until: null })],
    ['begins', () => ({ from: null })],
    ['names an address', () => ({ serviceUrl: null })],
    ['names the address of the body', () => ({ serviceUrl: 'https://smba.trafficmanager.net/emea/' })],
    ['is of a key that may speak for Teams', () => ({ kid: 'webchat' })],
  ])('%s, or it is refused', async (_what, how) => {
    expect(await send(how())).toBe(401);
    expect(handled).toEqual([]);
  });

  it('that is good is believed, also where clocks differ by less than five minutes', async () => {
    expect([await send(), await send({ until: -290 }), await send({ from: 290 })]).toEqual([200, 200, 200]);
    expect(handled).toEqual(['action', 'action', 'action']);
  });
});

describe('a body', () => {
  it('of another channel, or one that has nt2 send its token elsewhere, is refused though the token is good', async () => {
    expect(await send({}, { channelId: 'emulator' })).toBe(401);
    expect(await send({ serviceUrl: FOREIGN }, { serviceUrl: FOREIGN })).toBe(401);
    expect(await send({}, { channelData: {} })).toBe(401);
    expect(handled).toEqual([]);
    expect([...kept.values()].join()).not.toContain('evil');
  });

  it('of another tenant is taken, and nothing is done', async () => {
    const posted = teams.posted.length;
    expect(await send({}, { channelData: { tenant: { id: '7e4a47b1-0000-4000-8000-0000000000bb' } } })).toBe(200);
    expect([handled, teams.posted.length]).toEqual([[], posted]);
  });

  it('that is too long is not read', async () => {
    expect(await send({}, { text: 'x'.repeat(300_000) })).toBe(413);
  });

  it('that no person sent, or that nt2 does not know, changes nothing', async () => {
    expect(await send({}, { from: { id: alex.id } })).toBe(501);
    expect(await send({}, { name: 'adaptiveCard/action' })).toBe(501);
    expect(await send({}, { value: { data: { nt2: { action: 'erase', ref: '' } } } })).toBe(501);
    expect(await send({}, { type: 'conversationUpdate' })).toBe(200);
    expect(await send({}, { conversation: { id: '../x/y' } })).toBe(501);
    expect(handled).toEqual([]);
  });
});

it('a stranger who makes up names of keys has Microsoft asked twice a minute at most', async () => {
  const before = teams.authority.asked();
  for (let n = 0; n < 6; n += 1) expect(await send({ kid: `made-up-${n}` })).toBe(401);
  expect(teams.authority.asked() - before).toBe(2);
  expect(await send()).toBe(200);
});

it('nt2 sends its token to Microsoft alone', () => {
  const { hosts } = CLOUDS.public;
  const fit = ['https://smba.trafficmanager.net/emea/', 'https://europe.botframework.com/'];
  const unfit = [
    FOREIGN,
    'http://smba.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://user@smba.trafficmanager.net/',
    'https://evilbotframework.com/',
    'https://botframework.com.evil.example/',
    'smba.trafficmanager.net',
  ];
  expect(fit.filter((one) => !isService(one, hosts))).toEqual([]);
  expect(unfit.filter((one) => isService(one, hosts))).toEqual([]);
  for (const { service, hosts: own } of Object.values(CLOUDS)) expect(isService(service, own)).toBe(true);
});

function publicBytes(): Uint8Array {
  return Buffer.from(teams.authority.teams.publicKey.export({ type: 'spki', format: 'pem' }));
}
