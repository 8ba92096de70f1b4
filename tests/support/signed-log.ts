// The log of a test, signed when the test says so, and the receipts that are made from it.

import { join } from 'node:path';
import type { Sequencer } from '../../src/core/tlog/sequencer.ts';
import { createSequencer } from '../../src/core/tlog/sequencer.ts';
import { createSigners } from '../../src/core/tlog/state/signers.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { createReceipts, type Receipts } from '../../src/core/receipts.ts';
import { parseVkey, type VerifierKey } from '../../src/crypto/tlog/checkpoint.ts';
import { openCheckpointFiles } from '../../src/store/checkpoint-files.ts';

export interface SignedLog {
  readonly sequencer: Sequencer;
  readonly receipts: Receipts;
  /** Takes in and signs what waits, in every log. */
  sign(): Promise<void>;
  /** The key that signs for this tag. */
  keyOf(tag: string): Promise<VerifierKey>;
}

export function openSignedLog(world: {
  readonly store: Store;
  readonly clock: Clock;
  readonly host: string;
  readonly seed: Uint8Array;
  readonly dir: string;
  /** Each time when a receipt waits for the log. */
  readonly pause?: () => Promise<void>;
}): SignedLog {
  const { store, clock, host, seed, dir, pause = () => Promise.resolve() } = world;
  const signers = createSigners({ host, seeds: [seed] });
  const pins = openCheckpointFiles({ dir: join(dir, 'log') });
  const sequencer = createSequencer({ store, pins, signers, clock, owner: 'test', keepYears: null, stopped: () => undefined });
  return {
    sequencer,
    receipts: createReceipts({ store, signers, pause }),
    async sign() {
      for (const tag of await sequencer.findPending()) await sequencer.sequence(tag);
    },
    async keyOf(tag) {
      const { vkey } = await signers.signerFor({ tag: tag as TenantTag, generation: 1 }, new Date(clock()).getUTCFullYear());
      return parseVkey(vkey) as VerifierKey;
    },
  };
}
