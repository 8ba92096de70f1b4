import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inclusionProofsFor, loadLogState } from '../../../src/core/tlog/inclusion-proofs.ts';
import { checkpointIn, emptyLogState, formatLogState, parseLogState } from '../../../src/core/tlog/state/log-state.ts';
import { fsck } from '../../../src/core/tlog/fsck.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { encodeBase64, equal, encodeUtf8 } from '../../../src/crypto/bytes.ts';
import { parseVkey, verifyCheckpoint, type Checkpoint } from '../../../src/crypto/tlog/checkpoint.ts';
import { emptyFrontier, appendLeaves, leafHash, rootOf, verifyInclusion } from '../../../src/crypto/tlog/merkle.ts';
import { hashReader, newTiles, parseEntries, tilePath } from '../../../src/crypto/tlog/tiles.ts';
import { tileReader } from '../../../src/core/tlog/tiles.ts';
import { redisMissing, startRedis, type RedisServer } from '../../support/redis.ts';
import { openCheckpointFiles } from '../../../src/store/checkpoint-files.ts';
import { intrude, leafOf, openBench, SEED, START, type Bench } from './world.ts';
import { assertProperty } from '../../support/property.ts';

const YEAR = 366 * 86_400_000;
let redis: RedisServer | null = null;
let bench: Bench;

if (redisMissing) console.log(`left out: ${redisMissing}`);

async function head({ store, tag }: Pick<Bench, 'store' | 'tag'>): Promise<Checkpoint & { note: string }> {
  const note = (await loadLogState(store, tag))?.note ?? '';
  const checkpoint = checkpointIn(note);
  if (checkpoint === null) throw new Error('no checkpoint');
  return { ...checkpoint, note };
}

/** The root that the leaves of the store lead to, computed the plain way. */
async function plainRoot({ store, tag }: Bench, size: number) {
  const leaves = await store.leaves(tag, 0, size);
  expect(leaves).toHaveLength(size);
  return rootOf(appendLeaves(emptyFrontier, leaves.map(leafHash)).frontier);
}

