// The store on Redis 7 or Valkey. Rules live in the core and in the script; this file only finds the right keys.

import { Fault } from '../../core/refusal.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { StoreHealth } from '../../core/ports/store-health.ts';
import { tagOf, type ShareId, type TenantTag } from '../../core/share.ts';
import type { EngineStore } from '../engine.ts';
import { parseShare } from '../share-codec.ts';
import { createRateLimitBatcher } from '../rate-limit-batcher.ts';
import { watermarkWarnings, type Watermark } from '../watermark.ts';
import { createRedisArchive } from './archive.ts';
import { createRedisBoard } from './board.ts';
import { createRedisBlocks } from './blocks.ts';
import { createRedisBonds } from './bonds.ts';
import { createRedisFiles } from './files.ts';
import { createRedisMachines } from './machines.ts';
import { createRedisEnvelopes } from './envelopes.ts';
import { createRedisRotations } from './rotations.ts';
import { checkRedis, clockWarnings, memoryWarnings } from './check.ts';
import { commitToRedis } from './commit.ts';
import { createRedisDeliveries } from './deliveries.ts';
import { createRedisEvidence } from './evidence.ts';
import { createRollbackDetector } from './rollback-detector.ts';
import { keys } from './keys.ts';
import { createRedisLists } from './lists.ts';
import { createMarkBatcher } from './mark-batcher.ts';
import { createRedisPrekeys } from './prekeys.ts';
import { createRedisLog } from './tlog.ts';
import { recordOf } from './record.ts';
import { createReplicas } from './replicas.ts';
import { isForeign } from './schema.ts';
import { consumeOnRedis } from './rate-limits.ts';
import type { RedisClient } from './connection/client.ts';
import { connect, newLine } from './connection/connection.ts';
import { toFault } from './connection/fault.ts';
import type { RedisTarget, RedisTls } from './connection/target.ts';
import { createWatcher } from './connection/watch.ts';

export interface RedisStoreOptions {
  readonly target: RedisTarget;
  readonly tls?: RedisTls;
  /** How many replicas must hold a claim before it counts; null: 1 where there is a fail-over, else 0. */
  readonly replicas?: number | null;
  /** How long a commit waits for them, in ms. */
  readonly replicaMs?: number;
  readonly clock: Clock;
  readonly watermark: Watermark;
  /** Plain sentences for the operator. */
  readonly log?: (sentence: string) => void;
  /** How long an answer may take, in ms; then the connection is given up. */
  readonly timeoutMs?: number;
  /** Names the backup that is to be put into it. */
  readonly restoring?: string | undefined;
}

/** An id that has been due for this long may point to a share that is gone, in ms. */
const STALE_MS = 600_000;
/** How long a fencing token is remembered after its lease. */
const TOKEN_TTL_MS = 30 * 86_400_000;

