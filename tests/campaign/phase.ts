// One phase: a fault is injected under load at each rate, the operator tends the installation, all that still waits is handed over,
// strangers try everything again, and then the reader looks. What was asked for and what was found is one row for each rate.

import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../support/claims.ts';
import { isQuietRedis } from '../support/dump.ts';
import { sweep } from '../support/sweep.ts';
import type { Dice } from './dice.ts';
import type { Kind } from './faults.ts';
import { arrive } from './load/arrivals.ts';
import type { Times } from './load/ask.ts';
import { canaries, type Ground, type Life } from './load/life.ts';
import { nothing } from './inject.ts';
import { loadOf } from './load/load.ts';
import { judge } from './reader/judge.ts';
import { judgePolicies } from './reader/policies.ts';
import { listen } from './reader/listen.ts';
import { judgeWebhooks } from './reader/webhooks.ts';
import { mountDisk } from './stage/disk.ts';
import { openStage, type Stage } from './stage/stage.ts';
import type { Row } from './table.ts';

export interface Plan {
  /** Shares a second, one after the other. */
  readonly rates: readonly number[];
  /** The same for those that begin in chat. */
  readonly chatRates: readonly number[];
  /** How long each rate is held, and for how long at most a link lies before it is opened. */
  readonly ms: number;
  readonly dwellMs: number;
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
const QUIET_MS = 45_000;
const BOUND_MS = 150_000;
/** As far as a receipt lets two clocks differ. */
const TOLERANCE_MS = 5 * 60_000;

/** Null: this machine does not allow the fault. */
export async function runPhase(kind: Kind, plan: Plan, dice: Dice): Promise<Outcome | null> {
  const small = kind.disk ? mountDisk('48m') : null;
  if (kind.disk && small === null) return null;
  const stage = await openStage({
    store: kind.store,
    chat: kind.chat === true,
    webhooks: kind.webhooks === true,
    policy: kind.policy === true,
    small,
  });
  // Whatever hangs, everything that was started is ended.
  const late = new AbortController();
  const bound = sleep(BOUND_MS, undefined, { signal: late.signal }).then(() => Promise.reject(new Error(`${kind.name} found no end`)));
  bound.catch(() => undefined);
  try {
    return await Promise.race([play(stage, kind, plan, dice), bound]);
  } finally {
    late.abort();
    await stage.close();
  }
}

interface Held {
  readonly rate: number;
  readonly from: number;
  readonly lives: readonly Life[];
  readonly times: Times;
  readonly faults: number;
  readonly seconds: number;
}

async function play(stage: Stage, kind: Kind, plan: Plan, dice: Dice): Promise<Outcome> {
  const { operator, slack } = stage;
  const remarks: string[] = [];
  const ground = (times: Times): Ground => ({
    host: stage.host,
    tag: operator.tag,
    ports: stage.nodes.map(({ port }) => port),
    token: (n) => operator.tokens()[n % operator.tokens().length] ?? '',
    patienceMs: PATIENCE_MS,
    dwellMs: plan.dwellMs,
    kindOf: (n) => (stage.policies !== null && n % 2 === 1 ? 'note' : 'credential'),
    times,
  });
  const load = loadOf(slack, dice);

  async function hold(rate: number): Promise<Held> {
    const times: Times = { ms: [], again: 0, why: new Map() };
    const own = ground(times);
    const [from, started] = [Date.now(), performance.now()];
    const loading = arrive({ rate, ms: plan.ms }, () => load(own, rate));
    await sleep(plan.ms * dice.between(0.2, 0.4));
    const faults = await kind.inject(stage, dice);
    const over = { yet: false };
    void loading.catch(() => null).then(() => (over.yet = true));
    while (!over.yet) {
      remarks.push(...(await operator.tend()));
      await sleep(250);
    }
    const lives = (await loading).filter((life) => life !== null);
    const why = [...times.why].map(([code, count]) => `${code} ${count}`).join(', ');
    if (why !== '') remarks.push(`tried again at ${rate}/s: ${why}`);
    return { rate, from, lives, times, faults, seconds: (performance.now() - started) / 1_000 };
  }

  const held: Held[] = [];
  for (const rate of kind.chat ? plan.chatRates : plan.rates) {
    held.push(await hold(rate));
    await operator.audit(tagsOf(held));
  }
  slack?.healed();

  const lives = held.flatMap((one) => one.lives);
  const accepted = lives.filter((life) => life.accepted);
  await eachOf(accepted, AT_ONCE, (life) => (life.ended === '' && !life.delivered ? life.again('owner') : Promise.resolve()));
  await eachOf(accepted, AT_ONCE, (life) => life.again('stranger'));
  await eachOf(accepted, AT_ONCE, (life) => life.look());
  remarks.push(...(await quiet(stage, kind)));
  await operator.audit(tagsOf(held));

  // A lane that a killed process had is tried again by another one only when its lease is over.
  const isCalm = kind.inject === nothing;
  if (isCalm) await stage.receivers?.rest();
  const found = await stage.read();
  const verdict = judge(found, { seen: lives, heads: operator.heads, forgets: kind.forgets === true });
  const heard = slack === null ? null : listen(slack, lives);
  const receivers = stage.receivers?.heard(isCalm) ?? [];
  if (receivers.length > 0)
    remarks.push(`events that arrived: ${receivers.map(({ name, arrived }) => `${name} ${arrived.length}`).join(', ')}`);
  const leaks = sweep(stage.places(), canaries);
  const doubles = new Set(verdict.doubleOpenings);
  const rows = held.map(({ rate, from, lives: own, times, faults, seconds }, at): Row => {
    const { lost, gone } = lossesOf(own, kind);
    const before = held[at + 1]?.from ?? Infinity;
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
      twice: heard === null ? 0 : heard.twice.filter((one) => one.at >= from && one.at < before).length,
    };
  });
  const backwards = [...verdict.stories.values()].filter(({ backMs }) => backMs > TOLERANCE_MS).length;
  if (backwards > 0)
    remarks.push(`${backwards} of ${verdict.stories.size} shares have events whose times go back by more than five minutes`);
  const refused = lives.filter(({ begun }) => begun?.code.startsWith('policy.')).length;
  if (stage.policies !== null) remarks.push(`${refused} of ${lives.length} shares were refused by the policy`);
  if (heard) remarks.push(`${heard.messages} messages; whispers that stand twice: ${heard.whispersTwice}`);
  const wrongs = [
    ...verdict.wrongs,
    ...verdict.doubleOpenings.map((id) => `${id}: opened by two devices`),
    ...lossesOf(lives, kind).lost.map(({ id, last }) => `${id}: accepted and lost; its sender reads ${last}`),
    ...leaks.map((where) => `a secret can be read in ${where}`),
    ...(slack && found.unsaid > 0 ? [`${found.unsaid} shares have something to say that nobody says`] : []),
    ...(heard?.wrongs ?? []),
    ...receivers.flatMap((one) => judgeWebhooks(found, verdict.events, one)),
    ...(stage.policies === null
      ? []
      : judgePolicies(found, operator.tag, { loads: stage.policies.loads, begun: lives.flatMap(({ begun }) => begun ?? []) })),
  ];
  return { rows, wrongs: wrongs.map((what) => `${kind.name}: ${what}`), remarks };
}

