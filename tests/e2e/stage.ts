// The whole of nt2 on a real store, with the playground as its chat, and real browsers with one profile for each person: Chromium, where
// nothing else is said.
// It keeps what the server saw and what left it, so that every test can end by looking for its own secrets in there.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { createPlayground } from '../../src/adapters/playground/adapter.ts';
import { keyOf, TENANT } from '../../src/adapters/playground/config.ts';
import type { WireState } from '../../src/adapters/playground/render.ts';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import type { Adapter } from '../../src/bot/port.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Person, Share, ShareId, Status, TenantTag } from '../../src/core/share.ts';
import { createSignInTokens } from '../../src/core/sign-in-tokens.ts';
import { deriveKeys, tenantTag } from '../../src/crypto/keys/root.ts';
import { loadPages } from '../../src/server/pages/pages.ts';
import { servePage } from '../../src/server/pages/serve.ts';
import { dumpRedis, dumpSqlite, filesIn, isQuietRedis, isQuietSqlite, type Dump } from '../support/dump.ts';
import { launch, type Engine, type EngineBrowser } from '../support/engines/engines.ts';
import { builtPages } from '../support/pages.ts';
import { freePort, redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import type { Place } from '../support/sweep.ts';
import { sweep } from '../support/sweep.ts';
import { recording, type Outbound } from './outbound.ts';
import { listenToServer, watchProfile, type Traffic } from './traffic.ts';

export type StoreKind = 'sqlite' | 'redis';

/** Both stores; without a redis-server only SQLite, and it says so. */
export const STORES: readonly StoreKind[] = redisMissing === null ? ['sqlite', 'redis'] : ['sqlite'];
if (redisMissing !== null) console.log(`left out: ${redisMissing}`);

const isCampaign = process.env['NT2_CAMPAIGN'] !== undefined;
/** How long a test waits for something that goes through several processes, in ms. A campaign's browsers share the machine with many. */
export const PATIENCE_MS = isCampaign ? 60_000 : 40_000;
vi.setConfig({ testTimeout: isCampaign ? 300_000 : 120_000, hookTimeout: 120_000 });

/** Longer than a platform waits: these walks are about what is said, and words are turned into a key on a machine that others use. */
const FIRST_ANSWER_MS = 30_000;

/** For walks in which no store has a part: SQLite alone, so that the whole stays short, and both in a campaign. */
export const ANY_STORE: readonly StoreKind[] = isCampaign ? STORES : ['sqlite'];

/** One such walk among others that both stores take. */
export function once(kind: StoreKind, title: string, walk: () => Promise<void>): void {
  const take = ANY_STORE.includes(kind) ? it : () => undefined;
  take(isCampaign ? title : `${title} (on Redis in a campaign)`, walk);
}

/** One that takes a way of which other walks take each part: in a campaign, on every store. */
export function rarely(title: string, walk: () => Promise<void>): void {
  const take = isCampaign ? it : () => console.log(`left to a campaign: ${title}`);
  take(title, walk);
}

export type Side = 'sender' | 'recipient';
/** Who walks in which engine. */
export type Cast = Readonly<Record<Side, Engine>>;
const CHROMIUM: Cast = { sender: 'chromium', recipient: 'chromium' };

/** What moves while it waits would be painted by the processor that the tests run on. */
const CALM = { locale: 'en-GB', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' } as const;

export interface Stage {
  readonly url: string;
  readonly adapter: Adapter;
  /** Log lines, the canary's first hiding place. */
  readonly lines: string[];
  readonly outbound: Outbound;
  readonly traffic: Traffic;
  readonly app: RunningServer;
  /** Moves the clock of the server, in ms. */
  turn(ms: number): void;
  /** Stops nt2, and starts it again so much later. */
  restart(laterMs?: number): Promise<void>;
  /** Gives sender and recipient other engines from now on. */
  play(cast: Cast): void;
  /** A browser of that person's own, in the engine that the cast gives them. Options are for Chromium. */
  profile(options?: BrowserContextOptions, whose?: Side): Promise<BrowserContext>;
  /** A browser whose data outlive it: closed, and opened again under the same name, it is as that person has left it. Not in WebKit. */
  keptProfile(name: string, whose: Side): Promise<BrowserContext>;
  /** Presses what gives the sender a file, and answers with its path. */
  takeFile(page: Page, press: () => Promise<void>): Promise<string>;
  /** A secret that nobody has ever seen; looked for at the end of the test. */
  secret(): string;
  /** Looked for at the end of the test as well. */
  hide(canary: string | Uint8Array): void;
  /** The address behind a pressed button in chat. */
  button(who: Person, share: ShareId): Promise<string>;
  share(id: string): Promise<Share>;
  /** Waits until all that is to be said was said: then rows and versions stand still. */
  quiet(): Promise<void>;
  until(id: string, status: Status): Promise<Share>;
  /** What lies in the store, without what merely counts requests or says which instance works. */
  dump(): Promise<Dump>;
  /** Where this test's canaries were found. */
  findings(): Promise<string[]>;
  /** Ends a test: nothing leaked, no page complained, no other host was asked. Profiles are closed, and the chat is emptied. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(kind: StoreKind, first: Cast = CHROMIUM): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-e2e-'));
  const data = join(folder, 'data');
  const browsers = new Map<Engine, Promise<EngineBrowser>>();
  /** Started when someone first needs it. */
  const browser = (engine: Engine): Promise<EngineBrowser> => {
    const started = browsers.get(engine) ?? launch(engine);
    browsers.set(engine, started);
    return started;
  };
  let cast = first;
  const [redis, port, built]: [RedisServer | null, number, string] = await Promise.all([
    // Not compressed, so that a canary in the dump would stand there as it is.
    kind === 'redis' ? startRedis({ args: ['--save', '', '--appendonly', 'no', '--rdbcompression', 'no'] }) : null,
    freePort(),
    builtPages(),
  ]);
  const url = `http://127.0.0.1:${port}`;
  const read = readConfig({
    NT2_PUBLIC_URL: url,
    NT2_PORT: String(port),
    NT2_SECRET: randomBytes(32).toString('base64url'),
    NT2_STORE: redis ? redis.url : `sqlite:${join(data, 'nt2.db')}`,
    NT2_STATE_DIR: data,
    NT2_RATE_ADDRESS: '1000000',
    NT2_RATE_PERSON: '1000000',
    NT2_RATE_TENANT: '1000000',
    NT2_LOG_LEVEL: 'debug',
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const { config } = read;
  const keys = deriveKeys(config.NT2_SECRET);
  const tenantTags = { tagOf: (tenant: string) => tenantTag(keys.tag, tenant) as TenantTag };
  let ahead = 0;
  const clock = (): number => Date.now() + ahead;
  const pages = loadPages(built);
  const page = pages?.htmlPages.get('playground.html');
  if (!page) throw new Error('the pages were built without the playground');

  const lines: string[] = [];
  const outbound: Outbound = { cards: [] };
  const traffic = listenToServer(port);
  // As src/app makes it, but for the pair of ears in between.
  const enterChat = (): Adapter =>
    recording(
      createPlayground({
        config: { publicUrl: url, firstAnswerMs: FIRST_ANSWER_MS },
        clock,
        page: (request) => servePage(page, request, 'never'),
      }),
      outbound,
    );
  let adapter = enterChat();
  const start = (): Promise<RunningServer> =>
    startServer(config, { clock, pages: built, adapters: [adapter], write: (line) => void lines.push(line) });
  let app = await start();
  let canaries: (string | Uint8Array)[] = [];
  const profiles: BrowserContext[] = [];

  async function places(): Promise<Place[]> {
    if (redis) await saveRedis(redis);
    const rows = redis ? await dumpRedis(redis.url) : dumpSqlite(join(data, 'nt2.db'));
    return [
      { name: 'log', bytes: lines.join('') },
      { name: 'message', bytes: outbound.cards.join('\n') },
      { name: 'request', bytes: traffic.seen.join('\n') },
      ...filesIn(data).map(({ name, bytes }) => ({ name: `file ${name}`, bytes })),
      ...(redis ? filesIn(redis.dir).map(({ name, bytes }) => ({ name: `file ${name}`, bytes })) : []),
      ...[...rows].map(([name, bytes]) => ({ name: `store ${name}`, bytes: Buffer.concat([Buffer.from(name), bytes]) })),
    ];
  }
  // age identities never leave the browser that made them, whatever the test is about.
  const findings = async (): Promise<string[]> => sweep(await places(), [...canaries, 'AGE-SECRET-KEY-1']);

  const share = async (id: string): Promise<Share> => {
    const found = await app.store.load(id as ShareId);
    if (found === null) throw new Error('no such share');
    return found;
  };
  const restart = async (laterMs = 0): Promise<void> => {
    await app.close();
    ahead += laterMs;
    adapter = enterChat();
    app = await start();
  };
  const quiet = async (): Promise<void> => {
    const isSaid = async (): Promise<boolean> => (redis ? isQuietRedis(redis.url) : isQuietSqlite(join(data, 'nt2.db')));
    // The sequencer writes on its own time.
    const isInTheLog = async (): Promise<boolean> => (await app.store.logs()).every(({ leaves, size }) => leaves === size);
    const isQuiet = async (): Promise<boolean> => (await isSaid()) && isInTheLog();
    await expect.poll(isQuiet, { timeout: PATIENCE_MS }).toBe(true);
  };
  /** The next test begins in an empty chat where everybody hears nt2, on the store as it is. What is still to be said is said first. */
  const emptyChat = async (): Promise<void> => {
    const ask = async (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
      const headers = { host: new URL(url).host, origin: url, 'x-nt2': '1', 'content-type': 'application/json' };
      const route = adapter.routes.find((known) => known.method === method && known.path === path);
      const answer = await route?.handle(new Request(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) }));
      return answer?.json();
    };
    const { people } = (await ask('GET', '/playground/state')) as WireState;
    for (const { id, closed } of people) if (closed) await ask('POST', '/playground/door', { person: id, closed: false });
    await quiet();
    const { messages } = (await ask('GET', '/playground/state')) as WireState;
    for (const { id, by } of messages) if (by === 'nt2') await ask('POST', '/playground/remove', { message: id });
    // Left by browsers that are closed by now: the next ones come from chat for the first time.
    const tag = tenantTags.tagOf(TENANT);
    await app.store.clearPrekeys(tag);
    for (const { id } of people)
      for (const bond of await app.store.bonds(tag, keyOf(id), clock())) await app.store.dropBond(tag, keyOf(id), bond.id);
  };
  const close = async (): Promise<void> => {
    await Promise.all([...browsers.values()].map(async (browser) => (await browser).close()));
    traffic.stop();
    await app.close();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  };

  const watched = async (profile: BrowserContext, engine: Engine): Promise<BrowserContext> => {
    profile.setDefaultTimeout(PATIENCE_MS);
    profiles.push(profile);
    if (engine !== 'webkit') await watchProfile(profile, traffic);
    return profile;
  };

  return {
    url,
    lines,
    outbound,
    traffic,
    get adapter() {
      return adapter;
    },
    get app() {
      return app;
    },
    turn(ms) {
      ahead += ms;
    },
    restart,
    play: (next) => void (cast = next),
    async profile(options = {}, whose = 'recipient') {
      const { newContext } = await browser(cast[whose]);
      return watched(await newContext({ ...CALM, ...options }, traffic), cast[whose]);
    },
    async keptProfile(name, whose) {
      const { openKept } = await browser(cast[whose]);
      return watched(await openKept(join(folder, name), CALM), cast[whose]);
    },
    takeFile: async (page, press) => (await browser(cast.sender)).takeFile(page, press),
    secret() {
      const made = `canary${randomBytes(12).toString('hex')}`;
      canaries.push(made);
      return made;
    },
    hide: (canary) => void canaries.push(canary),
    async button(who, id) {
      const tokens = createSignInTokens({ store: app.store, clock, random: randomBytes, tenantTags });
      return `${url}/go#${await tokens.issue({ person: who, share: id, tenant: TENANT })}`;
    },
    share,
    quiet,
    async until(id, status) {
      await expect.poll(async () => (await share(id)).state.status, { timeout: PATIENCE_MS }).toBe(status);
      return share(id);
    },
    async dump() {
      const all = redis ? await dumpRedis(redis.url) : dumpSqlite(join(data, 'nt2.db'));
      return new Map(
        [...all].filter(([name]) => !/^(?:buckets|firsts|leases|settings)$|^nt2:\{spend\}|:f:|^nt2:lease:|^nt2:settings$/.test(name)),
      );
    },
    findings,
    async check() {
      await Promise.all(profiles.splice(0).map((profile) => profile.close()));
      const found = await findings();
      const { complaints, foreign } = traffic.take();
      canaries = [];
      await emptyChat();
      expect({ found, complaints, foreign }).toEqual({ found: [], complaints: [], foreign: [] });
    },
    close,
  };
}

async function saveRedis({ port }: RedisServer): Promise<void> {
  const { Redis } = await import('ioredis');
  const client = new Redis(port, '127.0.0.1');
  await client.save();
  await client.quit();
}
