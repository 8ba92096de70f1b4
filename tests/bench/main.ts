// `npm run bench`: measures nt2 beside its baselines and prints one table. It never fails because of a time.

import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { startRedis } from '../support/redis.ts';
import { canPin, startClient, type Core } from './processes.ts';
import { buildAll } from './servers.ts';
import { renderTable, type Row } from './table.ts';
import { measureCycles } from './throughput.ts';

const say = (line: string): void => console.error(line);
const [SERVER, CLIENT]: readonly [Core, Core] = canPin ? [0, 1] : [null, null];

say('Building pages, server and the bare server.');
await buildAll();
const redis = await startRedis({ args: ['--save', '', '--appendonly', 'yes'] });
const client = startClient(CLIENT);
const rows: Row[] = [];
try {
  for (const store of ['SQLite', 'Redis'] as const) {
    const load = await measureCycles(store, {
      redisUrl: redis.url,
      client,
      serverCore: SERVER,
      connections: [1, 16, 64],
      rounds: 3,
      ms: 2_000,
      say,
    });
    rows.push(...load.rows);
  }
} finally {
  await client.stop();
  await redis.stop();
}
console.log(renderTable(rows));
say(`load ${loadavg()}`);
void spawnSync;
