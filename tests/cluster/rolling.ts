// Instances replaced one after the other under a load of whole lives, whatever balances them; and what must stand afterwards.

import { expect } from 'vitest';
import type { PersonKey, ShareId } from '../../src/core/share.ts';
import type { Nt2Process } from '../e2e/process.ts';
import { programBody } from '../server/wire.ts';
import type { Harness } from '../server/harness.ts';
import type { Instances } from './instances.ts';
import { startLoad, type Life } from './lives.ts';
import { followShare, type Follower } from './streams.ts';

const PEOPLE = 6;
const NAME = 'watch';
const WATCHER = `local:local:${NAME}` as PersonKey;

export interface Rolling {
  readonly instances: Instances;
  /** In the order of their ports. They are replaced in here too. */
  readonly running: Nt2Process[];
  readonly rounds: number;
  readonly workers: number;
  /** When the n-th, started again, has people sent to it. */
  isBack(n: number): Promise<void>;
}

/** Answers with how many lives there were. */
export async function rollUnderLoad({ instances, running, rounds, workers, isBack }: Rolling): Promise<number> {
  const { tools, ports } = instances;
  const waiting = await followers(instances);
  try {
    const load = await startLoad(instances, workers);
    for (let round = 0; round < rounds; round += 1) {
      for (const n of ports.keys()) {
        expect(await running[n]?.stop()).toBe(0);
        running[n] = await instances.start(n);
        await isBack(n);
      }
    }
    const lives = await load.stop();
    for (const { id } of waiting) expect(await tools.shares.revoke(id, WATCHER)).toMatchObject({ ok: true });

    expect(load.surprises).toEqual([]);
    for (const { id, follower } of waiting) {
      const now = (await tools.store.load(id))?.version;
      await expect.poll(() => follower.version(), { timeout: 5_000 }).toBe(now);
      expect(follower.complaints).toEqual([]);
      // It was with some instance, and all instances are new ones.
      expect(follower.opened()).toBeGreaterThan(1);
    }
    await checkLives(instances, lives);
    return lives.length;
  } finally {
    for (const { follower } of waiting) follower.stop();
  }
}

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
        { time: { now: Date.now() }, ids: tools.tenantTags } as Harness,
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

/** Holds every answer against the store and the log, as someone finds them who was not there. */
export async function checkLives({ tools, run }: Instances, lives: readonly Life[]): Promise<void> {
  const { store } = tools;
  const tag = tools.tenantTags.tagOf('local:local');
  const events = new Map<string, Map<string, string[]>>();
  for (const leaf of await store.leaves(tag, 0, (await store.entryRange(tag)).end)) {
    const [type = '', share = ''] = ['type', 'share'].map((name) => new RegExp(`^${name} (.+)$`, 'm').exec(leaf)?.[1]);
    const known = events.get(share) ?? new Map<string, string[]>();
    events.set(share, known.set(type, [...(known.get(type) ?? []), leaf]));
  }
  expect(lives.length).toBeGreaterThan(50);
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
  expect(await run(['log', 'verify'])).toMatch(/: \d+ leaves are whole, 0 wait\./);
}
