// When which log is sequenced: at once after an end, else within a second, never more than ten times a second, and soon for what a process
// that died has left behind. A log on which nobody works is looked after too.

import type { SequenceResult, Sequencer } from '../core/tlog/sequencer.ts';
import type { TenantTag } from '../core/share.ts';
import type { PendingLogHints } from './pending-log-hints.ts';

export interface LogScheduler {
  /** A commit has queued leaves. `ended`: with the end of a share among them. */
  committed(tag: TenantTag, ended: boolean): void;
  /** After what is under way, and what was planned: nobody may come back for it soon. */
  stop(): Promise<void>;
}

/** Leaves that nobody waits for are gathered for so long. */
const GATHER_MS = 700;
/** Between two rounds of a log: at least so long, and five times as long as the last one took, so that a busy server spends its time on people. */
const SPACING_MS = { least: 100, times: 5, most: 900 };
const BUSY_MS = 60;
const RETRY_MS = 2_000;
/** For what others have left behind: what they have marked, and all logs, should a mark have been lost. */
const MARKS_MS = 500;
const LOOK_MS = 15_000;
/** Logs sequenced at the same time. */
const AT_ONCE = 16;
/** At the end, for what was planned. */
const LAST_MS = 2_000;

interface Turn {
  /** When it begins, by the process's own clock; Infinity: nothing is planned. */
  at: number;
  timer: NodeJS.Timeout | null;
  running: boolean;
  /** No sooner. */
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
    turn.timer = setTimeout(() => {
      turn.timer = null;
      queue.push(tag);
      work();
    }, at - now);
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
