// Evidence of shares that have ended: written with the end, found without the record, changed only by who has seen it as it is.

import { describe, expect, test } from 'vitest';
import { allEvidence, type KeptEvidence, type ShareEvidence } from '../../../src/core/ports/evidence-store.ts';
import type { ListPlace } from '../../../src/core/ports/list-store.ts';
import type { Share, TenantTag } from '../../../src/core/share.ts';
import { commitOf, endOf, next, newId } from '../../support/shares.ts';
import { withoutPerson } from '../../../src/core/lifecycle/evidence.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400_000;

export function rowOf(
  { id, sender, createdAt }: Pick<Share, 'id' | 'sender' | 'createdAt'>,
  more: Partial<ShareEvidence> = {},
): ShareEvidence {
  const link = { proof: 'link', salt: 'c2FsdA==' } as const;
  const proofs = { openers: [{ ...link, key: 'a2V5' }], proofs: [{ ...link, note: 'nt2/note/v1\n\n— x y\n' }] };
  const what = { mode: 'link', kind: 'credential', cause: 'delivered', createdAt, endedAt: createdAt + 5 } as const;
  const parties = { salt: 'c2FsdA==', opening: `{"sender":"${sender.key}"}` };
  return { id, sender: sender.key, recipient: null, ...what, parties, ...proofs, ...more };
}

