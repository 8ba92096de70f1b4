// The sequencer stops where the store is not what was signed, and signs nothing more until an operator has looked.

import { expect, it } from 'vitest';
import { inclusionProofsFor, loadLogState } from '../../../src/core/tlog/inclusion-proofs.ts';
import { checkpointIn, emptyLogState, formatLogState } from '../../../src/core/tlog/state/log-state.ts';
import { fsck } from '../../../src/core/tlog/fsck.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { encodeBase64 } from '../../../src/crypto/bytes.ts';
import { parseVkey, verifyCheckpoint } from '../../../src/crypto/tlog/checkpoint.ts';
import { openCheckpointFiles } from '../../../src/store/checkpoint-files.ts';
import { intrude, leafOf, type Bench } from './world.ts';
import { head, describeSequencer } from './on-stores.ts';

describeSequencer('stops', (open) => {
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
    const bench = await grown();
    const { tag, another, queue, pins, stopped, store } = bench;
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
    const bench = await grown();
    const { tag, another, queue, pins, stopped } = bench;
    const older = { note: (await head(bench)).note };
    // What was signed in the future that is lost lies in the keepsake.
    expect(await pins.advance(tag, { generation: 1, size: 900 }, older.note.replace('\n300\n', '\n900\n'))).toBe(true);
    await queue(4);
    expect(await another().sequence(tag)).toBe('stopped');
    expect(stopped).toMatchObject([{ code: 'log.behind', position: 304 }]);
    expect((await head(bench)).size).toBe(300);
  });

  it('T21: where another sequencer has signed another tree, and that one stops too', async () => {
    const bench = await grown();
    const { tag, another, queue, stopped, store, dir } = bench;
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
    const bench = await grown();
    const { tag, another, queue, pins, store, stopped } = bench;
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
    const bench = await grown();
    const { tag, another, queue, store, pins, signers, stopped } = bench;
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
    const bench = await grown();
    const { tag, another, queue, store, pins, signers } = bench;
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
