// Someone's shares by side and phase: what is open is found whatever has ended since, and pages hold still.

import { describe, expect, test } from 'vitest';
import { everything, listedFor } from '../../../src/core/lists.ts';
import type { Listing, ListPlace } from '../../../src/core/ports/list-store.ts';
import type { PersonKey, Share, TenantTag } from '../../../src/core/share.ts';
import { aShare, claimOf, commitOf, endOf, newId, person } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const OPEN = { sides: ['sent', 'received'], phases: ['open'], before: null, limit: 10 } as const satisfies Listing;

export function testLists(stage: Stage): void {
  describe('lists', () => {
    const [ann, ben] = [person('p:t:ann'), person('p:t:ben')];
    const people = { sender: { key: ann, name: 'Ann' }, recipient: { key: ben, name: 'Ben' } };
    let made = 0;

    async function begin(more: Partial<Share> = {}, shareUntil?: number): Promise<Share> {
      made += 1;
      const share: Share = {
        ...aShare(newId(stage.of), Date.now() - 5_000_000 + made),
        expiresAt: Date.now() + 3_600_000,
        ...people,
        ...more,
      };
      const commit = commitOf(share, { listFor: listedFor(share), ...(shareUntil !== undefined && { shareUntil }) });
      expect(await stage.store.commit(commit)).toEqual({ ok: true });
      return share;
    }
    const end = async (share: Share): Promise<void> => {
      const ended = endOf(share);
      expect(await stage.store.commit({ ...ended, listFor: listedFor(ended.share) })).toEqual({ ok: true });
    };
    const over = async (): Promise<Share> => {
      const share = await begin();
      await end(share);
      return share;
    };
    const ask = (who: PersonKey, listing: Listing = OPEN) => stage.store.list(stage.of as TenantTag, who, listing);
    const ids = (listed: { readonly places: readonly ListPlace[] }): string[] => listed.places.map(({ id }) => id);
    const newest = (shares: readonly Share[]): string[] => shares.map(({ id }) => id).toReversed();

    test('R1: the one that waits is found behind 200 newer ones that have ended, by both sides', async () => {
      const waiting = await begin();
      await Promise.all(Array.from({ length: 200 }, over));
      for (const [who, side] of [
        [ann, 'sent'],
        [ben, 'received'],
      ] as const) {
        expect(await ask(who)).toEqual({ places: [{ id: waiting.id, at: waiting.createdAt }], more: 0 });
        expect(await ask(who, { ...OPEN, sides: [side] })).toMatchObject({ places: [{ id: waiting.id }] });
        expect(await ask(who, { ...OPEN, sides: [side === 'sent' ? 'received' : 'sent'] })).toEqual({ places: [], more: 0 });
        expect(await ask(who, { ...OPEN, phases: ['over'] })).toMatchObject({ more: 190 });
        expect(await ask(who, everything(10))).toMatchObject({ more: 191 });
      }
      expect(await ask(person('p:t:eve'), everything(10))).toEqual({ places: [], more: 0 });
    });

    test('R1: of a hundred that wait each is reached, page by page, and each page says how many follow', async () => {
      const all: Share[] = [];
      for (let n = 0; n < 100; n += 1) all.push(await begin());
      const found: string[] = [];
      for (let before: ListPlace | null = null, more = 100; more > 0;) {
        const page = await ask(ben, { ...OPEN, before });
        found.push(...ids(page));
        more = page.more;
        before = page.places.at(-1) ?? null;
        expect(more).toBe(100 - found.length);
      }
      expect(found).toEqual(newest(all));
    });

    test('R1: pages hold still while shares end, begin, and are made in the same millisecond', async () => {
      const at = Date.now() - 9_000_000;
      const all = await Promise.all(Array.from({ length: 12 }, () => begin({ createdAt: at })));
      const first = await ask(ann, { ...OPEN, limit: 5 });
      expect(first).toMatchObject({ more: 7 });
      const last = first.places[4]!;
      // What was shown ends, the last one of the page among it, and something newer comes.
      for (const share of all) if (ids(first).slice(2).includes(share.id)) await end(share);
      await begin();
      const second = await ask(ann, { ...OPEN, before: last, limit: 10 });
      expect(second.more).toBe(0);
      expect([...ids(first), ...ids(second)].toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      // And what ends while it is still to be shown is left out.
      const gone = all.find(({ id }) => id === second.places[3]?.id)!;
      await end(gone);
      expect(ids(await ask(ann, { ...OPEN, before: last }))).toEqual(ids(second).filter((id) => id !== gone.id));
    });

    test('a share stands in one list from its first commit to its end, and in the other afterwards, however often it is written', async () => {
      const share = await begin();
      const claimed = claimOf(share, 'device');
      await stage.store.commit(claimed);
      expect(ids(await ask(ben))).toEqual([share.id]);
      const end = endOf(claimed.share);
      const ended = { ...end, listFor: listedFor(end.share) };
      await stage.store.commit(ended);
      await stage.store.commit({ ...ended, share: { ...ended.share, version: 4 } });
      expect(ids(await ask(ben))).toEqual([]);
      expect(await ask(ben, everything(5))).toEqual({ places: [{ id: share.id, at: share.createdAt }], more: 0 });
    });

    test('what the store has forgotten is in no list and in no count', async () => {
      const kept = await begin();
      await begin({}, Date.now() + 400);
      expect(await ask(ann, { ...OPEN, limit: 1 })).toMatchObject({ more: 1 });
      await expect.poll(() => ask(ann), { timeout: 5_000 }).toEqual({ places: [{ id: kept.id, at: kept.createdAt }], more: 0 });
    });

    test('are forgotten on demand, and the shares stay', async () => {
      const [waiting, ended] = [await begin(), await over()];
      await stage.store.clearList(stage.of as TenantTag, ann);
      expect(await ask(ann, everything(9))).toEqual({ places: [], more: 0 });
      expect(ids(await ask(ben, everything(9)))).toEqual([ended.id, waiting.id]);
      expect(await stage.store.load(waiting.id)).not.toBeNull();
    });
  });
}
