// What shares take in the store while they wait and after they have ended, and what nt2 itself takes for them: nothing is timed here.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { limits } from '../../src/core/limits.ts';
import type { ShareId } from '../../src/core/share.ts';
import { freePort, startRedis } from '../support/redis.ts';
import { commitOf, newId } from '../support/shares.ts';
import { openStore, type Where } from '../store/open.ts';
import { openConnection } from './load/connection.ts';
import { createMaker, type Cycle } from './load/cycles.ts';
import { STEPS, type Step } from './load/run.ts';
import type { Cores } from './processes.ts';
import { startNt2, type StoreName } from './servers.ts';
import { tenth, type Row } from './table.ts';

const SHARES = 1_000;
/** Of the largest, so many stand for the thousand. */
const LARGE = 100;
/** Until the log has taken in what waits, and what the start has left behind is cleared away. */
const SETTLE_MS = 3_000;
const CONNECTIONS = 8;
const QUOTAS = { NT2_QUOTA_PERSON: '100000', NT2_QUOTA_PERSON_BYTES: '1000GiB', NT2_QUOTA_TENANT_BYTES: '1000GiB' };

/** A store to look into from outside. */
interface Ground {
  readonly name: StoreName;
  readonly where: Where;
  readonly url: string;
  bytes(): Promise<number>;
  /** Of these, what belongs to shares themselves, and what to the log; null where nobody can say. */
  parts(): Promise<{ readonly shares: number; readonly log: number } | null>;
  close(): Promise<void>;
}

export async function measureSizes({ cores }: { readonly cores: Cores }): Promise<Row[]> {
  const rows: Row[] = [];
  for (const open of [openRedis, openSqlite]) {
    const ground = await open();
    try {
      rows.push(...(await measure(ground, cores)));
    } finally {
      await ground.close();
    }
  }
  return rows;
}

async function measure(ground: Ground, cores: Cores): Promise<Row[]> {
  const { name } = ground;
  const env = { ...QUOTAS, NT2_STORE: ground.url, NT2_SECRET: randomBytes(32).toString('base64url') };
  const plan = { store: name, redisUrl: ground.url, cores, env, port: await freePort() };
  const first = await startNt2(plan);
  await sleep(SETTLE_MS);
  const [empty, idle] = [await ground.bytes(), first.rss()];
  const cycles = await (await createMaker(first.target)).make(SHARES);
  const one = cycles[0]?.id as ShareId;
  await send(plan.port, cycles, ['create']);
  await sleep(SETTLE_MS);
  const [waiting, parts] = [(await ground.bytes()) - empty, await ground.parts()];
  await first.stop();

  // Its folder is new, so it looks at all of them.
  const second = await startNt2({ ...plan, programs: 0 });
  await sleep(SETTLE_MS);
  const held = second.rss();
  await second.stop();
  const large = (await addLargest(ground, one)) * (SHARES / LARGE);
  const third = await startNt2({ ...plan, programs: 0 });
  const before = await ground.bytes();
  await send(plan.port, cycles, ['claim', 'deliver']);
  await sleep(SETTLE_MS);
  const ended = waiting - (before - (await ground.bytes()));
  const log = (await ground.parts())?.log ?? null;
  await third.stop();

  const detail = parts === null ? '' : ` (shares ${mib(parts.shares)}, log ${mib(parts.log)})`;
  const kept = log === null ? '' : ` (log ${mib(log)})`;
  const of = (what: string): string => `${name}: in the store for 1,000 shares ${what}`;
  return [
    { what: of('that wait, secrets of up to 3 kB'), nt2: mib(waiting) + detail },
    { what: of('that wait, of the largest size'), nt2: mib(large) },
    { what: of('that have ended'), nt2: mib(ended) + kept },
    {
      what: `${name}: memory (RSS) idle while 1,000 shares wait (baseline: none)`,
      nt2: mib(held * 2 ** 20),
      baseline: mib(idle * 2 ** 20),
      ratio: held / idle,
    },
  ];
}

async function send(port: number, cycles: readonly Cycle[], steps: readonly Step[]): Promise<void> {
  const queue = [...cycles];
  const worker = async (): Promise<void> => {
    const connection = await openConnection(port);
    for (let cycle = queue.shift(); cycle !== undefined; cycle = queue.shift()) {
      for (const step of STEPS.filter((one) => steps.includes(one))) {
        const { status, body } = await connection.ask(cycle[step]);
        if (status >= 300) throw new Error(`${step} was answered with ${status}: ${body.toString().slice(0, 300)}`);
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

/** Copies of a real share, with a payload as large as it may be. Answers with what they have added. */
async function addLargest(ground: Ground, like: ShareId): Promise<number> {
  const store = await openStore(ground.where);
  const found = await store.loadWithCiphertext(like);
  if (found === null || found.capsule === null) throw new Error('the share to copy is gone');
  const before = await ground.bytes();
  for (let n = 0; n < LARGE; n += 1) {
    const share = { ...found.share, id: newId(like.slice(0, 6)), version: 1 };
    const ciphertext = { capsule: found.capsule, payload: randomBytes(limits.payloadBytes) };
    const answer = await store.commit(commitOf(share, { ciphertext, quotaSets: { add: [], remove: [] } }));
    if (!answer.ok) throw new Error(`a large share was not taken: ${answer.reason}`);
  }
  const added = (await ground.bytes()) - before;
  await store.close();
  return added;
}

async function openRedis(): Promise<Ground> {
  const server = await startRedis();
  const look = new Redis(server.url);
  return {
    name: 'Redis',
    where: { kind: 'redis', url: server.url },
    url: server.url,
    bytes: async () => Number(/^used_memory:(\d+)/m.exec(await look.info('memory'))?.[1]),
    async parts() {
      const sizes = { shares: 0, log: 0 };
      for (const key of await look.keys('nt2:{*}:*')) {
        const size = Number(await look.memory('USAGE', key, 'SAMPLES', 0));
        if (/\}:[scp]:/.test(key)) sizes.shares += size;
        if (/\}:(?:leaves|log|at:.*|tile:.*)$/.test(key)) sizes.log += size;
      }
      return sizes;
    },
    close: async () => {
      look.disconnect();
      await server.stop();
    },
  };
}

function openSqlite(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-sizes-'));
  const file = join(folder, 'nt2.db');
  return Promise.resolve({
    name: 'SQLite',
    where: { kind: 'sqlite', file },
    url: `sqlite:${file}`,
    async bytes() {
      const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
      const read = (name: string): number => Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
      const used = (read('page_count') - read('freelist_count')) * read('page_size');
      db.close();
      return used;
    },
    parts: async () => null,
    close: async () => rmSync(folder, { recursive: true, force: true }),
  });
}

const mib = (bytes: number): string => `${tenth(bytes / 2 ** 20)} MiB`;
