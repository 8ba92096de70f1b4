// What must hold where several processes work at one store, and where one is killed.

import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Share, ShareId, TenantTag } from '../../../src/core/share.ts';
import { aShare, claimOf, commitOf, newId } from '../../support/shares.ts';
import { alex, casey } from '../../support/world.ts';
import { startWorker } from '../process.ts';
import type { Stage } from './stage.ts';

export function testProcesses(stage: Stage): void {
  describe.skipIf(stage.rounds === 0)('several processes', () => {
    test(`T6: of 200 claims at once from two processes exactly one wins, ${stage.rounds} times`, { timeout: 600_000 }, async () => {
      const workers = await Promise.all([startWorker(stage.where()), startWorker(stage.where())]);
      const winners: number[] = [];
      for (let round = 0; round < stage.rounds; round++) {
        const { id } = await stage.put({ ciphertext: { capsule: randomBytes(2_600) } });
        const wins = await Promise.all(workers.map((worker) => worker.ask({ do: 'race', id, claims: 100 })));
        winners.push(wins.reduce<number>((sum, won) => sum + Number(won), 0));
      }
      expect(winners).toEqual(Array.from({ length: stage.rounds }, () => 1));
      for (const worker of workers) await worker.kill();
    });

    test('T14: of 200 shares at once from two processes exactly as many come in as fit, by number and by size', async () => {
      const workers = [await startWorker(stage.where()), await startWorker(stage.where())] as const;
      const fill = async (max: { shares: number; bytes: number }) => {
        const sets = { quotaSets: { add: [{ set: newId(), max: max.shares }], remove: [] }, bytes: [] as { set: string; max: number }[] };
        sets.bytes.push({ set: sets.quotaSets.add[0]!.set, max: max.bytes });
        const came = await Promise.all(workers.map((worker) => worker.ask({ do: 'fill', of: stage.of, shares: 100, size: 700, ...sets })));
        return came.reduce<number>((sum, n) => sum + Number(n), 0);
      };
      expect(await fill({ shares: 37, bytes: 1_000_000 })).toBe(37);
      expect(await fill({ shares: 1_000, bytes: 61 * 700 + 699 })).toBe(61);
      // Killed in the middle of it, one leaves a count of exactly what lies there.
      const set = newId();
      const sets = (max: number) => ({ quotaSets: { add: [{ set, max: 1_000 }], remove: [] }, bytes: [{ set, max }] });
      await workers[0].askToDie({ do: 'fill', dies: true, of: stage.of, shares: 100, size: 700, ...sets(1_000_000) });
      const lies = async () => (await stage.store.quotaSetMembers(stage.of as TenantTag, set)).length * 700;
      await expect.poll(async () => (await lies()) > 0 && (await lies()) === (await lies())).toBe(true);
      const more = (size: number, max: number) =>
        stage.store.commit(commitOf(aShare(newId(stage.of)), { ...sets(max), ciphertext: { payload: randomBytes(size) } }));
      const max = (await lies()) + 10;
      expect(await more(11, max)).toEqual({ ok: false, reason: 'bytes', set });
      expect(await more(10, max)).toEqual({ ok: true });
      for (const worker of workers) await worker.kill();
    });

    test('J4: more time against expiry, acceptance and taking back from another process leaves one story, and what it forgets by time fits', async () => {
      const [one, other] = await Promise.all([startWorker(stage.where()), startWorker(stage.where())]);
      onTestFinished(async () => void (await Promise.all([one.kill(), other.kill()])));
      const day = 86_400_000;
      for (const act of ['expire', 'accept', 'revoke'] as const) {
        const ids: ShareId[] = [];
        for (let n = 0; n < Math.min(8, stage.rounds); n += 1) {
          const id = newId(stage.of);
          const share: Share = {
            ...aShare(id),
            mode: 'words',
            sender: alex,
            recipient: casey,
            state: { status: 'offered', payload: null },
          };
          expect(await stage.store.commit(commitOf(share, { ciphertext: { payload: randomBytes(64) } }))).toEqual({ ok: true });
          ids.push(id);
        }
        const shares = await Promise.all(ids.map(async (id) => (await stage.store.load(id))!));
        const first = Math.min(...shares.map(({ expiresAt }) => expiresAt));
        const last = Math.max(...shares.map(({ expiresAt }) => expiresAt));
        // The clocks of two servers never agree quite: one is past the end, for the other it still waits.
        const [extended, acted] = (await Promise.all([
          one.ask({ do: 'act', act: 'extend', ids, at: first - 1 }),
          other.ask({ do: 'act', act, ids, at: act === 'expire' ? last : first - 1 }),
        ])) as [string[], string[]];
        const leaves = await stage.store.leaves(stage.of as TenantTag, 0, 10_000);
        const due = await stage.store.due(last + 1, 10_000);
        for (const [n, id] of ids.entries()) {
          const { share, payload } = (await stage.store.loadWithCiphertext(id))!;
          const mine = leaves.filter((leaf) => leaf.includes(id)).flatMap((leaf) => /^type (\w+)$/m.exec(leaf)?.[1] ?? []);
          const isExtended = extended[n] === 'ok';
          if (act === 'accept') expect(extended[n]).toBe('ok');
          const isOver = act === 'revoke' || (act === 'expire' && !isExtended);
          expect(acted[n], `${act} ${n}`).toBe('ok');
          expect(share.expiresAt - shares[n]!.expiresAt, `${act} ${n}`).toBe(isExtended ? day : 0);
          expect(share.state.status, `${act} ${n}: ${extended[n]}`).toBe(isOver ? 'ended' : act === 'accept' ? 'accepted' : 'offered');
          expect(mine.filter((type) => type === 'extended').length).toBe(isExtended ? 1 : 0);
          if (isOver) expect([mine.at(-1), payload]).toEqual(['ended', null]);
          // What waits on is swept a day later, and its ciphertext is there until then.
          else expect([due.includes(id), payload?.length], `${act} ${n}: ${extended[n]}`).toEqual([false, 64]);
        }
      }
    });

    test('a process killed between load and commit leaves the share as it was', async () => {
      const share = await stage.put();
      const worker = await startWorker(stage.where());
      expect(await worker.ask({ do: 'load', id: share.id })).toBe('ready');
      await worker.kill();
      expect(await stage.store.load(share.id)).toEqual(share);
      expect(await stage.store.commit(claimOf(share, 'device'))).toEqual({ ok: true });
    });

    test('a process killed right after the commit leaves it committed, once', async () => {
      const share = await stage.put();
      const worker = await startWorker(stage.where());
      await worker.askToDie({ do: 'claim-and-die', id: share.id });
      expect((await stage.store.load(share.id))?.state).toMatchObject({ status: 'claimed', claim: { device: 'dead' } });
      expect(await stage.store.commit(claimOf(share, 'device'))).toEqual({ ok: false, reason: 'conflict' });
      expect(await stage.store.leaves(stage.of as TenantTag, 0, 10)).toHaveLength(2);
    });
  });
}
