// Tokens, leases, allowances, quotas, blocks, settings and watching.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Share, TenantTag } from '../../../src/core/share.ts';
import { aShare, claimOf, commitOf, endOf, newId, person } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const HOUR = 3_600_000;

export function testSmallThings(stage: Stage): void {
  describe('small things', () => {
    test('gives the value of a single-use token to one of many takers', async () => {
      const now = Date.now();
      await stage.store.putToken(stage.of as TenantTag, 'hash', 'who it is for', now + HOUR);
      const other = await stage.open();
      const taken = await Promise.all(
        Array.from({ length: 40 }, (_, at) => (at % 2 ? stage.store : other).takeToken(stage.of as TenantTag, 'hash', now)),
      );
      expect(taken.filter((value) => value !== null)).toEqual(['who it is for']);
      await stage.store.putToken(stage.of as TenantTag, 'old', 'too late', now + HOUR);
      expect(await stage.store.takeToken(stage.of as TenantTag, 'old', now + HOUR)).toBeNull();
    });

    test('says "first" to one caller until the time is over', async () => {
      const until = Date.now() + 300;
      const said = await Promise.all(Array.from({ length: 20 }, () => stage.store.markOnce(stage.of as TenantTag, 'event', until)));
      expect(said.filter(Boolean)).toHaveLength(1);
      await sleep(400);
      expect(await stage.store.markOnce(stage.of as TenantTag, 'event', Date.now() + HOUR)).toBe(true);
    });

    test('leases a piece of work to one owner at a time, under a number that grows with each', async () => {
      const now = Date.now();
      const name = `work/${stage.of}`;
      const other = await stage.open();
      const owners = Array.from({ length: 20 }, (_, at) => `owner-${at}`);
      const taken = await Promise.all(owners.map((owner, at) => (at % 2 ? stage.store : other).acquireLease(name, owner, now, now + HOUR)));
      const tokens = taken.filter((token) => token !== null);
      expect(tokens).toHaveLength(1);
      const owner = owners[taken.findIndex((token) => token !== null)] as string;
      expect(await other.acquireLease(name, owner, now, now + HOUR)).toBe(tokens[0]);
      await stage.store.releaseLease(name, 'somebody else');
      expect(await stage.store.acquireLease(name, 'next', now, now + HOUR)).toBeNull();
      await stage.store.releaseLease(name, owner);
      const second = await stage.store.acquireLease(name, 'next', Date.now(), Date.now() + 2_000);
      expect(second).toBeGreaterThan(tokens[0] ?? Infinity);
      expect(await stage.store.acquireLease(`${name}/more`, owner, now, now + HOUR)).not.toBeNull();
      // Nobody renews it: the next who asks has it.
      const asks = () => other.acquireLease(name, owner, Date.now(), Date.now() + HOUR);
      expect(await asks()).toBeNull();
      await expect.poll(asks, { timeout: 10_000 }).toBeGreaterThan(second ?? Infinity);
    });

    test('counts allowances, and spends all of them or none', async () => {
      const now = Date.now();
      const wide = { bucket: `${stage.of}-wide`, max: 100, windowMs: HOUR };
      const tight = { bucket: `${stage.of}-tight`, max: 3, windowMs: 60_000 };
      const spent = await Promise.all(Array.from({ length: 20 }, () => stage.store.consume([wide, tight], now)));
      expect(spent.filter(({ ok }) => ok)).toHaveLength(3);
      expect(await stage.store.consume([wide, tight], now + 20_000)).toEqual({ ok: false, retryAfterMs: 40_000 });
      expect(await stage.store.consume([wide, tight], now + 60_000)).toEqual({ ok: true });
      // 4 of the wide one are gone, and not the 18 that were refused.
      const rest = await Promise.all(Array.from({ length: 97 }, () => stage.store.consume([wide], now + 60_000)));
      expect(rest.filter(({ ok }) => ok)).toHaveLength(96);
      expect(await stage.store.consume([], now)).toEqual({ ok: true });
      // By the byte: what does not fit whole is not spent at all.
      const bytes = { bucket: `${stage.of}-bytes`, max: 1_000, windowMs: HOUR, amount: 300 };
      const sent = await Promise.all(Array.from({ length: 20 }, () => stage.store.consume([bytes, tight], now + 120_000)));
      expect(sent.filter(({ ok }) => ok)).toHaveLength(3);
      expect(await stage.store.consume([{ ...bytes, amount: 101 }], now + 120_000)).toEqual({ ok: false, retryAfterMs: HOUR });
      expect(await stage.store.consume([{ ...bytes, amount: 100 }], now + 120_000)).toEqual({ ok: true });
    });

    test('refuses a share over the quota inside the commit, and takes it when another one has left', async () => {
      const quotaSets = {
        add: [
          { set: 'tenant', max: 5 },
          { set: 'ann', max: 2 },
        ],
        remove: [],
      };
      const first = await stage.put({ quotaSets });
      await stage.put({ quotaSets });
      const third = commitOf(aShare(newId(stage.of)), { quotaSets });
      expect(await stage.store.commit(third)).toEqual({ ok: false, reason: 'quota', set: 'ann' });
      expect(await stage.store.load(third.share.id)).toBeNull();
      expect(await stage.store.commit({ ...endOf(first), quotaSets: { add: [], remove: ['tenant', 'ann'] } })).toEqual({ ok: true });
      expect(await stage.store.commit(third)).toEqual({ ok: true });
      const many = Array.from({ length: 10 }, () =>
        commitOf(aShare(newId(stage.of)), { quotaSets: { add: [{ set: 'tenant', max: 5 }], remove: [] } }),
      );
      const answers = await Promise.all(many.map((commit) => stage.store.commit(commit)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    });

    test('counts the bytes that lie there, refuses only what makes them more, and counts them no longer when they are gone', async () => {
      // What a key store makes of it is a little longer.
      const overhead = stage.where().shred === undefined ? 0 : 53;
      const lying = (size: number) => randomBytes(size - overhead);
      const quotaSets = { add: [{ set: 'ann', max: 9 }], remove: [] };
      const bytes = [{ set: 'ann', max: 1_000 }];
      const over = { ok: false, reason: 'bytes', set: 'ann' };
      const first = await stage.put({ quotaSets, bytes, ciphertext: { payload: lying(600) } });
      const second = await stage.put({ quotaSets });
      const enter = (size: number, share: Share) =>
        commitOf({ ...share, version: share.version + 1 }, { bytes, ciphertext: { payload: lying(size) } });
      expect(await stage.store.overfull(second.id, 401 - 2 * overhead, bytes)).toBe('ann');
      expect(await stage.store.overfull(second.id, 400 - 2 * overhead, bytes)).toBeNull();
      expect(await stage.store.overfull(second.id, 401 - 2 * overhead, [{ set: 'bob', max: 1_000 }, ...bytes])).toBe('ann');
      // What lies there already makes nothing fuller.
      expect(await stage.store.overfull(first.id, 600 - 2 * overhead, [{ set: 'ann', max: 1 }])).toBeNull();
      expect(await stage.store.commit(enter(401, second))).toEqual(over);
      expect((await stage.store.loadWithCiphertext(second.id))?.payload).toBeNull();
      expect(await stage.store.commit(enter(400, second))).toEqual({ ok: true });
      // The same bytes again, or fewer, are not refused, and a capsule beside them is.
      const sealed = { ...second, version: 2 };
      expect(await stage.store.commit(enter(400, sealed))).toEqual({ ok: true });
      const capsule = (share: Share) => commitOf({ ...share, version: share.version + 1 }, { bytes, ciphertext: { capsule: lying(100) } });
      expect(await stage.store.commit(capsule({ ...sealed, version: 3 }))).toEqual(over);
      expect(await stage.store.commit(enter(300, { ...sealed, version: 3 }))).toEqual({ ok: true });
      expect(await stage.store.commit(capsule({ ...sealed, version: 4 }))).toEqual({ ok: true });
      // A conflict counts nothing.
      expect(await stage.store.commit(enter(100, sealed))).toEqual({ ok: false, reason: 'conflict' });
      const third = await stage.put({ quotaSets });
      expect(await stage.store.commit(enter(100, third))).toEqual(over);
      expect(await stage.store.commit({ ...endOf(first), bytes, quotaSets: { add: [], remove: ['ann'] } })).toEqual({ ok: true });
      expect(await stage.store.commit(enter(601, third))).toEqual(over);
      expect(await stage.store.commit(enter(600, third))).toEqual({ ok: true });
      const ends = [commitOf({ ...sealed, version: 6 }), commitOf({ ...third, version: 3 })];
      for (const end of ends)
        await stage.store.commit({ ...end, bytes, ciphertext: { capsule: null, payload: null }, quotaSets: { add: [], remove: ['ann'] } });
      await stage.put({ quotaSets, bytes, ciphertext: { payload: lying(1_000) } });
    });

    test('does not count a share against the quota that expired long ago and was never ended', async () => {
      const quotaSets = { add: [{ set: 'ann', max: 1 }], remove: [] };
      const old = { ...aShare(newId(stage.of)), expiresAt: Date.now() - 2 * HOUR };
      expect(await stage.store.commit(commitOf(old, { quotaSets, shareUntil: Date.now() + HOUR }))).toEqual({ ok: true });
      await stage.put({ quotaSets });
    });

    test('refuses a new share to a person who blocks its sender, lists blocks both ways, and takes no more than so many', async () => {
      const [tag, ann, ben, cid] = [stage.of as TenantTag, person('p:t:ann'), { key: person('p:t:ben'), name: 'Ben' }, person('p:t:cid')];
      const unlessBlocked = { person: ann, sender: ben.key };
      await stage.put({ unlessBlocked });
      expect(await stage.store.block(tag, { person: ann, sender: ben }, 1)).toBe(true);
      const more = { unlessBlocked: unlessBlocked, quotaSets: { add: [{ set: 'ann', max: 1 }], remove: [] } };
      expect(await stage.store.commit(commitOf(aShare(newId(stage.of)), more))).toEqual({ ok: false, reason: 'blocked' });
      // The sender's own quotas are looked at first.
      const none = { ...more, quotaSets: { add: [{ set: 'none', max: 0 }], remove: [] } };
      expect(await stage.store.commit(commitOf(aShare(newId(stage.of)), none))).toEqual({ ok: false, reason: 'quota', set: 'none' });
      expect(await stage.store.quotaSetMembers(tag, 'ann')).toEqual([]);
      // The other way round, and for another person, nothing is blocked.
      const there = await stage.put({ unlessBlocked: { person: ben.key, sender: ann }, quotaSets: more.quotaSets });
      await stage.put({ unlessBlocked: { person: cid, sender: ben.key } });
      expect(await stage.store.quotaSetMembers(tag, 'ann')).toEqual([there.id]);
      expect(await stage.store.block(tag, { person: ann, sender: { ...ben, name: 'Benjamin' } }, 1)).toBe(true);
      expect(await stage.store.block(tag, { person: ann, sender: { key: cid, name: 'Cid' } }, 1)).toBe(false);
      expect(await stage.store.blocks(tag, ann)).toEqual([{ ...ben, name: 'Benjamin' }]);
      expect(await stage.store.blockedBy(tag, ben.key)).toEqual([ann]);
      expect(await stage.store.listAllBlocks(tag)).toEqual([{ person: ann, sender: { ...ben, name: 'Benjamin' } }]);
      expect([await stage.store.unblock(tag, ann, ben.key), await stage.store.unblock(tag, ann, ben.key)]).toEqual([true, false]);
      expect(
        await Promise.all([stage.store.blocks(tag, ann), stage.store.blockedBy(tag, ben.key), stage.store.listAllBlocks(tag)]),
      ).toEqual([[], [], []]);
      await stage.put({ unlessBlocked });
    });

    test('keeps settings', async () => {
      await stage.store.putSetting(`token/${stage.of}/a`, '1');
      await stage.store.putSetting(`token/${stage.of}/b`, '2');
      await stage.store.putSetting(`token/${stage.of}/b`, '3');
      expect(await stage.store.getSetting(`token/${stage.of}/b`)).toBe('3');
      expect(await stage.store.listSettings(`token/${stage.of}/`)).toEqual([
        { key: `token/${stage.of}/a`, value: '1' },
        { key: `token/${stage.of}/b`, value: '3' },
      ]);
      await stage.store.putSetting(`token/${stage.of}/a`, null);
      expect(await stage.store.getSetting(`token/${stage.of}/a`)).toBeNull();
    });

    test('tells who watches of the commits of this and of other processes, until they stop', async () => {
      const share = await stage.put();
      const other = await stage.open();
      let calls = 0;
      const stop = await stage.store.watch(share.id, () => calls++);
      await sleep(50);
      calls = 0;
      const claimed = claimOf(share, 'device');
      await other.commit(claimed);
      await expect.poll(() => calls, { timeout: 3_000 }).toBe(1);
      await stage.store.commit(endOf(claimed.share));
      await expect.poll(() => calls, { timeout: 3_000 }).toBe(2);
      stop();
      await stage.store.commit(commitOf({ ...endOf(claimed.share).share, version: 4 }));
      await sleep(400);
      expect(calls).toBe(2);
    });
  });
}
