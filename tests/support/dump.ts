// What lies in a store, read past the product: every row of the SQLite file, every key of Redis, and the files that they leave on the disk.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import type { Place } from './sweep.ts';

/** By table or key: its content, and for Redis when it ends (epoch ms, -1: never). */
export type Dump = ReadonlyMap<string, Buffer>;

export function dumpSqlite(file: string): Dump {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all() as { name: string }[];
  const rows = (name: string): Buffer =>
    Buffer.concat(
      db
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .flatMap((row) => [...Object.values(row).map(bytesOf), Buffer.from('\n')]),
    );
  const dump = new Map(tables.map(({ name }) => [name, rows(name)]));
  db.close();
  return dump;
}

const bytesOf = (value: unknown): Buffer => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(`${String(value)}|`));

export async function dumpRedis(url: string): Promise<Dump> {
  const redis = new Redis(url);
  const found: string[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 1_000);
    found.push(...keys);
    cursor = next;
  } while (cursor !== '0');
  const dump = new Map<string, Buffer>();
  for (const key of [...new Set(found)].sort())
    dump.set(key, Buffer.concat([await valueOf(redis, key), Buffer.from(`until ${await redis.pexpiretime(key)}`)]));
  await redis.quit();
  return dump;
}

async function valueOf(redis: Redis, key: string): Promise<Buffer> {
  switch (await redis.type(key)) {
    case 'string':
      return (await redis.getBuffer(key)) ?? Buffer.alloc(0);
    case 'hash':
      return joined(Object.entries(await redis.hgetallBuffer(key)).flatMap(([field, value]) => [Buffer.from(field), value]));
    case 'list':
      return joined(await redis.lrangeBuffer(key, 0, -1));
    case 'set':
      return joined((await redis.smembersBuffer(key)).sort((a, b) => a.compare(b)));
    case 'zset':
      return joined(await redis.zrangeBuffer(key, '0', '-1', 'WITHSCORES'));
    // It has ended since its name was read.
    case 'none':
      return Buffer.alloc(0);
    default:
      throw new Error(`a key of a kind that is not looked into: ${key}`);
  }
}

const joined = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts.flatMap((part) => [part, Buffer.from('\n')]));

/** Whether nothing is left to be said in chat. */
export function isQuietSqlite(file: string): boolean {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const row = db.prepare('SELECT count(*) AS n FROM shares WHERE outbox_at IS NOT NULL').get();
  db.close();
  return row?.['n'] === 0;
}

export async function isQuietRedis(url: string): Promise<boolean> {
  const redis = new Redis(url);
  const waiting = await redis.keys('nt2:{*}:outbox');
  const leased = await redis.keys('nt2:{*}:leases');
  await redis.quit();
  return waiting.length + leased.length === 0;
}

/** Every file of a folder, as bytes. A file that is renamed while they are read has all of them read anew. */
export function filesIn(folder: string): Place[] {
  for (let tries = 1; ; tries += 1) {
    try {
      return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => ({ name: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 20) throw error;
    }
  }
}
