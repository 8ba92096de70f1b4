// What chat costs: from a signed command of Slack or Discord to its answer, and start and memory of a server with these platforms.

import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection, type HttpConnection } from './load/connection.ts';
import { startStub, type ChatPlatform } from './load/chat.ts';
import type { Cores } from './processes.ts';
import { startNt2, type Nt2 } from './servers.ts';
import { median, quantile, tenth, whole, type Row } from './table.ts';

interface Plan {
  readonly redisUrl: string;
  readonly cores: Cores;
  readonly connections: readonly number[];
  /** Commands of one connection. */
  readonly commands: number;
  readonly starts: number;
}

const AIM_P99_MS = 150;
/** Until what the start has left behind is cleared away. */
const SETTLE_MS = 3_000;
/** Memory is looked at so often; the median counts. */
const LOOKS = 3;

export async function measureChat(plan: Plan): Promise<Row[]> {
  const stub = await startStub();
  const { slack, discord } = stub;
  try {
    const rows = [...(await answers(slack, plan)), ...(await answers(discord, plan))];
    return [...rows, ...(await costs([[slack], [discord], [slack, discord]], plan))];
  } finally {
    await stub.stop();
  }
}

async function answers(platform: ChatPlatform, plan: Plan): Promise<Row[]> {
  const nt2 = await start([platform], plan);
  try {
    const rows: Row[] = [];
    for (const connections of plan.connections) {
      // Once to warm up.
      await send(nt2.port, platform, connections, plan.commands);
      const cpu = nt2.cpu();
      const ms = await send(nt2.port, platform, connections, plan.commands);
      const perCommand = ((nt2.cpu() - cpu) * 1e6) / ms.length;
      const p99 = quantile(ms, 0.99);
      const where = `${platform.name} over HTTP, ${connections} at once`;
      rows.push(
        {
          what: `${where}: signed command to its answer, p50 / p99`,
          nt2: `${tenth(median(ms))} / ${tenth(p99)} ms`,
          aim: { text: `p99 < ${AIM_P99_MS} ms`, reached: p99 < AIM_P99_MS },
        },
        { what: `${where}: server's processor time per command`, nt2: `${whole(perCommand)} µs` },
      );
    }
    return rows;
  } finally {
    await nt2.stop();
  }
}

/** Milliseconds of each command. All are signed before the first is sent. */
async function send(port: number, platform: ChatPlatform, connections: number, each: number): Promise<number[]> {
  const before = platform.opened();
  const ready = Array.from({ length: connections }, () => Array.from({ length: each }, () => platform.command(port)));
  const open = await Promise.all(ready.map(() => openConnection(port)));
  const ms: number[] = [];
  async function drive(connection: HttpConnection, commands: readonly Buffer[]): Promise<void> {
    for (const command of commands) {
      const sent = performance.now();
      const reply = await connection.ask(command);
      ms.push(performance.now() - sent);
      platform.check(reply);
    }
  }
  try {
    await Promise.all(open.map((connection, n) => drive(connection, ready[n] ?? [])));
  } finally {
    for (const connection of open) connection.close();
  }
  const opened = platform.opened();
  if (opened !== null && opened - (before ?? 0) !== ms.length) throw new Error(`${platform.name}: not every command opened a form`);
  return ms;
}

/** Each beside a server without any platform, in turns. */
async function costs(sets: readonly (readonly ChatPlatform[])[], plan: Plan): Promise<Row[]> {
  const all = [[], ...sets];
  const measured = all.map(() => ({ start: [] as number[], rss: [] as number[] }));
  for (let n = 0; n < plan.starts; n += 1) {
    for (const [at, platforms] of all.entries()) {
      const nt2 = await start(platforms, plan);
      measured[at]?.start.push(nt2.firstAnswerMs);
      // What a collector has not yet come to may be more than all the rest: one look would tell of that.
      if (n < LOOKS) {
        await sleep(SETTLE_MS);
        measured[at]?.rss.push(nt2.rss());
      }
      await nt2.stop();
    }
  }
  const [nothing, ...others] = measured.map((taken) => {
    const rss = median(taken.rss);
    return { text: `${whole(median(taken.start))} ms, ${tenth(rss)} MiB`, rss };
  });
  return others.map(({ text, rss }, n) => ({
    what: `Start to first answer and memory (RSS) idle, with ${sets[n]?.map(({ name }) => name).join(' and ')} (baseline: no platform)`,
    nt2: text,
    baseline: nothing?.text ?? '',
    ratio: rss / (nothing?.rss ?? Number.NaN),
  }));
}

const start = (platforms: readonly ChatPlatform[], { redisUrl, cores }: Plan): Promise<Nt2> =>
  startNt2({ store: 'Redis', redisUrl, cores, programs: 0, env: Object.assign({}, ...platforms.map(({ env }) => env)) });
