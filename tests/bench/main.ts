// `npm run bench`: measures nt2 beside its baselines of the same minute and prints one table. It never fails because of a time.
// `npm run bench -- --write` also puts it into docs/performance.md; `-- --only board`, `log`, `lists`, `pages`, `paths`, `peer`, `older`, `chat`, `commands`, `files`, `scan`, `start`, `webhooks`,
// `witnesses` or `workers` measures that part alone.
// `-- --older COMMIT` names the build of the history that is measured in turn with today's; d422b88 unless told otherwise.

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { startRedis } from '../support/redis.ts';
import { measureBoard } from './board.ts';
import { measureChat } from './chat.ts';
import { measureCommandLine } from './commands.ts';
import { measureCrypto } from './crypto.ts';
import { measureFiles } from './files.ts';
import { measureLists } from './lists.ts';
import { measureLog } from './log.ts';
import { measureLogStore } from './log-store.ts';
import { measurePages, weighPages } from './pages.ts';
import { buildOlder, measureBeside } from './older.ts';
import { measurePaths } from './paths.ts';
import { measurePeer } from './peer.ts';
import { ALL, moveTo, OTHERS, SERVER, startClient } from './processes.ts';
import { buildAll, startNt2 } from './servers.ts';
import { measureScan } from './scan.ts';
import { measureSizes } from './sizes.ts';
import { measureStart } from './start.ts';
import { renderTable, type Row } from './table.ts';
import { measureCycles, type Plan } from './throughput.ts';
import { measureTraces } from './traces.ts';
import { measureWebhooks } from './webhooks.ts';
import { measureWitnesses } from './witnesses.ts';
import { measureWorkers } from './workers.ts';

/** What stands after it in docs/performance.md is the last table. */
const MARK = '## The last table';
const say = (line: string): void => console.error(line);
const load = (): string => loadavg()[0]?.toFixed(1) ?? '?';

const only = /--only (\S+)/.exec(process.argv.join(' '))?.[1];
/** The build before the work on speed. */
const commit = /--older (\S+)/.exec(process.argv.join(' '))?.[1] ?? 'd422b88';
const loadBefore = load();
moveTo(OTHERS);
const redis = await startRedis({ args: ['--save', '', '--appendonly', 'yes'] });
const client = startClient(OTHERS);
const plan: Plan = { redisUrl: redis.url, client, cores: SERVER, connections: [1, 16, 64], rounds: 3, ms: 2_000, say };
const rows: Row[] = [];

async function measureLogs(): Promise<void> {
  say('Log.');
  rows.push(...(await measureLog()));
  for (const store of ['Redis', 'SQLite'] as const) rows.push(...(await measureLogStore(store, redis.url)));
}

async function measureAll(): Promise<void> {
  say('Building the pages, the server and the bare server.');
  const manifest = await buildAll();
  rows.push(...(await measureCycles('Redis', plan)));
  if (ALL !== null) rows.push(...(await measureCycles('Redis', { ...plan, cores: ALL, connections: [64] })));
  rows.push(...(await measureCycles('SQLite', plan)));
  await measureOlder();
  await measurePeers();
  await measureAllWorkers();
  await measureDeadReceiver();
  await measureStarts();
  await measureTerminal();
  say('Sizes.');
  rows.push(...(await measureSizes({ cores: SERVER })));
  await measureCommands();
  await measureHeavy();
  say('Traces.');
  rows.push(...(await measureTraces({ redisUrl: redis.url, cores: SERVER })));
  say('Verification and scrypt.');
  rows.push(...(await measureCrypto()));
  await measureLogs();
  await measureCosigned();
  await measureListings();
  await measureBoards();
  await measureAllPages(manifest);
  await measureAllPaths();
}

async function measureHeavy(): Promise<void> {
  say('Files of 100 MB.');
  rows.push(...(await measureFiles({ redisUrl: redis.url, say })));
}

