// What was sealed in advance: one version follows the other, with what the log says of it.

import { describe, expect, test } from 'vitest';
import type { TenantTag } from '../../../src/core/share.ts';
import { anEnvelope } from '../../support/envelopes.ts';
import { newId } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

export function testEnvelopes(stage: Stage): void {
  describe('envelopes', () => {
    const tag = (): TenantTag => stage.of as TenantTag;
    const leavesNow = async (): Promise<string[]> => {
      const { first, end } = await stage.store.entryRange(tag());
      return stage.store.leaves(tag(), first, end - first);
    };

    test('of several writers of one version one wins, and the log has what that one says and no other', async () => {
      const first = anEnvelope({ id: newId(stage.of) });
      expect(await stage.store.putEnvelope(first, { leaves: ['sealed'], until: null })).toBe(true);
      expect(await stage.store.putEnvelope(first, { leaves: ['lost'], until: null })).toBe(false);
      const next = { ...first, version: 2, nextAt: 7 };
      const won = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          stage.store.putEnvelope({ ...next, label: `Root ${n}` }, { leaves: [`step ${n}`, `more ${n}`], until: null }),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const winner = won.indexOf(true);
      expect(await stage.store.envelope(first.id)).toEqual({ ...next, label: `Root ${winner}` });
      expect(await leavesNow()).toEqual(['sealed', `step ${winner}`, `more ${winner}`]);
      expect(await stage.store.putEnvelope({ ...first, version: 4 }, { leaves: ['skipped'], until: null })).toBe(false);
      expect(await stage.store.envelope(newId(stage.of))).toBeNull();
    });

    test('all of a tag are listed, and found when their clock acts; what is over is forgotten', async () => {
      const all = [3, 1, null].map((nextAt) => anEnvelope({ id: newId(stage.of), nextAt }));
      for (const one of all) expect(await stage.store.putEnvelope(one, { leaves: [], until: null })).toBe(true);
      const listed = await stage.store.envelopes(tag());
      expect(listed.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted());
      const due = (await stage.store.dueEnvelopes(9e15, 10_000)).filter((id) => id.startsWith(stage.of));
      expect(due).toEqual([all[1]!.id, all[0]!.id]);
      expect((await stage.store.dueEnvelopes(2, 10_000)).filter((id) => id.startsWith(stage.of))).toEqual([all[1]!.id]);
      const [one] = all;
      await stage.store.putEnvelope({ ...one!, version: 2, nextAt: null }, { leaves: [], until: Date.now() + 1 });
      await expect.poll(() => stage.store.envelope(one!.id)).toBeNull();
      expect((await stage.store.envelopes(tag())).map(({ id }) => id)).not.toContain(one!.id);
    });
  });
}
