// The sequencer grows a log: the tree, its tiles and proofs, two sequencers at once, and changes of key and address.
// Where it refuses to go on: sequencer-stops.test.ts.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inclusionProofsFor, loadLogState } from '../../../src/core/tlog/inclusion-proofs.ts';
import { checkpointIn, parseLogState } from '../../../src/core/tlog/state/log-state.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { equal, encodeUtf8 } from '../../../src/crypto/bytes.ts';
import { parseVkey, verifyCheckpoint } from '../../../src/crypto/tlog/checkpoint.ts';
import { emptyFrontier, appendLeaves, leafHash, rootOf, verifyInclusion } from '../../../src/crypto/tlog/merkle.ts';
import { hashReader, newTiles, parseEntries, tilePath } from '../../../src/crypto/tlog/tiles.ts';
import { tileReader } from '../../../src/core/tlog/tiles.ts';
import { SEED, START, type Bench } from './world.ts';
import { assertProperty } from '../../support/property.ts';
import { head, describeSequencer } from './on-stores.ts';

const YEAR = 366 * 86_400_000;

/** The root that the leaves of the store lead to, computed the plain way. */
async function plainRoot({ store, tag }: Bench, size: number) {
  const leaves = await store.leaves(tag, 0, size);
  expect(leaves).toHaveLength(size);
  return rootOf(appendLeaves(emptyFrontier, leaves.map(leafHash)).frontier);
}

describeSequencer('grows', (open) => {
  it('signs a checkpoint of all leaves, which the published key verifies, and keeps it outside the store too', async () => {
    const bench = await open();
    const { store, tag, another, queue, pins, signers } = bench;
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
    const bench = await open();
    const { store, tag, another, queue } = bench;
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
    const bench = await open();
    const { tag, another, queue } = bench;
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
    const bench = await open();
    const { store, tag, another, queue, pins } = bench;
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
    const bench = await open();
    const { store, tag, another, queue, signers } = bench;
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
    const bench = await open();
    const { tag, another, queue } = bench;
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
    const bench = await open();
    const { tag, another, queue } = bench;
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
