// What every store must do. Run by sqlite.test.ts, redis-tls.test.ts, redis-cluster.test.ts, and in a campaign redis.test.ts; its parts lie in contract/.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports/store.ts';
import { isCampaign } from '../support/campaign.ts';
import { aShare, commitOf, newId } from '../support/shares.ts';
import { testArchive } from './contract/archive.ts';
import { testBoard } from './contract/board.ts';
import { testBonds } from './contract/bonds.ts';
import { testEnvelopes } from './contract/envelopes.ts';
import { testRotations } from './contract/rotations.ts';
import { testMachines } from './contract/machines.ts';
import { testClocks } from './contract/clocks.ts';
import { testCommit } from './contract/commit.ts';
import { testDeliveries } from './contract/deliveries.ts';
import { testEvidence } from './contract/evidence.ts';
import { testFiles } from './contract/files.ts';
import { testHistory } from './contract/history.ts';
import { testLists } from './contract/lists.ts';
import { testLog } from './contract/log.ts';
import { testPrekeys } from './contract/prekeys.ts';
import { testProcesses } from './contract/processes.ts';
import { testSearch } from './contract/search.ts';
import { testIdempotency } from './contract/idempotency.ts';
import { testTokens } from './contract/tokens.ts';
import { testSmallThings } from './contract/small-things.ts';
import type { Stage } from './contract/stage.ts';
import { openStore, type Where } from './open.ts';

const USUAL_ROUNDS = isCampaign ? 500 : 20;

export interface Subject {
  readonly name: string;
  /** Called once, after the subject's own beforeAll. */
  readonly where: () => Where;
  /** Of races, where another subject has run the long form; 0: nothing with several processes. */
  readonly rounds?: number;
}

export function testStore({ name, where, rounds = USUAL_ROUNDS }: Subject): void {
  describe(name, () => {
    let store: Store;
    let of: string;
    const opened: Store[] = [];
    const stage: Stage = {
      where,
      rounds,
      get store() {
        return store;
      },
      get of() {
        return of;
      },
      async open(options = {}) {
        const another = await openStore(where(), options);
        opened.push(another);
        return another;
      },
      async put(more = {}, id = newId(of)) {
        const share = aShare(id);
        expect(await store.commit(commitOf(share, more))).toEqual({ ok: true });
        return share;
      },
    };

    beforeAll(async () => {
      store = await stage.open();
    });
    beforeEach(() => {
      of = newId().slice(6, 12);
    });
    afterAll(async () => {
      for (const one of opened) await one.close();
    });

    testCommit(stage);
    testProcesses(stage);
    testClocks(stage);
    testSmallThings(stage);
    testTokens(stage);
    testIdempotency(stage);
    testPrekeys(stage);
    testLists(stage);
    testSearch(stage);
    testBonds(stage);
    testMachines(stage);
    testRotations(stage);
    testEnvelopes(stage);
    testFiles(stage);
    testDeliveries(stage);
    testEvidence(stage);
    testBoard(stage);
    testLog(stage);
    testArchive(stage);
    testHistory(stage);

    test('a closed store says so', async () => {
      const closed = await stage.open();
      await closed.close();
      await expect(closed.load(newId(of))).rejects.toMatchObject({ code: 'store.unavailable' });
      await expect(closed.commit(commitOf(aShare(newId(of))))).rejects.toMatchObject({ code: 'store.unavailable' });
      await closed.close();
    });
  });
}

/** Where other tests hold the same rules on a store of its kind: in a campaign. */
export function testStoreLater(options: Parameters<typeof testStore>[0]): void {
  if (isCampaign) testStore(options);
  else console.log(`left to a campaign: the rules of a store, on ${options.name}`);
}
