// The log on a real store: leaves per second through commits and sequencer, beside what the same store does with the same bytes and no log; the
// room for a leaf; and proofs out of the tiles of the store. Rounds of both are taken in turn.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { integrateLeaves, tileReader } from '../../src/core/tlog/tiles.ts';
import { formatLogState, emptyLogState } from '../../src/core/tlog/state/log-state.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { emptyFrontier, leafHash, proveConsistency, proveInclusion } from '../../src/crypto/tlog/merkle.ts';
import { hashReader } from '../../src/crypto/tlog/tiles.ts';
import { leafOf, openBench, type Bench } from '../core/tlog/world.ts';
import type { Where } from '../store/open.ts';
import { aShare, commitOf, newId } from '../support/shares.ts';
import type { StoreName } from './servers.ts';
import { createProofTimes } from './proof-times.ts';
import { median, whole, type Row } from './table.ts';

const ROUNDS = 5;
/** As a full cycle: leaves of a share, and shares that are handed over at the same time. */
const PER_SHARE = 5;
const AT_ONCE = 16;
const SHARES = 320;
/** What one checkpoint covers at most. */
const PER_CHECKPOINT = 1_024;
const CHECKPOINTS = 10;
/** Whole tiles, so that no partial one has to be made from leaves. */
const SIZES = [4 * 256, 391 * 256, 3_907 * 256];
const PROOFS = 300;
const AT_A_TIME = 65_536;

/** As long as the signed note of a claim. */
const REST = `\n— H/device/2c91d0aa ${'x'.repeat(260)}\n`;

/** The same store without a log. */
interface Raw {
  /** Appends them, all or none. */
  append(leaves: readonly string[]): Promise<void>;
  /** Bytes that all leaves take. */
  room(): Promise<number>;
  close(): Promise<void>;
}

export async function measureLogStore(store: StoreName, redisUrl: string): Promise<Row[]> {
  const bench = await openBench(store === 'Redis' ? redisUrl : undefined);
  const raw = store === 'Redis' ? rawRedis(redisUrl) : rawSqlite(join(bench.dir, 'raw.db'));
  try {
    return [...(await appended(store, bench, raw)), ...(await proofs(store, bench.store))];
  } finally {
    await raw.close();
    await bench.close();
  }
}

async function appended(name: string, { store, tag, another, where }: Bench, raw: Raw): Promise<Row[]> {
  const sequencer = another();
  const { id } = aShare(newId(tag));
  const some = (count: number): string[] => Array.from({ length: count }, (_, n) => `${leafOf(id, n)}${REST}`);
  const sequence = async (): Promise<void> => {
    if ((await sequencer.sequence(tag)) !== 'done') throw new Error(`${name}: the log was not signed`);
  };
  const perSecond = async (leaves: number, work: () => Promise<void>): Promise<number> => {
    const began = performance.now();
    await work();
    return (leaves * 1_000) / (performance.now() - began);
  };
  const share = async (): Promise<void> => void (await store.commit(commitOf(aShare(newId(tag)), { leaves: some(PER_SHARE) })));

  const rates = { shares: { nt2: [] as number[], raw: [] as number[] }, signed: { nt2: [] as number[], raw: [] as number[] } };
  let written = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const small = SHARES * PER_SHARE;
    rates.shares.nt2.push(
      await perSecond(small, async () => {
        await atOnce(SHARES, share);
        await sequence();
      }),
    );
    rates.shares.raw.push(await perSecond(small, () => atOnce(SHARES, () => raw.append(some(PER_SHARE)))));
    const large = CHECKPOINTS * PER_CHECKPOINT;
    for (let n = 0; n < CHECKPOINTS; n += 1) await store.commit(commitOf(aShare(newId(tag)), { leaves: some(PER_CHECKPOINT) }));
    rates.signed.nt2.push(await perSecond(large, sequence));
    const batch = some(PER_CHECKPOINT);
    rates.signed.raw.push(
      await perSecond(large, async () => {
        for (let n = 0; n < CHECKPOINTS; n += 1) await raw.append(batch);
      }),
    );
    written += small + large;
  }
  const verb = where.kind === 'redis' ? 'RPUSH' : 'INSERT';
  const row = (what: string, { nt2, raw: base }: { readonly nt2: number[]; readonly raw: number[] }): Row => ({
    what: `log on ${name}: ${what} (baseline: ${verb} of the same leaves)`,
    nt2: `${whole(median(nt2))} leaves/s`,
    baseline: `${whole(median(base))} leaves/s`,
    ratio: median(nt2) / median(base),
  });
  const [mine, base] = [(await roomOf(where, tag)) / written, (await raw.room()) / written];
  return [
    row(`${PER_SHARE} to a commit with its share, ${AT_ONCE} at once, then signed`, rates.shares),
    row(`waiting leaves taken in and signed, ${whole(PER_CHECKPOINT)} to a checkpoint`, rates.signed),
    {
      what: `log on ${name}: room for a leaf of ${Buffer.byteLength(some(1)[0] ?? '')} bytes, tiles and positions among it`,
      nt2: `${whole(mine)} bytes`,
      baseline: `${whole(base)} bytes`,
      ratio: mine / base,
    },
  ];
}

