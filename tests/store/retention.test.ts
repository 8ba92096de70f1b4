// What names people goes when the retention is over, on both stores, also where nobody has worked since.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonKey, Share, TenantTag } from '../../src/core/share.ts';
import { openDatabase } from '../../src/store/sqlite/schema.ts';
import { createPurge } from '../../src/store/sqlite/purge.ts';
import { dumpRedis, dumpSqlite, type Dump } from '../support/dump.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { aShare, commitOf, endOf, newId } from '../support/shares.ts';
import { openStore, type Where } from './open.ts';

const DAY = 86_400_000;
const MARKS = ['canary-label', 'canary-note', 'canary-name', 'canary-user', 'canary-salt', 'canary-opening', 'canary-opener'];
const ann = 'playground:t:canary-user' as PersonKey;

if (redisMissing) console.log(`left out: ${redisMissing}`);

function ended(): Share {
  const share: Share = {
    ...aShare(newId('idle22')),
    label: 'canary-label',
    note: 'canary-note',
    sender: { key: ann, name: 'canary-name' },
    parties: { salt: 'canary-salt', opening: 'canary-opening' },
  };
  const { state } = share;
  if (state.status !== 'ready') throw new Error(state.status);
  const opener = { proof: 'link', key: 'canary-opener', salt: 'c2FsdA==' } as const;
  return { ...share, state: { ...state, seal: { ...state.seal, openers: [opener] } } };
}

const marksIn = (dump: Dump): string[] =>
  MARKS.filter((mark) => [...dump].some(([key, value]) => key.includes(mark) || value.includes(mark)));

describe('when the retention is over', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nt2-retention-'));
  let redis: RedisServer | null = null;
  beforeAll(async () => {
    if (redisMissing === null) redis = await startRedis();
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  /** A share that ended, of a tenant of which nothing is heard afterwards. */
  async function keep(where: Where, shareUntil: number): Promise<void> {
    const store = await openStore(where);
    const share = ended();
    await store.commit(commitOf(share, { listFor: [{ person: ann, side: 'sent', state: 'others', words: '' }], shareUntil }));
    await store.commit({ ...endOf(share), shareUntil });
    await store.writeLog({
      tag: 'idle22' as TenantTag,
      version: 0,
      token: 1,
      size: 2,
      text: 'x',
      first: 0,
      tiles: [],
      positions: [{ share: share.id, at: [0, 1] }],
    });
    await store.close();
  }

  it('nothing in the SQLite file or beside it names anybody, salts and openings among it', async () => {
    const where: Where = { kind: 'sqlite', file: join(dir, 'nt2.db') };
    await keep(where, Date.now() + DAY);
    expect(marksIn(dumpSqlite(where.file))).toEqual(MARKS.filter((mark) => mark !== 'canary-opener'));
    const later = await openStore(where, { clock: () => Date.now() + 2 * DAY });
    expect(marksIn(dumpSqlite(where.file))).toEqual([]);
    const files = readdirSync(dir).map((name) => readFileSync(join(dir, name)));
    expect(MARKS.filter((mark) => files.some((bytes) => bytes.includes(mark)))).toEqual([]);
    expect((await later.leaves('idle22' as TenantTag, 0, 9)).length).toBeGreaterThan(1);
    await later.close();
  });

  it('a running process has the write-ahead log erased after a record', async () => {
    const where: Where = { kind: 'sqlite', file: join(dir, 'running.db') };
    await keep(where, Date.now() + DAY);
    const db = openDatabase(where.file, 'FULL');
    expect(createPurge(db, Date.now)()).toBe(false);
    expect(createPurge(db, () => Date.now() + 2 * DAY)()).toBe(true);
    db.close();
  });

  it.skipIf(redisMissing !== null)('nor does any key of Redis, by its own clock', async () => {
    const url = redis?.url ?? '';
    await keep({ kind: 'redis', url }, Date.now() + 700);
    expect(marksIn(await dumpRedis(url))).toEqual(MARKS.filter((mark) => mark !== 'canary-opener'));
    await expect.poll(async () => marksIn(await dumpRedis(url)), { timeout: 5_000 }).toEqual([]);
  });

  it.skipIf(redisMissing !== null)('and not before: a list of shares in Redis lasts as long as the longest of them', async () => {
    const where: Where = { kind: 'redis', url: redis?.url ?? '' };
    await keep(where, Date.now() + 400 * DAY);
    await keep(where, Date.now() + DAY);
    const list = [...(await dumpRedis(where.url))].find(([key]) => key.includes(':sent:open:'))?.[1].toString() ?? '';
    expect(Number(/until (\d+)$/.exec(list)?.[1])).toBeGreaterThan(Date.now() + 399 * DAY);
  });
});