describe.each(['SQLite', 'Redis'])('the sequencer on %s', (name) => {
  const isLeftOut = name === 'Redis' && redisMissing !== null;
  beforeAll(async () => {
    if (name === 'Redis' && !isLeftOut) redis = await startRedis();
  });
  afterAll(() => redis?.stop());
  afterEach(() => bench.close());
  const open = async (): Promise<Bench> => (bench = await openBench(name === 'Redis' ? redis?.url : undefined));

  describe.skipIf(isLeftOut)('grows', () => {
    it('signs a checkpoint of all leaves, which the published key verifies, and keeps it outside the store too', async () => {
      const { store, tag, another, queue, pins, signers } = await open();
      await queue(3);
      expect(await another().sequence(tag)).toBe('done');
      const { note, size, root, origin } = await head(bench);
      expect([size, origin]).toEqual([3, `nt2.example.com/nt2/log/${tag}`]);
      expect(equal(root, await plainRoot(bench, 3))).toBe(true);
      const { vkey } = await signers.signerFor({ tag, generation: 1 }, 2026);
      expect(await verifyCheckpoint(note, [parseVkey(vkey)!])).toMatchObject({ ok: true });
      expect(await pins.latest(tag)).toBe(note);
      expect((await store.logs()).find((log) => log.tag === tag)).toMatchObject({ leaves: 3, size: 3 });
    });

    it('makes the tree that a plain one is, its tiles and its proofs, however the leaves come in', async () => {
      const { store, tag, another, queue } = await open();
      const counts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 250, max: 300 })), { minLength: 1, maxLength: 3 });
      let size = 0;
      await assertProperty(
        fc.asyncProperty(counts, fc.boolean(), async (some, isNewProcess) => {
          let sequencer = another();
          for (const count of some) {
            await queue(count);
            const share = await queue(3);
            size += count + 3;
            if (isNewProcess) sequencer = another();
            expect(await sequencer.sequence(tag)).toBe('done');
            const { root, size: signed } = await head(bench);
            expect(signed).toBe(size);
            expect(equal(root, await plainRoot(bench, size))).toBe(true);
            const proofs = await inclusionProofsFor(store, share.id);
            expect(proofs?.events.map(({ index }) => index)).toEqual([size - 3, size - 2, size - 1]);
            for (const { index, leaf, hashes } of proofs?.events ?? []) {
              expect(verifyInclusion({ leaf: leafHash(leaf), index, size, root, proof: hashes })).toBe(true);
            }
          }
        }),
        { numRuns: 3 },
      );
      const read = tileReader(store, tag, size);
      for (const tile of newTiles(0, size)) {
        const bytes = await read(tilePath(tile));
        if (tile.level === 'entries') expect(parseEntries(bytes ?? new Uint8Array())).toHaveLength(tile.width);
        else expect(bytes).toHaveLength(tile.width * 32);
      }
      expect(await read('tile/0/999')).toBeNull();
      const hashAt = hashReader(size, read);
      expect(equal(await hashAt(0, 0), leafHash(encodeUtf8((await store.leaves(tag, 0, 1))[0] ?? '')))).toBe(true);
    });

    it('reads no more than the last tile after a restart, and O(log n) tiles', async () => {
      const { store, tag, another, queue } = await open();
      await queue(1_000);
      await queue(1_300);
      await another().sequence(tag);
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
      await queue(2);
      expect(await another({ store: counted }).sequence(tag)).toBe('done');
      // The 252 of the partial tile for the start and for this round, 2 new ones, and the 256 of the one old tile that is looked at again.
      expect(reads.leaves).toBeLessThanOrEqual(2 * 252 + 2 + 256);
      expect(reads.tiles).toBeLessThanOrEqual(6);
    });

    it('lets one of two sequencers at once write, and both sign the same tree', async () => {
      const { tag, another, queue } = await open();
      const both = [another(), another()];
      for (let round = 0; round < 6; round += 1) {
        await queue(40);
        const answers = await Promise.all(both.map((sequencer) => sequencer.sequence(tag)));
        expect(answers).toContain('done');
        expect(answers).not.toContain('stopped');
      }
      for (const sequencer of both) expect(await sequencer.sequence(tag)).toBe('done');
      expect((await head(bench)).size).toBe(240);
      for (const sequencer of both) expect(await sequencer.findPending()).not.toContain(tag);
      expect(bench.stopped).toEqual([]);
    });

    it('goes on where one was killed between the signature and the store', async () => {
      const { store, tag, another, queue, pins } = await open();
      await queue(300);
      await another().sequence(tag);
      await queue(5);
      const dies: Store = { ...store, writeLog: () => Promise.reject(new Error('killed')) };
      await expect(another({ store: dies }).sequence(tag)).rejects.toThrow('killed');
      expect(checkpointIn((await pins.latest(tag)) ?? '')?.size).toBe(305);
      expect((await head(bench)).size).toBe(300);
      await queue(1);
      expect(await another().sequence(tag)).toBe('done');
      expect((await head(bench)).size).toBe(306);
      expect(bench.stopped).toEqual([]);
    });

    it('says under the old key which one signs from the new year on, and signs with that from then', async () => {
      const { store, tag, another, queue, signers } = await open();
      const line = { tag, generation: 1 };
      const [old, next] = await Promise.all([signers.signerFor(line, 2026), signers.signerFor(line, 2027)]);
      const notes: string[] = [];
      const listening: Store = {
        ...store,
        writeLog: (write) => {
          notes.push(parseLogState(write.text)?.note ?? '');
          return store.writeLog(write);
        },
      };
      const sequencer = another({ store: listening });
      await queue(2);
      await sequencer.sequence(tag);
      bench.now = START + YEAR;
      await queue(1);
      await sequencer.sequence(tag);
      // The leaf stood under the old key; the same tree is then signed with the new one.
      expect(notes.map((note) => checkpointIn(note)?.size)).toEqual([2, 4, 4]);
      expect(await verifyCheckpoint(notes[1] ?? '', [parseVkey(old.vkey)!])).toMatchObject({ ok: true });
      const changed = await head(bench);
      expect(await verifyCheckpoint(changed.note, [parseVkey(next.vkey)!])).toMatchObject({ ok: true });
      const leaves = await store.leaves(tag, 0, 10);
      expect(leaves).toHaveLength(4);
      expect(leaves[3]).toContain(`\nyear 2027\nvkey ${next.vkey}\n`);
      await queue(1);
      await another().sequence(tag);
      const after = await head(bench);
      expect(after.size).toBe(5);
      expect(await verifyCheckpoint(after.note, [parseVkey(next.vkey)!])).toMatchObject({ ok: true });
      expect((await loadLogState(store, tag))?.keys.map(({ vkey }) => vkey)).toEqual([old.vkey, next.vkey]);
    });

    it('U10: tells another address from another root secret, goes on where the address is put back, and begins anew where it is not', async () => {
      const { tag, another, queue } = await open();
      await queue(2);
      await another().sequence(tag);
      const moved = another({ host: 'elsewhere.example' });
      expect(await moved.findPending()).not.toContain(tag);
      expect(bench.stopped).toMatchObject([{ code: 'log.address' }]);
      const neither = another({ host: 'elsewhere.example', seeds: [new Uint8Array(32).fill(9)] });
      await neither.findPending();
      expect(bench.stopped.at(-1)).toMatchObject({ code: 'log.key' });
      // Nothing was noted in the store: the first address goes on.
      await queue(1);
      expect(await another().sequence(tag)).toBe('done');
      expect((await head(bench)).size).toBe(3);
      expect(await moved.findPending()).not.toContain(tag);
      expect(await moved.startGeneration(tag)).toBe('done');
      const running = another({ host: 'elsewhere.example' });
      await running.findPending();
      expect(running.alarms().has(tag)).toBe(false);
      expect((await loadLogState(bench.store, tag))?.note).toMatch(/^elsewhere\.example\/nt2\/log\/[a-z2-7]{6}\/2\n/);
    });

    it('changes over to the key of a new root secret while the old one is given, and stops where it is not', async () => {
      const { tag, another, queue } = await open();
      const fresh = new Uint8Array(32).fill(9);
      await queue(2);
      await another().sequence(tag);
      const alone = another({ seeds: [fresh] });
      expect(await alone.findPending()).not.toContain(tag);
      expect(bench.stopped).toMatchObject([{ code: 'log.key' }]);
      // Nothing waits, and still it changes over: then the old secret is needed no more.
      const both = another({ seeds: [fresh, SEED] });
      expect(await both.findPending()).toContain(tag);
      expect(await both.sequence(tag)).toBe('done');
      expect(await both.findPending()).not.toContain(tag);
      await queue(1);
      expect(await alone.findPending()).toContain(tag);
      expect(await alone.sequence(tag)).toBe('done');
      expect((await head(bench)).size).toBe(4);
    });
  });

  describe.skipIf(isLeftOut)('stops', () => {
    /** A log of one full tile and some. */
    const grown = async (): Promise<Bench> => {
      const one = await open();
      await one.queue(300);
      expect(await one.another().sequence(one.tag)).toBe('done');
      return one;
    };

    const tampers = [
      { what: 'changed', at: 290, do: 'change' },
      { what: 'removed', at: 290, do: 'remove' },
      { what: 'inserted', at: 290, do: 'insert' },
      { what: 'changed long ago', at: 17, do: 'change' },
      { what: 'removed long ago', at: 17, do: 'remove' },
      { what: 'inserted long ago', at: 17, do: 'insert' },
    ] as const;
    it.each(tampers)('T21: where a leaf was $what, and signs nothing more', async ({ at, do: verb }) => {
      const { tag, another, queue, pins, stopped, store } = await grown();
      const before = (await head(bench)).note;
      await intrude(bench)[verb](at, leafOf(`${tag}${'a'.repeat(26)}` as never, 1));
      await queue(2);
      const sequencer = another();
      expect(await sequencer.sequence(tag)).toBe('stopped');
      expect(stopped).toMatchObject([{ code: 'log.leaf' }]);
      expect((await head(bench)).note).toBe(before);
      expect(await pins.alarm(tag)).toMatchObject({ code: 'log.leaf' });
      expect((await loadLogState(store, tag))?.alarm).toMatchObject({ code: 'log.leaf' });
      // Nor does any other process, now or later; and the shares go on.
      expect(await another().sequence(tag)).toBe('stopped');
      expect(sequencer.alarms().get(tag)).toMatchObject({ code: 'log.leaf' });
      await queue(1);
      expect((await head(bench)).note).toBe(before);
    });

    it('T21: where the tree of the store is smaller than one that was signed and its leaves are gone', async () => {
      const { tag, another, queue, pins, stopped } = await grown();
      const older = { note: (await head(bench)).note };
      // What was signed in the future that is lost lies in the keepsake.
      expect(await pins.advance(tag, { generation: 1, size: 900 }, older.note.replace('\n300\n', '\n900\n'))).toBe(true);
      await queue(4);
      expect(await another().sequence(tag)).toBe('stopped');
      expect(stopped).toMatchObject([{ code: 'log.behind', position: 304 }]);
      expect((await head(bench)).size).toBe(300);
    });

    it('T21: where another sequencer has signed another tree, and that one stops too', async () => {
      const { tag, another, queue, stopped, store, dir } = await grown();
      const witness = another();
      const before = (await store.readLog(tag))!;
      await queue(10);
      await witness.sequence(tag);
      // The store goes back to the 300, takes in ten others, and somebody signs them who has seen nothing of the first ten.
      for (let at = 300; at < 310; at += 1) await intrude(bench).change(at, `another ${at}\n`);
      const token = Number.MAX_SAFE_INTEGER - 1;
      await store.writeLog({ tag, version: 2, token, size: 300, text: before.text, first: 0, tiles: [], positions: [] });
      const stranger = another({
        pins: openCheckpointFiles({ dir: `${dir}/elsewhere` }),
        store: { ...store, acquireLease: async () => token },
      });
      await queue(1);
      expect(await stranger.sequence(tag)).toBe('done');
      expect((await head(bench)).size).toBe(311);
      expect(await witness.findPending()).not.toContain(tag);
      expect(stopped).toMatchObject([{ code: 'log.forked' }]);
      expect(await witness.sequence(tag)).toBe('stopped');
      expect((await head(bench)).size).toBe(311);
    });

    it('T21: where it has signed another tree of this size itself, whatever the record says', async () => {
      const { tag, another, queue, pins, store, stopped } = await grown();
      await queue(7);
      const dies: Store = { ...store, writeLog: () => Promise.reject(new Error('killed')) };
      const sequencer = another({ store: dies });
      await expect(sequencer.sequence(tag)).rejects.toThrow('killed');
      for (let at = 300; at < 307; at += 1) await intrude(bench).change(at, `another ${at}\n`);
      await queue(1);
      expect(await another().sequence(tag)).toBe('stopped');
      expect(stopped).toMatchObject([{ code: 'log.forked' }]);
      expect(checkpointIn((await pins.latest(tag)) ?? '')?.size).toBe(307);
    });

    it('until the whole of it was looked at and found whole: then it goes on', async () => {
      const { tag, another, queue, store, pins, signers, stopped } = await grown();
      const [before = ''] = await store.leaves(tag, 290, 1);
      await intrude(bench).change(290, 'another\n');
      await queue(2);
      const sequencer = another();
      expect(await sequencer.sequence(tag)).toBe('stopped');
      const world = { store, pins: pins, signers, clock: () => bench.now, owner: 'operator' };
      expect(await fsck(world, tag)).toEqual({ ok: false, code: 'log.leaf', position: 256 });
      expect(await sequencer.findPending()).not.toContain(tag);
      await intrude(bench).change(290, before);
      expect(await sequencer.findPending()).not.toContain(tag);
      expect(await fsck(world, tag)).toEqual({ ok: true, size: 300, first: 0, waiting: 2, alarmCleared: true });
      expect(await sequencer.findPending()).toContain(tag);
      expect(await sequencer.sequence(tag)).toBe('done');
      expect(stopped).toHaveLength(1);
      await intrude(bench).change(17, 'another\n');
      expect(await fsck(world, tag)).toMatchObject({ ok: false, code: 'log.leaf' });
    });

    it('for good where something is lost, and a new line of it says after what it was begun', async () => {
      const { tag, another, queue, store, pins, signers } = await grown();
      const lost = await head(bench);
      const share = await queue(2);
      await intrude(bench).change(290, 'another\n');
      const sequencer = another();
      expect(await sequencer.sequence(tag)).toBe('stopped');
      expect(await sequencer.startGeneration(tag)).toBe('done');
      const line = await head(bench);
      expect(line.origin).toBe(`${lost.origin}/2`);
      const { end: count } = await store.entryRange(tag);
      expect(line.size).toBe(count);
      const [begun = ''] = await store.leaves(tag, count - 1, 1);
      expect(begun).toContain(`type begun\nlog ${line.origin}\n`);
      expect(begun).toContain(`after ${lost.origin}\nsize 300\nroot ${encodeBase64(lost.root)}\n`);
      const { vkey } = await signers.signerFor({ tag, generation: 2 }, 2026);
      expect(await verifyCheckpoint(line.note, [parseVkey(vkey)!])).toMatchObject({ ok: true });
      expect((await inclusionProofsFor(store, share.id))?.events).toHaveLength(2);
      // Every process goes on with it, and nobody with the line before.
      await queue(1);
      expect(await another().sequence(tag)).toBe('done');
      expect(checkpointIn((await pins.latest(tag)) ?? '')).toMatchObject({ origin: line.origin, size: count + 1 });
    });

    it('T21: where a record begins a new line that nobody has signed', async () => {
      const { tag, another, queue, store, stopped } = await grown();
      const { version } = (await store.readLog(tag))!;
      const text = formatLogState({ ...emptyLogState, generation: 2 });
      await store.writeLog({ tag, version, token: Number.MAX_SAFE_INTEGER - 1, size: 0, text, first: 0, tiles: [], positions: [] });
      await queue(1);
      expect(await another().sequence(tag)).toBe('stopped');
      expect(stopped).toMatchObject([{ code: 'log.record' }]);
    });

    it('where the record was altered, and where it is none', async () => {
      const { tag, another, queue, store, stopped } = await grown();
      const { version, text } = (await store.readLog(tag))!;
      const write = { tag, version, token: Number.MAX_SAFE_INTEGER - 1, size: 300, first: 0, tiles: [], positions: [] };
      await store.writeLog({
        ...write,
        text: text.replace(/^frontier 300 (.)/m, (_, one: string) => `frontier 300 ${one === 'A' ? 'B' : 'A'}`),
      });
      await queue(1);
      expect(await another().sequence(tag)).toBe('stopped');
      expect(stopped).toMatchObject([{ code: 'log.record' }]);
      await store.writeLog({ ...write, version: version + 1, text: 'nothing of the kind' });
      await expect(inclusionProofsFor(store, `${tag}${'a'.repeat(26)}` as never)).rejects.toMatchObject({ code: 'store.corrupt' });
    });
  });
});
