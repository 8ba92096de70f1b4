// A peer of the same minute: fadekey-api 0.2.12 (npm; Fastify, Lua in Redis), which stores a ciphertext and gives it out once, and proves nothing.
// Fetched into a temporary folder, never into the lockfile, and run on a Redis of its own that keeps the same kind of file.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm } from '../../scripts/node.mjs';
import { freePort, startRedis } from '../support/redis.ts';
import { playPeer } from './load/peer.ts';
import { startServer } from './processes.ts';
import { startNt2 } from './servers.ts';
import { tenth, whole, type Row } from './table.ts';
import type { Plan } from './throughput.ts';
import { nt2Side, rateOf, takeTurns, timeOf, warmUp, type Side } from './turns.ts';

const PEER = 'fadekey-api@0.2.12';
/** Capsule and payload of a cycle of nt2, so that both move as many bytes of ciphertext. */
const CIPHERTEXT = 2_200 + 4_296;

async function startPeer(cores: string | null): Promise<Side & { stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-peer-'));
  npm(process.execPath, ['install', '--ignore-scripts', '--no-save', '--prefix', folder, PEER]);
  const redis = await startRedis({ args: ['--save', '', '--appendonly', 'yes'] });
  const port = await freePort();
  const script = join(folder, 'node_modules/fadekey-api/dist/index.js');
  const env = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), REDIS_URL: redis.url };
  const server = await startServer({ script, args: [], env, port, cores, health: '/health' });
  return {
    server,
    prepare: async () => {},
    play: (connections, ms) => playPeer({ port, connections, ms, bytes: CIPHERTEXT }),
    // Each answer is looked at when it comes.
    check: async () => {},
    async stop() {
      await server.stop();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Full cycles of nt2 beside create and read of the peer, on Redis. */
export async function measurePeer(plan: Plan): Promise<Row[]> {
  const { redisUrl, client, cores, say, rounds, ms } = plan;
  say(`Fetching ${PEER} into a temporary folder.`);
  const peer = await startPeer(cores);
  const nt2 = await startNt2({ store: 'Redis', redisUrl, cores });
  try {
    const sides = [await nt2Side(nt2, client), peer];
    await warmUp(sides);
    const rows: Row[] = [];
    for (const connections of plan.connections) {
      const [mine, theirs] = await takeTurns(sides, { connections, rounds, ms });
      if (mine === undefined || theirs === undefined) throw new Error('two took turns');
      const where = `Redis, ${connections} connection${connections === 1 ? '' : 's'}`;
      rows.push(
        {
          what: `${where}: create, claim and deliver (baseline: create and read of ${PEER})`,
          nt2: `${whole(rateOf(mine))} cycles/s`,
          baseline: `${whole(rateOf(theirs))} cycles/s`,
          ratio: rateOf(mine) / rateOf(theirs),
        },
        {
          what: `${where}: p50 / p99 of create (baseline: ${PEER})`,
          nt2: `${tenth(timeOf(mine, 'create', 0.5))} / ${tenth(timeOf(mine, 'create', 0.99))} ms`,
          baseline: `${tenth(timeOf(theirs, 'create', 0.5))} / ${tenth(timeOf(theirs, 'create', 0.99))} ms`,
          ratio: timeOf(mine, 'create', 0.99) / timeOf(theirs, 'create', 0.99),
        },
        {
          what: `${where}: server's processor time per cycle (baseline: ${PEER})`,
          nt2: `${whole(mine.cpuPerCycle)} µs`,
          baseline: `${whole(theirs.cpuPerCycle)} µs`,
          ratio: mine.cpuPerCycle / theirs.cpuPerCycle,
        },
      );
    }
    return rows;
  } finally {
    await Promise.all([nt2.stop(), peer.stop()]);
  }
}
