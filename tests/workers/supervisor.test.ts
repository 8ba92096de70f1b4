// Who keeps the workers running, without a process: each test says what they do and moves the time.

import { beforeEach, describe, expect, it } from 'vitest';
import type { ToWorker } from '../../src/workers/messages.ts';
import { createSupervisor, type Ending, type Supervisor } from '../../src/workers/supervisor.ts';

const PORTS = { port: 4180, metricsPort: null, adminPort: null };
const KILLED: Ending = { code: null, signal: 'SIGKILL' };
const UNFIT: Ending = { code: 78, signal: null };

describe('the supervisor of workers', () => {
  let now: number;
  let timers: { at: number; work: () => void }[];
  let spawned: number[];
  let sent: (readonly [worker: number, kind: ToWorker['kind']])[];
  let killed: number[];
  let deaths: (readonly [worker: number, restartInMs: number])[];
  let collapsed: number[];
  let supervisor: Supervisor;

  const after = (ms: number, work: () => void): (() => void) => {
    const timer = { at: now + ms, work };
    timers.push(timer);
    return () => void (timers = timers.filter((one) => one !== timer));
  };
  const pass = (ms: number): void => {
    const until = now + ms;
    for (;;) {
      const next = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      timers = timers.filter((one) => one !== next);
      now = Math.max(now, next.at);
      next.work();
    }
    now = until;
  };
  const count = (kind: ToWorker['kind'], worker: number): number => sent.filter(([to, what]) => to === worker && what === kind).length;

  beforeEach(() => {
    [now, timers, spawned, sent, killed, deaths, collapsed] = [0, [], [], [], [], [], []];
    supervisor = createSupervisor({
      count: 3,
      spawn: (worker) => {
        spawned.push(worker);
        return { send: ({ kind }) => void sent.push([worker, kind]), kill: () => void killed.push(worker) };
      },
      after,
      clock: () => now,
      onDeath: (worker, _ending, ms) => void deaths.push([worker, ms]),
      onCollapse: (code) => void collapsed.push(code),
    });
  });

  async function startAll(): Promise<void> {
    const started = supervisor.start();
    for (const worker of [1, 2, 3]) supervisor.ready(worker, PORTS);
    expect(await started).toEqual({ ok: true, ports: PORTS });
  }

  it('starts the first alone, and the others when it is ready', async () => {
    const started = supervisor.start();
    expect(spawned).toEqual([1]);
    supervisor.ready(1, PORTS);
    expect(spawned).toEqual([1, 2, 3]);
    supervisor.ready(2, PORTS);
    supervisor.ready(3, PORTS);
    expect(await started).toEqual({ ok: true, ports: PORTS });
    expect(supervisor.facts()).toEqual({ ready: 3, restarts: 0 });
  });

  it('answers with the exit code of the first that cannot start, and starts no other', async () => {
    const started = supervisor.start();
    supervisor.ended(1, UNFIT);
    expect(await started).toEqual({ ok: false, code: 78 });
    pass(60_000);
    expect(spawned).toEqual([1]);
  });

  it('starts a dead one again, later after each failure and never later than half a minute', async () => {
    await startAll();
    for (let n = 0; n < 10; n += 1) {
      supervisor.ended(2, KILLED);
      pass(30_000);
    }
    expect(deaths.map(([worker]) => worker)).toEqual(Array.from({ length: 10 }, () => 2));
    expect(deaths.map(([, ms]) => ms)).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
    expect(supervisor.facts()).toEqual({ ready: 2, restarts: 10 });
  });

  it('forgets the failures of one that has lived for a minute', async () => {
    await startAll();
    supervisor.ended(2, KILLED);
    pass(1_000);
    supervisor.ready(2, PORTS);
    for (const worker of [1, 2, 3]) for (let n = 0; n < 12; n += 1) supervisor.pong(worker);
    now += 60_000;
    supervisor.ended(2, KILLED);
    expect(deaths.map(([, ms]) => ms)).toEqual([200, 200]);
  });

  it('kills one whose event loop stands still for half a minute, and not one that answers', async () => {
    await startAll();
    for (let n = 0; n < 6; n += 1) {
      pass(5_000);
      supervisor.pong(1);
      supervisor.pong(3);
    }
    expect(killed).toEqual([]);
    pass(5_000);
    expect(killed).toEqual([2]);
    expect(count('ping', 1)).toBe(7);
  });

  it('does not take a machine that has slept for workers that hang', async () => {
    await startAll();
    now += 3_600_000;
    pass(5_000);
    expect(killed).toEqual([]);
  });

  it('ends when no worker is left and the last one could not start', async () => {
    await startAll();
    for (const worker of [1, 2, 3]) supervisor.ended(worker, KILLED);
    expect(collapsed).toEqual([]);
    pass(200);
    for (const worker of [1, 2, 3]) supervisor.ended(worker, UNFIT);
    expect(collapsed).toEqual([78]);
  });

  it('goes on while one still serves, however often another fails', async () => {
    await startAll();
    supervisor.ended(2, KILLED);
    pass(200);
    supervisor.ended(2, UNFIT);
    expect(collapsed).toEqual([]);
    expect(deaths).toHaveLength(2);
  });

  it('stops all, waits for all, and kills what is late', async () => {
    await startAll();
    supervisor.leave();
    let isOver = false;
    const stopped = supervisor.stop(12_000).then(() => (isOver = true));
    expect([1, 2, 3].map((worker) => [count('leave', worker), count('close', worker)])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    supervisor.ended(1, { code: 0, signal: null });
    supervisor.ended(2, { code: 0, signal: null });
    pass(12_000);
    expect(killed).toEqual([3]);
    expect(isOver).toBe(false);
    supervisor.ended(3, KILLED);
    await stopped;
    pass(60_000);
    expect(spawned).toEqual([1, 2, 3]);
    expect(deaths).toEqual([]);
  });

  it('starts none again while it stops, also one whose turn was near', async () => {
    await startAll();
    supervisor.ended(2, KILLED);
    const stopped = supervisor.stop(12_000);
    for (const worker of [1, 3]) supervisor.ended(worker, { code: 0, signal: null });
    await stopped;
    pass(60_000);
    expect(spawned).toEqual([1, 2, 3]);
  });

  it('tells one that becomes ready only now that the instance leaves', async () => {
    await startAll();
    supervisor.ended(2, KILLED);
    pass(200);
    supervisor.leave();
    expect(count('leave', 2)).toBe(0);
    supervisor.ready(2, PORTS);
    expect(count('leave', 2)).toBe(1);
  });
});
