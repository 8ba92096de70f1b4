// The key store: one random key for each share, in a Redis of its own that keeps nothing on disk. It holds keys and nothing else.

import { Fault } from '../../core/refusal.ts';
import type { ShareId } from '../../core/share.ts';
import { keys } from '../redis/keys.ts';
import type { RedisClient } from '../redis/connection/client.ts';
import { connect } from '../redis/connection/connection.ts';
import { toFault } from '../redis/connection/fault.ts';
import type { RedisTarget, RedisTls } from '../redis/connection/target.ts';
import { checkKeyStore } from './check-key-store.ts';

/** Every verb throws Fault `store.unavailable` when the key store does not answer. */
export interface KeyStore {
  /** What the storage class says of it, e.g. `+shred`. */
  readonly word: string;
  get(id: ShareId): Promise<Uint8Array | null>;
  /** The share's key, or else `fresh`, which is its key from now on. Null: the key store is full. */
  getOrCreate(id: ShareId, fresh: Uint8Array, ttlMs: number): Promise<Uint8Array | null>;
  /** Lets a key that is there live at least so long. */
  prolong(id: ShareId, ttlMs: number): Promise<void>;
  drop(id: ShareId): Promise<void>;
  /** Those of these shares that have no key. */
  missing(ids: readonly ShareId[]): Promise<ShareId[]>;
  /** What the operator should know. */
  warnings(): Promise<readonly string[]>;
  /** Calls back whenever the key store is reached again: it may have forgotten keys. */
  onReturn(listener: () => void): void;
  close(): Promise<void>;
}

export interface KeyStoreOptions {
  readonly target: RedisTarget;
  readonly tls?: RedisTls;
  readonly log?: (sentence: string) => void;
  /** How long an answer may take, in ms. */
  readonly timeoutMs?: number;
}

/** How many are asked for at once. */
const AT_ONCE = 512;

/** @throws Fault `store.unavailable` when it does not answer, `store.unfit` when it may throw keys away or is a store of nt2. */
export async function openKeyStore({ target, tls, log = () => undefined, timeoutMs = 3_000 }: KeyStoreOptions): Promise<KeyStore> {
  const say = (sentence: string): void => log(named(sentence));
  const connection = await connect({ target, tls: tls ?? null, timeoutMs, log: say, name: 'nt2-keys' }).catch(refuse);
  const ask = <T>(command: (client: RedisClient) => Promise<T>): Promise<T> => connection.call(command).catch(refuse);
  const facts = await checkKeyStore(connection).catch(async (error: unknown) => {
    await connection.close();
    return refuse(error);
  });

  return {
    word: facts.word,
    get: (id) => ask((client) => client.getBuffer(keys.shred(id))),
    getOrCreate: async (id, fresh, ttlMs) => {
      try {
        return (await ask((client) => client.setBuffer(keys.shred(id), Buffer.from(fresh), 'PX', ttlMs, 'NX', 'GET'))) ?? fresh;
      } catch (error) {
        if (error instanceof Fault && error.cause instanceof Error && error.cause.message === 'OOM') return null;
        throw error;
      }
    },
    // By the commands that its user has always had. Dropped in between, it stays so.
    prolong: async (id, ttlMs) => {
      const key = await ask((client) => client.getBuffer(keys.shred(id)));
      if (key !== null) await ask((client) => client.set(keys.shred(id), key, 'PX', ttlMs, 'XX'));
    },
    drop: async (id) => void (await ask((client) => client.del(keys.shred(id)))),
    missing: async (ids) => {
      const gone: ShareId[] = [];
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const some = ids.slice(at, at + AT_ONCE);
        const there = await ask((client) => Promise.all(some.map((id) => client.exists(keys.shred(id)))));
        gone.push(...some.filter((_, n) => there[n] === 0));
      }
      return gone;
    },
    warnings: async () => {
      await ask((client) => client.exists(keys.schema));
      return facts.warnings;
    },
    onReturn: (listener) => connection.onReturn(listener),
    close: () => connection.close(),
  };
}

function refuse(error: unknown): never {
  const fault = toFault(error, false);
  throw new Fault(fault.code, named(fault.message), { cause: fault.cause });
}

/** Sentences about the connection name Redis; here they have to say which of the two. */
function named(sentence: string): string {
  return sentence.replace(/^(?:The connection to )?Redis\b/, (start) => start.replace('Redis', 'the key store').replace(/^t/, 'T'));
}
