// Runs a witness: its folder, its store, its site.

import { Fault } from '../core/refusal.ts';
import { formatWitnessKey } from '../crypto/tlog/cosignature.ts';
import type { Logger } from '../logging/logger.ts';
import { listen } from '../server/listen.ts';
import { openWitnessFolder } from './folder.ts';
import { createSite } from './site.ts';
import { openWitnessStore } from './store.ts';
import { createWitness } from './witness.ts';

export interface RunningWitness {
  readonly port: number;
  readonly vkey: string;
  readonly watched: number;
  /** Takes no new connection. */
  leave(): void;
  close(): Promise<void>;
}

export interface WitnessOptions {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly clock: () => number;
  readonly log: Logger;
}

/** @throws Fault of the folder, of its database, or of the address */
export async function startWitness({ folder, host, port, clock, log }: WitnessOptions): Promise<RunningWitness> {
  const { name, key, database, logs } = await openWitnessFolder(folder, (line) =>
    log({ level: 'error', event: 'witness.logs', detail: `Line ${line} of the file “logs” is no key. The logs are watched as before.` }),
  );
  const vkey = formatWitnessKey({ name, publicKey: key.publicKey });
  const store = opened(database);
  const forked = (): void =>
    log({ level: 'error', event: 'witness.fork', detail: 'A log has signed two trees of one size. Both notes are at /forks.' });
  const witness = createWitness({ name, key, logs, store, clock, forked });
  const origins = (): string[] => [...new Set(logs().map((one) => one.name))];
  const site = createSite({ witness, store, vkey, origins });
  try {
    const listening = await listen({ fetch: site.fetch, host, port });
    log({ level: 'info', event: 'started', port: listening.port });
    return {
      port: listening.port,
      vkey,
      watched: origins().length,
      leave: () => listening.leave(),
      async close() {
        await listening.stop();
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

function opened(file: string): ReturnType<typeof openWitnessStore> {
  try {
    return openWitnessStore(file);
  } catch (cause) {
    throw new Fault('store.unfit', 'The file witness.db in that folder cannot be used: it is damaged, locked, or not nt2’s.', { cause });
  }
}
