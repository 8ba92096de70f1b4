// Checks that a Redis may hold secrets: new enough, never evicting. What it keeps through a crash is reported, not demanded.

import type { Redis } from 'ioredis';
import type { Clock } from '../../core/ports/clock.ts';
import { Fault } from '../../core/refusal.ts';
import { checkSchema } from './schema.ts';
import type { Connection } from './connection/connection.ts';
import { field, replyWord } from './connection/fault.ts';

export interface RedisFacts {
  /** `redis+aof-always`, `redis+aof`, `redis+snapshots`, `redis+memory`, or `redis+unknown`: of a cluster, its weakest primary. */
  readonly storage: string;
  readonly warnings: readonly string[];
}

/**
 * Reads version, memory policy, persistence and replication of every primary.
 * @param replicas how many of them must confirm a claim. `restoring`: the backup that is put into it; then it must be empty, or hold a
 * part of that one.
 * @throws Fault `store.unfit` with a sentence that says what to do.
 */
export async function checkRedis(
  connection: Connection,
  { replicas, restoring }: { readonly replicas: number; readonly restoring: string | null },
): Promise<RedisFacts> {
  const facts = await Promise.all(connection.primaries().map((node) => checkNode(node, replicas)));
  await checkSchema(connection, restoring);
  const weakest = facts.toSorted((a, b) => STRENGTH.indexOf(a.storage) - STRENGTH.indexOf(b.storage))[0];
  return { storage: weakest?.storage ?? 'redis+unknown', warnings: [...new Set(facts.flatMap(({ warnings }) => warnings))] };
}

/** From the weakest on. */
const STRENGTH = ['redis+unknown', 'redis+memory', 'redis+snapshots', 'redis+aof', 'redis+aof-always'];

async function checkNode(node: Redis, replicas: number): Promise<RedisFacts> {
  const [server, memory, persistence, replication] = await Promise.all(
    ['server', 'memory', 'persistence', 'replication'].map((part) => node.info(part)),
  );
  checkVersion(server ?? '');
  const config = await loadServerConfig(node);

  // INFO has these two as well, so that a Redis without CONFIG (most managed ones) is judged too.
  const limit = Number(config?.get('maxmemory') ?? field(memory ?? '', 'maxmemory'));
  const policy = config?.get('maxmemory-policy') ?? field(memory ?? '', 'maxmemory_policy');
  if (limit > 0 && policy !== 'noeviction') {
    throw new Fault(
      'store.unfit',
      `Redis may evict secrets that are still waiting: maxmemory-policy is ${policy || 'unknown'}. ` +
        'Run: redis-cli CONFIG SET maxmemory-policy noeviction (and write the same into redis.conf).',
    );
  }
  const kept = persistenceOf(field(persistence ?? '', 'aof_enabled') === '1', config);
  const warnings = [...kept.warnings, ...(replicas === 0 ? [] : await replicationWarnings(node, replication ?? '', { replicas, config }))];
  if (config === null)
    warnings.unshift('Redis does not let nt2 read its CONFIG: check by hand that appendfsync and save are as you want them.');
  return { storage: kept.storage, warnings };
}

function persistenceOf(isAof: boolean, config: Map<string, string> | null): RedisFacts {
  if (isAof) {
    if (config?.get('appendfsync') === 'always') return { storage: 'redis+aof-always', warnings: [] };
    return {
      storage: 'redis+aof',
      warnings: [
        'Redis writes its log to disk once a second: a crash of its machine may lose the last second. nt2 notices and stops claims.',
      ],
    };
  }
  const save = config?.get('save');
  if (save === undefined) return { storage: 'redis+unknown', warnings: [] };
  if (save === '') {
    return {
      storage: 'redis+memory',
      warnings: ['Redis keeps nothing on disk: a restart loses every waiting secret. Run: redis-cli CONFIG SET appendonly yes'],
    };
  }
  return {
    storage: 'redis+snapshots',
    warnings: [
      'Redis only takes snapshots: a crash brings back what was minutes ago. nt2 notices and stops claims. Run: redis-cli CONFIG SET appendonly yes',
    ],
  };
}

/** @throws Fault `store.unfit` when the replicas cannot be asked. */
async function replicationWarnings(
  node: Redis,
  replication: string,
  { replicas, config }: { readonly replicas: number; readonly config: Map<string, string> | null },
): Promise<string[]> {
  await node.wait(0, 1).catch((error: unknown) => {
    if (replyWord(error) === null) throw error;
    throw new Fault('store.unfit', 'The Redis user may not run WAIT. Allow it (+wait), or set NT2_REDIS_REPLICAS=0.');
  });
  const warnings: string[] = [];
  const there = Number(field(replication, 'connected_slaves'));
  if (there < replicas)
    warnings.push(
      `A Redis primary has ${there} of the ${replicas} replicas that must confirm a claim: nothing is handed out until they are there.`,
    );
  if (config?.get('min-replicas-to-write') === '0')
    warnings.push(
      'A Redis primary that is cut off from its replicas goes on taking writes, which the fail-over then throws away. ' +
        'Run: redis-cli CONFIG SET min-replicas-to-write 1 (and write the same into redis.conf).',
    );
  return warnings;
}

/** A sentence when little memory is left on one of them, else none. */
export async function memoryWarnings(nodes: readonly Redis[]): Promise<string[]> {
  const shares = await Promise.all(
    nodes.map(async (node) => {
      const memory = await node.info('memory');
      const limit = Number(field(memory, 'maxmemory'));
      return limit === 0 ? 0 : Number(field(memory, 'used_memory')) / limit;
    }),
  );
  const most = Math.max(0, ...shares);
  return most < 0.8 ? [] : [`Redis has used ${Math.floor(100 * most)} % of its memory: at 100 % new shares are refused.`];
}

/** Browsers sign by clocks of their own, and a receipt forgives five minutes between any two of its events. */
const CLOCK_MS = 60_000;

/** A sentence when this machine and one of them are not of one mind about the time, else none. */
export async function clockWarnings(nodes: readonly Redis[], clock: Clock): Promise<string[]> {
  const apart = await Promise.all(
    nodes.map(async (node) => {
      const [seconds] = await node.time();
      return Math.abs(clock() - 1_000 * Number(seconds));
    }),
  );
  const most = Math.max(0, ...apart);
  const sentence = `The clocks of this machine and of Redis are ${Math.round(most / 1_000)} seconds apart. From 300 on receipts do not hold: set both by NTP.`;
  return most < CLOCK_MS ? [] : [sentence];
}

/**
 * Valkey says which Redis it stands in for, beside its own version; only the latter would be enough.
 * @param server what INFO says of it.
 */
export function checkVersion(server: string): void {
  const version = field(server, 'redis_version') || field(server, 'valkey_version');
  if (Number.parseInt(version, 10) >= 7) return;
  throw new Fault('store.unfit', `nt2 needs Redis 7.0 or newer; this one says ${version || 'nothing of its version'}.`);
}

/** Null when it may not be read. */
export async function loadServerConfig(client: Redis): Promise<Map<string, string> | null> {
  try {
    const pairs = await client.config('GET', 'maxmemory*', 'append*', 'save', 'min-replicas-to-write');
    const map = new Map<string, string>();
    for (let i = 0; i + 1 < pairs.length; i += 2) map.set(String(pairs[i]), String(pairs[i + 1]));
    return map;
  } catch (error) {
    if (replyWord(error) === null) throw error;
    return null;
  }
}
