// What a restore meets in earnest, on both stores: it is killed in the middle, or the backup is not the newest. And what a backup holds
// that was taken while people work.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { createBackup } from '../../src/app/backup/backup.ts';
import { backup } from '../../src/cli/backup/backup.ts';
import { restore } from '../../src/cli/backup/restore.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { newGeneration, verifyLogs } from '../../src/cli/log/log.ts';
import { acceptRollback } from '../../src/cli/accept-rollback.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import type { Rotation } from '../../src/core/ports/rotation-store.ts';
import { tagOf, type ShareId, type TenantTag } from '../../src/core/share.ts';
import { parseLeaf } from '../../src/crypto/receipt/parsed-event.ts';
import { person, sealLink } from '../support/hand-offs.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { startNt2 } from './run.ts';
import { said } from './said.ts';

const HOST = 'nt2.example.com';

async function withTools<T>(config: Config, work: (tools: Installation) => Promise<T>): Promise<T> {
  const tools = await openInstallation(config, { write: () => undefined });
  try {
    return await work(tools);
  } finally {
    await tools.close();
  }
}

const handOff = async ({ shares, logs }: Installation): Promise<TenantTag> => {
  const { id, finish } = await sealLink(shares, { host: HOST, secret: 'whsec_canary' });
  await finish();
  const tag = id.slice(0, 6) as TenantTag;
  await logs.sequence(tag);
  return tag;
};

/** Right after a restore claims on Redis wait, as after each of its restarts; all else goes on at once. */
const takeBack = async ({ shares, logs }: Installation): Promise<TenantTag> => {
  const { id } = await sealLink(shares, { host: HOST, secret: 'whsec_canary' });
  await shares.revoke(id, person('ann').key);
  const tag = id.slice(0, 6) as TenantTag;
  expect(await logs.sequence(tag)).toBe('done');
  return tag;
};

