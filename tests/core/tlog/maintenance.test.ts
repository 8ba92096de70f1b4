import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseLogState } from '../../../src/core/tlog/state/log-state.ts';
import { isPruned, inclusionProofsFor, loadLogState } from '../../../src/core/tlog/inclusion-proofs.ts';
import type { Sequencer } from '../../../src/core/tlog/sequencer.ts';
import { tileReader } from '../../../src/core/tlog/tiles.ts';
import { fsck } from '../../../src/core/tlog/fsck.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { leafHash, proveConsistency, rootOf, verifyConsistency, verifyInclusion } from '../../../src/crypto/tlog/merkle.ts';
import { hashReader, parseTilePath } from '../../../src/crypto/tlog/tiles.ts';
import { redisMissing, startRedis, type RedisServer } from '../../support/redis.ts';
import { intrude, leafOf, openBench, type Bench } from './world.ts';

/** Two years later, when the entries of the first one may go. */
const LATER = Date.UTC(2028, 2, 1);
let redis: RedisServer | null = null;
let bench: Bench;

if (redisMissing) console.log(`left out: ${redisMissing}`);

const verify = ({ store, pins, signers, tag }: Bench) => fsck({ store, pins, signers, clock: () => bench.now, owner: 'operator' }, tag);

/** Until another look has nothing more to do. */
async function tend(sequencer: Sequencer): Promise<void> {
  await sequencer.findPending();
  for (let round = 0; round < 3; round += 1) {
    bench.now += 1_000;
    await sequencer.maintain();
  }
}

