// Keeps the workers running: the first alone, then the rest; one that dies is started again, later after each failure; one that hangs is
// killed. It starts no process itself and reads no clock.

import type { Ports, ToWorker } from './messages.ts';

export interface WorkerProcess {
  send(message: ToWorker): void;
  kill(): void;
}

/** How a worker ended: with an exit code, or by a signal. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface SupervisorDeps {
  readonly count: number;
  /** Starts the process of this number. */
  readonly spawn: (worker: number) => WorkerProcess;
  /** Calls back after so many ms, unless the function that it returns is called before. */
  readonly after: (ms: number, work: () => void) => () => void;
  readonly clock: () => number;
  /** A worker has ended while it should run; it is started again after so many ms. */
  readonly onDeath: (worker: number, ending: Ending, restartInMs: number) => void;
  /** None is left, and the last one that was started could not: the instance ends with its exit code. */
  readonly onCollapse: (code: number) => void;
}

export interface Supervisor {
  /** Resolves when all are ready, with the exit code of the one that could not start otherwise. */
  start(): Promise<{ readonly ok: true; readonly ports: Ports } | { readonly ok: false; readonly code: number }>;
  ready(worker: number, ports: Ports): void;
  /** The worker has shown that its event loop turns. */
  pong(worker: number): void;
  ended(worker: number, ending: Ending): void;
  /** To all that run now. One that starts later is given what it needs when it starts. */
  tell(message: ToWorker): void;
  /** For all that run now, and those that are started from now on. */
  leave(): void;
  /** Asks each to finish what it has begun; resolves when all are gone. After `graceMs` they are killed. */
  stop(graceMs: number): Promise<void>;
  /** How many can be asked now, and how often one was started again. */
  facts(): { readonly ready: number; readonly restarts: number };
}

const RESTART_MS = { first: 200, most: 30_000 };
/** One that has lived for so long has not failed to start. */
const LIVED_MS = 60_000;
/** A worker that has not answered so many pings in a row hangs. Missed pings are counted and not time: a machine may have slept. */
const PING_MS = 5_000;
const MISSED = 6;
const FAILED = 1;

interface Slot {
  process: WorkerProcess | null;
  isReady: boolean;
  startedAt: number;
  failures: number;
  missed: number;
  cancel: () => void;
}

export function createSupervisor({ count, spawn, after, clock, onDeath, onCollapse }: SupervisorDeps): Supervisor {
  const slots = new Map<number, Slot>();
  let starting: { readonly done: (ports: Ports) => void; readonly failed: (code: number) => void } | null = null;
  let isLeaving = false;
  let stopped: (() => void) | null = null;
  let restarts = 0;
  let cancelPings = (): void => undefined;

  const all = (): Slot[] => [...slots.values()];
  const countReady = (): number => all().filter(({ isReady }) => isReady).length;

  function begin(worker: number): void {
    const failures = slots.get(worker)?.failures ?? 0;
    slots.set(worker, { process: spawn(worker), isReady: false, startedAt: clock(), failures, missed: 0, cancel: () => undefined });
  }

  function look(): void {
    for (const slot of all()) {
      // A worker that starts may take its time: it is asked once it is ready.
      if (slot.process === null || !slot.isReady) continue;
      if (slot.missed >= MISSED) slot.process.kill();
      else slot.process.send({ kind: 'ping' });
      slot.missed += 1;
    }
    cancelPings = after(PING_MS, look);
  }

  function restart(worker: number, slot: Slot, ending: Ending): void {
    slot.failures = clock() - slot.startedAt >= LIVED_MS ? 0 : slot.failures;
    const waitMs = Math.min(RESTART_MS.most, RESTART_MS.first * 2 ** slot.failures);
    slot.failures += 1;
    onDeath(worker, ending, waitMs);
    slot.cancel = after(waitMs, () => {
      restarts += 1;
      begin(worker);
    });
  }

  return {
    start() {
      begin(1);
      return new Promise((resolve) => {
        starting = {
          done: (ports) => resolve({ ok: true, ports }),
          failed: (code) => resolve({ ok: false, code }),
        };
        cancelPings = after(PING_MS, look);
      });
    },
    ready(worker, ports) {
      const slot = slots.get(worker);
      if (slot === undefined || slot.process === null) return;
      slot.isReady = true;
      if (isLeaving) slot.process.send({ kind: 'leave' });
      if (stopped !== null) slot.process.send({ kind: 'close' });
      // The first alone, so that it finds out what does not fit, and migrates.
      if (starting !== null && worker === 1) for (let next = 2; next <= count; next += 1) begin(next);
      if (starting === null || countReady() < count) return;
      starting.done(ports);
      starting = null;
    },
    tell(message) {
      for (const { process } of all()) process?.send(message);
    },
    pong(worker) {
      const slot = slots.get(worker);
      if (slot !== undefined) slot.missed = 0;
    },
    ended(worker, ending) {
      const slot = slots.get(worker);
      if (slot === undefined) return;
      const wasReady = slot.isReady;
      slot.process = null;
      slot.isReady = false;
      if (stopped !== null) {
        if (all().every(({ process }) => process === null)) stopped();
        return;
      }
      const code = ending.code === null || ending.code === 0 ? FAILED : ending.code;
      if (starting !== null) {
        starting.failed(code);
        starting = null;
        return;
      }
      if (!wasReady && countReady() === 0 && all().every(({ process }) => process === null)) return onCollapse(code);
      restart(worker, slot, ending);
    },
    leave() {
      isLeaving = true;
      for (const { process, isReady } of all()) if (isReady) process?.send({ kind: 'leave' });
    },
    stop(graceMs) {
      cancelPings();
      for (const { cancel } of all()) cancel();
      const running = all().flatMap(({ process }) => process ?? []);
      return new Promise((resolve) => {
        const cancel = after(graceMs, () => all().forEach(({ process }) => process?.kill()));
        stopped = () => {
          cancel();
          resolve();
        };
        for (const process of running) process.send({ kind: 'close' });
        if (running.length === 0) stopped();
      });
    },
    facts: () => ({ ready: countReady(), restarts }),
  };
}
