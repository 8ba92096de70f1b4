// Two workers beside one, on the same two cores, which they share with the load generator and Redis; and what a further one holds of memory.

import { ALL, startClient, type Client } from './processes.ts';
import type { Round } from './load/run.ts';
import { startNt2, type Nt2 } from './servers.ts';
import { median, tenth, whole, type Row } from './table.ts';

interface Plan {
  readonly redisUrl: string;
  readonly rounds: number;
  /** How long one round takes. */
  readonly ms: number;
  readonly say: (line: string) => void;
}

const CONNECTIONS = 64;
/** V8 needs some 15,000 cycles in each process until it has compiled what is hot. */
const WARM_UP = { cycles: 32_000, ms: 18_000 };
/** Before each one's rounds: a process that waited lost what it had compiled. */
const LEAD_IN = { cycles: 16_000, ms: 6_000 };
const SPARE = 1.6;
const AIM = 1.5;

interface Side {
  readonly nt2: Nt2;
  readonly client: Client;
  readonly rounds: Round[];
  readonly idle: number;
}

export async function measureWorkers({ redisUrl, rounds, ms, say }: Plan): Promise<Row[]> {
  const one = await open(redisUrl, 1);
  const two = await open(redisUrl, 2);
  const sides = [one, two];
  try {
    const perCycle: number[] = [];
    for (const { nt2, client, rounds: played } of sides) {
      const trial = await play(client, nt2, WARM_UP.ms);
      const count = Math.ceil((trial.cycles / trial.seconds) * (ms / 1_000) * rounds * SPARE) + CONNECTIONS;
      await client.ask({ do: 'make', count: LEAD_IN.cycles + count });
      await play(client, nt2, LEAD_IN.ms);
      const before = nt2.cpu();
      for (let n = 0; n < rounds; n += 1) played.push(await play(client, nt2, ms));
      perCycle.push(((nt2.cpu() - before) * 1e6) / played.reduce((sum, { cycles }) => sum + cycles, 0));
      const { played: all, delivered } = await client.ask({ do: 'count', port: nt2.port });
      if (all !== delivered) throw new Error(`${all} cycles were played and ${delivered} shares say that they were delivered`);
      say(`${all} cycles, every one delivered.`);
    }
    return rowsOf(one, two, perCycle);
  } finally {
    await Promise.all(sides.flatMap(({ nt2, client }) => [nt2.stop(), client.stop()]));
  }
}

async function open(redisUrl: string, workers: number): Promise<Side> {
  const nt2 = await startNt2({ store: 'Redis', redisUrl, cores: ALL, env: { NT2_WORKERS: String(workers) } });
  const client = startClient(ALL);
  await client.ask({ do: 'meet', target: nt2.target });
  await client.ask({ do: 'make', count: WARM_UP.cycles });
  return { nt2, client, rounds: [], idle: nt2.rss() };
}

async function play(client: Client, { port }: Nt2, ms: number): Promise<Round> {
  const { round } = await client.ask({ do: 'play', port, connections: CONNECTIONS, ms, again: false });
  if (round === undefined) throw new Error('the load generator played nothing');
  return round;
}

function rowsOf(one: Side, two: Side, [alone = 0, together = 0]: readonly number[]): Row[] {
  const rate = ({ rounds }: Side): number => median(rounds.map(({ cycles, seconds }) => cycles / seconds));
  const where = 'Redis, 64 connections, two workers (baseline: one), all on the same two cores as the load';
  const ratio = rate(two) / rate(one);
  const memory = (side: Side): string => `${tenth(side.idle)} MiB idle, ${tenth(side.nt2.rss())} after the load`;
  return [
    {
      what: `${where}: full cycles`,
      nt2: `${whole(rate(two))} cycles/s`,
      baseline: `${whole(rate(one))} cycles/s`,
      ratio,
      aim: { text: `≥ ${AIM}`, reached: ratio >= AIM },
    },
    {
      what: `${where}: processor time per cycle, all processes of nt2`,
      nt2: `${whole(together)} µs`,
      baseline: `${whole(alone)} µs`,
      ratio: together / alone,
    },
    { what: `${where}: memory (RSS) of all processes`, nt2: memory(two), baseline: memory(one), ratio: two.nt2.rss() / one.nt2.rss() },
  ];
}
