// What a Redis must be to keep secrets in trust: new enough, never evicting. What it keeps through a crash is told, not demanded.

import { Fault } from '../../core/refusal.ts';
import { field, replyWord } from './connection.ts';
import type { Client } from './connection.ts';
import { keys } from './keys.ts';

export interface RedisFacts {
  /** `redis+aof-always`, `redis+aof`, `redis+snapshots`, `redis+memory`, or `redis+unknown`. */
  readonly storage: string;
  readonly warnings: readonly string[];
}

const SCHEMA = 1;

/**
 * Reads version, memory policy and persistence.
 * @throws Fault `store.unfit` with a sentence that says what to do.
 */
export async function checkRedis(client: Client): Promise<RedisFacts> {
  const [server, memory, persistence] = await Promise.all([client.info('server'), client.info('memory'), client.info('persistence')]);
  checkVersion(field(server, 'redis_version'));
  const warnings: string[] = [];
  const config = await readConfig(client);
  if (config === null)
    warnings.push('Redis does not let nt2 read its CONFIG: check by hand that appendfsync and save are as you want them.');

  // INFO has these two as well, so that a Redis without CONFIG (most managed ones) is judged too.
  const limit = Number(config?.get('maxmemory') ?? field(memory, 'maxmemory'));
  const policy = config?.get('maxmemory-policy') ?? field(memory, 'maxmemory_policy');
  if (limit > 0 && policy !== 'noeviction') {
    throw new Fault(
      'store.unfit',
      `Redis may throw away secrets that somebody waits for: maxmemory-policy is ${policy || 'unknown'}. ` +
        'Run: redis-cli CONFIG SET maxmemory-policy noeviction (and write the same into redis.conf).',
    );
  }
  await checkSchema(client);

  const isAof = field(persistence, 'aof_enabled') === '1';
  const fsync = config?.get('appendfsync') ?? '';
  if (isAof) {
    if (fsync === 'always') return { storage: 'redis+aof-always', warnings };
    warnings.push(
      'Redis writes its log to disk once a second: a crash of its machine may lose the last second. nt2 notices and stops claims.',
    );
    return { storage: 'redis+aof', warnings };
  }
  const save = config?.get('save');
  if (save === undefined) return { storage: 'redis+unknown', warnings };
  if (save === '') {
    warnings.push('Redis keeps nothing on disk: a restart loses every waiting secret. Run: redis-cli CONFIG SET appendonly yes');
    return { storage: 'redis+memory', warnings };
  }
  warnings.push(
    'Redis only takes snapshots: a crash brings back what was minutes ago. nt2 notices and stops claims. Run: redis-cli CONFIG SET appendonly yes',
  );
  return { storage: 'redis+snapshots', warnings };
}

/** A sentence when little memory is left, else none. */
export async function memoryWarnings(client: Client): Promise<string[]> {
  const memory = await client.info('memory');
  const limit = Number(field(memory, 'maxmemory'));
  const used = Number(field(memory, 'used_memory'));
  if (limit === 0 || used < 0.8 * limit) return [];
  return [`Redis has used ${Math.floor((100 * used) / limit)} % of its memory: at 100 % new shares are refused.`];
}

export function checkVersion(version: string): void {
  if (Number.parseInt(version, 10) >= 7) return;
  throw new Fault('store.unfit', `nt2 needs Redis 7.0 or newer; this one says ${version || 'nothing of its version'}.`);
}

async function checkSchema(client: Client): Promise<void> {
  const found = Number((await client.get(keys.schema)) ?? SCHEMA);
  if (!(found <= SCHEMA)) {
    throw new Fault(
      'store.unfit',
      `This Redis was written by a newer nt2 (format ${found}, this one knows ${SCHEMA}). Start that version.`,
    );
  }
  await client.set(keys.schema, SCHEMA, 'NX').catch((error: unknown) => {
    // A full Redis: the mark can wait for the next start.
    if (replyWord(error) !== 'OOM') throw error;
  });
}

async function readConfig(client: Client): Promise<Map<string, string> | null> {
  try {
    const pairs = await client.config('GET', 'maxmemory*', 'append*', 'save');
    const map = new Map<string, string>();
    for (let i = 0; i + 1 < pairs.length; i += 2) map.set(String(pairs[i]), String(pairs[i + 1]));
    return map;
  } catch (error) {
    if (replyWord(error) === null) throw error;
    return null;
  }
}
