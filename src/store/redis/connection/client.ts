// Makes the ioredis clients: for one server, through Sentinels, or for a cluster. None of them ever sends a command twice that a
// server may have carried out.

import { Cluster, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { scripts } from '../scripts.ts';
import type { ScriptName } from '../scripts.ts';
import { createScriptRunner, type Argument } from './script-command.ts';
import type { RedisTarget, RedisTls } from './target.ts';

/** The scripts as methods: number of keys, keys, arguments. */
type Scripted = Record<ScriptName, (keys: number, ...args: Argument[]) => Promise<unknown>>;
/** A cluster's client has the same commands: each goes to the node of its keys. */
export type RedisClient = Redis & Scripted;

export interface RedisClientOptions {
  readonly target: RedisTarget;
  readonly tls: RedisTls | null;
  /** How long an answer may take, in ms. */
  readonly timeoutMs: number;
}

type Options = Omit<RedisOptions, 'replyMapping'>;

const CONNECT_MS = 3_000;
/** While a cluster moves a tenant or elects a primary, commands are retried for about two seconds. */
const ASK_AGAIN_MS = 100;
const ASKED_AGAIN = 20;
const REFRESH_MS = 5_000;

const retry = (times: number): number => Math.min(50 * 2 ** Math.min(times, 6), 2_000) * (0.75 + Math.random() / 2);

function common({ target, tls, timeoutMs }: RedisClientOptions, name: string): Options {
  return {
    ...(target.user !== null && { username: target.user }),
    ...(target.password !== null && { password: target.password }),
    ...(target.tls && { tls: tlsOf(tls) }),
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    // Not commandTimeout: that is a timer for each command, and leaves a dead connection in use.
    socketTimeout: timeoutMs,
    // With 0, commands without an answer are rejected as soon as the connection is lost, and never sent again.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    // Measured: with enableAutoPipelining the store does a quarter fewer commits, because it sends the next batch only after the answers.
    disableClientInfo: true,
    connectionName: name,
    retryStrategy: retry,
    // A primary has become a replica: look up the current primary. The command itself is not sent again.
    reconnectOnError: (error) => /^(?:READONLY|MASTERDOWN)/.test(error.message),
  };
}

/** The options of `tls.connect`. */
export function tlsOf(tls: RedisTls | null): NonNullable<RedisOptions['tls']> {
  return Object.fromEntries(Object.entries(tls ?? {}).filter(([, pem]) => pem !== null));
}

function redisOptions(options: RedisClientOptions, name: string): Options {
  const { target } = options;
  const own = { ...common(options, name), db: target.db };
  if (target.topology === 'single') return { ...own, ...target.nodes[0] };
  return {
    ...own,
    sentinels: [...target.nodes],
    name: target.primary,
    sentinelRetryStrategy: retry,
    sentinelCommandTimeout: CONNECT_MS,
    ...(target.sentinelUser !== null && { sentinelUsername: target.sentinelUser }),
    ...(target.sentinelPassword !== null && { sentinelPassword: target.sentinelPassword }),
    ...(target.tls && { enableTLSForSentinelMode: true, sentinelTLS: tlsOf(options.tls) }),
  };
}

function clusterOptions(options: RedisClientOptions, name: string) {
  const { retryStrategy: _, enableOfflineQueue: __, ...perNode } = common(options, name);
  return {
    lazyConnect: true,
    redisOptions: perNode,
    clusterRetryStrategy: retry,
    // Beside the errors that show a change; ioredis does it only when told.
    slotsRefreshInterval: REFRESH_MS,
    slotsRefreshTimeout: CONNECT_MS,
    maxRedirections: ASKED_AGAIN,
    retryDelayOnClusterDown: ASK_AGAIN_MS,
    retryDelayOnTryAgain: ASK_AGAIN_MS,
    // 0: what was under way on a node that is gone is not sent to another one.
    retryDelayOnFailover: 0,
    // Names stay names, or no certificate would fit them.
    dnsLookup: (host: string, done: (error: null, address: string) => void) => done(null, host),
  };
}

const runners = Object.entries(scripts).map(([script, lua]) => ({ script, run: createScriptRunner(lua) }));

/** Not connected yet. */
export function createRedisClient(options: RedisClientOptions, name: string): RedisClient {
  const client =
    options.target.topology === 'cluster'
      ? new Cluster([...options.target.nodes], clusterOptions(options, name))
      : new Redis(redisOptions(options, name));
  const methods = runners.map(({ script, run }) => [script, (keys: number, ...args: Argument[]) => run(client, keys, args)]);
  return Object.assign(client, Object.fromEntries(methods)) as RedisClient;
}

/** The same client as what it is, when it is a cluster's. */
export function asCluster(client: unknown): Cluster | null {
  return client instanceof Cluster ? client : null;
}

/** For subscriptions: waits for its server as long as it takes. In a cluster: of one node, and over when that node is gone. */
export function createSubscriber(options: RedisClientOptions, client: RedisClient): Redis {
  const nodes = asCluster(client)?.nodes('master');
  if (nodes) {
    const { host, port } = nodes[Math.floor(Math.random() * nodes.length)]?.options ?? {};
    const there = host !== undefined && port !== undefined ? { host, port } : options.target.nodes[0];
    return new Redis({ ...common(options, 'nt2-watch'), ...there, enableOfflineQueue: true, retryStrategy: () => null });
  }
  const { maxRetriesPerRequest: _, enableOfflineQueue: __, ...same } = redisOptions(options, 'nt2-watch');
  return new Redis({ ...same, maxRetriesPerRequest: null });
}

/** Each server that takes writes. */
export function primariesOf(client: RedisClient): Redis[] {
  return asCluster(client)?.nodes('master') ?? [client];
}
