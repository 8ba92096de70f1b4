// Full cycles per second on both stores beside the bare server: create, claim and deliver; each server plays its rounds on end, after a lead-in that makes it warm.

import { ALL, type Client, type Cores, type Running } from './processes.ts';
import { STEPS, type Round, type Step } from './load/run.ts';
import { startBare, startNt2, type Nt2, type StoreName } from './servers.ts';
import { median, quantile, tenth, whole, type Row } from './table.ts';

export interface Plan {
  readonly redisUrl: string;
  readonly client: Client;
  readonly cores: Cores;
  readonly connections: readonly number[];
  /** Rounds of each server, and how long one takes. */
  readonly rounds: number;
  readonly ms: number;
  readonly say: (line: string) => void;
}

/** Before the first round: V8 needs some 15,000 cycles until it has compiled what is hot. */
const WARM_UP = { cycles: 16_000, ms: 12_000, connections: 64 };
/** Before each server's rounds: one that waited lost what it had compiled. */
const LEAD_IN = { cycles: 12_000, ms: 5_000, connections: 64 };
const TRIAL = 300;
/** Cycles are made for a server this much faster than the warm-up showed. */
const SPARE = 1.4;
const AIM_RATE = 2 / 3;
const AIM_P99 = 3;

export async function measureCycles(store: StoreName, plan: Plan): Promise<Row[]> {
  const { redisUrl, client, cores } = plan;
  const nt2 = await startNt2({ store, redisUrl, cores });
  const bare = await startBare(redisUrl, cores);
  try {
    await client.ask({ do: 'meet', target: nt2.target });
    await client.ask({ do: 'make', count: WARM_UP.cycles });
    for (const { port } of [nt2, bare]) await client.ask({ do: 'play', port, ...WARM_UP, again: port === bare.port });
    const rows: Row[] = [];
    for (const connections of plan.connections) rows.push(...(await compare(store, connections, nt2, bare, plan)));
    const [mine, base] = [nt2.rss(), bare.rss()];
    return [
      ...rows,
      {
        what: `${placeOf(store, plan)}: memory (RSS) after the load`,
        nt2: `${whole(mine)} MiB`,
        baseline: `${whole(base)} MiB`,
        ratio: mine / base,
      },
    ];
  } finally {
    await Promise.all([nt2.stop(), bare.stop()]);
  }
}

async function compare(store: StoreName, connections: number, nt2: Nt2, bare: Running, plan: Plan): Promise<Row[]> {
  const { client, ms, say, rounds } = plan;
  const play = async (server: Running, forMs: number, again: boolean): Promise<Round> => {
    const { round } = await client.ask({ do: 'play', port: server.port, connections, ms: forMs, again });
    if (round === undefined) throw new Error('the load generator played nothing');
    return round;
  };

  await client.ask({ do: 'make', count: TRIAL });
  const trial = await play(nt2, ms, false);
  const count = LEAD_IN.cycles + Math.ceil((trial.cycles / trial.seconds) * (ms / 1_000) * rounds * SPARE) + connections;
  await client.ask({ do: 'make', count });

  const runOf = async (server: Running, again: boolean): Promise<{ rounds: readonly Round[]; spent: number }> => {
    await client.ask({ do: 'play', port: server.port, ...LEAD_IN, again });
    const before = server.cpu();
    const played: Round[] = [];
    for (let n = 0; n < rounds; n += 1) played.push(await play(server, ms, again));
    return { rounds: played, spent: server.cpu() - before };
  };
  const [mine, base] = [await runOf(nt2, false), await runOf(bare, true)];
  const { played: all = 0, delivered = 0 } = await client.ask({ do: 'count', port: nt2.port });
  if (all !== delivered) throw new Error(`${store}: ${all} cycles were played and ${delivered} shares say that they were delivered`);

  say(`${placeOf(store, plan)}, ${connections} connections: ${all} cycles, every one delivered.`);
  const perCycle = ({ rounds: played, spent }: typeof mine): number => (spent * 1e6) / played.reduce((sum, { cycles }) => sum + cycles, 0);
  const where = `${placeOf(store, plan)}, ${connections} connection${connections === 1 ? '' : 's'}`;
  const hasAim = store === 'Redis' && connections === 64 && plan.cores !== ALL;
  const [cost, baseCost] = [perCycle(mine), perCycle(base)];
  return [
    ...rowsOf(where, hasAim, mine.rounds, base.rounds),
    {
      what: `${where}: server's processor time per cycle`,
      nt2: `${whole(cost)} µs`,
      baseline: `${whole(baseCost)} µs`,
      ratio: cost / baseCost,
    },
  ];
}

function placeOf(store: StoreName, { cores }: Plan): string {
  return cores === ALL && ALL !== null ? `${store}, server on all cores` : store;
}

function rowsOf(where: string, hasAim: boolean, nt2: readonly Round[], bare: readonly Round[]): Row[] {
  const rate = (rounds: readonly Round[]): number => median(rounds.map(({ cycles, seconds }) => cycles / seconds));
  const [mine, base] = [rate(nt2), rate(bare)];
  const show = (cycles: number): string => `${whole(cycles)} cycles/s, ${whole(3 * cycles)} req/s`;
  const rows: Row[] = [
    {
      what: `${where}: full cycles`,
      nt2: show(mine),
      baseline: show(base),
      ratio: mine / base,
      ...(hasAim && { aim: { text: '≥ 0.67', reached: mine / base >= AIM_RATE } }),
    },
  ];
  const at = (rounds: readonly Round[], step: Step, share: number): number =>
    median(rounds.map((round) => quantile(round.ms[step], share)));
  const times = (rounds: readonly Round[]): string =>
    `${STEPS.map((step) => `${tenth(at(rounds, step, 0.5))} / ${tenth(at(rounds, step, 0.99))}`).join(', ')} ms`;
  const worst = Math.max(...STEPS.map((step) => at(nt2, step, 0.99) / at(bare, step, 0.99)));
  rows.push({
    what: `${where}: p50 / p99 of create, claim, deliver`,
    nt2: times(nt2),
    baseline: times(bare),
    ratio: worst,
    ...(hasAim && { aim: { text: 'p99 < 3', reached: worst < AIM_P99 } }),
  });
  return rows;
}