describe.each(['SQLite', 'Redis'].filter((kind) => kind === 'SQLite' || redisMissing === null))('a restore into %s', (kind) => {
  let folder: string;
  let env: Record<string, string>;
  let config: Config;
  let redis: RedisServer | null;
  const file = (name: string): string => join(folder, name);
  /** So many that there is time to kill the process that writes them: each waits for the disk, or for Redis. */
  const SETTINGS = kind === 'SQLite' ? 150 : 1_500;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-restored-'));
    redis = kind === 'Redis' ? await startRedis() : null;
    mkdirSync(file('store'));
    const store = redis?.url ?? `sqlite:${file('store/nt2.db')}`;
    env = { NT2_PUBLIC_URL: `https://${HOST}`, NT2_SECRET: newSecret(), NT2_STORE: store, NT2_STATE_DIR: file('data'), NT2_PORT: '0' };
    const read = readConfig(env);
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    ({ config } = read);
  });
  afterEach(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function empty(): Promise<void> {
    rmSync(file('store'), { recursive: true, force: true });
    if (redis === null) return;
    const client = new Redis(redis.url);
    await client.flushall();
    await client.quit();
  }

  /** What stands where the format stands. */
  async function format(): Promise<string> {
    if (redis !== null) {
      const client = new Redis(redis.url);
      const found = await client.get('nt2:schema');
      await client.quit();
      return found ?? '';
    }
    try {
      const db = new DatabaseSync(file('store/nt2.db'), { readOnly: true });
      const found = String(db.prepare('PRAGMA user_version').get()?.['user_version']);
      db.close();
      return found;
    } catch {
      return '';
    }
  }

  it('M1: brings back what is to be changed, when and by whom, also what is done; versions go on, and a feed keeps its address', async () => {
    const day = 86_400_000;
    const feed = '/calendar';
    const [running, done, forgotten] = await withTools(config, async (tools) => {
      const tag = await handOff(tools);
      const { store } = tools;
      const make = async (id: string, more: Partial<Rotation>): Promise<Rotation> => {
        const [ann, at] = [person('ann'), Date.now()];
        const about = { kind: 'credential', label: 'Stripe keys', template: null, giver: ann.key, owner: ann, why: 'date' } as const;
        const times = { startedAt: at - day, dueAt: at + day, nextAt: at + day / 2, asked: 1, closed: null };
        const one: Rotation = { id: `${tag}${id.repeat(26)}` as ShareId, version: 1, ...about, holders: [], ...times, ...more };
        const last = { ...one, version: 2 };
        for (const each of [one, last]) await store.putRotation(each, { until: null, at, deliveries: null });
        return last;
      };
      const closed = (at: number) => ({ nextAt: null, closed: { at, by: person('ann').key, how: 'rotated' } }) as const;
      await store.putSetting('calendar:hash', feed);
      return Promise.all([make('a', {}), make('b', closed(Date.now())), make('c', closed(Date.now() - 900 * day))]);
    });
    const { code, err } = await said(() => backup(config, [file('new')]));
    expect([code, err]).toEqual([0, expect.stringContaining('; 3 rotations; ')]);

    await empty();
    expect((await said(() => restore(config, [file('new')]))).code).toBe(0);
    await withTools(config, async ({ store }) => {
      expect([await store.rotation(running.id), await store.rotation(done.id)]).toEqual([running, done]);
      // Past its retention it does not come back.
      expect(await store.rotation(forgotten.id)).toBeNull();
      expect((await store.rotations(tagOf(running.id), null, 9)).rows.map(({ id }) => id)).toEqual([running.id, done.id]);
      expect(await store.dueRotations(running.nextAt ?? 0, 9)).toEqual([running.id]);
      const next = { until: null, at: Date.now(), deliveries: null };
      expect(await store.putRotation({ ...running, version: 2 }, next)).toBe(false);
      expect(await store.putRotation({ ...running, version: 3 }, next)).toBe(true);
      expect(await store.getSetting('calendar:hash')).toBe(feed);
    });
  });

  it('T21: of the newest backup goes on as if nothing had been; of an older one claims stop and the log is no longer signed, until someone decides', async () => {
    const tag = await withTools(config, handOff);
    await said(() => backup(config, [file('old')]));
    await withTools(config, handOff);
    await said(() => backup(config, [file('new')]));

    await empty();
    const newest = await startNt2(['restore', file('new')], { env, folder }).done;
    expect(newest).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Nothing that this machine knows is later') });
    await withTools(config, async (tools) => {
      await takeBack(tools);
      expect(tools.logs.alarms().size).toBe(0);
      expect(await tools.logs.verify(tag)).toMatchObject({ ok: true, size: 13 });
    });
    await said(() => backup(config, [file('last')]));

    await empty();
    const older = await startNt2(['restore', file('old')], { env, folder }).done;
    expect([older.code, older.out]).toEqual([0, expect.stringContaining('Restored.')]);
    expect(older.err).toContain(`the log of tenant ${tag} is no longer signed (log.behind, from leaf 5 on)`);
    expect(older.err).toContain(`has seen later commits of tenants ${tag}: claims wait`);
    const doctor = await startNt2(['doctor'], { env, folder }).done;
    expect([doctor.code, doctor.out]).toEqual([1, expect.stringMatching(/FAULT .*behind[^]*FAULT .*log\.behind/)]);
    await withTools(config, async ({ shares }) => {
      const { finish } = await sealLink(shares, { host: HOST, secret: 'whsec_canary' });
      await expect(finish()).rejects.toThrow('store.behind');
    });
    await empty();
    // The right one after all: nothing was lost by trying.
    expect(await said(() => restore(config, [file('last')]))).toMatchObject({ code: 0, err: '' });
    await empty();
    expect((await said(() => restore(config, [file('old')]))).err).toContain('log.behind');
    await withTools(config, ({ shares }) => sealLink(shares, { host: HOST, secret: 'whsec_canary' }));
    expect(await said(() => acceptRollback(config, []))).toMatchObject({ code: 0, out: expect.stringContaining('ended 1 shares') });
    expect(await said(() => newGeneration(config, [tag]))).toMatchObject({ code: 0 });
    await withTools(config, handOff);
    expect(await said(() => verifyLogs(config, []))).toMatchObject({ code: 0 });
  });

  it('that is killed leaves a store that nobody starts on; the same backup again makes it whole, another one is refused', async () => {
    await withTools(config, async ({ store, ...tools }) => {
      await handOff({ store, ...tools });
      await sealLink(tools.shares, { host: HOST, secret: 'whsec_canary' });
      const settings = redis === null ? [] : Array.from({ length: SETTINGS }, (_, at) => `api-token:${at}`);
      await Promise.all(settings.map((key) => store.putSetting(key, '["x",1]')));
    });
    if (redis === null) {
      const db = new DatabaseSync(file('store/nt2.db'));
      db.exec(
        `WITH RECURSIVE n(at) AS (SELECT 1 UNION SELECT at + 1 FROM n WHERE at < ${SETTINGS}) INSERT INTO settings SELECT 'api-token:' || at, '["x",1]' FROM n`,
      );
      db.close();
    }
    await said(() => backup(config, [file('one')]));
    await said(() => backup(config, [file('other')]));
    await empty();
    const { child, done } = startNt2(['restore', file('one')], { env, folder });
    await expect.poll(format, { interval: 5, timeout: 20_000 }).toMatch(/^restoring|^2000000000$/);
    child.kill('SIGKILL');
    await done;

    const tried = await startNt2(['log', 'verify'], { env, folder }).done;
    expect([tried.code, tried.err]).toEqual([78, expect.stringMatching(/^A restore into this store was begun and not finished\./)]);
    await expect(restore(config, [file('other')])).rejects.toThrow('A restore of another backup');
    const { code, out } = await said(() => restore(config, [file('one')]));
    expect([code, out]).toEqual([0, expect.stringContaining('Ended 1 shares')]);
    expect(await said(() => verifyLogs(config, []))).toMatchObject({ code: 0 });
    await withTools(config, async (tools) => {
      const tag = await takeBack(tools);
      // Nothing is there twice.
      expect((await tools.store.entryRange(tag)).end).toBe(5 + 2 + 1 + 3);
      expect(await tools.apiTokens.list()).toHaveLength(SETTINGS);
    });
  });

  it('taken while people work, each record in it says what the log in it says', async () => {
    await withTools(config, async (tools) => {
      const work = { left: 60 };
      const people = Array.from({ length: 6 }, async () => {
        for (; work.left > 0; work.left -= 1) await (await sealLink(tools.shares, { host: HOST, secret: 'whsec_canary' })).finish();
      });
      let taken = 0;
      const all = Promise.all(people).then(() => void (work.left = -1));
      while (work.left >= 0) {
        const lines: string[] = [];
        await createBackup(config, { store: tools.store, clock: Date.now, write: (line) => turn(void lines.push(line)) });
        check(lines);
        taken += 1;
      }
      await all;
      expect(taken).toBeGreaterThan(3);
    });
  });
});

/** The last record of a share is over when its last event is its end, and only then. */
function check(lines: readonly string[]): void {
  const ends = new Map<string, string>();
  const records = new Map<string, string>();
  for (const line of lines) {
    const row = JSON.parse(line) as { share?: { id: string; record: { state: { status: string } } }; leaves?: { texts: string[] } };
    if (row.share) records.set(row.share.id, row.share.record.state.status);
    for (const leaf of row.leaves?.texts ?? []) {
      const facts = parseLeaf(leaf)?.facts;
      if (facts) ends.set(facts.share, facts.type);
    }
  }
  expect([...records.keys()].toSorted()).toEqual([...ends.keys()].toSorted());
  const status: Record<string, string> = { created: 'offered', sealed: 'ready', claimed: 'claimed', ended: 'ended' };
  for (const [id, type] of ends) expect(records.get(id), type).toBe(status[type]);
}
