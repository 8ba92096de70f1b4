// Several real redis-servers that know each other: a cluster, and a primary with replicas under Sentinels.

import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort, startRedis } from './redis.ts';
import type { RedisServer } from './redis.ts';

const NO_DISK = ['--save', '', '--appendonly', 'no'];
const HOST = '127.0.0.1';
const SLOTS = 16_384;
/** How soon a node that is silent counts as gone, in ms. */
const GONE_MS = 1_500;

export interface RedisSet {
  /** As NT2_STORE names it. */
  readonly url: string;
  readonly servers: readonly RedisServer[];
  /** A connection of the test's own to one of them. */
  admin(server: RedisServer): Redis;
  /** Those that are primaries now and answer. */
  primaries(): Promise<RedisServer[]>;
  stop(): Promise<void>;
}

/** `replicas` for each primary; primary n has the n-th equal part of the slots. */
export async function startCluster({ primaries, replicas }: { readonly primaries: number; readonly replicas: number }): Promise<RedisSet> {
  const bus = await Promise.all(Array.from({ length: primaries * (1 + replicas) }, freePort));
  const servers = await Promise.all(
    bus.map((port) =>
      startRedis({
        args: [
          ...NO_DISK,
          '--cluster-enabled=yes',
          `--cluster-announce-ip=${HOST}`,
          `--cluster-port=${port}`,
          `--cluster-node-timeout=${GONE_MS}`,
          '--repl-diskless-sync-delay=0',
        ].flatMap((text) => text.split('=')),
      }),
    ),
  );
  const set = setOf(servers, `redis+cluster://${servers.map(({ port }) => `${HOST}:${port}`).join(',')}`);
  const nodes = servers.map(set.admin);
  const part = Math.ceil(SLOTS / primaries);
  for (const [at, node] of nodes.entries()) {
    await node.call('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1));
    if (at < primaries) await node.call('CLUSTER', 'ADDSLOTSRANGE', String(at * part), String(Math.min(SLOTS, (at + 1) * part) - 1));
    if (at > 0) await nodes[0]?.call('CLUSTER', 'MEET', HOST, String(servers[at]?.port), String(bus[at]));
  }
  const ids = await Promise.all(nodes.map((node) => node.call('CLUSTER', 'MYID')));
  const knows = async (node: Redis): Promise<number> => String(await node.call('CLUSTER', 'NODES')).match(/ connected/g)?.length ?? 0;
  await until(set, 'they have met', async () => (await Promise.all(nodes.map(knows))).every((known) => known === nodes.length));
  for (const [at, node] of nodes.entries()) if (at >= primaries) await node.call('CLUSTER', 'REPLICATE', String(ids[at % primaries]));
  const isWell = async (node: Redis): Promise<boolean> => {
    const info = await node.info('replication');
    const follows = info.includes('role:master') ? info.includes(`connected_slaves:${replicas}`) : info.includes('master_link_status:up');
    return follows && String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok');
  };
  await until(set, 'the cluster is up', async () => (await Promise.all(nodes.map(isWell))).every(Boolean));
  return set;
}

/** One primary with replicas, watched by three Sentinels under the name `vault`. The Sentinels ask for a password. */
export async function startSentinels({ replicas }: { readonly replicas: number }): Promise<RedisSet> {
  const args = [...NO_DISK, '--repl-diskless-sync-delay', '0', '--requirepass', 'data', '--masterauth', 'data'];
  const primary = await startRedis({ args });
  const followers = await Promise.all(
    Array.from({ length: replicas }, () => startRedis({ args: [...args, '--replicaof', HOST, String(primary.port)] })),
  );
  const config = [
    'requirepass watch',
    'sentinel sentinel-pass watch',
    `sentinel monitor vault ${HOST} ${primary.port} 2`,
    'sentinel auth-pass vault data',
    `sentinel down-after-milliseconds vault ${GONE_MS}`,
    'sentinel failover-timeout vault 4000',
  ].join('\n');
  const sentinels = await Promise.all(Array.from({ length: 3 }, () => startRedis({ args: ['--sentinel'], config })));
  const hosts = sentinels.map(({ port }) => `${HOST}:${port}`).join(',');
  const set = setOf([primary, ...followers], `redis+sentinel://:data@${hosts}/vault?sentinel_password=watch`, sentinels);
  const followed = async (): Promise<boolean> => (await set.admin(primary).info('replication')).includes(`connected_slaves:${replicas}`);
  await until(set, 'the replicas follow', followed);
  // The Sentinels must know each other and the replicas before anything may fail.
  for (const sentinel of sentinels) {
    const admin = new Redis({ host: HOST, port: sentinel.port, password: 'watch' });
    const knows = async (): Promise<boolean> => (await admin.info('sentinel')).includes(`slaves=${replicas},sentinels=3`);
    await until(set, 'a Sentinel knows all', knows);
    admin.disconnect();
  }
  return set;
}

/** Stops the set when it does not come about: nobody else knows of it yet. */
async function until(set: RedisSet, what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) {
      await set.stop();
      throw new Error(`waited in vain until ${what}`);
    }
    await sleep(20);
  }
}

