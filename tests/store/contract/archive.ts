// What a backup reads, and that nobody writes it by accident.

import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Share, TenantTag } from '../../../src/core/share.ts';
import { endOf, newId } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const HOUR = 3_600_000;

export function testArchive(stage: Stage): void {
  describe('what a backup takes', () => {
    test('is of one moment: counter, log and records, or nothing when a leaf has come in between', async () => {
      const tag = stage.of as TenantTag;
      const [open, over] = [await stage.put({ ciphertext: { capsule: randomBytes(9) } }), await stage.put({ leaves: [] })];
      await stage.store.commit(endOf(over));
      const cut = await stage.store.snapshotTenant(tag, 2, [open.id, over.id, newId(stage.of)]);
      expect(cut?.shares.map(({ id, waits, record }) => [id, waits, (JSON.parse(record) as Share).version])).toEqual([
        [open.id, true, 1],
        [over.id, false, 2],
      ]);
      expect(cut?.past).toMatchObject({ n: 3, before: [], behind: [] });
      expect(cut?.log).toBeNull();
      const [kept] = (await stage.store.exportShares(tag, [newId(stage.of), open.id])).shares;
      expect(kept?.record).toBe(cut?.shares[0]?.record);
      expect(Math.abs((kept?.until ?? 0) - open.expiresAt - 24 * HOUR)).toBeLessThan(2_000);
      await stage.store.appendLeaf(tag, 'one more\n');
      expect(await stage.store.snapshotTenant(tag, 2, [open.id])).toBeNull();
      expect(JSON.stringify([cut, kept])).not.toContain('capsule"');
    });

    test('is written only into a store that was opened for it', async () => {
      const tag = stage.of as TenantTag;
      const writes = [
        () => stage.store.importHistory(tag, { line: 'a', n: 1, before: [], behind: [] }),
        () => stage.store.importLeaves(tag, 0, ['leaf']),
        () => stage.store.importShares(tag, []),
        () => stage.store.importEvidence([]),
        () => stage.store.importRotations([]),
        () => stage.store.finishRestore(),
      ];
      for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'store.unfit' });
    });
  });
}
