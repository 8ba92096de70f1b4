// Decides when each log is sequenced: at once after the end of a share, else within a second, at most ten times a second. Leaves that a
// dead process left behind are taken soon, and idle logs are maintained too.

import type { SequenceResult, Sequencer } from '../core/tlog/sequencer.ts';
import type { TenantTag } from '../core/share.ts';
import type { PendingLogHints } from './pending-log-hints.ts';

export interface LogScheduler {
  /** A commit has queued leaves. `ended`: the end of a share is among them. */
  committed(tag: TenantTag, ended: boolean): void;
  /** Finishes what is running and what was planned: no other instance may take it soon. */
  stop(): Promise<void>;
}

/** How long to gather leaves that nobody waits for. */
const GATHER_MS = 700;
/** Pause between two rounds of a log: at least `least`, and `times` as long as the last round took, so that a busy server has time for people. */
const SPACING_MS = { least: 100, times: 5, most: 900 };
const BUSY_MS = 60;
const RETRY_MS = 2_000;
/** How often to look for what other instances left behind: at their marks, and at all logs in case a mark was lost. */
const MARKS_MS = 500;
const LOOK_MS = 15_000;
/** Logs sequenced at the same time. */
const AT_ONCE = 16;
/** How long `stop` may take for what was planned. */
const LAST_MS = 2_000;

interface Turn {
  /** When its next round begins, by the process's own clock; Infinity: none is planned. */
  at: number;
  timer: NodeJS.Timeout | null;
  running: boolean;
  /** The next round begins no sooner than this. */
  nextAt: number;
}

export interface Sequencing extends Pick<Sequencer, 'sequence' | 'findPending' | 'maintain'> {
  readonly hints: Pick<PendingLogHints, 'round' | 'overdue'>;
}

export function createLogScheduler(
  { sequence, findPending: lookAtAll, maintain, hints }: Sequencing,
  failed: (error: unknown) => void,
): LogScheduler {
  const turns = new Map<TenantTag, Turn>();
  const queue: TenantTag[] = [];
  const running = new Set<Promise<void>>();
  let over = false;
  let lastAt = Infinity;
  const looking = new Set<Promise<void>>();

  function plan(tag: TenantTag, inMs: number): void {
    if (over) return;
    const turn = turns.get(tag) ?? { at: Infinity, timer: null, running: false, nextAt: -Infinity };
    turns.set(tag, turn);
    const now = performance.now();
    const at = Math.max(now + inMs, turn.nextAt);
    if (turn.at <= at) return;
    turn.at = at;
    if (turn.running) return;
    if (turn.timer !== null) clearTimeout(turn.timer);
    const begin = (): void => {
      turn.timer = null;
      queue.push(tag);
      work();
    };
    // What was planned during a long round may lie in the past, and Node warns of a negative delay.
    turn.timer = setTimeout(begin, Math.max(0, at - now));
  }

  function work(): void {
    while (running.size < AT_ONCE) {
      const tag = performance.now() > lastAt ? undefined : queue.shift();
      const turn = tag && turns.get(tag);
      if (!tag || !turn) return;
      const done = take(tag, turn).finally(() => {
        running.delete(done);
        work();
      });
      running.add(done);
    }
  }

  async function take(tag: TenantTag, turn: Turn): Promise<void> {
    const began = performance.now();
    Object.assign(turn, { at: Infinity, running: true, nextAt: began + SPACING_MS.least });
    let outcome: SequenceResult | 'failed' = 'failed';
    const signed = hints.round(tag);
    try {
      outcome = await sequence(tag);
      if (outcome === 'done') signed();
    } catch (error) {
      failed(error);
    }
    const planned = turn.at;
    const { least, times, most } = SPACING_MS;
    const space = Math.min(most, Math.max(least, times * (performance.now() - began)));
    Object.assign(turn, { at: Infinity, running: false, nextAt: began + space });
    if (planned !== Infinity && over) queue.push(tag);
    if (planned !== Infinity) plan(tag, planned - performance.now());
    if (outcome === 'busy') plan(tag, BUSY_MS);
    if (outcome === 'failed') plan(tag, RETRY_MS);
  }

  function every(ms: number, find: () => Promise<readonly TenantTag[]>): NodeJS.Timeout {
    let busy = false;
    const look = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      try {
        for (const tag of await find()) plan(tag, 0);
      } catch (error) {
        failed(error);
      }
      busy = false;
    };
    const begin = (): void => {
      const done = look().finally(() => looking.delete(done));
      looking.add(done);
    };
    begin();
    return setInterval(begin, ms);
  }
  const timers = [every(LOOK_MS, lookAtAll), every(LOOK_MS, () => maintain().then(() => [])), every(MARKS_MS, () => hints.overdue())];

  return {
    committed: (tag, ended) => plan(tag, ended ? 0 : GATHER_MS),
    async stop() {
      over = true;
      lastAt = performance.now() + LAST_MS;
      for (const timer of timers) clearInterval(timer);
      for (const [tag, { timer: planned }] of turns) {
        if (planned === null) continue;
        clearTimeout(planned);
        queue.push(tag);
      }
      work();
      await Promise.all(looking);
      while (running.size > 0) await Promise.all(running);
    },
  };
}
