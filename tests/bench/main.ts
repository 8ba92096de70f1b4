// `npm run bench`: measures nt2 beside its baselines of the same minute and prints one table. It never fails because of a time.

import { cpus, loadavg } from 'node:os';
import { startRedis } from '../support/redis.ts';
import { measureCrypto } from './crypto.ts';
import { measurePages, weighPages } from './pages.ts';
import { ALL, moveTo, OTHERS, SERVER, startClient } from './processes.ts';
import { buildAll } from './servers.ts';
import { measureStart } from './start.ts';
import { renderTable, type Row } from './table.ts';
import { measureCycles, type Plan } from './throughput.ts';

const say = (line: string): void => console.error(line);
const load = (): string => loadavg()[0]?.toFixed(1) ?? '?';

say('Building the pages, the server and the bare server.');
const manifest = await buildAll();
const loadBefore = load();
moveTo(OTHERS);
const redis = await startRedis({ args: ['--save', '', '--appendonly', 'yes'] });
const client = startClient(OTHERS);
const plan: Plan = { redisUrl: redis.url, client, cores: SERVER, connections: [1, 16, 64], rounds: 3, ms: 2_000, say };
const rows: Row[] = [];
try {
  rows.push(...(await measureCycles('Redis', plan)));
  if (ALL !== null) rows.push(...(await measureCycles('Redis', { ...plan, cores: ALL, connections: [64] })));
  rows.push(...(await measureCycles('SQLite', plan)));
  say('Start and memory.');
  rows.push(...(await measureStart({ redisUrl: redis.url, cores: SERVER, times: 7 })));
  say('Verification and scrypt.');
  rows.push(...(await measureCrypto()));
  moveTo(ALL);
  say('Pages in Chromium.');
  rows.push(...weighPages(manifest), ...(await measurePages({ redisUrl: redis.url, times: 5 })));
} finally {
  await client.stop();
  await redis.stop();
}

const where =
  SERVER === null
    ? 'nothing is bound to a core: taskset is missing, or there is one core only'
    : 'server on core 0; load generator and redis-server on core 1';
console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores; ${where}.
Redis with its append-only file (everysec) for both servers; SQLite with synchronous=FULL. Load of the machine before ${loadBefore}, after ${load()}.
Baseline of the cycles: Hono, @hono/node-server and ioredis with one SET, GETDEL or XADD for a request. Medians of rounds taken in turn.
Ratio: nt2 to baseline; for p50 / p99 the worst of the p99.
`);
console.log(renderTable(rows));
