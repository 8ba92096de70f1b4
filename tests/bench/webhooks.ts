// Hand-offs while 10,000 events wait for a dead receiver, beside hand-offs of an nt2 without webhooks.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { root } from '../../scripts/node.mjs';
import { startRedis } from '../support/redis.ts';
import { newId } from '../support/shares.ts';
import type { Client } from './processes.ts';
import { startNt2, type Nt2 } from './servers.ts';
import { tenth, whole, type Row } from './table.ts';
import { nt2Side, rateOf, takeTurns, timeOf, warmUp } from './turns.ts';
import type { Plan } from './throughput.ts';

const WAITING = 10_000;
const AIM = 1.05;
/** Nobody listens there. */
const DEAD = 'http://127.0.0.1:1/';

export async function measureWebhooks({
  redisUrl,
  cores,
  clients: [first, second],
  connections,
  rounds,
  ms,
  say,
}: Pick<Plan, 'redisUrl' | 'cores' | 'rounds' | 'ms' | 'say'> & {
  readonly clients: readonly [Client, Client];
  readonly connections: number;
}): Promise<Row[]> {
  const redis = await startRedis({ args: ['--save', '', '--appendonly', 'yes'] });
  const burdened = await startNt2({ store: 'Redis', redisUrl: redis.url, cores, env: { NT2_WEBHOOK_NETWORKS: '127.0.0.1' } });
  const without = await startNt2({ store: 'Redis', redisUrl, cores });
  try {
    const endpoint = await addDead(burdened, redis.url);
    const sides = [await nt2Side(burdened, first), await nt2Side(without, second)] as const;
    await warmUp(sides);
    const [mine, theirs] = await takeTurns(sides, { connections, rounds, ms });
    if (mine === undefined || theirs === undefined) throw new Error('two took turns');
    const waiting = await count(redis.url, burdened.target.tag, endpoint);
    if (waiting < WAITING) throw new Error(`only ${waiting} shares have events that wait`);
    say(`Webhooks: ${whole(waiting)} shares with events that wait at the end.`);
    const where = `Redis, ${connections} connections, ${whole(WAITING)} events for a dead receiver (baseline: no webhook)`;
    const ratio = mine.cpuPerCycle / theirs.cpuPerCycle;
    const claim = (played: typeof mine): string => `${tenth(timeOf(played, 'claim', 0.5))} / ${tenth(timeOf(played, 'claim', 0.99))} ms`;
    return [
      {
        what: `${where}: processor time per cycle`,
        nt2: `${whole(mine.cpuPerCycle)} µs`,
        baseline: `${whole(theirs.cpuPerCycle)} µs`,
        ratio,
        aim: { text: `≤ ${AIM}`, reached: ratio <= AIM },
      },
      {
        what: `${where}: full cycles`,
        nt2: `${whole(rateOf(mine))} cycles/s`,
        baseline: `${whole(rateOf(theirs))} cycles/s`,
        ratio: rateOf(mine) / rateOf(theirs),
      },
      { what: `${where}: claim, median / p99`, nt2: claim(mine), baseline: claim(theirs) },
    ];
  } finally {
    await Promise.all([burdened.stop(), without.stop()]);
    await redis.stop();
  }
}

/** An endpoint, and what waits for it: as commits leave it. Answers its id. */
async function addDead({ settings, target: { tag } }: Nt2, url: string): Promise<string> {
  const env = { ...process.env, ...settings };
  execFileSync(process.execPath, [join(root, '.cache/bench/dist/server/main.mjs'), 'webhook', 'add', 'dead', DEAD], {
    env,
    stdio: 'ignore',
  });
  const client = new Redis(url);
  const row = Object.keys(await client.hgetall('nt2:settings')).find((key) => key.startsWith('vault:webhook:'));
  const endpoint = row?.slice('vault:webhook:'.length) ?? '';
  const now = Date.now();
  const pipeline = client.pipeline();
  for (let n = 0; n < WAITING; n += 1) {
    const id = newId(tag);
    pipeline.rpush(`nt2:{${tag}}:lane:${endpoint}:${id}`, `${now} ${id}_1_0 ["share.created",${now},1,{}]`);
    pipeline.zadd(`nt2:{${tag}}:lanes:${endpoint}`, now, id);
  }
  await pipeline.exec();
  await client.quit();
  return endpoint;
}

async function count(url: string, tag: string, endpoint: string): Promise<number> {
  const client = new Redis(url);
  const waiting = await client.zcard(`nt2:{${tag}}:lanes:${endpoint}`);
  await client.quit();
  return waiting;
}