/** Bytes that a log takes. */
async function roomOf(where: Where, tag: TenantTag): Promise<number> {
  if (where.kind === 'sqlite') {
    const db = new DatabaseSync(where.file);
    const room = db.prepare(
      `SELECT sum(s.pgsize) AS bytes FROM dbstat s JOIN sqlite_schema m USING (name) WHERE m.tbl_name IN ('leaves', 'tiles', 'positions', 'logs')`,
    );
    const bytes = Number(room.get()?.['bytes']);
    db.close();
    return bytes;
  }
  const redis = new Redis(where.url);
  const patterns = ['leaves', 'log', 'tile:*', 'at:*'].map((name) => `nt2:{${tag}}:${name}`);
  const names = (await Promise.all(patterns.map((pattern) => redis.keys(pattern)))).flat();
  const sizes = await Promise.all(names.map((name) => redis.memory('USAGE', name, 'SAMPLES', 0)));
  await redis.quit();
  return sizes.reduce<number>((sum, size) => sum + Number(size), 0);
}

async function atOnce(count: number, work: () => Promise<void>): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - done) }, work));
}

/** Only tiles are written: what a proof of an old leaf reads. */
async function proofs(name: string, store: Store): Promise<Row[]> {
  const tag = newId().slice(8, 14) as TenantTag;
  let frontier = emptyFrontier;
  const rows: Row[] = [];
  for (const size of SIZES) {
    for (let version = (await store.readLog(tag))?.version ?? 0; frontier.size < size; version += 1) {
      const leaves = Array.from({ length: Math.min(AT_A_TIME, size - frontier.size) }, (_, n) => leafHash(`${frontier.size + n}`));
      const readTile = (level: number, index: number): Promise<Uint8Array | null> => store.readTile(tag, level, index);
      const grown = await integrateLeaves({ frontier, partialTile: [], leaves, readTile });
      ({ frontier } = grown);
      const text = formatLogState({ ...emptyLogState, frontier });
      await store.writeLog({ tag, version, token: 1, size: frontier.size, text, first: 0, tiles: grown.tiles, positions: [] });
    }
    const hashAt = () => hashReader(size, tileReader(store, tag, size));
    const times = async (work: (n: number) => Promise<unknown>): Promise<string> => {
      const taken = createProofTimes();
      for (let n = 0; n < PROOFS; n += 1) await taken.time(() => work(Math.floor(((n + 0.5) * size) / PROOFS)));
      return taken.format();
    };
    const inclusion = await times((index) => proveInclusion({ index, size, hashAt: hashAt() }));
    const consistency = await times((older) => proveConsistency({ older, newer: size, hashAt: hashAt() }));
    rows.push({
      what: `log on ${name}, ${whole(size)} leaves: p50 / p99 of a proof, inclusion, consistency`,
      nt2: `${inclusion}, ${consistency}`,
    });
  }
  return rows;
}

function rawRedis(url: string): Raw {
  const redis = new Redis(url);
  const key = `bench:${newId()}`;
  return {
    append: async (leaves) => void (await redis.rpush(key, ...leaves)),
    room: async () => Number(await redis.memory('USAGE', key, 'SAMPLES', 0)),
    close: async () => {
      await redis.del(key);
      await redis.quit();
    },
  };
}

/** As the store has it, without what its own rows are for. */
function rawSqlite(file: string): Raw {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  db.exec('CREATE TABLE leaves (position INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO leaves (text) VALUES (?)');
  return {
    append: async (leaves) => {
      db.exec('BEGIN IMMEDIATE');
      for (const leaf of leaves) insert.run(leaf);
      db.exec('COMMIT');
    },
    room: async () => {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return statSync(file).size;
    },
    close: async () => db.close(),
  };
}
