// One connection to Redis that never guesses: a command that was surely not sent and one whose answer was lost are different faults,
// and nothing is ever sent twice. ioredis reconnects by itself; while it does, callers wait a moment and are then told.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import { Fault } from '../../core/refusal.ts';
import { scripts } from './scripts.ts';
import type { ScriptName } from './scripts.ts';

type Argument = string | number | Buffer;
/** The scripts as methods: number of keys, keys, arguments. */
type Scripted = Record<ScriptName, (keys: number, ...args: Argument[]) => Promise<unknown>>;
export type Client = Redis & Scripted;

export interface Connection {
  readonly client: Client;
  /** First 16 characters of the server's run id: another one is another server process, perhaps with older data. */
  run(): string;
  /** Names the line that a tag's history begins when it meets this server run for the first time. */
  fresh(): string;
  /** Runs a command when the server is there. @throws Fault `store.unavailable` or, with `{ write: true }`, `store.unknown`. */
  call<T>(command: (client: Client) => Promise<T>, options?: { readonly write: boolean }): Promise<T>;
  /** Runs a work at the end of this turn, before what the turn has written is sent. */
  soon(work: () => void): void;
  /** A further connection with the same address, for subscriptions. */
  second(): Redis;
  /** Calls back with each new server run after the first. */
  onRestart(listener: () => void): void;
  /** Waits for the answers to what is under way, for a moment. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly url: string;
  /** How long an answer may take, in ms. */
  readonly timeoutMs: number;
  readonly log: (sentence: string) => void;
}

const CONNECT_MS = 3_000;
const CLOSE_MS = 1_000;
/** A restart of Redis shorter than this shows as a slow answer, not as a fault. */
const PATIENCE_MS = 2_000;

export function newLine(): string {
  return randomBytes(8).toString('hex');
}

export async function connect({ url, timeoutMs, log }: ConnectionOptions): Promise<Connection> {
  const options: Omit<RedisOptions, 'replyMapping'> = {
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
    connectionName: 'nt2',
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 2_000) * (0.75 + Math.random() / 2),
  };
  const client = new Redis(url, options) as Client;
  for (const [name, lua] of Object.entries(scripts)) client.defineCommand(name, { lua });

  let run = '';
  let fresh = newLine();
  let isOpen = false;
  let isClosed = false;
  let waiting: (() => void)[] = [];
  const restarted: (() => void)[] = [];

  client.on('error', () => undefined); // told by `close` and by every command
  client.on('close', () => {
    if (isOpen && !isClosed) log('The connection to Redis is lost; trying again.');
    isOpen = false;
  });
  client.on('ready', () => {
    client.info('server').then(
      (info) => {
        const before = run;
        run = field(info, 'run_id').slice(0, 16);
        fresh = newLine();
        isOpen = true;
        if (before !== '' && before !== run) {
          log('Redis was restarted or replaced: its data is compared before anything is released.');
          for (const listener of restarted) listener();
        } else if (before !== '') log('The connection to Redis is back.');
        for (const wake of waiting.splice(0)) wake();
      },
      () => client.disconnect(true),
    );
  });

  const opened = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting = waiting.filter((entry) => entry !== wake);
        reject(new Fault('store.unavailable', 'Redis does not answer.'));
      }, PATIENCE_MS);
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
    const { stream } = client;
    stream.cork();
    works = [];
    setImmediate(() => {
      for (const work of works ?? []) work();
      works = null;
      stream.uncork();
    });
    return works;
  }

  client.connect().catch(() => undefined);
  try {
    await opened();
  } catch {
    client.disconnect();
    throw new Fault('store.unavailable', 'Redis does not answer. Check that it runs and that the address, user and password are right.');
  }

  return {
    client,
    run: () => run,
    fresh: () => fresh,
    call: async (command, { write } = { write: false }) => {
      if (isClosed) throw new Fault('store.unavailable', 'The store is closed.');
      if (!isOpen) await opened();
      gather();
      try {
        return await command(client);
      } catch (error) {
        throw toFault(error, write);
      }
    },
    soon: (work) => void gather().push(work),
    second: () => {
      const { maxRetriesPerRequest: _, enableOfflineQueue: __, ...same } = options;
      return new Redis(url, { ...same, maxRetriesPerRequest: null, connectionName: 'nt2-watch' });
    },
    onRestart: (listener) => void restarted.push(listener),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      // QUIT comes after the answers to what is under way.
      if (isOpen) await Promise.race([client.quit().catch(() => undefined), sleep(CLOSE_MS, undefined, { ref: false })]);
      client.disconnect();
    },
  };
}

/** One field of an INFO answer; empty when it is not there. */
export function field(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
}

/** The reply's own word, e.g. OOM, when Redis did answer with an error. */
export function replyWord(error: unknown): string | null {
  return error instanceof Error && error.name === 'ReplyError' ? (/^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR') : null;
}

const SENTENCES: Record<string, string> = {
  OOM: 'Redis is full.',
  MISCONF: 'Redis cannot save to its disk and therefore takes no writes. Its own log says why.',
  READONLY: 'Redis is a replica and takes no writes.',
  LOADING: 'Redis is still loading its data.',
  NOAUTH: 'Redis asks for a password.',
  NOPERM: 'The Redis user may not run a command that nt2 needs.',
  MASTERDOWN: 'Redis is a replica without its primary.',
};

/**
 * ioredis hangs the command with its arguments on every error, and replies may quote arguments. Neither may reach a log,
 * so the cause carries no more than the kind of the error.
 */
export function toFault(error: unknown, write: boolean): Fault {
  if (error instanceof Fault) return error;
  const word = replyWord(error);
  if (word !== null) return new Fault('store.unavailable', SENTENCES[word] ?? `Redis refuses: ${word}.`, { cause: new Error(word) });
  const message = error instanceof Error ? error.message : '';
  const cause = new Error(error instanceof Error ? error.name : typeof error);
  // This is what ioredis says of a command that it never put on the wire.
  if (!write || message.includes('enableOfflineQueue')) return new Fault('store.unavailable', 'Redis does not answer.', { cause });
  return new Fault('store.unknown', 'Redis did not say whether it took the change.', { cause });
}
