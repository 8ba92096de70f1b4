// The marks by which one instance finds what another one has left behind: put before a commit, gone when all is signed, never too soon.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TenantTag } from '../../src/core/share.ts';
import { createPendingLogHints, type PendingLogHints } from '../../src/jobs/pending-log-hints.ts';

const ONE = 'aaaaaa' as TenantTag;

describe('a mark in the store', () => {
  let there: Set<string>;
  let away: boolean;
  let [mine, theirs]: PendingLogHints[] = [];
  const open = (owner: string): PendingLogHints =>
    createPendingLogHints({
      owner,
      store: {
        putHints: async (put, drop) => {
          if (away) throw new Error('away');
          for (const mark of put) there.add(mark);
          for (const mark of drop) there.delete(mark);
        },
        listHints: () => (away ? Promise.reject(new Error('away')) : Promise.resolve([...there])),
      },
    });
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    [there, away] = [new Set(), false];
    [mine, theirs] = [open('mine'), open('theirs')];
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const overdueAfter = async (ms: number): Promise<TenantTag[]> => {
    await theirs!.overdue();
    vi.advanceTimersByTime(ms);
    return theirs!.overdue();
  };

  it('lies there before the commit, once for many, until a round has signed them all', async () => {
    const first = mine!.begin(ONE);
    expect([...there]).toEqual(['aaaaaa mine 1']);
    mine!.begin(ONE)(true);
    first(true);
    expect(there.size).toBe(1);
    mine!.round(ONE)();
    expect(there.size).toBe(0);
    mine!.begin(ONE)(true);
    expect([...there]).toEqual(['aaaaaa mine 2']);
  });

  it('stays, renewed, where leaves came behind the round, or a commit was under way when it began', async () => {
    mine!.begin(ONE)(true);
    const early = mine!.round(ONE);
    mine!.begin(ONE)(true);
    early();
    expect([...there]).toEqual(['aaaaaa mine 2']);
    const over = mine!.begin(ONE);
    const during = mine!.round(ONE);
    over(true);
    during();
    expect([...there]).toEqual(['aaaaaa mine 3']);
    mine!.round(ONE)();
    expect(there.size).toBe(0);
  });

  it('goes with a commit that has queued nothing, unless others have', () => {
    mine!.begin(ONE)(false);
    expect(there.size).toBe(0);
    mine!.begin(ONE)(true);
    mine!.begin(ONE)(false);
    expect(there.size).toBe(1);
    mine!.round(ONE)();
    expect(there.size).toBe(0);
  });

  it('of another instance counts when it has stood for longer than that one needs, and is taken away with what it stood for', async () => {
    mine!.begin(ONE)(true);
    expect(await overdueAfter(1_499)).toEqual([]);
    mine!.round(ONE)();
    mine!.begin(ONE)(true);
    expect(await overdueAfter(1_499)).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(await theirs!.overdue()).toEqual([ONE]);
    // What could not be signed is not asked for at each look.
    expect(await theirs!.overdue()).toEqual([]);
    expect(await overdueAfter(1_500)).toEqual([ONE]);
    theirs!.round(ONE)();
    expect(there.size).toBe(0);
    expect(await mine!.overdue()).toEqual([]);
  });

  it('is a hint: a store that is away stops nothing', async () => {
    away = true;
    mine!.begin(ONE)(true);
    mine!.round(ONE)();
    expect(await mine!.overdue()).toEqual([]);
  });
});
