// What a server costs before anybody has come: time from the start of its process to its first answer, and memory while it waits.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Cores, Running } from './processes.ts';
import { startBare, startNt2, type Form } from './servers.ts';
import { median, tenth, whole, type Row } from './table.ts';

/** Until what the start has left behind is cleared away. */
const SETTLE_MS = 3_000;
const AIM_START = 2;
const AIM_RSS = 1.4;

export async function measureStart(plan: { readonly redisUrl: string; readonly cores: Cores; readonly times: number }): Promise<Row[]> {
  const { redisUrl, cores, times } = plan;
  const rows: Row[] = [];
  for (const form of ['bundle', 'sources'] as const) {
    const nt2: number[] = [];
    const bare: number[] = [];
    for (let n = 0; n < times; n += 1) {
      nt2.push(await firstAnswer(await startNt2({ store: 'Redis', redisUrl, form, cores, programs: 0 })));
      bare.push(await firstAnswer(await startBare(redisUrl, cores, form)));
    }
    rows.push(startRow(form, median(nt2), median(bare)));
  }
  return [...rows, await idleRow(redisUrl, cores)];
}

async function firstAnswer(server: Running): Promise<number> {
  await server.stop();
  return server.firstAnswerMs;
}

function startRow(form: Form, nt2: number, bare: number): Row {
  const ratio = nt2 / bare;
  return {
    what: `Start to first answer, from ${form === 'bundle' ? 'one bundled file' : 'the sources'}`,
    nt2: `${whole(nt2)} ms`,
    baseline: `${whole(bare)} ms`,
    ratio,
    ...(form === 'bundle' && { aim: { text: '< 2', reached: ratio < AIM_START } }),
  };
}

async function idleRow(redisUrl: string, cores: Cores): Promise<Row> {
  const nt2 = await startNt2({ store: 'Redis', redisUrl, cores, programs: 0 });
  const bare = await startBare(redisUrl, cores);
  await sleep(SETTLE_MS);
  const [mine, base] = [nt2.rss(), bare.rss()];
  await Promise.all([nt2.stop(), bare.stop()]);
  return {
    what: 'Memory (RSS) idle, Redis',
    nt2: `${tenth(mine)} MiB`,
    baseline: `${tenth(base)} MiB`,
    ratio: mine / base,
    aim: { text: '< 1.4', reached: mine / base < AIM_RSS },
  };
}
