// Three instances behind a balancer, replaced one after the other under a load of whole lives: nobody sees it, and nothing that was answered is lost.

import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import type { PersonKey, ShareId } from '../../src/core/share.ts';
import type { Nt2Process } from '../e2e/process.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { programBody } from '../server/wire.ts';
import type { Harness } from '../server/harness.ts';
import { startBalancer } from './balancer.ts';
import { openInstances, type Instances } from './instances.ts';
import { startLoad, type Life } from './lives.ts';
import { followShare, type Follower } from './streams.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);
// Nock puts its own sockets under every connection, and these do not close as real ones do. Everything here stays on the loopback.
nock.restore();

const isLong = process.env['NT2_CAMPAIGN'] !== undefined;
const ROUNDS = isLong ? 4 : 2;
const [DRAIN_MS, CHECK_MS] = isLong ? [1_500, 250] : [400, 100];
const WORKERS = isLong ? 12 : 4;
const PEOPLE = 6;
const NAME = 'watch';
const WATCHER = `local:local:${NAME}` as PersonKey;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

describe.skipIf(redisMissing !== null)('a rolling restart', () => {
  it('loses no request that was answered, and shows nobody an error', { timeout: isLong ? 180_000 : 60_000 }, async () => {
    const redis = await startRedis();
    ends.push(redis.stop);
    const instances = await openInstances({ count: 3, store: redis.url, env: { NT2_DRAIN_MS: String(DRAIN_MS) } });
    ends.push(instances.close);
    const { port, ports, tools } = instances;
    const running: Nt2Process[] = await Promise.all(ports.map((_, n) => instances.start(n)));
    const balancer = await startBalancer({ backends: ports, checkMs: CHECK_MS, port });
    ends.push(balancer.stop);
    await expect.poll(() => ports.filter(balancer.sends), { timeout: 5_000 }).toHaveLength(3);

    const waiting = await followers(instances);
    ends.push(() => waiting.forEach(({ follower }) => follower.stop()));
    const load = await startLoad(instances, WORKERS);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [n, own] of ports.entries()) {
        expect(await running[n]?.stop()).toBe(0);
        running[n] = await instances.start(n);
        await expect.poll(() => balancer.sends(own), { timeout: 10_000 }).toBe(true);
      }
    }
    const lives = await load.stop();
    for (const { id } of waiting) expect(await tools.shares.revoke(id, WATCHER)).toMatchObject({ ok: true });

    expect([balancer.failed(), load.surprises]).toEqual([[], []]);
    for (const { id, follower } of waiting) {
      const now = (await tools.store.load(id))?.version;
      await expect.poll(() => follower.version(), { timeout: 5_000 }).toBe(now);
      expect(follower.complaints).toEqual([]);
    }
    // Each was with some instance, and all instances are new ones: nobody was left out.
    for (const { follower } of waiting) expect(follower.opened()).toBeGreaterThan(1);
    await stands(instances, lives);
    console.log(
      `${ROUNDS * ports.length} restarts under ${lives.length} whole lives: all that was answered stands; ${balancer.refused()} connections were refused and went elsewhere`,
    );
  });
});

interface Waiting {
  readonly id: ShareId;
  readonly follower: Follower;
}

/** Senders who look at a share of theirs that nobody opens. */
async function followers({ url, tools }: Instances): Promise<Waiting[]> {
  const made = await tools.apiTokens.create(NAME);
  if (!made.ok) throw new Error(made.code);
  const token = made.value;
  return Promise.all(
    Array.from({ length: PEOPLE }, async () => {
      const { body, share } = await programBody(
        { time: { now: Date.now() }, ids: tools.ids } as Harness,
        NAME,
        'link',
        undefined,
        new URL(url).host,
      );
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(`${url}/api/shares`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (answer.status !== 201) throw new Error(await answer.text());
      return { id: share.id as ShareId, follower: followShare({ url, id: share.id, token }) };
    }),
  );
}

/** Holds every answer against the store and the log, as somebody finds them who was not there. */
async function stands({ tools, run }: Instances, lives: readonly Life[]): Promise<void> {
  const { store } = tools;
  const tag = tools.ids.tagOf('local:local');
  const events = new Map<string, Map<string, string[]>>();
  for (const leaf of await store.leaves(tag, 0, (await store.bounds(tag)).end)) {
    const [type = '', share = ''] = ['type', 'share'].map((name) => new RegExp(`^${name} (.+)$`, 'm').exec(leaf)?.[1]);
    const known = events.get(share) ?? new Map<string, string[]>();
    events.set(share, known.set(type, [...(known.get(type) ?? []), leaf]));
  }
  expect(lives.length).toBeGreaterThan(100);
  expect(new Set(lives.map(({ id }) => id)).size).toBe(lives.length);
  for (const { id, opened, delivered } of lives) {
    const known = events.get(id);
    const count = (type: string): number => known?.get(type)?.length ?? 0;
    expect([opened.length, delivered]).toEqual([1, true]);
    expect(['created', 'sealed', 'claimed', 'delivered', 'ended'].map(count), id).toEqual([1, 1, 1, 1, 1]);
    expect(known?.get('claimed')?.[0]).toContain(`\ndevice ${opened[0]}\n`);
    expect(known?.get('ended')?.[0]).toContain('\ncause delivered\n');
    expect((await store.load(id as ShareId))?.state).toMatchObject({ status: 'ended', cause: 'delivered', claim: { device: opened[0] } });
    expect(await store.loadWithCiphertext(id as ShareId)).toMatchObject({ capsule: null, payload: null });
  }
  await expect.poll(async () => (await store.logs()).every(({ leaves, size }) => leaves === size), { timeout: 20_000 }).toBe(true);
  expect(await run('log', 'verify')).toMatch(/: \d+ leaves are whole, 0 wait\./);
}