async function measureOlder(): Promise<void> {
  say(`Beside build ${commit}.`);
  const older = await buildOlder(commit, say);
  const turns = { ...plan, connections: [1, 64], rounds: 5, today: startNt2, older, others: OTHERS };
  for (const store of ['Redis', 'SQLite'] as const) rows.push(...(await measureBeside(commit, store, turns)));
}

async function measurePeers(): Promise<void> {
  say('Beside a peer.');
  rows.push(...(await measurePeer({ ...plan, connections: [64] })));
}

async function measureStarts(): Promise<void> {
  say('Start and memory.');
  rows.push(...(await measureStart({ redisUrl: redis.url, cores: SERVER, times: 7 })));
}

async function measureTerminal(): Promise<void> {
  say('Commands.');
  rows.push(...(await measureCommandLine({ redisUrl: redis.url, cores: SERVER, times: 9 })));
}

async function measureCommands(): Promise<void> {
  say('Chat.');
  rows.push(...(await measureChat({ redisUrl: redis.url, cores: SERVER, connections: [1, 32], commands: 200, starts: 5 })));
}

async function measureAllWorkers(): Promise<void> {
  say('Workers.');
  rows.push(...(await measureWorkers({ redisUrl: redis.url, rounds: 5, ms: 3_000, say })));
}

async function measureListings(): Promise<void> {
  say('Lists.');
  rows.push(...(await measureLists(redis.url)));
}

async function measureBoards(): Promise<void> {
  say('The board.');
  rows.push(...(await measureBoard(redis.url)));
}

async function measureDeadReceiver(): Promise<void> {
  say('Webhooks.');
  const other = startClient(OTHERS);
  try {
    rows.push(...(await measureWebhooks({ ...plan, clients: [client, other], connections: 64, rounds: 5 })));
  } finally {
    await other.stop();
  }
}

async function measureAllPages(manifest: Awaited<ReturnType<typeof buildAll>>): Promise<void> {
  moveTo(ALL);
  say('Pages in Chromium.');
  rows.push(...weighPages(manifest), ...(await measurePages({ redisUrl: redis.url, times: 15 })));
}

async function measureAllPaths(): Promise<void> {
  moveTo(ALL);
  say('What people do.');
  rows.push(...(await measurePaths({ redisUrl: redis.url, times: 7 })));
}

async function measureExports(): Promise<void> {
  say('Scanning a file of chat.');
  rows.push(...(await measureScan()));
}

async function measureCosigned(): Promise<void> {
  say('Witnesses.');
  rows.push(...(await measureWitnesses()));
}

/** Parts that need only the builds, by their names. */
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  older: measureOlder,
  peer: measurePeers,
  chat: measureCommands,
  commands: measureTerminal,
  files: measureHeavy,
  start: measureStarts,
  workers: measureAllWorkers,
  webhooks: measureDeadReceiver,
  lists: measureListings,
  board: measureBoards,
  paths: measureAllPaths,
  scan: measureExports,
  witnesses: measureCosigned,
};

try {
  if (only === 'log') await measureLogs();
  else if (only === 'pages') await measureAllPages(await buildAll());
  else if (only === undefined) await measureAll();
  else await buildAll().then(PARTS[only]);
} finally {
  await client.stop();
  await redis.stop();
}

const where =
  SERVER === null
    ? 'nothing is bound to a core: taskset is missing, or there is one core only'
    : 'server on core 0; load generator and redis-server on core 1';
const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores`;
const result = `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${machine}; ${where}. Load of the machine before ${loadBefore}, after ${load()}: above 1, others were at work on it.

${renderTable(rows)}
`;
console.log(result);
if (process.argv.includes('--write') && only === undefined) {
  const file = join(root, 'docs/performance.md');
  const [before = ''] = readFileSync(file, 'utf8').split(MARK);
  writeFileSync(file, `${before}${MARK}\n\n${result}`);
}
