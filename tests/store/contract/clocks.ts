// What falls due, what is forgotten by itself, and what waits to be said.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ShareId, TenantTag } from '../../../src/core/share.ts';
import { aShare, claimOf, commitOf, endOf, newId, next, person } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const HOUR = 3_600_000;

export function testClocks(stage: Stage): void {
  describe('clocks', () => {
    test('T15: what fell due while everything was down is due at the next start, earliest first, until it is ended', async () => {
      const now = Date.now();
      const late = await stage.put({ dueAt: now - HOUR });
      const later = await stage.put({ dueAt: now - 2 * HOUR });
      const restarted = await stage.open();
      const mine = async () => (await restarted.due(now, 1_000)).filter((id) => id.startsWith(stage.of));
      expect(await mine()).toEqual([later.id, late.id]);
      // Two sweepers see the same share: one ends it.
      const ends = await Promise.all([stage.store.commit(endOf(late)), restarted.commit(endOf(late))]);
      expect(ends.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await mine()).toEqual([later.id]);
      expect(await restarted.commit(endOf(later))).toEqual({ ok: true });
      expect(await mine()).toEqual([]);
    });

    test('forgets ciphertext, then the share, by itself when no sweeper comes', async () => {
      const now = Date.now();
      const share = await stage.put({ ciphertext: { capsule: randomBytes(9) }, ciphertextUntil: now + 800, shareUntil: now + 4_000 });
      expect((await stage.store.loadWithCiphertext(share.id))?.capsule).toHaveLength(9);
      await expect
        .poll(() => stage.store.loadWithCiphertext(share.id), { timeout: 10_000 })
        .toMatchObject({ share: { id: share.id }, capsule: null });
      await expect.poll(() => stage.store.load(share.id), { timeout: 10_000 }).toBeNull();
      expect(Date.now() - now).toBeGreaterThan(3_900);
    });

    test('J4: what got more time keeps its ciphertext, its clock, its list and its place in the quotas for all of it', async () => {
      const now = Date.now();
      const set = { set: 'ann', max: 1 };
      const who = person('p:t:ann');
      const listFor = [{ person: who, side: 'sent', state: 'others', words: 'key' }] as const;
      const short = { ciphertextUntil: now + 900, shareUntil: now + 1_500 };
      const first = { listFor, quotaSets: { add: [set], remove: [] }, bytes: [{ set: 'ann', max: 1_000 }] };
      const payload = randomBytes(900);
      const share = await stage.put({ ciphertext: { payload }, ...first, ...short });
      const longer = { ...next(share, share.state), expiresAt: share.expiresAt + 24 * HOUR };
      const more = { quotaSets: { add: [set], remove: [] }, listFor, extended: true, dueAt: longer.expiresAt } as const;
      expect(await stage.store.commit(commitOf(longer, more))).toEqual({ ok: true });
      await sleep(1_800);
      expect(Buffer.from((await stage.store.loadWithCiphertext(share.id))?.payload ?? [])).toEqual(payload);
      const asked = { sides: ['sent'], phases: ['open'], before: null, limit: 9 } as const;
      expect(await stage.store.list(stage.of as TenantTag, who, asked)).toMatchObject({ places: [{ id: share.id }] });
      expect((await stage.store.due(longer.expiresAt - 1, 1_000)).filter((id) => id === share.id)).toEqual([]);
      expect((await stage.store.due(longer.expiresAt, 1_000)).filter((id) => id === share.id)).toEqual([share.id]);
      // Counted as before: no second one, and no more bytes.
      const another = { ...aShare(newId(stage.of)), createdAt: now };
      expect(await stage.store.commit(commitOf(another, { quotaSets: first.quotaSets }))).toEqual({
        ok: false,
        reason: 'quota',
        set: 'ann',
      });
      const heavy = commitOf(another, {
        bytes: first.bytes,
        quotaSets: { add: [{ set: 'ann', max: 2 }], remove: [] },
        ciphertext: { payload: randomBytes(101) },
      });
      expect(await stage.store.commit(heavy)).toEqual({ ok: false, reason: 'bytes', set: 'ann' });
    });

    test('counts what is left to live from the decision, also where its clock has jumped a day ahead before the commit', async () => {
      const far = Date.now() + 100 * HOUR;
      const share = await stage.put({ ciphertext: { capsule: randomBytes(9) }, ciphertextUntil: far, shareUntil: far });
      const jumped = await stage.open({ clock: () => Date.now() + 25 * HOUR });
      const claimed = claimOf(share, 'device');
      expect(await jumped.commit({ ...claimed, ciphertextUntil: Date.now() + 180_000, shareUntil: far })).toEqual({ ok: true });
      await sleep(20);
      expect((await stage.store.loadWithCiphertext(share.id))?.capsule).toHaveLength(9);
    });

    test('hands what is to be said to one caller until it gives it back or its lease is over', async () => {
      const now = Date.now();
      const others = await stage.store.countOutbox();
      const share = await stage.put({ outboxAt: now - 10 });
      expect(await stage.store.countOutbox()).toBe(others + 1);
      const mine = (ids: ShareId[]) => ids.filter((id) => id.startsWith(stage.of));
      expect(mine(await stage.store.leaseOutbox(now, 500, 1_000, new Set([stage.of as TenantTag])))).toEqual([]);
      const both = await Promise.all([stage.store.leaseOutbox(now, 500, 1_000), stage.store.leaseOutbox(now, 500, 1_000)]);
      expect(both.flatMap(mine)).toEqual([share.id]);
      // A commit meanwhile puts more into the outbox, and still nobody else gets it.
      const changed = next(share, share.state);
      expect(await stage.store.commit(commitOf(changed, { outboxAt: now }))).toEqual({ ok: true });
      expect(mine(await stage.store.leaseOutbox(now + 400, 500, 1_000))).toEqual([]);
      expect(mine(await stage.store.leaseOutbox(now + 501, 500, 1_000))).toEqual([share.id]);
      // An instance that needs longer says so, and nobody else gets it meanwhile.
      await stage.store.extendOutbox(share.id, now + 2_000);
      expect(mine(await stage.store.leaseOutbox(now + 1_999, 500, 1_000))).toEqual([]);
      await stage.store.releaseOutbox(share.id, now + 5_000);
      await stage.store.extendOutbox(share.id, now + HOUR);
      expect(mine(await stage.store.leaseOutbox(now + 4_999, 500, 1_000))).toEqual([]);
      expect(mine(await stage.store.leaseOutbox(now + 5_000, 500, 1_000))).toEqual([share.id]);
      await stage.store.releaseOutbox(share.id, null);
      expect(mine(await stage.store.leaseOutbox(now + 5_000, 500, 1_000))).toEqual([share.id]);
      expect(await stage.store.commit(commitOf(next(changed, share.state)))).toEqual({ ok: true });
      await stage.store.releaseOutbox(share.id, null);
      expect(mine(await stage.store.leaseOutbox(now + HOUR, 500, 1_000))).toEqual([]);
      expect(await stage.store.countOutbox()).toBe(others);
    });
  });
}
