// T21: a store that has gone back releases nothing.

import { describe, expect, test } from 'vitest';
import type { Share, TenantTag } from '../../../src/core/share.ts';
import { memoryWatermark } from '../../../src/store/watermark.ts';
import { aShare, claimOf, commitOf, endOf, newId, next, seal } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

export function testHistory(stage: Stage): void {
  describe('a store that goes back in time', () => {
    const lost = [
      { what: 'a counter below the one that was seen', mark: (line: string) => ({ line, n: 50 }) },
      { what: 'a history that does not hold what was seen', mark: () => ({ line: '00000000000000ff', n: 1 }) },
    ];
    test.each(lost)('T21: releases nothing with $what, for any process, until the operator accepts', async ({ mark }) => {
      const tag = stage.of as TenantTag;
      const watermark = memoryWatermark();
      const witness = await stage.open({ watermark });
      const share = aShare(newId(stage.of));
      await witness.commit(commitOf(share));
      const line = watermark.seen(tag)?.line ?? '';
      expect(watermark.seen(tag)?.n).toBe(1);

      const forgetful = await stage.open();
      expect((await forgetful.health()).rolledBackTenants).not.toContain(tag);
      watermark.raise(tag, mark(line));
      expect(await witness.commit(claimOf(share, 'one'))).toEqual({ ok: false, reason: 'behind' });
      expect(await forgetful.commit(claimOf(share, 'two'))).toEqual({ ok: false, reason: 'behind' });
      expect(await forgetful.health()).toMatchObject({ ok: false });
      expect((await forgetful.health()).rolledBackTenants).toContain(tag);
      // What releases nothing goes on, and does not make it forget: not even when the counter has overtaken.
      let changed = share;
      for (let at = 0; at < 60; at++) {
        changed = next(changed, changed.state);
        expect(await witness.commit(commitOf(changed))).toEqual({ ok: true });
      }
      expect(await witness.commit(claimOf(changed, 'one'))).toEqual({ ok: false, reason: 'behind' });
      expect(await forgetful.listSealed(tag)).toEqual([share.id]);

      await witness.acceptRollback(tag);
      expect((await forgetful.health()).rolledBackTenants).not.toContain(tag);
      expect(await witness.commit(claimOf(changed, 'one'))).toEqual({ ok: true });
      expect(await forgetful.commit(endOf(claimOf(changed, 'one').share))).toEqual({ ok: true });
    });

    test('T21: whatever has a capsule is among what the operator ends: also what is sealed and waits for its acceptance', async () => {
      const share = aShare(newId(stage.of));
      const sealed: Share = { ...share, mode: 'words', state: { status: 'sealed', seal } };
      await stage.store.commit(commitOf(sealed));
      expect(await stage.store.listSealed(stage.of as TenantTag)).toContain(share.id);
      await stage.store.commit(endOf(sealed));
      expect(await stage.store.listSealed(stage.of as TenantTag)).not.toContain(share.id);
    });

    test('T21: notices at the start, before anything is asked', async () => {
      const tag = stage.of as TenantTag;
      await stage.put();
      const watermark = memoryWatermark();
      watermark.raise(tag, { line: '00000000000000ff', n: 1 });
      await stage.open({ watermark });
      expect((await stage.store.health()).rolledBackTenants).toContain(tag);
      await stage.store.acceptRollback(tag);
    });

    test('every process learns what the others have committed, within two seconds', async () => {
      const tag = stage.of as TenantTag;
      const watermark = memoryWatermark();
      const idle = await stage.open({ watermark });
      const share = aShare(newId(stage.of));
      await idle.commit(commitOf(share));
      await stage.store.commit(claimOf(share, 'device'));
      await expect.poll(() => watermark.seen(tag)?.n, { timeout: 2_500 }).toBe(2);
    });
  });
}
