// What the sequencer needs of a store.

import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { LogWrite } from '../../../src/core/ports/log-store.ts';
import type { TenantTag } from '../../../src/core/share.ts';
import type { Stage } from './stage.ts';

const HOUR = 3_600_000;

export function testLog(stage: Stage): void {
  describe('the log', () => {
    const record = (more: Partial<LogWrite> = {}): LogWrite => {
      const write = { tag: stage.of as TenantTag, version: 0, token: 1, size: 2, text: 'one', first: 0, tiles: [], positions: [] };
      return { ...write, ...more };
    };

    test('writes record, tiles and positions together, for one of several who have read the same', async () => {
      const { id } = await stage.put({ leaves: ['one\n', 'two\n', 'three\n'] });
      const tag = stage.of as TenantTag;
      expect([await stage.store.entryRange(tag), await stage.store.readLog(tag), await stage.store.positions(id)]).toEqual([
        { first: 0, end: 3 },
        null,
        [],
      ]);
      const tile = randomBytes(8_192);
      const write = record({ tiles: [{ level: 1, index: 7, bytes: tile }], positions: [{ share: id, at: [0, 2] }] });
      const other = await stage.open();
      const answers = await Promise.all([stage.store, other, stage.store, other].map((one) => one.writeLog(write)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await other.readLog(tag)).toEqual({ version: 1, text: 'one' });
      expect(tile.equals((await other.readTile(tag, 1, 7)) ?? randomBytes(1))).toBe(true);
      expect(await other.readTile(tag, 0, 7)).toBeNull();
      expect(await other.positions(id)).toEqual([0, 2]);
      expect(await stage.store.appendLeaf(tag, 'four\n')).toBe(3);
      expect(await stage.store.leaves(tag, 3, 9)).toEqual(['four\n']);
      const standing = { tag, leaves: 4, size: 2, version: 1 };
      expect((await other.logs()).find((log) => log.tag === tag)).toEqual(standing);
      const longer = record({ version: 1, size: 4, text: 'two', positions: [{ share: id, at: [3] }] });
      expect(await stage.store.writeLog({ ...longer, tiles: [{ level: 1, index: 7, bytes: tile.subarray(32) }] })).toBe(true);
      expect(await stage.store.positions(id)).toEqual([0, 2, 3]);
      expect(await stage.store.readTile(tag, 1, 7)).toHaveLength(8_160);
    });

    test('shows what one process has marked to the others, or keeps no marks at all because it has one process', async () => {
      const mark = `${stage.of} ${randomBytes(4).toString('hex')} 1`;
      await stage.store.putHints([mark, `${mark}0`], []);
      await stage.store.putHints([], [`${mark}0`]);
      const there = (await (await stage.open()).listHints()).filter((one) => one.startsWith(mark));
      expect(there).toEqual(stage.where().kind === 'redis' ? [mark] : []);
      await stage.store.putHints([], [mark]);
      expect(await stage.store.listHints()).not.toContain(mark);
    });

    test('refuses a lease that has been overtaken, and a version that is not the last', async () => {
      await stage.put();
      expect(await stage.store.writeLog(record({ token: 5 }))).toBe(true);
      expect(await stage.store.writeLog(record({ version: 1, token: 4, text: 'late' }))).toBe(false);
      expect(await stage.store.writeLog(record({ version: 0, token: 9, text: 'stale' }))).toBe(false);
      expect(await stage.store.readLog(stage.of as TenantTag)).toEqual({ version: 1, text: 'one' });
      expect(await stage.store.writeLog(record({ version: 1, token: 5, text: 'two' }))).toBe(true);
    });

    test('drops old leaves together with the record that says so, and counts on from where they were', async () => {
      const tag = stage.of as TenantTag;
      await stage.put({ leaves: ['one\n', 'two\n', 'three\n'] });
      expect(await stage.store.writeLog(record({ token: 5, first: 2 }))).toBe(true);
      const other = await stage.open();
      expect([await other.entryRange(tag), await other.leaves(tag, 0, 9), await other.leaves(tag, 2, 9)]).toEqual([
        { first: 2, end: 3 },
        [],
        ['three\n'],
      ]);
      // Who comes too late drops nothing, and nothing comes back.
      expect(await stage.store.writeLog(record({ version: 1, token: 4, first: 3 }))).toBe(false);
      expect(await stage.store.writeLog(record({ version: 1, token: 5, first: 0 }))).toBe(true);
      expect(await stage.store.appendLeaf(tag, 'four\n')).toBe(3);
      await stage.put({ leaves: ['five\n'] });
      expect([await stage.store.entryRange(tag), await stage.store.leaves(tag, 3, 9)]).toEqual([
        { first: 2, end: 5 },
        ['four\n', 'five\n'],
      ]);
      expect((await other.logs()).find((log) => log.tag === tag)).toMatchObject({ leaves: 5 });
    });

    test('forgets the positions of a share that it has forgotten, and not before', async () => {
      const now = Date.now();
      const { id } = await stage.put({ shareUntil: now + HOUR });
      await stage.store.writeLog(record({ positions: [{ share: id, at: [0] }] }));
      const later = await stage.open({ clock: () => now + 48 * HOUR });
      const isRedis = stage.where().kind === 'redis';
      // Redis counts by its own clock.
      expect(await later.positions(id)).toEqual(isRedis ? [0] : []);
      expect(await later.entryRange(stage.of as TenantTag)).toEqual({ first: 0, end: 1 });
    });
  });
}
