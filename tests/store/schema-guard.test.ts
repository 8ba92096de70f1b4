// Two versions of nt2 at one store: what the older one does when the newer one raises the format, while it runs and when it starts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { openOldWriter, writeOldStore } from '../support/old-sqlite.ts';
import { aShare, claimOf, commitOf, endOf } from '../support/shares.ts';
import { tagOf, type Share } from '../../src/core/share.ts';
import { openStore, type Where } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);
console.log('left out: the wait after raising the format, on SQLite: a file is of one machine, and nobody else runs there');

describe.each(['SQLite', 'Redis'].filter((kind) => kind === 'SQLite' || redisMissing === null))('two versions of nt2 at %s', (kind) => {
  let folder: string;
  let redis: RedisServer | null;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-outgrown-'));
    redis = kind === 'Redis' ? await startRedis() : null;
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What a version that knows this format writes first. */
  async function raise(format: number): Promise<void> {
    if (redis === null) {
      const db = new DatabaseSync(join(folder, 'nt2.db'), { timeout: 5_000 });
      db.exec(`PRAGMA user_version = ${format}`);
      return db.close();
    }
    const client = new Redis(redis.url);
    await client.set('nt2:schema', format);
    await client.quit();
  }

  test.skipIf(kind === 'SQLite')(
    'the newer one gives older ones time to see that the format was raised, before it writes anything',
    async () => {
      const where: Where = { kind: 'redis', url: redis!.url };
      await (await openStore(where)).close();
      await raise(1);
      const began = Date.now();
      const newer = await openStore(where);
      expect(Date.now() - began).toBeGreaterThanOrEqual(3_000);
      expect(await newer.health()).toMatchObject({ ok: true });
      await newer.close();
      const again = Date.now();
      await (await openStore(where)).close();
      expect(Date.now() - again).toBeLessThan(3_000);
    },
  );

  test('the older one touches nothing any more within a second or two, says why, and does not start again', async () => {
    const where: Where = redis === null ? { kind: 'sqlite', file: join(folder, 'nt2.db') } : { kind: 'redis', url: redis.url };
    const said: string[] = [];
    const older = await openStore(where, { log: (sentence) => said.push(sentence) });
    const share = aShare();
    expect(await older.commit(commitOf(share, { ciphertext: { payload: new Uint8Array(9) } }))).toEqual({ ok: true });
    expect(await older.health()).toMatchObject({ ok: true });
    await raise(99);
    await expect.poll(async () => (await older.health()).ok, { timeout: 5_000, interval: 50 }).toBe(false);
    expect((await older.health()).warnings[0]).toMatch(/^A newer nt2 has changed the format/);
    if (redis !== null) expect(said.filter((sentence) => sentence.startsWith('A newer nt2'))).toHaveLength(1);
    for (const touch of [() => older.commit(claimOf(share, 'device')), () => older.load(share.id), () => older.putSetting('a', 'b')])
      await expect(touch()).rejects.toMatchObject({ code: 'store.unavailable' });
    await older.close();
    await expect(openStore(where)).rejects.toMatchObject({
      code: 'store.unfit',
      message: expect.stringMatching(/newer nt2 \(format 99, this one knows \d+\)/),
    });
  });
});

// The same at Redis: `tests/store/share-codec.test.ts`, “in which something stands that has ended, or is gone, come right when they are read”.
test('R1: what the older one ends in SQLite before it notices is over in the lists of the newer one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-outgrown-'));
  const file = join(folder, 'nt2.db');
  const share = aShare();
  const { key: person } = share.sender;
  writeOldStore(file, 6, { share, payload: new Uint8Array(9), line: 'a'.repeat(16), accepted: 'b'.repeat(16) });
  const older = openOldWriter(file);
  const newer = await openStore({ kind: 'sqlite', file });
  const listed = async (phase: 'open' | 'over') =>
    (await newer.list(tagOf(share.id), person, { sides: ['sent', 'received'], phases: [phase], before: null, limit: 9 })).places;
  expect([(await listed('open')).map(({ id }) => id), await listed('over')]).toEqual([[share.id], []]);
  const before = await newer.countBoard(tagOf(share.id));
  const { share: over, ...rest } = endOf(share);
  older.end({ ...rest, share: { ...over, bellAt: 1, state: { ...over.state, cause: 'locked' } as Share['state'] } });
  expect([await listed('open'), (await listed('over')).map(({ id }) => id)]).toEqual([[], [share.id]]);
  expect((await newer.load(share.id))?.state.status).toBe('ended');
  const boards = await newer.countBoard(tagOf(share.id));
  expect([before, boards]).toEqual([
    { outstanding: 1, expired: 0, failed: 0, refused: 0 },
    { outstanding: 0, expired: 0, failed: 0, refused: 1 },
  ]);
  // One that the older one begins in that second is there too.
  const late = aShare();
  older.end(commitOf(late));
  expect((await newer.listBoard(tagOf(late.id), { state: 'outstanding', before: null, limit: 9 })).map(({ id }) => id)).toEqual([late.id]);
  older.close();
  await newer.close();
  rmSync(folder, { recursive: true, force: true });
});
