// Runs the tests of the sequencer on each store, and reads the tree that it has signed.

import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { loadLogState } from '../../../src/core/tlog/inclusion-proofs.ts';
import { checkpointIn } from '../../../src/core/tlog/state/log-state.ts';
import type { Checkpoint } from '../../../src/crypto/tlog/checkpoint.ts';
import { redisMissing, startRedis, type RedisServer } from '../../support/redis.ts';
import { openBench, type Bench } from './world.ts';

export async function head({ store, tag }: Pick<Bench, 'store' | 'tag'>): Promise<Checkpoint & { note: string }> {
  const note = (await loadLogState(store, tag))?.note ?? '';
  const checkpoint = checkpointIn(note);
  if (checkpoint === null) throw new Error('no checkpoint');
  return { ...checkpoint, note };
}

/** `open` gives a bench on the store, and closes it when the test ends. */
export function describeSequencer(title: string, define: (open: () => Promise<Bench>) => void): void {
  if (redisMissing) console.log(`left out: ${redisMissing}`);
  describe.each(['SQLite', 'Redis'])('the sequencer on %s', (name) => {
    const isLeftOut = name === 'Redis' && redisMissing !== null;
    let redis: RedisServer | null = null;
    beforeAll(async () => {
      if (name === 'Redis' && !isLeftOut) redis = await startRedis();
    });
    afterAll(() => redis?.stop());

    describe.skipIf(isLeftOut)(title, () => {
      define(async () => {
        const bench = await openBench(name === 'Redis' ? redis?.url : undefined);
        onTestFinished(() => bench.close());
        return bench;
      });
    });
  });
}