describe.each(['SQLite', 'Redis'])('looking after the logs on %s', (name) => {
  const isLeftOut = name === 'Redis' && redisMissing !== null;
  beforeAll(async () => {
    if (name === 'Redis' && !isLeftOut) redis = await startRedis();
  });
  afterAll(() => redis?.stop());
  afterEach(async () => {
    // A server holds the logs of all tests; each test looks after its own.
    await bench.close();
    if (name !== 'Redis' || redis === null) return;
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  });

  /** 600 entries of the first year and a few of the third, with a share in each. */
  const grown = async () => {
    bench = await openBench(name === 'Redis' ? redis?.url : undefined);
    const { another, queue, tag } = bench;
    const old = await queue(5);
    await queue(595);
    expect(await another().sequence(tag)).toBe('done');
    const before = (await loadLogState(bench.store, tag))!;
    const receipt = (await inclusionProofsFor(bench.store, old.id))!;
    bench.now = LATER;
    const fresh = await bench.queue(3, LATER);
    expect(await another().sequence(tag)).toBe('done');
    return { ...bench, bench, old, fresh, before, receipt };
  };

  describe.skipIf(isLeftOut)('drops old entries', () => {
    it('as whole bundles, after the log has said so; hashes, proofs, older heads and old receipts hold', async () => {
      const { tag, store, another, old, fresh, before, receipt } = await grown();
      await tend(another());
      expect(await store.entryRange(tag)).toMatchObject({ first: 0 });
      await tend(another({ keepYears: 2 }));
      expect(await store.entryRange(tag)).toMatchObject({ first: 0 });

      await tend(another({ keepYears: 1 }));
      const { end } = await store.entryRange(tag);
      expect(await store.entryRange(tag)).toEqual({ first: 512, end });
      const [said = ''] = await store.leaves(tag, end - 1, 1);
      expect(said).toBe(
        `nt2/log/v1\ntype pruned\nlog nt2.example.com/nt2/log/${tag}\ntime ${new Date(bench.now - 2_000).toISOString()}\nfirst 512\n`,
      );
      const state = (await loadLogState(store, tag))!;
      const { size } = state.frontier;
      expect([state.pruned, size]).toEqual([{ first: 512, at: end - 1 }, end]);
      expect(await store.leaves(tag, 0, 9)).toEqual([]);
      expect(await verify(bench)).toEqual({ ok: true, size: end, first: 512, waiting: 0, alarmCleared: false });

      const read = tileReader(store, tag, size);
      const path = 'tile/entries/001';
      expect([await read(path), await isPruned(store, tag, parseTilePath(path)!)]).toEqual([null, true]);
      expect(await isPruned(store, tag, parseTilePath('tile/0/001')!)).toBe(false);
      expect(await read('tile/0/001')).toHaveLength(8_192);
      const root = rootOf(state.frontier);
      const proof = await proveConsistency({ older: before.frontier.size, newer: size, hashAt: hashReader(size, read) });
      const older = { size: before.frontier.size, root: rootOf(before.frontier) };
      expect(verifyConsistency({ older, newer: { size, root }, proof })).toBe(true);
      expect((await inclusionProofsFor(store, fresh.id))?.events).toHaveLength(3);
      expect((await inclusionProofsFor(store, old.id))?.events).toEqual([]);
      for (const { index, leaf, hashes } of receipt.events) {
        expect(verifyInclusion({ leaf: leafHash(leaf), index, ...older, proof: hashes })).toBe(true);
      }
    });

    it('so that every other process goes on, and finds nothing behind', async () => {
      const { tag, another, queue, stopped, store } = await grown();
      const [witness, busy] = [another(), another({ keepYears: 1 })];
      await witness.sequence(tag);
      await tend(another({ keepYears: 1 }));
      expect(await store.entryRange(tag)).toMatchObject({ first: 512 });
      await witness.findPending();
      for (const sequencer of [witness, busy, another()]) {
        await queue(200);
        expect(await sequencer.sequence(tag)).toBe('done');
      }
      await tend(witness);
      await Promise.all([tend(busy), tend(another({ keepYears: 1 }))]);
      expect(stopped).toEqual([]);
      // What was queued as of the first year has filled two bundles more meanwhile.
      expect(await store.entryRange(tag)).toMatchObject({ first: 512 });
      expect(await verify(bench)).toMatchObject({ ok: true, first: 512 });
    });

    it('whole or not at all, wherever it is killed, and the next one does it', async () => {
      const { tag, another, stopped, store } = await grown();
      let calls = 0;
      for (let isDone = false; !isDone; calls += 1) {
        let left = calls;
        const mortal = Object.fromEntries(
          Object.entries(store).map(([verb, call]) => [
            verb,
            async (...args: unknown[]) => {
              // What a lease does by itself after ten seconds.
              if (left === 0 && verb !== 'releaseLease') throw new Error('killed');
              left -= verb === 'releaseLease' ? 0 : 1;
              return (call as (...all: unknown[]) => unknown)(...args);
            },
          ]),
        ) as unknown as Store;
        const doomed = another({ keepYears: 1, store: mortal });
        isDone = await doomed
          .findPending()
          .then(() => doomed.maintain())
          .then(
            () => true,
            (error: Error) => (expect(error.message).toBe('killed'), false),
          );
        const { first } = await store.entryRange(tag);
        expect(first).toBe((await loadLogState(store, tag))?.pruned.first);
        expect([0, 512]).toContain(first);
        expect(await verify(bench)).toMatchObject({ ok: true, first });
        if (first === 512) break;
      }
      expect(calls).toBeGreaterThan(10);
      await tend(another({ keepYears: 1 }));
      expect(await store.entryRange(tag)).toMatchObject({ first: 512 });
      expect(await another().sequence(tag)).toBe('done');
      expect(await verify(bench)).toMatchObject({ ok: true, waiting: 0 });
      expect(stopped).toEqual([]);
    });

    it('and waits for a round of the same process, which would take its longer tree for a log that went back', async () => {
      const { tag, another, queue, stopped, store } = await grown();
      const { end } = await store.entryRange(tag);
      await queue(1, LATER);
      const writing = Promise.withResolvers<void>();
      const slow: Store = {
        ...store,
        // The round has read what waits, and signs it only when someone else has signed more, or nobody does.
        leaves: async (of, from, limit) => {
          const found = await store.leaves(of, from, limit);
          if (from + limit === end + 1) await Promise.race([writing.promise, sleep(150)]);
          return found;
        },
        writeLog: async (write) => {
          writing.resolve();
          await sleep(50);
          return store.writeLog(write);
        },
      };
      const sequencer = another({ keepYears: 1, store: slow });
      await sequencer.findPending();
      expect(await Promise.all([sequencer.sequence(tag), sequencer.maintain()])).toEqual(['done', undefined]);
      expect(stopped).toEqual([]);
      expect(await store.entryRange(tag)).toEqual({ first: 512, end: end + 2 });
    });

    it('T21: but not where one of them was changed: then it stops, and all stays for the people who look', async () => {
      const { tag, another, stopped, store } = await grown();
      await intrude(bench).change(300, leafOf(`${tag}${'a'.repeat(26)}` as never, 1));
      await tend(another({ keepYears: 1 }));
      expect(stopped).toMatchObject([{ code: 'log.leaf', position: 256 }]);
      expect(await store.entryRange(tag)).toMatchObject({ first: 0 });
    });

    it('and a line that is begun anew has them by their hashes, and says itself that they are gone', async () => {
      const { tag, another, queue, store, fresh } = await grown();
      await tend(another({ keepYears: 1 }));
      await queue(1_400);
      await intrude(bench).change(550, 'another\n');
      // A reader who looks between two of its checkpoints finds it whole as well.
      const between: unknown[] = [];
      const watched: Store = {
        ...store,
        writeLog: async (write) => {
          const isWritten = await store.writeLog(write);
          if (write.text.includes('generation 2')) between.push(await verify(bench));
          return isWritten;
        },
      };
      const sequencer = another({ keepYears: 1, store: watched });
      bench.now += 1_000;
      for (let round = 0; round < 6 && sequencer.alarms().size === 0; round += 1) await tend(sequencer);
      expect(await sequencer.sequence(tag)).toBe('stopped');
      expect(await sequencer.startGeneration(tag)).toBe('done');
      expect(between).toMatchObject([
        { ok: true, size: 512 + 1_024 },
        { ok: true, waiting: 0 },
      ]);
      expect(await verify(bench)).toMatchObject({ ok: true, first: 512, waiting: 0 });
      const state = (await loadLogState(store, tag))!;
      const [said] = await store.leaves(tag, state.pruned.at, 1);
      expect(said).toContain(`type pruned\nlog nt2.example.com/nt2/log/${tag}/2\n`);
      expect((await inclusionProofsFor(store, fresh.id))?.events).toHaveLength(3);
      await queue(1);
      expect(await another().sequence(tag)).toBe('done');
    });
  });

  describe.skipIf(isLeftOut)('finds out', () => {
    const claims = [
      { what: 'another number than it says', edit: (line: string) => line.replace('512', '256') },
      { what: 'by the word of another leaf', edit: (line: string) => line.replace(/\d+$/, '601') },
      { what: 'by the word of no leaf', edit: (line: string) => line.replace(/\d+$/, 'NaN') },
    ];
    it.each(claims)('T21: where the record claims that the log has dropped $what', async ({ edit }) => {
      const { tag, another, store, stopped } = await grown();
      await tend(another({ keepYears: 1 }));
      const { version, text } = (await store.readLog(tag))!;
      const forged = text.replace(/^pruned .*$/m, edit);
      // Whether or not the record can be read, it is not believed.
      expect(parseLogState(forged) === null).toBe(/^pruned .*NaN$/m.test(forged));
      const write = { tag, version, token: Number.MAX_SAFE_INTEGER - 1, size: 604, tiles: [], positions: [] };
      expect(await store.writeLog({ ...write, text: forged, first: 512 })).toBe(true);
      expect(await another().sequence(tag)).toBe('stopped');
      expect(stopped).toMatchObject([{ code: 'log.record' }]);
      expect(await verify(bench)).toMatchObject({ ok: false });
    });

    it('T21: where entries are gone that the log says nothing of, also when nobody works on it', async () => {
      const { tag, another, store, stopped } = await grown();
      const { version, text } = (await store.readLog(tag))!;
      await store.writeLog({ tag, version, token: 1e15, size: 604, text, first: 256, tiles: [], positions: [] });
      await tend(another());
      expect(stopped).toMatchObject([{ code: 'log.leaf', position: 0 }]);
      expect(await verify(bench)).toMatchObject({ ok: false, code: 'log.leaf', position: 0 });
    });

    it.each([17, 400, 602])('T21: where leaf %d of an idle log was changed', async (position) => {
      const { tag, another, stopped } = await grown();
      await intrude(bench).change(position, leafOf(`${tag}${'a'.repeat(26)}` as never, 1));
      await tend(another());
      expect(stopped).toMatchObject([{ code: 'log.leaf' }]);
    });

    it('T21: where the hashes of dropped entries were changed', async () => {
      const { tag, another, store, stopped } = await grown();
      await tend(another({ keepYears: 1 }));
      const { version, text } = (await store.readLog(tag))!;
      const bytes = Uint8Array.from((await store.readTile(tag, 0, 1))!, (byte, at) => (at === 40 ? byte ^ 1 : byte));
      await store.writeLog({
        tag,
        version,
        token: 1e15,
        size: 604,
        text,
        first: 512,
        tiles: [{ level: 0, index: 1, bytes }],
        positions: [],
      });
      expect(await verify(bench)).toMatchObject({ ok: false });
      await tend(another());
      expect(stopped).toMatchObject([{ code: 'log.tile', position: 256 }]);
    });
  });
});
