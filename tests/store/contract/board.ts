// The board's lists: every share of a tenant by state, written by the commit that writes the share, whatever became of its record.

import { describe, expect, test } from 'vitest';
import { BOARD_STATES, type BoardState } from '../../../src/core/ports/board-store.ts';
import type { ListPlace } from '../../../src/core/ports/list-store.ts';
import type { Cause, Share, ShareId, State, TenantTag } from '../../../src/core/share.ts';
import { aShare, commitOf, endOf, newId, next, seal } from '../../support/shares.ts';
import { rowOf } from './evidence.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400_000;

export function testBoard(stage: Stage): void {
  const tag = (): TenantTag => stage.of as TenantTag;
  const idsOf = async (state: BoardState, limit = 99): Promise<ShareId[]> =>
    (await stage.store.listBoard(tag(), { state, before: null, limit })).map(({ id }) => id);
  const standing = async (id: ShareId): Promise<BoardState[]> => {
    const found: BoardState[] = [];
    for (const state of BOARD_STATES) if ((await idsOf(state)).includes(id)) found.push(state);
    return found;
  };
  const ended = (cause: Cause): State => ({ status: 'ended', cause, at: Date.now(), seal: null, acceptance: null, claim: null });
  const commit = async (share: Share, more: Parameters<typeof commitOf>[1] = {}): Promise<Share> => {
    expect(await stage.store.commit(commitOf(share, more))).toEqual({ ok: true });
    return share;
  };
  const end = (share: Share, cause: Cause): Promise<Share> => commit(next(share, ended(cause)));

  describe('the board', () => {
    test('has a share from its first commit, and by its end where that says more than that it went well', async () => {
      const all: Record<Cause, BoardState[]> = {
        delivered: [],
        declined: [],
        revoked: [],
        expired: ['expired'],
        broken: ['failed'],
        unconfirmed: ['failed'],
        'rolled-back': ['failed'],
        locked: ['refused'],
      };
      for (const [cause, states] of Object.entries(all) as [Cause, BoardState[]][]) {
        const share = await stage.put();
        expect(await standing(share.id)).toEqual(['outstanding']);
        await end(share, cause);
        expect(await standing(share.id), cause).toEqual(states);
      }
      expect(await stage.store.countBoard(tag())).toEqual({ outstanding: 0, expired: 1, failed: 3, refused: 1 });
    });

    test('keeps what has happened, also when the share no longer says so', async () => {
      const share = await stage.put();
      const tried = await commit(next(share, { status: 'ready', seal, acceptance: null, failures: 2 }));
      expect(await standing(share.id)).toEqual(['outstanding', 'refused']);
      const unsaid = await commit({ ...next(tried, { status: 'ready', seal, acceptance: null, failures: 0 }), unreachable: ['recipient'] });
      expect(await standing(share.id)).toEqual(['outstanding', 'failed', 'refused']);
      await end({ ...unsaid, unreachable: [] }, 'delivered');
      expect(await standing(share.id)).toEqual(['failed', 'refused']);
      for (const more of [{ bellAt: 1 }, { strangerAt: 1 }, { knockAt: 1 }] as const) {
        const other = { ...aShare(newId(stage.of)), ...more };
        await commit(other);
        expect(await standing(other.id)).toEqual(['outstanding', 'refused']);
      }
    });

    test('has nothing of a commit that was refused', async () => {
      const share = await stage.put();
      const stale = { ...next(share, ended('expired')), version: 7 };
      expect(await stage.store.commit(commitOf(stale))).toMatchObject({ reason: 'conflict' });
      expect(await standing(share.id)).toEqual(['outstanding']);
    });

    test('is read from newest to oldest, page by page, those of one moment too', async () => {
      const now = Date.now();
      const made: ListPlace[] = [];
      for (const at of [now - 5, now - 3, now - 3, now - 3, now - 3, now - 1]) {
        const share = aShare(newId(stage.of), at);
        await commit(share);
        made.push({ id: share.id, at });
      }
      const expected = made.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
      for (const limit of [1, 2, 4, 99]) {
        const read: ListPlace[] = [];
        for (let before: ListPlace | null = null; ;) {
          const page: readonly ListPlace[] = await stage.store.listBoard(tag(), { state: 'outstanding', before, limit });
          read.push(...page);
          before = page.at(-1) ?? null;
          if (page.length < limit || before === null) break;
        }
        expect(read, `${limit}`).toEqual(expected);
      }
      expect(await stage.store.listBoard(newId().slice(6, 12) as TenantTag, { state: 'outstanding', before: null, limit: 9 })).toEqual([]);
    });

    test('stays as long as the evidence, without the record', async () => {
      const share = await stage.put();
      const evidence = { row: rowOf(share, { cause: 'expired' }), until: Date.now() + 400 * DAY };
      const over = next(share, ended('expired'));
      expect(await stage.store.commit({ ...endOf(share), share: over, evidence, shareUntil: Date.now() - 1 })).toEqual({ ok: true });
      await expect.poll(() => stage.store.load(share.id)).toBeNull();
      expect(await standing(share.id)).toEqual(['expired']);
    });

    test('has what a walk after an upgrade has filled in', async () => {
      const gone = rowOf({ ...aShare(newId(stage.of)) }, { cause: 'locked' });
      await stage.store.fillEvidence({ row: gone, until: Date.now() + DAY });
      expect(await standing(gone.id)).toEqual(['refused']);
    });
  });
}