export function testEvidence(stage: Stage): void {
  /** A share that is over. `days`: how long its evidence is kept. */
  async function leave(days = 400, more: Partial<ShareEvidence> = {}): Promise<ShareEvidence> {
    const share = await stage.put();
    const row = rowOf(share, more);
    const evidence = { row, until: Date.now() + days * DAY };
    expect(await stage.store.commit({ ...endOf(share), evidence })).toEqual({ ok: true });
    return row;
  }
  const found = async (batch?: number): Promise<ShareEvidence[]> => {
    const rows: ShareEvidence[] = [];
    for await (const row of allEvidence(stage.store, stage.of as TenantTag, batch)) rows.push(row);
    return rows;
  };

  describe('evidence', () => {
    test('is written by the commit that ends the share, with its leaves and events, and by no other', async () => {
      const share = await stage.put();
      expect(await stage.store.loadEvidence(share.id)).toBeNull();
      const row = rowOf(share, { template: 'contractor-key', asked: 'link' });
      const evidence = { row, until: Date.now() + DAY };
      // Decided on another version: nothing of it may stand.
      expect(await stage.store.commit({ ...endOf({ ...share, version: 7 }), evidence })).toMatchObject({ reason: 'conflict' });
      expect(await stage.store.loadEvidence(share.id)).toBeNull();
      const deliveries = { endpoints: [], events: ['{"id":"1"}'] };
      expect(await stage.store.commit({ ...endOf(share), evidence, deliveries, leaves: ['a\n', 'b\n'] })).toEqual({ ok: true });
      expect(await stage.store.loadEvidence(share.id)).toEqual(row);
      expect(await stage.store.leaves(stage.of as TenantTag, 0, 9)).toEqual([expect.stringContaining('leaf 1'), 'a\n', 'b\n']);
      const ended = await stage.store.load(share.id);
      expect(await stage.store.commit(commitOf(next(ended!, ended!.state), { dueAt: null }))).toEqual({ ok: true });
      expect(await stage.store.loadEvidence(share.id)).toEqual(row);
    });

    test('is found by tag, those of one moment too, however many are asked for at a time', async () => {
      const rows = [await leave(3), await leave(1), await leave(2)];
      const until = Date.now() + 5 * DAY;
      for (let n = 0; n < 5; n++) {
        const share = await stage.put();
        const row = rowOf(share);
        rows.push(row);
        await stage.store.commit({ ...endOf(share), evidence: { row, until } });
      }
      const ids = (all: readonly ShareEvidence[]): string[] => all.map(({ id }) => id).toSorted();
      for (const batch of [1, 2, 3, 500]) {
        expect(ids(await found(batch)), `${batch}`).toEqual(ids(rows));
        // The same from the other end, with the time of each.
        const back: KeptEvidence[] = [];
        for (let before: ListPlace | null = null; ;) {
          const page = await stage.store.latestEvidence(stage.of as TenantTag, before, batch);
          back.push(...page.rows);
          if (page.last === null) break;
          before = page.last;
        }
        expect(back.map(({ row }) => row)).toEqual((await found(batch)).toReversed());
        expect(back.map((one) => one.until)).toEqual(back.map((one) => one.until).toSorted((a, b) => b - a));
        expect(Math.abs(back.at(-1)!.until - Date.now() - DAY)).toBeLessThan(60_000);
      }
      const first = await stage.store.listEvidence(stage.of as TenantTag, null, 2);
      expect(first.rows).toEqual([rows[1], rows[2]]);
      const empty = newId().slice(6, 12) as TenantTag;
      expect(await stage.store.listEvidence(empty, null, 9)).toEqual({ rows: [], last: null });
      expect(await stage.store.latestEvidence(empty, null, 9)).toEqual({ rows: [], last: null });
    });

    test('is replaced, together with its leaf, by who knows it as it is, and filled in only where there is none', async () => {
      const row = await leave();
      // What opens the log's hash of the two goes with a name.
      const ann = withoutPerson(row, row.sender);
      const ben = { ...row, kind: 'bank' } as const;
      expect([row.parties, ann.parties]).toEqual([expect.objectContaining({ salt: 'c2FsdA==' }), undefined]);
      expect(await stage.store.replaceEvidence(row, ann, 'forgotten ann\n')).toBe(true);
      expect(await stage.store.replaceEvidence(row, ben, 'forgotten ben\n')).toBe(false);
      expect(await stage.store.loadEvidence(row.id)).toEqual(ann);
      expect(await stage.store.leaves(stage.of as TenantTag, 2, 9)).toEqual(['forgotten ann\n']);
      await stage.store.fillEvidence({ row, until: Date.now() + DAY });
      expect(await stage.store.loadEvidence(row.id)).toEqual(ann);
      const gone = rowOf({ id: newId(stage.of), sender: { key: row.sender, name: '' }, createdAt: 1 });
      expect(await stage.store.replaceEvidence(gone, ann, 'no\n')).toBe(false);
      await stage.store.fillEvidence({ row: gone, until: Date.now() + DAY });
      expect(await stage.store.loadEvidence(gone.id)).toEqual(gone);
      expect(await found()).toHaveLength(2);
      expect(await stage.store.leaves(stage.of as TenantTag, 2, 9)).toHaveLength(1);
    });

    test('ends at its time; one that must be gone at once is', async () => {
      const row = await leave(400);
      const share = await stage.store.load(row.id);
      const at = Date.now();
      await stage.store.commit({ ...commitOf(next(share!, share!.state), { dueAt: null }), at, evidence: { row, until: at + 1 } });
      await expect.poll(() => stage.store.loadEvidence(row.id)).toBeNull();
      expect(await found()).toEqual([]);
    });

    test('is in a backup beside the record, and without it', async () => {
      const [row, other] = [await leave(), await stage.put()];
      const alone = rowOf({ ...other, id: newId(stage.of) });
      await stage.store.fillEvidence({ row: alone, until: Date.now() + 9 * DAY });
      const tag = stage.of as TenantTag;
      const ids = [row.id, other.id, alone.id];
      const cut = await stage.store.snapshotTenant(tag, (await stage.store.entryRange(tag)).end, ids);
      const read = await stage.store.exportShares(tag, ids);
      for (const kept of [cut!, read]) {
        expect(kept.shares.map(({ id }) => id)).toEqual([row.id, other.id]);
        expect(kept.evidence.map((one) => one.row)).toEqual([row, alone]);
        expect(Math.abs(kept.evidence[1]!.until - Date.now() - 9 * DAY)).toBeLessThan(60_000);
      }
    });
  });
}
