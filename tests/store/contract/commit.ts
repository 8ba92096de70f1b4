// What one commit must do: all of it or nothing, for one of many.

import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { everything } from '../../../src/core/lists.ts';
import type { Share, TenantTag } from '../../../src/core/share.ts';
import { aShare, claimOf, commitOf, endOf, newId, next, person } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const HOUR = 3_600_000;

export function testCommit(stage: Stage): void {
  describe('commit', () => {
    test('keeps what a share waits for: a second person who is asked, and what they answer', async () => {
      const asked = [{ key: person('playground:t:olga'), message: 'm/1' }, { key: person('playground:t:ivan') }];
      const waits = { asked, until: 9_000_000_000_000, salt: 'c2FsdA==', reason: '' } as const;
      const share: Share = { ...aShare(newId(stage.of)), isUntold: true, approval: waits };
      expect(await stage.store.commit(commitOf(share))).toEqual({ ok: true });
      expect(await stage.store.load(share.id)).toEqual(share);
      const { isUntold: _, ...rest } = share;
      const told: Share = { ...rest, version: 2, approval: { ...waits, answer: 'given', by: person('playground:t:olga'), reason: '' } };
      expect(await stage.store.commit(commitOf(told))).toEqual({ ok: true });
      expect(await stage.store.load(share.id)).toEqual(told);
    });

    test('writes share, ciphertext, leaves and indexes together', async () => {
      const capsule = randomBytes(2_600);
      const payload = randomBytes(320 * 1024);
      const reader = person('playground:t:bob');
      const share = await stage.put({
        ciphertext: { capsule, payload },
        leaves: ['one\n', 'two\n'],
        outboxAt: 5,
        listFor: [{ person: reader, side: 'received', state: 'others', words: '' }],
      });
      const tag = stage.of as TenantTag;
      expect(await stage.store.load(share.id)).toEqual(share);
      const loaded = await stage.store.loadWithCiphertext(share.id);
      expect(loaded?.share).toEqual(share);
      expect(capsule.equals(loaded?.capsule ?? new Uint8Array())).toBe(true);
      expect(payload.equals(loaded?.payload ?? new Uint8Array())).toBe(true);
      expect(await stage.store.leaves(tag, 0, 10)).toEqual(['one\n', 'two\n']);
      expect(await stage.store.leaves(tag, 1, 10)).toEqual(['two\n']);
      expect(await stage.store.leaves(tag, 0, 1)).toEqual(['one\n']);
      expect(await stage.store.listSealed(tag)).toEqual([share.id]);
      expect(await stage.store.list(tag, reader, everything(10))).toEqual({ places: [{ id: share.id, at: share.createdAt }], more: 0 });
      expect(await stage.store.tags()).toContain(tag);
      expect(await stage.store.due(share.expiresAt, 1_000)).toContain(share.id);
      expect(await stage.store.due(share.expiresAt - 1, 1_000)).not.toContain(share.id);
    });

    test('keeps what it is not told to change, and deletes what it is told to', async () => {
      const share = await stage.put({ ciphertext: { capsule: randomBytes(9), payload: randomBytes(9) } });
      const claimed = claimOf(share, 'device');
      expect(await stage.store.commit(claimed)).toEqual({ ok: true });
      expect((await stage.store.loadWithCiphertext(share.id))?.capsule).toHaveLength(9);
      expect(await stage.store.commit(endOf(claimed.share))).toEqual({ ok: true });
      expect(await stage.store.loadWithCiphertext(share.id)).toMatchObject({ capsule: null, payload: null, share: { version: 3 } });
      expect(await stage.store.listSealed(stage.of as TenantTag)).toEqual([]);
      expect(await stage.store.due(Date.now() + 9 * HOUR, 1_000)).not.toContain(share.id);
    });

    test('writes nothing at all on conflict', async () => {
      const share = await stage.put({ ciphertext: { capsule: randomBytes(9) } });
      const more = {
        live: { enter: [{ set: 'a', max: 1 }], leave: [] },
        listFor: [{ person: person('p:t:late'), side: 'sent' as const, state: 'others' as const, words: '' }],
        outboxAt: 1,
      };
      const again = commitOf({ ...share, label: 'another' }, { ...more, ciphertext: { capsule: null } });
      expect(await stage.store.commit(again)).toEqual({ ok: false, reason: 'conflict' });
      const early = commitOf({ ...next(share, share.state), version: 3 }, more);
      expect(await stage.store.commit(early)).toEqual({ ok: false, reason: 'conflict' });
      expect((await stage.store.loadWithCiphertext(share.id))?.capsule).toHaveLength(9);
      expect((await stage.store.load(share.id))?.label).toBe(share.label);
      expect(await stage.store.leaves(stage.of as TenantTag, 0, 10)).toHaveLength(1);
      expect(await stage.store.list(stage.of as TenantTag, person('p:t:late'), everything(10))).toEqual({ places: [], more: 0 });
      expect(await stage.store.leaseOutbox(Date.now(), 1_000, 1_000)).not.toContain(share.id);
      // The live set was not entered either: its one place is free.
      await stage.put({ quotaSets: { add: [{ set: 'a', max: 1 }], remove: [] } });
    });

    test('lets one of fifty commits of the same version win', async () => {
      const share = await stage.put();
      const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => stage.store.commit(claimOf(share, `d${at}`))));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await stage.store.leaves(stage.of as TenantTag, 0, 100)).toHaveLength(2);
    });

    test('does not know a share that was never there', async () => {
      expect(await stage.store.load(newId(stage.of))).toBeNull();
      expect(await stage.store.loadWithCiphertext(newId(stage.of))).toBeNull();
      expect(await stage.store.commit(claimOf(aShare(newId(stage.of)), 'device'))).toEqual({ ok: false, reason: 'conflict' });
    });
  });
}
