// What every store must do. Run by sqlite.test.ts, redis.test.ts and redis-cluster.test.ts.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LogWrite } from '../../src/core/log/ports.ts';
import type { Commit, Store } from '../../src/core/ports.ts';
import type { Share, ShareId, Tag } from '../../src/core/share.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import { aShare, claimOf, commitOf, endOf, newId, next, person, seal } from '../support/shares.ts';
import { openStore } from './open.ts';
import type { OpenOptions, Where } from './open.ts';
import { startWorker } from './process.ts';

const HOUR = 3_600_000;
const USUAL_ROUNDS = process.env['NT2_CAMPAIGN'] ? 500 : 50;

export interface Subject {
  readonly name: string;
  /** Called once, after the subject's own beforeAll. */
  readonly where: () => Where;
  /** Of races, where another subject has run the long form; 0: nothing with several processes. */
  readonly rounds?: number;
}

export function testStore({ name, where, rounds: ROUNDS = USUAL_ROUNDS }: Subject): void {
  describe(name, () => {
    let store: Store;
    let of: string;
    const opened: Store[] = [];
    const open = async (options: OpenOptions = {}): Promise<Store> => {
      const another = await openStore(where(), options);
      opened.push(another);
      return another;
    };
    const put = async (more: Partial<Commit> = {}, id: ShareId = newId(of)) => {
      const share = aShare(id);
      expect(await store.commit(commitOf(share, more))).toEqual({ ok: true });
      return share;
    };

    beforeAll(async () => {
      store = await open();
    });
    // Every test has a tenant of its own, so that none sees another's indexes.
    beforeEach(() => {
      of = newId().slice(6, 12);
    });
    afterAll(async () => {
      for (const one of opened) await one.close();
    });

    describe('commit', () => {
      test('writes share, ciphertext, leaves and indexes together', async () => {
        const capsule = randomBytes(2_600);
        const payload = randomBytes(320 * 1024);
        const reader = person('playground:t:bob');
        const share = await put({ ciphertext: { capsule, payload }, leaves: ['one\n', 'two\n'], outboxAt: 5, listFor: [reader] });
        const tag = of as Tag;
        expect(await store.load(share.id)).toEqual(share);
        const loaded = await store.loadWithCiphertext(share.id);
        expect(loaded?.share).toEqual(share);
        expect(capsule.equals(loaded?.capsule ?? new Uint8Array())).toBe(true);
        expect(payload.equals(loaded?.payload ?? new Uint8Array())).toBe(true);
        expect(await store.leaves(tag, 0, 10)).toEqual(['one\n', 'two\n']);
        expect(await store.leaves(tag, 1, 10)).toEqual(['two\n']);
        expect(await store.leaves(tag, 0, 1)).toEqual(['one\n']);
        expect(await store.open(tag)).toEqual([share.id]);
        expect(await store.list(tag, reader, 10)).toEqual([share.id]);
        expect(await store.tags()).toContain(tag);
        expect(await store.due(share.expiresAt, 1_000)).toContain(share.id);
        expect(await store.due(share.expiresAt - 1, 1_000)).not.toContain(share.id);
      });

      test('keeps what it is not told to change, and deletes what it is told to', async () => {
        const share = await put({ ciphertext: { capsule: randomBytes(9), payload: randomBytes(9) } });
        const claimed = claimOf(share, 'device');
        expect(await store.commit(claimed)).toEqual({ ok: true });
        expect((await store.loadWithCiphertext(share.id))?.capsule).toHaveLength(9);
        expect(await store.commit(endOf(claimed.share))).toEqual({ ok: true });
        expect(await store.loadWithCiphertext(share.id)).toMatchObject({ capsule: null, payload: null, share: { version: 3 } });
        expect(await store.open(of as Tag)).toEqual([]);
        expect(await store.due(Date.now() + 9 * HOUR, 1_000)).not.toContain(share.id);
      });

      test('writes nothing at all on conflict', async () => {
        const share = await put({ ciphertext: { capsule: randomBytes(9) } });
        const more = { live: { enter: [{ set: 'a', max: 1 }], leave: [] }, listFor: [person('p:t:late')], outboxAt: 1 };
        const again = commitOf({ ...share, label: 'another' }, { ...more, ciphertext: { capsule: null } });
        expect(await store.commit(again)).toEqual({ ok: false, why: 'conflict' });
        const early = commitOf({ ...next(share, share.state), version: 3 }, more);
        expect(await store.commit(early)).toEqual({ ok: false, why: 'conflict' });
        expect((await store.loadWithCiphertext(share.id))?.capsule).toHaveLength(9);
        expect((await store.load(share.id))?.label).toBe(share.label);
        expect(await store.leaves(of as Tag, 0, 10)).toHaveLength(1);
        expect(await store.list(of as Tag, person('p:t:late'), 10)).toEqual([]);
        expect(await store.leaseOutbox(Date.now(), 1_000, 1_000)).not.toContain(share.id);
        // The live set was not entered either: its one place is free.
        await put({ live: { enter: [{ set: 'a', max: 1 }], leave: [] } });
      });

      test('lets one of fifty commits of the same version win', async () => {
        const share = await put();
        const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => store.commit(claimOf(share, `d${at}`))));
        expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
        expect(await store.leaves(of as Tag, 0, 100)).toHaveLength(2);
      });

      test('does not know a share that was never there', async () => {
        expect(await store.load(newId(of))).toBeNull();
        expect(await store.loadWithCiphertext(newId(of))).toBeNull();
        expect(await store.commit(claimOf(aShare(newId(of)), 'device'))).toEqual({ ok: false, why: 'conflict' });
      });
    });

    describe.skipIf(ROUNDS === 0)('several processes', () => {
      test(`T6: of 200 claims at once from two processes exactly one wins, ${ROUNDS} times`, { timeout: 600_000 }, async () => {
        const workers = await Promise.all([startWorker(where()), startWorker(where())]);
        const winners: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const { id } = await put({ ciphertext: { capsule: randomBytes(2_600) } });
          const wins = await Promise.all(workers.map((worker) => worker.ask({ do: 'race', id, claims: 100 })));
          winners.push(wins.reduce<number>((sum, won) => sum + Number(won), 0));
        }
        expect(winners).toEqual(Array.from({ length: ROUNDS }, () => 1));
        for (const worker of workers) await worker.kill();
      });

      test('T14: of 200 shares at once from two processes exactly as many come in as fit, by number and by size', async () => {
        const workers = [await startWorker(where()), await startWorker(where())] as const;
        const fill = async (max: { shares: number; bytes: number }) => {
          const sets = { live: { enter: [{ set: newId(), max: max.shares }], leave: [] }, bytes: [] as { set: string; max: number }[] };
          sets.bytes.push({ set: sets.live.enter[0]!.set, max: max.bytes });
          const came = await Promise.all(workers.map((worker) => worker.ask({ do: 'fill', of, shares: 100, size: 700, ...sets })));
          return came.reduce<number>((sum, n) => sum + Number(n), 0);
        };
        expect(await fill({ shares: 37, bytes: 1_000_000 })).toBe(37);
        expect(await fill({ shares: 1_000, bytes: 61 * 700 + 699 })).toBe(61);
        // Killed in the middle of it, one leaves a count of exactly what lies there.
        const set = newId();
        const sets = (max: number) => ({ live: { enter: [{ set, max: 1_000 }], leave: [] }, bytes: [{ set, max }] });
        await workers[0].askToDie({ do: 'fill', dies: true, of, shares: 100, size: 700, ...sets(1_000_000) });
        const lies = async () => (await store.members(of as Tag, set)).length * 700;
        await expect.poll(async () => (await lies()) > 0 && (await lies()) === (await lies())).toBe(true);
        const more = (size: number, max: number) =>
          store.commit(commitOf(aShare(newId(of)), { ...sets(max), ciphertext: { payload: randomBytes(size) } }));
        const max = (await lies()) + 10;
        expect(await more(11, max)).toEqual({ ok: false, why: 'bytes', set });
        expect(await more(10, max)).toEqual({ ok: true });
        for (const worker of workers) await worker.kill();
      });

      test('a process killed between load and commit leaves the share as it was', async () => {
        const share = await put();
        const worker = await startWorker(where());
        expect(await worker.ask({ do: 'load', id: share.id })).toBe('ready');
        await worker.kill();
        expect(await store.load(share.id)).toEqual(share);
        expect(await store.commit(claimOf(share, 'device'))).toEqual({ ok: true });
      });

      test('a process killed right after the commit leaves it committed, once', async () => {
        const share = await put();
        const worker = await startWorker(where());
        await worker.askToDie({ do: 'claim-and-die', id: share.id });
        expect((await store.load(share.id))?.state).toMatchObject({ status: 'claimed', claim: { device: 'dead' } });
        expect(await store.commit(claimOf(share, 'device'))).toEqual({ ok: false, why: 'conflict' });
        expect(await store.leaves(of as Tag, 0, 10)).toHaveLength(2);
      });
    });

    describe('clocks', () => {
      test('T15: what fell due while everything was down is due at the next start, earliest first, until it is ended', async () => {
        const now = Date.now();
        const late = await put({ dueAt: now - HOUR });
        const later = await put({ dueAt: now - 2 * HOUR });
        const restarted = await open();
        const mine = async () => (await restarted.due(now, 1_000)).filter((id) => id.startsWith(of));
        expect(await mine()).toEqual([later.id, late.id]);
        // Two sweepers see the same share: one ends it.
        const ends = await Promise.all([store.commit(endOf(late)), restarted.commit(endOf(late))]);
        expect(ends.filter(({ ok }) => ok)).toHaveLength(1);
        expect(await mine()).toEqual([later.id]);
        expect(await restarted.commit(endOf(later))).toEqual({ ok: true });
        expect(await mine()).toEqual([]);
      });

      test('forgets ciphertext, then the share, by itself when no sweeper comes', async () => {
        const now = Date.now();
        const share = await put({ ciphertext: { capsule: randomBytes(9) }, ciphertextUntil: now + 400, shareUntil: now + 1_200 });
        expect((await store.loadWithCiphertext(share.id))?.capsule).toHaveLength(9);
        await sleep(600);
        expect(await store.loadWithCiphertext(share.id)).toMatchObject({ share: { id: share.id }, capsule: null });
        await sleep(800);
        expect(await store.load(share.id)).toBeNull();
      });

      test('hands what is to be said to one caller until he gives it back or his lease is over', async () => {
        const now = Date.now();
        const others = await store.countOutbox();
        const share = await put({ outboxAt: now - 10 });
        expect(await store.countOutbox()).toBe(others + 1);
        const mine = (ids: ShareId[]) => ids.filter((id) => id.startsWith(of));
        expect(mine(await store.leaseOutbox(now, 500, 1_000, new Set([of as Tag])))).toEqual([]);
        const both = await Promise.all([store.leaseOutbox(now, 500, 1_000), store.leaseOutbox(now, 500, 1_000)]);
        expect(both.flatMap(mine)).toEqual([share.id]);
        // A commit meanwhile puts more into the outbox, and still nobody else gets it.
        const changed = next(share, share.state);
        expect(await store.commit(commitOf(changed, { outboxAt: now }))).toEqual({ ok: true });
        expect(mine(await store.leaseOutbox(now + 400, 500, 1_000))).toEqual([]);
        expect(mine(await store.leaseOutbox(now + 501, 500, 1_000))).toEqual([share.id]);
        // Whoever needs longer says so, and nobody else gets it meanwhile.
        await store.extendOutbox(share.id, now + 2_000);
        expect(mine(await store.leaseOutbox(now + 1_999, 500, 1_000))).toEqual([]);
        await store.releaseOutbox(share.id, now + 5_000);
        await store.extendOutbox(share.id, now + HOUR);
        expect(mine(await store.leaseOutbox(now + 4_999, 500, 1_000))).toEqual([]);
        expect(mine(await store.leaseOutbox(now + 5_000, 500, 1_000))).toEqual([share.id]);
        await store.releaseOutbox(share.id, null);
        expect(mine(await store.leaseOutbox(now + 5_000, 500, 1_000))).toEqual([share.id]);
        expect(await store.commit(commitOf(next(changed, share.state)))).toEqual({ ok: true });
        await store.releaseOutbox(share.id, null);
        expect(mine(await store.leaseOutbox(now + HOUR, 500, 1_000))).toEqual([]);
        expect(await store.countOutbox()).toBe(others);
      });
    });

    describe('small things', () => {
      test('gives the value of a single-use token to one of many takers', async () => {
        const now = Date.now();
        await store.putToken(of as Tag, 'hash', 'who it is for', now + HOUR);
        const other = await open();
        const taken = await Promise.all(Array.from({ length: 40 }, (_, at) => (at % 2 ? store : other).takeToken(of as Tag, 'hash', now)));
        expect(taken.filter((value) => value !== null)).toEqual(['who it is for']);
        await store.putToken(of as Tag, 'old', 'too late', now + HOUR);
        expect(await store.takeToken(of as Tag, 'old', now + HOUR)).toBeNull();
      });

      test('says "first" to one caller until the time is over', async () => {
        const until = Date.now() + 300;
        const said = await Promise.all(Array.from({ length: 20 }, () => store.first(of as Tag, 'event', until)));
        expect(said.filter(Boolean)).toHaveLength(1);
        await sleep(400);
        expect(await store.first(of as Tag, 'event', Date.now() + HOUR)).toBe(true);
      });

      test('leases a piece of work to one owner at a time, under a number that grows with each', async () => {
        const now = Date.now();
        const name = `work/${of}`;
        const other = await open();
        const owners = Array.from({ length: 20 }, (_, at) => `owner-${at}`);
        const taken = await Promise.all(owners.map((owner, at) => (at % 2 ? store : other).takeLease(name, owner, now, now + HOUR)));
        const tokens = taken.filter((token) => token !== null);
        expect(tokens).toHaveLength(1);
        const owner = owners[taken.findIndex((token) => token !== null)] as string;
        expect(await other.takeLease(name, owner, now, now + HOUR)).toBe(tokens[0]);
        await store.dropLease(name, 'somebody else');
        expect(await store.takeLease(name, 'next', now, now + HOUR)).toBeNull();
        await store.dropLease(name, owner);
        const second = await store.takeLease(name, 'next', now, now + 300);
        expect(second).toBeGreaterThan(tokens[0] ?? Infinity);
        expect(await store.takeLease(`${name}/more`, owner, now, now + HOUR)).not.toBeNull();
        // Nobody renews it: the next who asks has it.
        const asks = () => other.takeLease(name, owner, Date.now(), Date.now() + HOUR);
        expect(await asks()).toBeNull();
        await expect.poll(asks, { timeout: 3_000 }).toBeGreaterThan(second ?? Infinity);
      });

      test('counts allowances, and spends all of them or none', async () => {
        const now = Date.now();
        const wide = { bucket: `${of}-wide`, max: 100, windowMs: HOUR };
        const tight = { bucket: `${of}-tight`, max: 3, windowMs: 60_000 };
        const spent = await Promise.all(Array.from({ length: 20 }, () => store.spend([wide, tight], now)));
        expect(spent.filter(({ ok }) => ok)).toHaveLength(3);
        expect(await store.spend([wide, tight], now + 20_000)).toEqual({ ok: false, retryAfterMs: 40_000 });
        expect(await store.spend([wide, tight], now + 60_000)).toEqual({ ok: true });
        // 4 of the wide one are gone, and not the 18 that were refused.
        const rest = await Promise.all(Array.from({ length: 97 }, () => store.spend([wide], now + 60_000)));
        expect(rest.filter(({ ok }) => ok)).toHaveLength(96);
        expect(await store.spend([], now)).toEqual({ ok: true });
        // By the byte: what does not fit whole is not spent at all.
        const bytes = { bucket: `${of}-bytes`, max: 1_000, windowMs: HOUR, amount: 300 };
        const sent = await Promise.all(Array.from({ length: 20 }, () => store.spend([bytes, tight], now + 120_000)));
        expect(sent.filter(({ ok }) => ok)).toHaveLength(3);
        expect(await store.spend([{ ...bytes, amount: 101 }], now + 120_000)).toEqual({ ok: false, retryAfterMs: HOUR });
        expect(await store.spend([{ ...bytes, amount: 100 }], now + 120_000)).toEqual({ ok: true });
      });

      test('refuses a share over the quota inside the commit, and takes it when another one has left', async () => {
        const live = {
          enter: [
            { set: 'tenant', max: 5 },
            { set: 'ann', max: 2 },
          ],
          leave: [],
        };
        const first = await put({ live });
        await put({ live });
        const third = commitOf(aShare(newId(of)), { live });
        expect(await store.commit(third)).toEqual({ ok: false, why: 'quota', set: 'ann' });
        expect(await store.load(third.share.id)).toBeNull();
        expect(await store.commit({ ...endOf(first), live: { enter: [], leave: ['tenant', 'ann'] } })).toEqual({ ok: true });
        expect(await store.commit(third)).toEqual({ ok: true });
        const many = Array.from({ length: 10 }, () =>
          commitOf(aShare(newId(of)), { live: { enter: [{ set: 'tenant', max: 5 }], leave: [] } }),
        );
        const answers = await Promise.all(many.map((commit) => store.commit(commit)));
        expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
      });

      test('counts the bytes that lie there, refuses only what makes them more, and counts them no longer when they are gone', async () => {
        // What a key store makes of it is a little longer.
        const overhead = where().shred === undefined ? 0 : 53;
        const lying = (size: number) => randomBytes(size - overhead);
        const live = { enter: [{ set: 'ann', max: 9 }], leave: [] };
        const bytes = [{ set: 'ann', max: 1_000 }];
        const over = { ok: false, why: 'bytes', set: 'ann' };
        const first = await put({ live, bytes, ciphertext: { payload: lying(600) } });
        const second = await put({ live });
        const enter = (size: number, share: Share) =>
          commitOf({ ...share, version: share.version + 1 }, { bytes, ciphertext: { payload: lying(size) } });
        expect(await store.commit(enter(401, second))).toEqual(over);
        expect((await store.loadWithCiphertext(second.id))?.payload).toBeNull();
        expect(await store.commit(enter(400, second))).toEqual({ ok: true });
        // The same bytes again, or fewer, are not refused, and a capsule beside them is.
        const sealed = { ...second, version: 2 };
        expect(await store.commit(enter(400, sealed))).toEqual({ ok: true });
        const capsule = (share: Share) =>
          commitOf({ ...share, version: share.version + 1 }, { bytes, ciphertext: { capsule: lying(100) } });
        expect(await store.commit(capsule({ ...sealed, version: 3 }))).toEqual(over);
        expect(await store.commit(enter(300, { ...sealed, version: 3 }))).toEqual({ ok: true });
        expect(await store.commit(capsule({ ...sealed, version: 4 }))).toEqual({ ok: true });
        // A conflict counts nothing.
        expect(await store.commit(enter(100, sealed))).toEqual({ ok: false, why: 'conflict' });
        const third = await put({ live });
        expect(await store.commit(enter(100, third))).toEqual(over);
        expect(await store.commit({ ...endOf(first), bytes, live: { enter: [], leave: ['ann'] } })).toEqual({ ok: true });
        expect(await store.commit(enter(601, third))).toEqual(over);
        expect(await store.commit(enter(600, third))).toEqual({ ok: true });
        const ends = [commitOf({ ...sealed, version: 6 }), commitOf({ ...third, version: 3 })];
        for (const end of ends)
          await store.commit({ ...end, bytes, ciphertext: { capsule: null, payload: null }, live: { enter: [], leave: ['ann'] } });
        await put({ live, bytes, ciphertext: { payload: lying(1_000) } });
      });

      test('does not count a share against the quota that expired long ago and was never ended', async () => {
        const live = { enter: [{ set: 'ann', max: 1 }], leave: [] };
        const old = { ...aShare(newId(of)), expiresAt: Date.now() - 2 * HOUR };
        expect(await store.commit(commitOf(old, { live, shareUntil: Date.now() + HOUR }))).toEqual({ ok: true });
        await put({ live });
      });

      test('refuses a new share to whoever blocks its sender, lists blocks both ways, and takes no more than so many', async () => {
        const [tag, ann, ben, cid] = [of as Tag, person('p:t:ann'), { key: person('p:t:ben'), name: 'Ben' }, person('p:t:cid')];
        const unless = { person: ann, sender: ben.key };
        await put({ unless });
        expect(await store.block(tag, { person: ann, sender: ben }, 1)).toBe(true);
        const more = { unless, live: { enter: [{ set: 'ann', max: 1 }], leave: [] } };
        expect(await store.commit(commitOf(aShare(newId(of)), more))).toEqual({ ok: false, why: 'blocked' });
        // His own quotas are looked at first.
        const none = { ...more, live: { enter: [{ set: 'none', max: 0 }], leave: [] } };
        expect(await store.commit(commitOf(aShare(newId(of)), none))).toEqual({ ok: false, why: 'quota', set: 'none' });
        expect(await store.members(tag, 'ann')).toEqual([]);
        // The other way round, and for another person, nothing is blocked.
        const there = await put({ unless: { person: ben.key, sender: ann }, live: more.live });
        await put({ unless: { person: cid, sender: ben.key } });
        expect(await store.members(tag, 'ann')).toEqual([there.id]);
        expect(await store.block(tag, { person: ann, sender: { ...ben, name: 'Benjamin' } }, 1)).toBe(true);
        expect(await store.block(tag, { person: ann, sender: { key: cid, name: 'Cid' } }, 1)).toBe(false);
        expect(await store.blocks(tag, ann)).toEqual([{ ...ben, name: 'Benjamin' }]);
        expect(await store.blockedBy(tag, ben.key)).toEqual([ann]);
        expect(await store.everyBlock(tag)).toEqual([{ person: ann, sender: { ...ben, name: 'Benjamin' } }]);
        expect([await store.unblock(tag, ann, ben.key), await store.unblock(tag, ann, ben.key)]).toEqual([true, false]);
        expect(await Promise.all([store.blocks(tag, ann), store.blockedBy(tag, ben.key), store.everyBlock(tag)])).toEqual([[], [], []]);
        await put({ unless });
      });

      test("lists a person's shares, newest first", async () => {
        const ann = person('playground:t:ann');
        const made: ShareId[] = [];
        for (let at = 0; at < 4; at++) {
          const share = aShare(newId(of), Date.now() + at);
          await store.commit(commitOf(share, { listFor: [ann] }));
          made.unshift(share.id);
        }
        expect(await store.list(of as Tag, ann, 3)).toEqual(made.slice(0, 3));
        expect(await store.list(of as Tag, person('playground:t:eve'), 3)).toEqual([]);
        await store.unlist(of as Tag, ann);
        expect(await store.list(of as Tag, ann, 3)).toEqual([]);
        expect(await store.load(made[0]!)).not.toBeNull();
      });

      test('keeps settings', async () => {
        await store.putSetting(`token/${of}/a`, '1');
        await store.putSetting(`token/${of}/b`, '2');
        await store.putSetting(`token/${of}/b`, '3');
        expect(await store.getSetting(`token/${of}/b`)).toBe('3');
        expect(await store.listSettings(`token/${of}/`)).toEqual([
          { key: `token/${of}/a`, value: '1' },
          { key: `token/${of}/b`, value: '3' },
        ]);
        await store.putSetting(`token/${of}/a`, null);
        expect(await store.getSetting(`token/${of}/a`)).toBeNull();
      });

      test('tells who watches of the commits of this and of other processes, until he stops', async () => {
        const share = await put();
        const other = await open();
        let calls = 0;
        const stop = await store.watch(share.id, () => calls++);
        await sleep(50);
        calls = 0;
        const claimed = claimOf(share, 'device');
        await other.commit(claimed);
        await expect.poll(() => calls, { timeout: 3_000 }).toBe(1);
        await store.commit(endOf(claimed.share));
        await expect.poll(() => calls, { timeout: 3_000 }).toBe(2);
        stop();
        await store.commit(commitOf({ ...endOf(claimed.share).share, version: 4 }));
        await sleep(400);
        expect(calls).toBe(2);
      });
    });

    describe('the log', () => {
      const record = (more: Partial<LogWrite> = {}): LogWrite => {
        const write = { tag: of as Tag, version: 0, token: 1, size: 2, text: 'one', first: 0, tiles: [], positions: [] };
        return { ...write, ...more };
      };

      test('writes record, tiles and positions together, for one of several who have read the same', async () => {
        const { id } = await put({ leaves: ['one\n', 'two\n', 'three\n'] });
        const tag = of as Tag;
        expect([await store.bounds(tag), await store.readLog(tag), await store.positions(id)]).toEqual([{ first: 0, end: 3 }, null, []]);
        const tile = randomBytes(8_192);
        const write = record({ tiles: [{ level: 1, index: 7, bytes: tile }], positions: [{ share: id, at: [0, 2] }] });
        const other = await open();
        const answers = await Promise.all([store, other, store, other].map((one) => one.writeLog(write)));
        expect(answers.filter(Boolean)).toHaveLength(1);
        expect(await other.readLog(tag)).toEqual({ version: 1, text: 'one' });
        expect(tile.equals((await other.readTile(tag, 1, 7)) ?? randomBytes(1))).toBe(true);
        expect(await other.readTile(tag, 0, 7)).toBeNull();
        expect(await other.positions(id)).toEqual([0, 2]);
        expect(await store.appendLeaf(tag, 'four\n')).toBe(3);
        expect(await store.leaves(tag, 3, 9)).toEqual(['four\n']);
        const standing = { tag, leaves: 4, size: 2, version: 1 };
        expect((await other.logs()).find((log) => log.tag === tag)).toEqual(standing);
        const longer = record({ version: 1, size: 4, text: 'two', positions: [{ share: id, at: [3] }] });
        expect(await store.writeLog({ ...longer, tiles: [{ level: 1, index: 7, bytes: tile.subarray(32) }] })).toBe(true);
        expect(await store.positions(id)).toEqual([0, 2, 3]);
        expect(await store.readTile(tag, 1, 7)).toHaveLength(8_160);
      });

      test('shows what one process has marked to the others, or keeps no marks at all because it has one process', async () => {
        const mark = `${of} ${randomBytes(4).toString('hex')} 1`;
        await store.mark([mark, `${mark}0`], []);
        await store.mark([], [`${mark}0`]);
        const there = (await (await open()).marks()).filter((one) => one.startsWith(mark));
        expect(there).toEqual(where().kind === 'redis' ? [mark] : []);
        await store.mark([], [mark]);
        expect(await store.marks()).not.toContain(mark);
      });

      test('refuses a lease that has been overtaken, and a version that is not the last', async () => {
        await put();
        expect(await store.writeLog(record({ token: 5 }))).toBe(true);
        expect(await store.writeLog(record({ version: 1, token: 4, text: 'late' }))).toBe(false);
        expect(await store.writeLog(record({ version: 0, token: 9, text: 'stale' }))).toBe(false);
        expect(await store.readLog(of as Tag)).toEqual({ version: 1, text: 'one' });
        expect(await store.writeLog(record({ version: 1, token: 5, text: 'two' }))).toBe(true);
      });

      test('drops old leaves together with the record that says so, and counts on from where they were', async () => {
        const tag = of as Tag;
        await put({ leaves: ['one\n', 'two\n', 'three\n'] });
        expect(await store.writeLog(record({ token: 5, first: 2 }))).toBe(true);
        const other = await open();
        expect([await other.bounds(tag), await other.leaves(tag, 0, 9), await other.leaves(tag, 2, 9)]).toEqual([
          { first: 2, end: 3 },
          [],
          ['three\n'],
        ]);
        // Who comes too late drops nothing, and nothing comes back.
        expect(await store.writeLog(record({ version: 1, token: 4, first: 3 }))).toBe(false);
        expect(await store.writeLog(record({ version: 1, token: 5, first: 0 }))).toBe(true);
        expect(await store.appendLeaf(tag, 'four\n')).toBe(3);
        await put({ leaves: ['five\n'] });
        expect([await store.bounds(tag), await store.leaves(tag, 3, 9)]).toEqual([{ first: 2, end: 5 }, ['four\n', 'five\n']]);
        expect((await other.logs()).find((log) => log.tag === tag)).toMatchObject({ leaves: 5 });
      });

      test('forgets the positions of a share that it has forgotten, and not before', async () => {
        const now = Date.now();
        const { id } = await put({ shareUntil: now + HOUR });
        await store.writeLog(record({ positions: [{ share: id, at: [0] }] }));
        const later = await open({ clock: () => now + 48 * HOUR });
        const isRedis = where().kind === 'redis';
        // Redis counts by its own clock.
        expect(await later.positions(id)).toEqual(isRedis ? [0] : []);
        expect(await later.bounds(of as Tag)).toEqual({ first: 0, end: 1 });
      });
    });

    describe('what a backup takes', () => {
      test('is of one moment: counter, log and records, or nothing when a leaf has come in between', async () => {
        const tag = of as Tag;
        const [open, over] = [await put({ ciphertext: { capsule: randomBytes(9) } }), await put({ leaves: [] })];
        await store.commit(endOf(over));
        const cut = await store.cut(tag, 2, [open.id, over.id, newId(of)]);
        expect(cut?.shares.map(({ id, waits, record }) => [id, waits, (JSON.parse(record) as Share).version])).toEqual([
          [open.id, true, 1],
          [over.id, false, 2],
        ]);
        expect(cut?.past).toMatchObject({ n: 3, before: [], behind: [] });
        expect(cut?.log).toBeNull();
        const [kept] = await store.kept(tag, [newId(of), open.id]);
        expect(kept?.record).toBe(cut?.shares[0]?.record);
        expect(Math.abs((kept?.until ?? 0) - open.expiresAt - 24 * HOUR)).toBeLessThan(2_000);
        await store.appendLeaf(tag, 'one more\n');
        expect(await store.cut(tag, 2, [open.id])).toBeNull();
        expect(JSON.stringify([cut, kept])).not.toContain('capsule"');
      });

      test('is written only into a store that was opened for it', async () => {
        const tag = of as Tag;
        const writes = [
          () => store.putPast(tag, { line: 'a', n: 1, before: [], behind: [] }),
          () => store.putLeaves(tag, 0, ['leaf']),
          () => store.putKept(tag, []),
          () => store.finishRestore(),
        ];
        for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 'store.unfit' });
      });
    });

    describe('a store that goes back in time', () => {
      const lost = [
        { what: 'a counter below the one that was seen', mark: (line: string) => ({ line, n: 50 }) },
        { what: 'a history that does not hold what was seen', mark: () => ({ line: '00000000000000ff', n: 1 }) },
      ];
      test.each(lost)('T21: releases nothing with $what, for any process, until the operator accepts', async ({ mark }) => {
        const tag = of as Tag;
        const watermark = memoryWatermark();
        const witness = await open({ watermark });
        const share = aShare(newId(of));
        await witness.commit(commitOf(share));
        const line = watermark.seen(tag)?.line ?? '';
        expect(watermark.seen(tag)?.n).toBe(1);

        const forgetful = await open();
        expect((await forgetful.health()).behind).not.toContain(tag);
        watermark.raise(tag, mark(line));
        expect(await witness.commit(claimOf(share, 'one'))).toEqual({ ok: false, why: 'behind' });
        expect(await forgetful.commit(claimOf(share, 'two'))).toEqual({ ok: false, why: 'behind' });
        expect(await forgetful.health()).toMatchObject({ ok: false });
        expect((await forgetful.health()).behind).toContain(tag);
        // What releases nothing goes on, and does not make it forget: not even when the counter has overtaken.
        let changed = share;
        for (let at = 0; at < 60; at++) {
          changed = next(changed, changed.state);
          expect(await witness.commit(commitOf(changed))).toEqual({ ok: true });
        }
        expect(await witness.commit(claimOf(changed, 'one'))).toEqual({ ok: false, why: 'behind' });
        expect(await forgetful.open(tag)).toEqual([share.id]);

        await witness.acceptRollback(tag);
        expect((await forgetful.health()).behind).not.toContain(tag);
        expect(await witness.commit(claimOf(changed, 'one'))).toEqual({ ok: true });
        expect(await forgetful.commit(endOf(claimOf(changed, 'one').share))).toEqual({ ok: true });
      });

      test('T21: whatever has a capsule is among what the operator ends: also what is sealed and waits for its acceptance', async () => {
        const share = aShare(newId(of));
        const sealed: Share = { ...share, mode: 'words', state: { status: 'sealed', seal } };
        await store.commit(commitOf(sealed));
        expect(await store.open(of as Tag)).toContain(share.id);
        await store.commit(endOf(sealed));
        expect(await store.open(of as Tag)).not.toContain(share.id);
      });

      test('T21: notices at the start, before anything is asked', async () => {
        const tag = of as Tag;
        await put();
        const watermark = memoryWatermark();
        watermark.raise(tag, { line: '00000000000000ff', n: 1 });
        await open({ watermark });
        expect((await store.health()).behind).toContain(tag);
        await store.acceptRollback(tag);
      });

      test('every process learns what the others have committed, within two seconds', async () => {
        const tag = of as Tag;
        const watermark = memoryWatermark();
        const idle = await open({ watermark });
        const share = aShare(newId(of));
        await idle.commit(commitOf(share));
        await store.commit(claimOf(share, 'device'));
        await expect.poll(() => watermark.seen(tag)?.n, { timeout: 2_500 }).toBe(2);
      });
    });

    test('a closed store says so', async () => {
      const closed = await open();
      await closed.close();
      await expect(closed.load(newId(of))).rejects.toMatchObject({ code: 'store.unavailable' });
      await expect(closed.commit(commitOf(aShare(newId(of))))).rejects.toMatchObject({ code: 'store.unavailable' });
      await closed.close();
    });
  });
}
