// Checks that a Redis may hold share keys: it forgets when it ends, never before, and is not the store of the ciphertext.

import type { Redis } from 'ioredis';
import { Fault } from '../../core/refusal.ts';
import { checkVersion, loadServerConfig } from '../redis/check.ts';
import { keys } from '../redis/keys.ts';
import type { Connection } from '../redis/connection/connection.ts';
import { field } from '../redis/connection/fault.ts';

export interface KeyStoreFacts {
  /** `+shred`: keys are nowhere on disk. `+shred-kept`: they are. `+shred-unknown`: CONFIG may not be read. */
  readonly word: '+shred' | '+shred-unknown' | '+shred-kept';
  readonly warnings: readonly string[];
}

const SENTENCES: Readonly<Record<KeyStoreFacts['word'], readonly string[]>> = {
  '+shred': [],
  '+shred-unknown': ['The key store does not let nt2 read its CONFIG: check by hand that save is empty and appendonly is no.'],
  '+shred-kept': [
    'The key store writes its keys to disk, so an old copy of them opens an old copy of the store. ' +
      'Run: redis-cli CONFIG SET save "" and redis-cli CONFIG SET appendonly no (and write the same into redis.conf).',
  ],
};

/** @throws Fault `store.unfit` with a sentence that says what to do. */
export async function checkKeyStore(connection: Connection): Promise<KeyStoreFacts> {
  if ((await connection.call((client) => client.exists(keys.schema))) === 1) {
    throw new Fault('store.unfit', 'NT2_KEY_STORE_URL names a Redis that holds a store of nt2: the keys need one of their own.');
  }
  const words = await Promise.all(connection.primaries().map(checkNode));
  const word = (['+shred-kept', '+shred-unknown'] as const).find((weak) => words.includes(weak)) ?? '+shred';
  return { word, warnings: SENTENCES[word] };
}

async function checkNode(node: Redis): Promise<KeyStoreFacts['word']> {
  const [server = '', memory = '', persistence = ''] = await Promise.all(
    ['server', 'memory', 'persistence'].map((part) => node.info(part)),
  );
  checkVersion(server);
  const config = await loadServerConfig(node);
  if (Number(field(memory, 'maxmemory')) > 0 && field(memory, 'maxmemory_policy') !== 'noeviction') {
    throw new Fault(
      'store.unfit',
      'The key store may evict keys of secrets that are still waiting. Run there: redis-cli CONFIG SET maxmemory-policy noeviction',
    );
  }
  if (field(persistence, 'aof_enabled') === '1') return '+shred-kept';
  const save = config?.get('save');
  if (save === undefined) return '+shred-unknown';
  return save === '' ? '+shred' : '+shred-kept';
}
