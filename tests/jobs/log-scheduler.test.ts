import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SequenceResult } from '../../src/core/tlog/sequencer.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { createLogScheduler, type LogScheduler } from '../../src/jobs/log-scheduler.ts';

const [ONE, TWO] = ['aaaaaa' as TenantTag, 'bbbbbb' as TenantTag];

describe('when a log is sequenced', () => {
  let rounds: LogScheduler;
  let calls: string[];
  let answers: (SequenceResult | Error)[];
  let waiting: TenantTag[];
  let overdue: TenantTag[];
  let signed: TenantTag[];
  const failed: unknown[] = [];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
    [calls, answers, waiting, overdue, signed, failed.length] = [[], [], [], [], [], 0];
    const start = performance.now();
    const sequence = async (tag: TenantTag): Promise<SequenceResult> => {
      calls.push(`${tag[0]} ${Math.round(performance.now() - start)}`);
      const answer = answers.shift() ?? 'done';
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const hints = { round: (tag: TenantTag) => () => void signed.push(tag), overdue: async () => overdue.splice(0) };
    rounds = createLogScheduler({ sequence, findPending: async () => waiting, maintain: async () => undefined, hints }, (error) =>
      failed.push(error),
    );
  });
  afterEach(async () => {
    await rounds.stop();
    // What watches the clock that is moved, first: put back last, it would put that one back.
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('at once after an end, and within a second after anything else, all of it together', async () => {
    rounds.committed(ONE, false);
    rounds.committed(ONE, false);
    rounds.committed(TWO, true);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toEqual(['b 0']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toEqual(['b 0', 'a 700']);
  });

  it('ten times a second at most, however many shares end', async () => {
    for (let ms = 0; ms < 990; ms += 2) {
      rounds.committed(ONE, true);
      await vi.advanceTimersByTimeAsync(2);
    }
    expect(calls.length).toBeGreaterThanOrEqual(9);
    expect(calls.length).toBeLessThanOrEqual(10);
  });

  it('again soon where another process is at it, later where the store did not answer, not at all where it is stopped', async () => {
    answers = ['busy', new Error('away'), 'stopped'];
    rounds.committed(ONE, true);
    await vi.advanceTimersByTimeAsync(500);
    expect(calls).toEqual(['a 0', 'a 100']);
    expect(failed).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toEqual(['a 0', 'a 100', 'a 2100']);
    // What was not done is not said to be signed.
    expect(signed).toEqual([]);
  });

  it('at once after a long round what was planned during it, without a delay below zero', async () => {
    const delays = vi.spyOn(globalThis, 'setTimeout');
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const begun: number[] = [];
    const sequence = async (): Promise<SequenceResult> => {
      begun.push(Math.round(performance.now()));
      if (begun.length === 1) await gate;
      return 'done';
    };
    const hints = { round: () => () => undefined, overdue: async () => [] };
    const slow = createLogScheduler({ sequence, findPending: async () => [], maintain: async () => undefined, hints }, () => undefined);
    slow.committed(ONE, true);
    await vi.advanceTimersByTimeAsync(1);
    slow.committed(ONE, true);
    await vi.advanceTimersByTimeAsync(2_000);
    const ended = Math.round(performance.now());
    release();
    await vi.advanceTimersByTimeAsync(5);
    expect(begun).toHaveLength(2);
    expect((begun[1] ?? 0) - ended).toBeLessThanOrEqual(1);
    expect(delays.mock.calls.map(([, delay]) => delay ?? 0).filter((delay) => delay < 0)).toEqual([]);
    delays.mockRestore();
    await slow.stop();
  });

  it('what another process has marked and left behind is taken up at the next look, twice a second', async () => {
    await vi.advanceTimersByTimeAsync(1);
    overdue = [TWO];
    await vi.advanceTimersByTimeAsync(501);
    expect([calls, signed]).toEqual([[expect.stringMatching(/^b 50/)], [TWO]]);
  });

  it('what a process that died has left behind without a mark is found within a quarter of a minute', async () => {
    waiting = [TWO];
    await vi.advanceTimersByTimeAsync(15_001);
    expect(calls.at(-1)).toMatch(/^b/);
  });

  it('before the process ends, also what was only planned; nothing comes after that', async () => {
    rounds.committed(ONE, false);
    rounds.committed(TWO, true);
    answers = ['busy', 'busy'];
    await rounds.stop();
    expect(calls.toSorted()).toEqual(['a 0', 'b 0']);
    rounds.committed(ONE, true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(calls).toHaveLength(2);
  });

  it('sixteen at a time, and the others after them', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let running = 0;
    let most = 0;
    const sequence = async (): Promise<SequenceResult> => {
      most = Math.max(most, (running += 1));
      await gate;
      running -= 1;
      return 'done';
    };
    const many = createLogScheduler(
      {
        sequence,
        findPending: async () => [],
        maintain: async () => undefined,
        hints: { round: () => () => undefined, overdue: async () => [] },
      },
      () => undefined,
    );
    for (let n = 0; n < 40; n += 1) many.committed(`tag${n}` as TenantTag, true);
    await vi.advanceTimersByTimeAsync(1);
    expect(running).toBe(16);
    release();
    await vi.advanceTimersByTimeAsync(1);
    expect([most, running]).toEqual([16, 0]);
    await many.stop();
  });
});