/**
 * Opens the store, checks the server and compares every mark of the watermark with it. The watermark stays the caller's to close.
 * @throws Fault `store.unavailable` when Redis does not answer, `store.unfit` when its set-up would lose secrets.
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<EngineStore> {
  const { target, clock, watermark, log = () => undefined } = options;
  const wire = { target: target, tls: options.tls ?? null, timeoutMs: options.timeoutMs ?? 5_000, log };
  const count = options.replicas ?? (target.topology === 'single' ? 0 : 1);
  const connection = await connect({ ...wire, name: 'nt2' });
  const { facts, replicas } = await prepare().catch(async (error: unknown) => {
    await connection.close();
    throw toFault(error, false);
  });
  const known = new Set<TenantTag>();
  const seed = newLine();
  const raiseMark = createMarkBatcher(watermark);
  const rollbackDetector = createRollbackDetector({ connection, watermark, seed, log, renewed: () => known.clear(), registerTag });
  const watcher = createWatcher(connection);
  await rollbackDetector.compare();

  async function prepare() {
    const facts = await checkRedis(connection, { replicas: count, restoring: options.restoring ?? null });
    if (count === 0) return { facts, replicas: null };
    const own = await connect({ ...wire, name: 'nt2-replicas', log: () => undefined });
    const isCluster = target.topology === 'cluster';
    const timeoutMs = options.replicaMs ?? 1_000;
    return { facts, replicas: createReplicas({ connection: own, isCluster, count, timeoutMs, onQuorumLost: () => connection.renew() }) };
  }

  function registerTag(tag: TenantTag): Promise<void> | undefined {
    if (known.has(tag)) return undefined;
    return connection.call((client) => client.nt2Tag(1, keys.tags, tag)).then(() => void known.add(tag));
  }

  // A share that is loaded after its commit's answer was lost may be released on the strength of it: the mark must hold that commit first.
  const uncertainTags = new Set<TenantTag>();
  async function afterUncertainCommit<T>(id: ShareId, loaded: T): Promise<T> {
    const tag = tagOf(id);
    if (!uncertainTags.has(tag)) return loaded;
    await rollbackDetector.compare(tag);
    uncertainTags.delete(tag);
    return loaded;
  }

  let lastTags: TenantTag[] = [];
  async function tags(): Promise<TenantTag[]> {
    try {
      lastTags = (await connection.call((client) => client.smembers(keys.tags))) as TenantTag[];
    } catch (error) {
      // Only the part of a cluster that holds the list may be down: the others go on.
      if (lastTags.length === 0) throw error;
    }
    return lastTags;
  }

  /** Of every tag whose server answers; a fault only when none does. */
  async function perTag<T>(
    command: (client: RedisClient, tag: TenantTag) => Promise<T>,
  ): Promise<{ readonly good: T[]; readonly silent: number }> {
    const answers = await Promise.allSettled((await tags()).map((tag) => connection.call((client) => command(client, tag))));
    const good = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const bad = answers.find((answer) => answer.status === 'rejected');
    if (good.length === 0 && bad) throw toFault(bad.reason, false);
    return { good, silent: answers.length - good.length };
  }

  /** Leaves out, and forgets, ids whose share is gone by its time to live. */
  async function present(ids: readonly ShareId[]): Promise<ShareId[]> {
    const gone = new Set<ShareId>();
    await connection.call((client) =>
      Promise.all(
        ids.map(async (id) => {
          const tag = tagOf(id);
          const isGone = await client.nt2Forget(4, keys.share(id), keys.due(tag), keys.outbox(tag), keys.open(tag), id);
          if (isGone === 1) gone.add(id);
        }),
      ),
    );
    return ids.filter((id) => !gone.has(id));
  }

  return {
    load: async (id) => {
      const record = await connection.call((client) => client.get(keys.share(id)));
      return record === null ? null : afterUncertainCommit(id, parse(id, record));
    },
    loadWithCiphertext: async (id) => {
      const parts = await connection.call((client) => client.mgetBuffer(keys.share(id), keys.capsule(id), keys.payload(id)));
      const [record, capsule, payload] = parts;
      if (!record) return null;
      const share = parse(id, record.toString());
      if (share.state.status === 'claimed') await replicas?.ensureReplicated(share);
      return afterUncertainCommit(id, { share, capsule: capsule ?? null, payload: payload ?? null });
    },
    commit: async (commit) => {
      try {
        return await commitToRedis({ connection, clock, watermark, raiseMark, seed, replicas, registerTag }, commit);
      } catch (error) {
        if (error instanceof Fault && error.code === 'store.unknown') uncertainTags.add(tagOf(commit.share.id));
        throw error;
      }
    },

    due: async (now, limit) => {
      const found = await perTag((client, tag) => client.zrangebyscore(keys.due(tag), '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit));
      const entries = found.good.flatMap(pairs).toSorted((a, b) => a.at - b.at);
      const ids = entries.slice(0, limit);
      const stale = ids.filter(({ at }) => at < now - STALE_MS).map(({ id }) => id);
      const there = new Set(stale.length > 0 ? await present(stale) : []);
      return ids.filter(({ id, at }) => at >= now - STALE_MS || there.has(id)).map(({ id }) => id);
    },
    leaseOutbox: async (now, lease, limit, except) => {
      const ids: ShareId[] = [];
      // Most tenants have nothing to send at most times: look at all of them at once, and lease only from those that have.
      const waiting = await perTag(async (client, tag) => {
        if (except?.has(tag)) return [];
        const first = await client.zrangebyscore(keys.outbox(tag), '-inf', now, 'LIMIT', 0, 1);
        return first.length > 0 ? [tag] : [];
      });
      for (const tag of waiting.good.flat()) {
        if (ids.length >= limit) break;
        const got = await connection.call((client) =>
          client.nt2Lease(2, keys.outbox(tag), keys.leases(tag), now, now + lease, limit - ids.length),
        );
        ids.push(...(got as ShareId[]));
      }
      return ids.length > 0 ? present(ids) : ids;
    },
    extendOutbox: async (id, untilAt) => {
      await connection.call((client) => client.nt2Extend(1, keys.leases(tagOf(id)), untilAt, id));
    },
    releaseOutbox: async (id, nextAt) => {
      const tag = tagOf(id);
      await connection.call((client) => client.nt2Release(2, keys.outbox(tag), keys.leases(tag), id, nextAt ?? ''));
    },
    countOutbox: async () => (await perTag((client, tag) => client.zcard(keys.outbox(tag)))).good.reduce((sum, size) => sum + size, 0),
    listSealed: async (tag) => present((await connection.call((client) => client.smembers(keys.open(tag)))) as ShareId[]),

    putToken: async (tag, hash, value, untilAt) => {
      const ttl = Math.max(1, untilAt - clock());
      await connection.call((client) => client.nt2PutToken(1, keys.token(tag, hash), `${untilAt} ${value}`, ttl));
    },
    peekToken: async (tag, hash, now) => unlessOld(await connection.call((client) => client.get(keys.token(tag, hash))), now),
    takeToken: async (tag, hash, now) => unlessOld(await connection.call((client) => client.getdel(keys.token(tag, hash))), now),
    markOnce: async (tag, key, untilAt) => {
      const ttl = Math.max(1, untilAt - clock());
      return (await connection.call((client) => client.nt2MarkOnce(1, keys.first(tag, key), ttl))) === 1;
    },
    acquireLease: async (name, owner, now, untilAt) => {
      const token = await connection.call((client) =>
        client.nt2AcquireLease(1, keys.lease(name), owner, Math.max(1, untilAt - now), TOKEN_TTL_MS),
      );
      return token === null ? null : Number(token);
    },
    releaseLease: async (name, owner) => void (await connection.call((client) => client.nt2ReleaseLease(1, keys.lease(name), owner))),
    consume: createRateLimitBatcher(
      (spendings, now) => connection.call((client) => consumeOnRedis(client, spendings, now)),
      connection.soon,
    ),

    putSetting: async (key, value) => {
      await connection.call<unknown>((client) =>
        value === null ? client.hdel(keys.settings, key) : client.nt2Set(1, keys.settings, key, value),
      );
    },
    getSetting: (key) => connection.call((client) => client.hget(keys.settings, key)),
    listSettings: async (prefix) => {
      const all = await connection.call((client) => client.hgetall(keys.settings));
      const entries = Object.entries(all).filter(([key]) => key.startsWith(prefix));
      return entries.map(([key, value]) => ({ key, value })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    },

    ...createRedisLists(connection),
    ...createRedisBoard(connection),
    ...createRedisEvidence(connection, clock),
    ...createRedisBlocks(connection, clock),
    ...createRedisPrekeys({ connection, clock, watermark, seed }),
    ...createRedisBonds(connection),
    ...createRedisMachines(connection),
    ...createRedisRotations(connection, async (command) => (await perTag(command)).good, registerTag),
    ...createRedisEnvelopes(connection, { clock, perTag: async (command) => (await perTag(command)).good, registerTag }),
    ...createRedisFiles(connection, { perTag: async (command) => (await perTag(command)).good, registerTag }),
    ...createRedisDeliveries(connection, async (command) => (await perTag(command)).good),
    ...createRedisLog(connection, async (command) => (await perTag(command)).good),
    ...createRedisArchive({ connection, clock, isRestoring: options.restoring !== undefined }),
    tags,
    watch: watcher.watch,

    health: async (): Promise<StoreHealth> => {
      const { storage, warnings } = facts;
      try {
        const states = await perTag(async (client, tag) => ((await client.exists(keys.behind(tag))) === 1 ? [tag] : []));
        const rolledBackTenants = states.good.flat();
        const parts = states.silent > 0 ? ['A part of the Redis Cluster does not answer: its tenants have to wait.'] : [];
        const now = await connection.call(async () => {
          const nodes = connection.primaries();
          return [...(await memoryWarnings(nodes)), ...(await clockWarnings(nodes, clock))];
        });
        return {
          // One silent part of a cluster does not make the whole store unready.
          ok: rolledBackTenants.length === 0,
          rolledBackTenants,
          storage,
          warnings: [...parts, ...watermarkWarnings(watermark), ...warnings, ...now, ...(replicas?.warnings() ?? [])],
        };
      } catch (error) {
        const sentence = error instanceof Fault ? error.message : 'Redis does not answer.';
        return { ok: false, rolledBackTenants: [], storage, warnings: [sentence, ...warnings] };
      }
    },
    acceptRollback: rollbackDetector.accept,
    close: async () => {
      rollbackDetector.close();
      watcher.close();
      await replicas?.close();
      await connection.close();
    },
    isForeign: () => isForeign(connection),
    compareMarks: () => rollbackDetector.compare(),
  };
}

function parse(id: ShareId, stored: string): ReturnType<typeof parseShare> {
  return parseShare(id, recordOf(stored));
}

function pairs(flat: readonly string[]): { readonly id: ShareId; readonly at: number }[] {
  const found: { id: ShareId; at: number }[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) found.push({ id: flat[i] as ShareId, at: Number(flat[i + 1]) });
  return found;
}

/** The value of a token as it is kept, `<until> <value>`. */
function unlessOld(kept: string | null, now: number): string | null {
  const space = kept?.indexOf(' ') ?? -1;
  return kept !== null && Number(kept.slice(0, space)) > now ? kept.slice(space + 1) : null;
}
