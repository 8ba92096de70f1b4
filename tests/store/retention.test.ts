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
import { rowOf } from './contract/evidence.ts';
import { openStore, type Where } from './open.ts';

const DAY = 86_400_000;
const MARKS = ['canary-label', 'canary-note', 'canary-name', 'canary-user', 'canary-salt', 'canary-opening', 'canary-opener'];
const ann = 'playground:t:canary-user' as PersonKey;

if (redisMissing) console.log(`left out: ${redisMissing}`);

function ended(of = 'idle22'): Share {
  const share: Share = {
    ...aShare(newId(of)),
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
  async function keep(where: Where, shareUntil: number, { of = 'idle22', evidenceUntil = 0 } = {}): Promise<Share> {
    const store = await openStore(where);
    const share = ended(of);
    await store.commit(commitOf(share, { listFor: [{ person: ann, side: 'sent', state: 'others', words: '' }], shareUntil }));
    const evidence = evidenceUntil === 0 ? null : { row: rowOf(share), until: evidenceUntil };
    await store.commit({ ...endOf(share), shareUntil, evidence });
    await store.writeLog({
      tag: of as TenantTag,
      version: 0,
      token: 1,
      size: 2,
      text: 'x',
      first: 0,
      tiles: [],
      positions: [{ share: share.id, at: [0, 1] }],
    });
    await store.close();
    return share;
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

  // Of the record nothing but identifiers is left, and what proves the hand-off; then nothing.
  const NEVER = MARKS.filter((mark) => mark !== 'canary-user');

  it('J8: evidence outlives the record in SQLite, and its entries are found until it goes too', async () => {
    const where: Where = { kind: 'sqlite', file: join(dir, 'evidence.db') };
    const share = await keep(where, Date.now() + DAY, { evidenceUntil: Date.now() + 400 * DAY });
    const later = await openStore(where, { clock: () => Date.now() + 399 * DAY });
    expect(await later.load(share.id)).toBeNull();
    expect(await later.loadEvidence(share.id)).toEqual(rowOf(share));
    expect(await later.positions(share.id)).toEqual([0, 1]);
    expect(marksIn(dumpSqlite(where.file))).toEqual(['canary-user']);
    await later.close();
    // A clock that is put right again brings nothing back, and takes nothing more.
    const before = await openStore(where);
    expect([await before.load(share.id), await before.loadEvidence(share.id)]).toEqual([null, rowOf(share)]);
    await before.close();
    const after = await openStore(where, { clock: () => Date.now() + 401 * DAY });
    expect([await after.loadEvidence(share.id), await after.positions(share.id)]).toEqual([null, []]);
    expect(marksIn(dumpSqlite(where.file))).toEqual([]);
    await after.close();
  });

  it.skipIf(redisMissing !== null)('J8: and in Redis, where a clock that is wrong takes nothing either', async () => {
    const where: Where = { kind: 'redis', url: redis?.url ?? '' };
    const share = await keep(where, Date.now() + 300, { of: 'idle33', evidenceUntil: Date.now() + 2_500 });
    const store = await openStore(where, { clock: () => Date.now() + 800 * DAY });
    await expect.poll(() => store.load(share.id)).toBeNull();
    expect(await store.loadEvidence(share.id)).toEqual(rowOf(share));
    expect((await store.listEvidence('idle33' as TenantTag, null, 9)).rows).toContainEqual(rowOf(share));
    expect(await store.positions(share.id)).toEqual([0, 1]);
    const dump = await dumpRedis(where.url);
    const mine = new Map([...dump].filter(([key]) => key.includes(share.id)));
    expect(NEVER.filter((mark) => marksIn(mine).includes(mark))).toEqual([]);
    await expect.poll(() => store.loadEvidence(share.id), { timeout: 5_000 }).toBeNull();
    await store.close();
  });
});
