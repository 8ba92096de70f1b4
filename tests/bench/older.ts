// An older build of nt2 beside today's: taken out of the history, with its own packages and its own load generator.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { npm, root } from '../../scripts/node.mjs';
import { startRedis } from '../support/redis.ts';
import type { startClient } from './processes.ts';
import type { buildAll, startNt2, StoreName } from './servers.ts';
import type { Row } from './table.ts';
import type { Plan } from './throughput.ts';
import { nt2Side, rowsBeside, takeTurns, warmUp } from './turns.ts';

/** The parts of its bench that are used; they have had this shape since d422b88. */
interface Older {
  readonly startNt2: typeof startNt2;
  readonly startClient: typeof startClient;
}

const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: root, maxBuffer: 1 << 30 });

/** Builds that commit in .cache/bench, once. @throws Error when the history does not have it. */
export async function buildOlder(commit: string, say: (line: string) => void): Promise<Older> {
  const name = git('rev-parse', '--short', `${commit}^{commit}`).toString().trim();
  const folder = join(root, '.cache/bench/older', name);
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    say(`Installing the packages of build ${name} into ${folder} (npm ci, no install scripts).`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['-x', '-C', folder], { input: git('archive', '--format=tar', name) });
    npm(process.execPath, ['ci', '--ignore-scripts', '--prefix', folder]);
  }
  const part = (file: string): Promise<unknown> => import(pathToFileURL(join(folder, 'tests/bench', file)).href);
  const servers = (await part('servers.ts')) as Pick<Older, 'startNt2'> & { buildAll: typeof buildAll };
  await servers.buildAll();
  return { startNt2: servers.startNt2, ...((await part('processes.ts')) as Pick<Older, 'startClient'>) };
}

/** It refuses settings that it does not know, and the names of browsers for tests are among our environment. */
async function withoutOurNames<T>(work: () => Promise<T>): Promise<T> {
  const ours = Object.entries(process.env).filter(([name]) => name.startsWith('NT2_'));
  for (const [name] of ours) delete process.env[name];
  return work().finally(() => Object.assign(process.env, Object.fromEntries(ours)));
}

/** Full cycles on one store, today's build and that one in turn. */
export async function measureBeside(
  commit: string,
  store: StoreName,
  plan: Plan & { readonly today: typeof startNt2; readonly older: Older; readonly others: string | null },
): Promise<Row[]> {
  const { redisUrl, cores, client, today, older, others, say } = plan;
  const oldClient = older.startClient(others);
  // One of its own: an older nt2 does not open the store of a newer one.
  const oldRedis = await startRedis({ args: ['--save', '', '--appendonly', 'yes'] });
  const mine = await today({ store, redisUrl, cores });
  const theirs = await withoutOurNames(() => older.startNt2({ store, redisUrl: oldRedis.url, cores }));
  try {
    const sides = [await nt2Side(mine, client), await nt2Side(theirs, oldClient)] as const;
    await warmUp(sides);
    const rows: Row[] = [];
    for (const connections of plan.connections) {
      const [now, then] = await takeTurns(sides, { connections, rounds: plan.rounds, ms: plan.ms });
      if (now === undefined || then === undefined) throw new Error('two took turns');
      say(`${store}, ${connections} connections, beside build ${commit}: every share delivered.`);
      rows.push(...rowsBeside(`${store}, ${connections} connection${connections === 1 ? '' : 's'}`, `build ${commit}`, [now, then]));
    }
    return rows;
  } finally {
    await Promise.all([mine.stop(), theirs.stop(), oldClient.stop()]);
    await oldRedis.stop();
  }
}