const tagsOf = (held: readonly Held[]): Set<string> => new Set(held.flatMap(({ lives }) => lives.map(({ id }) => id.slice(0, 6))));

/** All is said, and every event is under a checkpoint: a moment after the last request, but for a platform that was away. */
async function quiet({ redis, slack, operator }: Stage, { forgets = false }: { readonly forgets?: boolean }): Promise<string[]> {
  const begun: string[] = [];
  const isSaid = (): Promise<boolean> => (slack === null || redis === null ? Promise.resolve(true) : isQuietRedis(redis.url));
  const isSigned = async (): Promise<boolean> => {
    const logs = await operator.verifyLogs({ beginAnew: forgets });
    begun.push(...logs.begun);
    return logs.rest;
  };
  const until = Date.now() + QUIET_MS;
  do await sleep(1_000);
  while (Date.now() < until && !((await isSaid()) && (await isSigned())));
  return begun.map(() => 'log new-generation');
}

const ENDS = new Set(['delivered', 'unconfirmed', 'broken', 'declined', 'revoked', 'expired', 'locked', 'rolled-back']);

/**
 * Lost is a share that was answered as sealed, was never handed over, and whose sender reads no end of it. Where the operator's store may
 * forget, a share that nobody knows any more is `gone` with it.
 */
function lossesOf(lives: readonly Life[], { forgets }: Kind): { lost: readonly Life[]; gone: readonly Life[] } {
  const missing = lives.filter((life) => life.accepted && life.opened.length === 0 && !ENDS.has(life.last));
  const isGone = ({ last }: Life): boolean => forgets === true && last === 'share.gone';
  return { lost: missing.filter((life) => !isGone(life)), gone: missing.filter(isGone) };
}
