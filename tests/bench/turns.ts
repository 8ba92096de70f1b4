// Servers that take turns in the same minutes: rounds of the same length, and what a cycle cost each.
// A server that waits loses what it had compiled. So each plays the rounds of its turn on end, after a lead-in that makes it warm again.

import type { Client, Running } from './processes.ts';
import { STEPS } from './load/run.ts';
import type { Nt2 } from './servers.ts';
import { median, quantile, tenth, whole, type Row } from './table.ts';

/** One that takes turns. `prepare` makes what the rounds will play. */
export interface Side {
  readonly server: Running;
  prepare(cycles: number): Promise<void>;
  play(connections: number, ms: number): Promise<Timed>;
  /** Throws when a cycle that was played did not do what it says. */
  check(): Promise<void>;
}

export interface Timed {
  readonly cycles: number;
  readonly seconds: number;
  /** Milliseconds of each request, in no order. */
  readonly ms: Readonly<Record<string, readonly number[]>>;
}

export interface Turns {
  readonly connections: number;
  /** Of each server, in two turns. */
  readonly rounds: number;
  /** How long one round takes. */
  readonly ms: number;
}

export interface Played {
  readonly rounds: readonly Timed[];
  /** Microseconds of the server's processor time. */
  readonly cpuPerCycle: number;
}

/** Before its first turn: V8 needs some 15,000 cycles until it has compiled what is hot. */
const WARM_UP = { cycles: 16_000, ms: 12_000, connections: 64 };
/** Before the rounds of each turn. */
const LEAD_IN = { cycles: 12_000, ms: 5_000, connections: 64 };
const TURNS = 2;
const TRIAL = 300;
/** Cycles are made for a server this much faster than the trial showed. */
const SPARE = 1.4;

export async function warmUp(sides: readonly Side[]): Promise<void> {
  for (const side of sides) {
    await side.prepare(WARM_UP.cycles);
    await side.play(WARM_UP.connections, WARM_UP.ms);
  }
}

export async function takeTurns(sides: readonly Side[], { connections, rounds, ms }: Turns): Promise<Played[]> {
  const needs: number[] = [];
  for (const side of sides) {
    await side.prepare(TRIAL);
    const trial = await side.play(connections, ms);
    needs.push((trial.cycles / trial.seconds) * (ms / 1_000) * SPARE);
  }
  const each = Math.ceil(rounds / TURNS);
  const played = sides.map((): Timed[] => []);
  const spent = sides.map(() => 0);
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [at, side] of sides.entries()) {
      await side.prepare(LEAD_IN.cycles + Math.ceil((needs[at] ?? 0) * each) + connections);
      await side.play(LEAD_IN.connections, LEAD_IN.ms);
      const before = side.server.cpu();
      for (let n = 0; n < each; n += 1) played[at]?.push(await side.play(connections, ms));
      spent[at] = (spent[at] ?? 0) + side.server.cpu() - before;
      await side.check();
    }
  }
  return played.map((all, at) => ({
    rounds: all,
    cpuPerCycle: ((spent[at] ?? 0) * 1e6) / all.reduce((sum, { cycles }) => sum + cycles, 0),
  }));
}

/** nt2 with its own load generator, whichever build it is. */
export async function nt2Side(server: Nt2, client: Client): Promise<Side> {
  await client.ask({ do: 'meet', target: server.target });
  return {
    server,
    prepare: async (count) => void (await client.ask({ do: 'make', count })),
    async play(connections, ms): Promise<Timed> {
      const { round } = await client.ask({ do: 'play', port: server.port, connections, ms, again: false });
      if (round === undefined) throw new Error('the load generator played nothing');
      return round;
    },
    async check() {
      const { played = 0, delivered = 0 } = await client.ask({ do: 'count', port: server.port });
      if (played !== delivered) throw new Error(`${played} cycles were played and ${delivered} shares say that they were delivered`);
    },
  };
}

/** Cycles a second. */
export const rateOf = ({ rounds }: Played): number => median(rounds.map(({ cycles, seconds }) => cycles / seconds));

/** The median over the rounds of that quantile of a step's times, in ms. */
export const timeOf = ({ rounds }: Played, step: string, share: number): number =>
  median(rounds.map(({ ms }) => quantile(ms[step] ?? [], share)));

/** Two builds of nt2, today's first. The ratio of times is that of the step which gained least. */
export function rowsBeside(where: string, other: string, [mine, theirs]: readonly [Played, Played]): Row[] {
  const times = (played: Played): string =>
    `${STEPS.map((step) => `${tenth(timeOf(played, step, 0.5))} / ${tenth(timeOf(played, step, 0.99))}`).join(', ')} ms`;
  const worst = (share: number): number => Math.max(...STEPS.map((step) => timeOf(mine, step, share) / timeOf(theirs, step, share)));
  const rates = [rateOf(mine), rateOf(theirs)] as const;
  return [
    {
      what: `${where}: full cycles (baseline: ${other})`,
      nt2: `${whole(rates[0])} cycles/s`,
      baseline: `${whole(rates[1])} cycles/s`,
      ratio: rates[0] / rates[1],
    },
    {
      what: `${where}: p50 / p99 of create, claim, deliver (baseline: ${other}; ratio: p99)`,
      nt2: times(mine),
      baseline: times(theirs),
      ratio: worst(0.99),
    },
    { what: `${where}: the same, ratio: p50`, nt2: '', baseline: '', ratio: worst(0.5) },
    {
      what: `${where}: server's processor time per cycle (baseline: ${other})`,
      nt2: `${whole(mine.cpuPerCycle)} µs`,
      baseline: `${whole(theirs.cpuPerCycle)} µs`,
      ratio: mine.cpuPerCycle / theirs.cpuPerCycle,
    },
  ];
}
