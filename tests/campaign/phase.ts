// One phase: a fault is injected under load at each rate, the operator tends the installation, all that still waits is handed over,
// strangers try everything again, and then the reader looks. What was asked for and what was found is one row for each rate.

import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../support/claims.ts';
import { sweep } from '../support/sweep.ts';
import type { Dice } from './dice.ts';
import type { Kind } from './faults.ts';
import { arrive } from './load/arrivals.ts';
import type { Times } from './load/ask.ts';
import { canaries, type Ground, type Life } from './load/life.ts';
import { leadLinkLife } from './load/link-life.ts';
import { judge } from './reader/judge.ts';
import { openStage, type Stage } from './stage/stage.ts';
import type { Row } from './table.ts';

export interface Plan {
  /** Shares a second, one after the other. */
  readonly rates: readonly number[];
  /** How long each rate is held. */
  readonly ms: number;
}

export interface Outcome {
  readonly rows: readonly Row[];
  /** All that must not be, in sentences. */
  readonly wrongs: readonly string[];
  /** What the operator had to do, and what clients were told meanwhile. */
  readonly remarks: readonly string[];
}

const PATIENCE_MS = 12_000;
const AT_ONCE = 12;

export async function runPhase(kind: Kind, plan: Plan, dice: Dice): Promise<Outcome> {
  const stage = await openStage({ store: kind.store });
  try {
    return await play(stage, kind, plan, dice);
  } finally {
    await stage.close();
  }
}

interface Held {
  readonly rate: number;
  readonly lives: readonly Life[];
  readonly times: Times;
  readonly faults: number;
  readonly seconds: number;
}

async function play(stage: Stage, kind: Kind, plan: Plan, dice: Dice): Promise<Outcome> {
  const { operator } = stage;
  const remarks: string[] = [];
  const ground = (times: Times): Ground => ({
    host: stage.host,
    tag: operator.tag,
    ports: stage.nodes.map(({ port }) => port),
    token: (n) => operator.tokens()[n % operator.tokens().length] ?? '',
    patienceMs: PATIENCE_MS,
    times,
  });
  const newTimes = (): Times => ({ ms: [], again: 0, why: new Map() });

  const held: Held[] = [];
  for (const rate of plan.rates) {
    const times = newTimes();
    const own = ground(times);
    const started = performance.now();
    const loading = arrive({ rate, ms: plan.ms }, (n) => leadLinkLife(own, { n, rate, dice }));
    loading.catch(() => undefined);
    await sleep(plan.ms * dice.between(0.2, 0.4));
    const faults = await kind.inject(stage, dice);
    remarks.push(...(await operator.tend()));
    const lives = await loading;
    held.push({ rate, lives, times, faults, seconds: (performance.now() - started) / 1_000 });
    await operator.audit([operator.tag]);
    for (const [why, count] of times.why) remarks.push(`again at ${rate}/s: ${why} ${count}`);
  }

  const lives = held.flatMap((one) => one.lives);
  const accepted = lives.filter((life) => life.accepted);
  await eachOf(accepted, AT_ONCE, (life) => (life.ended === '' && !life.delivered ? life.again('owner') : Promise.resolve()));
  await eachOf(accepted, AT_ONCE, (life) => life.again('stranger'));
  await eachOf(accepted, AT_ONCE, (life) => life.look());
  remarks.push(...(await operator.mendLogs()));
  // The last end is under a checkpoint a moment later.
  await sleep(1_500);
  await operator.audit([operator.tag]);

  const found = await stage.read();
  const verdict = judge(found, { seen: lives, heads: operator.heads, forgets: kind.forgets });
  const leaks = sweep(stage.places(), canaries);
  const doubles = new Set(verdict.doubleOpenings);
  const rows = held.map(({ rate, lives: own, times, faults, seconds }): Row => {
    const { lost, gone } = lossesOf(own, kind.forgets);
    return {
      fault: kind.name,
      rate,
      ms: times.ms,
      perSecond: times.ms.length / seconds,
      faults,
      begun: own.length,
      handed: own.filter(({ opened }) => opened.length > 0).length,
      lost: lost.length,
      gone: gone.length,
      double: own.filter(({ id }) => doubles.has(id)).length,
      twice: 0,
    };
  });
  const lost = lives.filter((life) => lossesOf([life], kind.forgets).lost.length > 0);
  const wrongs = [
    ...verdict.wrongs,
    ...verdict.doubleOpenings.map((id) => `${id}: opened by two devices`),
    ...lost.map(({ id, last }) => `${id}: accepted and lost; its sender reads ${last}`),
    ...leaks.map((where) => `a secret can be read in ${where}`),
  ];
  return { rows, wrongs: wrongs.map((what) => `${kind.name}: ${what}`), remarks };
}

const ENDS = new Set(['delivered', 'unconfirmed', 'broken', 'declined', 'revoked', 'expired', 'locked', 'rolled-back']);

/**
 * Lost is a share that was answered as sealed, was never handed over, and whose sender reads no end of it. Where the operator's store may
 * forget, a share that nobody knows any more is `gone` with it.
 */
function lossesOf(lives: readonly Life[], forgets: boolean): { lost: readonly Life[]; gone: readonly Life[] } {
  const missing = lives.filter((life) => life.accepted && life.opened.length === 0 && !ENDS.has(life.last));
  const isGone = ({ last }: Life): boolean => forgets && ['share.gone', 'request.path'].includes(last);
  return { lost: missing.filter((life) => !isGone(life)), gone: missing.filter(isGone) };
}
