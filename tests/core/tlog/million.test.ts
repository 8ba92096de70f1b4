// A log as large as years of use make it, through the real sequencer and stores: whether it still proves everything, and starts at once.
// The short form has 20,000 leaves, the long one (NT2_CAMPAIGN=1) a million, and prints what it took. NT2_CAMPAIGN_LEAVES names another number:
// ten million take a quarter of an hour on either store.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// As a server does at its start.
import '../../../src/app/runtime.ts';
import { checkpointIn, parseLogState } from '../../../src/core/tlog/state/log-state.ts';
import { inclusionProofsFor, loadLogState } from '../../../src/core/tlog/inclusion-proofs.ts';
import { tileReader } from '../../../src/core/tlog/tiles.ts';
import { fsck } from '../../../src/core/tlog/fsck.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import type { ShareId } from '../../../src/core/share.ts';
import {
  leafHash,
  proveConsistency,
  proveInclusion,
  loadFrontier,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../src/crypto/tlog/merkle.ts';
import { hashReader } from '../../../src/crypto/tlog/tiles.ts';
import { redisMissing, startRedis, type RedisServer } from '../../support/redis.ts';
import { createProofTimes } from '../../bench/proof-times.ts';
import { openBench, type Bench } from './world.ts';

const LONG = process.env['NT2_CAMPAIGN'] !== undefined;
const LEAVES = Number(process.env['NT2_CAMPAIGN_LEAVES'] ?? (LONG ? 1_000_000 : 20_000));
const PER_COMMIT = 1_000;
const SAMPLE = LONG ? 1_000 : 30;
const TIMEOUT = Math.max(900_000, LEAVES);
/** What a process may hold more at the end of a log than at its tenth, in MiB: nothing grows with the log. */
const GROWN_MIB = 160;

if (redisMissing) console.log(`left out: ${redisMissing}`);

const rss = (): number => process.memoryUsage().rss / 2 ** 20;

/** How often each verb was called, and how many leaves were read. */
function counting(store: Store) {
  const reads = { leaves: 0, tiles: 0 };
  const counted: Store = {
    ...store,
    leaves: async (...args) => {
      const found = await store.leaves(...args);
      reads.leaves += found.length;
      return found;
    },
    readTile: (...args) => {
      reads.tiles += 1;
      return store.readTile(...args);
    },
  };
  return { reads, counted };
}

describe.each(['SQLite', 'Redis'])(`a log of ${LEAVES} leaves on %s`, (name) => {
  const isLeftOut = name === 'Redis' && redisMissing !== null;
  let redis: RedisServer | null = null;
  let bench: Bench;
  /** Every head that was signed on the way. */
  const heads: { readonly size: number; readonly root: Uint8Array }[] = [];
  /** A share of five events. */
  let small: ShareId;
  const time = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const before = process.cpuUsage();
    const value = await work();
    const ms = performance.now() - began;
    const { user, system } = process.cpuUsage(before);
    if (LONG)
      console.log(
        `${name}: ${what}: ${(ms / 1_000).toFixed(2)} s (processor ${((user + system) / 1e6).toFixed(2)} s), ${Math.round(rss())} MiB in use`,
      );
    return value;
  };

  beforeAll(async () => {
    if (isLeftOut) return;
    if (name === 'Redis') redis = await startRedis();
    bench = await openBench(redis?.url);
    const { store, tag, another, queue } = bench;
    const listening: Store = {
      ...store,
      writeLog: (write) => {
        const head = checkpointIn(parseLogState(write.text)?.note ?? '');
        if (head !== null) heads.push(head);
        return store.writeLog(write);
      },
    };
    const sequencer = another({ store: listening });
    small = (await queue(5)).id;
    const tenth = LEAVES / 10;
    const held: number[] = [];
    for (let part = 1, size = 5; part <= 10; part += 1) {
      await time(`queued and signed, to ${part * tenth}`, async () => {
        for (; size < part * tenth; size += PER_COMMIT) {
          await queue(Math.min(PER_COMMIT, part * tenth - size));
          if (size % 10_000 === 5) expect(await sequencer.sequence(tag)).toBe('done');
        }
        size = part * tenth;
        expect(await sequencer.sequence(tag)).toBe('done');
      });
      held.push(rss());
    }
    expect(heads.at(-1)?.size).toBe(LEAVES);
    expect((held.at(-1) ?? 0) - (held[0] ?? 0)).toBeLessThan(GROWN_MIB);
  }, TIMEOUT);
  afterAll(async () => {
    if (isLeftOut) return;
    await bench.close();
    await redis?.stop();
  });

  it.skipIf(isLeftOut)('proves the inclusion of any leaf, out of at most two tiles for each level', { timeout: TIMEOUT }, async () => {
    const { store, tag } = bench;
    const { reads, counted } = counting(store);
    const { root } = heads.at(-1)!;
    let most = 0;
    const times = createProofTimes();
    await time(`${SAMPLE} inclusion proofs`, async () => {
      for (let n = 0; n < SAMPLE; n += 1) {
        const index = [0, LEAVES - 1, 255, 256, 65_536][n] ?? Math.floor(Math.random() * LEAVES);
        if (index >= LEAVES) continue;
        reads.tiles = 0;
        const hashAt = hashReader(LEAVES, tileReader(counted, tag, LEAVES));
        const proof = await times.time(() => proveInclusion({ index, size: LEAVES, hashAt }));
        most = Math.max(most, reads.tiles);
        const [leaf = ''] = await store.leaves(tag, index, 1);
        expect(verifyInclusion({ leaf: leafHash(leaf), index, size: LEAVES, root, proof }), `leaf ${index}`).toBe(true);
      }
    });
    if (LONG) console.log(`${name}: an inclusion proof: ${times.format()}`);
    expect(most).toBeLessThanOrEqual(2 * Math.ceil(Math.log(LEAVES) / Math.log(256)));
    const proofs = await inclusionProofsFor(store, small);
    expect(proofs?.events.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  it.skipIf(isLeftOut)('proves that any size continues any other, and each head that was signed', { timeout: TIMEOUT }, async () => {
    const { store, tag } = bench;
    const { root } = heads.at(-1)!;
    const hashAt = () => hashReader(LEAVES, tileReader(store, tag, LEAVES));
    const at = async (size: number) => ({ size, root: rootOf(await loadFrontier(size, hashAt())) });
    const times = createProofTimes();
    await time(`${2 * SAMPLE} consistency proofs`, async () => {
      for (let n = 0; n < SAMPLE; n += 1) {
        const signed = heads[Math.floor(Math.random() * heads.length)]!;
        expect((await at(signed.size)).root).toEqual(signed.root);
        const toLast = await proveConsistency({ older: signed.size, newer: LEAVES, hashAt: hashAt() });
        expect(verifyConsistency({ older: signed, newer: { size: LEAVES, root }, proof: toLast }), `from ${signed.size}`).toBe(true);
        const [a, b] = [Math.floor(Math.random() * LEAVES), Math.floor(Math.random() * LEAVES)];
        const [older, newer] = await Promise.all([at(Math.min(a, b)), at(Math.max(a, b))]);
        const proof = await times.time(() => proveConsistency({ older: older.size, newer: newer.size, hashAt: hashAt() }));
        expect(verifyConsistency({ older, newer, proof }), `from ${older.size} to ${newer.size}`).toBe(true);
      }
    });
    if (LONG) console.log(`${name}: a consistency proof: ${times.format()}`);
  });

  it.skipIf(isLeftOut)('is gone on with after a restart by its last tile alone, and is whole', { timeout: TIMEOUT }, async () => {
    const { store, tag, another, queue, pins, signers } = bench;
    await queue(2);
    const { reads, counted } = counting(store);
    await time('first checkpoint after a restart', async () => {
      expect(await another({ store: counted }).sequence(tag)).toBe('done');
    });
    expect((await loadLogState(store, tag))?.frontier.size).toBe(LEAVES + 2);
    // The partial tile twice, what is new, and one old tile that is looked at again.
    expect(reads.leaves).toBeLessThanOrEqual(2 * 255 + 2 + 256);
    expect(reads.tiles).toBeLessThanOrEqual(4 * Math.ceil(Math.log(LEAVES) / Math.log(256)));
    const world = { store, pins: pins, signers, clock: () => bench.now, owner: 'operator' };
    expect(await time('looked at as a whole', () => fsck(world, tag))).toMatchObject({ ok: true, size: LEAVES + 2 });
  });
});