function setOf(servers: readonly RedisServer[], url: string, others: readonly RedisServer[] = []): RedisSet {
  const password = url.includes(':data@') ? { password: 'data' } : {};
  const admins = new Map<RedisServer, Redis>();
  const admin = (server: RedisServer): Redis => {
    const known = admins.get(server);
    if (known) return known;
    const fresh = new Redis({ host: HOST, port: server.port, ...password, maxRetriesPerRequest: 0 });
    fresh.on('error', () => undefined);
    admins.set(server, fresh);
    return fresh;
  };
  return {
    url,
    servers,
    admin,
    primaries: async () => {
      const roles = await Promise.all(
        servers.map(async (server) => {
          const role = await admin(server)
            .role()
            .catch(() => []);
          return role[0] === 'master' ? [server] : [];
        }),
      );
      return roles.flat();
    },
    stop: async () => {
      for (const one of admins.values()) one.disconnect();
      await Promise.all([...servers, ...others].map((server) => server.stop()));
    },
  };
}

/** Moves the slot of a key to another primary, key by key, as `redis-cli --cluster reshard` does. */
export async function moveSlot(set: RedisSet, { key, to }: { readonly key: string; readonly to: RedisServer }): Promise<void> {
  const primaries = await set.primaries();
  const slot = String(await set.admin(to).call('CLUSTER', 'KEYSLOT', key));
  const ids = new Map<RedisServer, string>();
  for (const server of primaries) ids.set(server, String(await set.admin(server).call('CLUSTER', 'MYID')));
  const owner = await ownerOf(set.admin(to), slot);
  const from = primaries.find(({ port }) => port === owner);
  if (!from || from === to) return;
  const [source, target] = [set.admin(from), set.admin(to)];
  await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids.get(from) ?? '');
  await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', ids.get(to) ?? '');
  for (;;) {
    const keys = (await source.call('CLUSTER', 'GETKEYSINSLOT', slot, '20')) as string[];
    if (keys.length === 0) break;
    await source.call('MIGRATE', HOST, String(to.port), '', '0', '5000', 'KEYS', ...keys);
  }
  for (const node of [target, source]) await node.call('CLUSTER', 'SETSLOT', slot, 'NODE', ids.get(to) ?? '');
  // A replica that is promoted before it has heard of the move gives the slot back to a node without its keys: Redis then loses all of it.
  const owners = async () => Promise.all(set.servers.map((server) => ownerOf(set.admin(server), slot)));
  for (const end = Date.now() + 20_000; (await owners()).some((port) => port !== to.port);) {
    if (Date.now() > end) throw new Error(`the nodes do not agree on slot ${slot}`);
    await sleep(20);
  }
}

/** The port of the primary that holds the slot, as this node knows it. */
async function ownerOf(node: Redis, slot: string): Promise<number | undefined> {
  const ranges = (await node.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
  return ranges.find(([first, last]) => first <= Number(slot) && Number(slot) <= last)?.[2][1];
}
