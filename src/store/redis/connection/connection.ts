// One connection to Redis, or one for each node of a cluster, that never guesses: a command that was surely not sent and one whose
// answer was lost are different faults, and nothing that may have been done is ever sent twice. ioredis reconnects by itself; while it
// does, callers wait a moment and are then told.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { Fault } from '../../../core/refusal.ts';
import { asCluster, createRedisClient, createSubscriber, primariesOf, tlsOf } from './client.ts';
import type { RedisClient, RedisClientOptions } from './client.ts';
import { field, isClosed as isClosedError, reasonOf, toFault } from './fault.ts';
import { tlsRefusal } from './tls-refusal.ts';

export interface Connection {
  /** Each server that takes writes: one, or those of the cluster. */
  primaries(): readonly Redis[];
  /** Runs a command when the server is there. @throws Fault `store.unavailable` or, with `{ write: true }`, `store.unknown`. */
  call<T>(command: (client: RedisClient) => Promise<T>, options?: { readonly write: boolean }): Promise<T>;
  /** Runs a work at the end of this turn, before what the turn has written is sent. */
  soon(work: () => void): void;
  /** A further connection to the same place, for subscriptions. */
  subscriber(): Redis;
  /** Calls back whenever a server is met again or anew: it may hold older data. */
  onReturn(listener: () => void): void;
  /** Asks anew who the primary is, or who serves which part of the cluster. */
  renew(): void;
  /** Waits for the answers to what is under way, for a moment. */
  close(): Promise<void>;
}

export interface ConnectionOptions extends RedisClientOptions {
  readonly name: string;
  readonly log: (sentence: string) => void;
}

const CLOSE_MS = 1_000;
/** A restart of Redis shorter than this shows as a slow answer, not as a fault. */
const PATIENCE_MS = 2_000;

export function newLine(): string {
  return randomBytes(8).toString('hex');
}

export async function connect(options: ConnectionOptions): Promise<Connection> {
  const { log } = options;
  const client = createRedisClient(options, options.name);
  const cluster = asCluster(client);
  const returned: (() => void)[] = [];
  const tell = (): void => {
    for (const listener of returned) listener();
  };

  let serverRunId = '';
  let isOpen = false;
  let isClosed = false;
  let waiting: (() => void)[] = [];
  // Told by `close` and by every command; kept only for who waits at the start.
  const refused: { by: Fault | undefined } = { by: undefined };
  const refuse = (error: unknown): void => void (refused.by = reasonOf(error) ?? refused.by);

  const opens = (): void => {
    isOpen = true;
    for (const wake of waiting.splice(0)) wake();
  };
  const closes = (): void => {
    if (isOpen && !isClosed) log('The connection to Redis is lost; trying again.');
    isOpen = false;
  };

  client.on('error', refuse);
  client.on('sentinelError', refuse);
  client.on('close', closes);
  if (cluster) {
    cluster.on('node error', refuse);
    cluster.on('ready', () => {
      const isFirst = serverRunId === '';
      serverRunId = 'cluster';
      opens();
      if (!isFirst) tell();
    });
    cluster.on('+node', tell);
    cluster.on('-node', (node: Redis) => {
      if (isClosed || node.options.readOnly === true) return;
      log('A node of the Redis Cluster is gone; its part waits for another one.');
      tell();
    });
  } else {
    client.on('ready', () => {
      client.info('replication').then(
        (info) => {
          const before = serverRunId;
          serverRunId = field(info, 'master_replid');
          if (before !== '' && before !== serverRunId) {
            log('Redis was restarted or replaced: its data is compared before anything is released.');
          } else if (before !== '') log('The connection to Redis is back.');
          opens();
          if (before !== '') tell();
        },
        () => client.disconnect(true),
      );
    });
  }

  const opened = (withinMs: number = PATIENCE_MS): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting = waiting.filter((entry) => entry !== wake);
        reject(new Fault('store.unavailable', 'Redis does not answer.'));
      }, withinMs);
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      waiting.push(wake);
    });

  // What is written in one turn of the loop leaves in one system call: under load many requests arrive in the same turn.
  let works: (() => void)[] | null = null;
  function gather(): (() => void)[] {
    if (works !== null) return works;
    const stream = cluster ? null : client.stream;
    stream?.cork();
    works = [];
    setImmediate(() => {
      for (const work of works ?? []) work();
      works = null;
      stream?.uncork();
    });
    return works;
  }

  /** A cluster's client may keep a command until some node is there again: no caller waits that long. */
  async function inTime<T>(answer: Promise<T>, write: boolean): Promise<T> {
    const over = new AbortController();
    const late = sleep(2 * options.timeoutMs, undefined, { signal: over.signal }).then(() => {
      throw toFault(new Error('late'), write);
    });
    return Promise.race([answer, late]).finally(() => over.abort());
  }

  client.connect().catch(() => undefined);
  try {
    // The first time also for as long as one command may take: a busy machine needs its time for TLS, and then for saying why not.
    await opened(Math.max(PATIENCE_MS, options.timeoutMs));
    // Otherwise the first commands would each wait for a handshake.
    if (cluster) await Promise.allSettled(primariesOf(client).map((node) => node.info('server')));
  } catch {
    client.disconnect();
    if (!refused.by) refuse(await tlsRefusal(options.target, tlsOf(options.tls), PATIENCE_MS));
    throw (
      refused.by ??
      new Fault('store.unavailable', 'Redis does not answer. Check that it runs and that the address, user and password are right.')
    );
  }

  return {
    primaries: () => primariesOf(client),
    call: async (command, { write } = { write: false }) => {
      if (isClosed) throw new Fault('store.unavailable', 'The store is closed.');
      if (!isOpen) await opened();
      gather();
      try {
        return await (cluster ? inTime(command(client), write) : command(client));
      } catch (error) {
        if (isClosedError(error)) cluster?.refreshSlotsCache();
        throw toFault(error, write);
      }
    },
    soon: (work) => void gather().push(work),
    subscriber: () => createSubscriber(options, client),
    onReturn: (listener) => void returned.push(listener),
    renew: () => {
      if (cluster) cluster.refreshSlotsCache();
      else if (isOpen) {
        isOpen = false;
        client.disconnect(true);
      }
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      // QUIT comes after the answers to what is under way.
      if (isOpen) await Promise.race([client.quit().catch(() => undefined), sleep(CLOSE_MS, undefined, { ref: false })]);
      client.disconnect();
    },
  };
}
