// What a person with 10,000 shares waits for their list, and for a search in it. Filled by the store alone: no server, no network but Redis's.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everything, filtered } from '../../src/core/lists.ts';
import { LIST_STATES, type Listing } from '../../src/core/ports/list-store.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { fillLists } from '../store/contract/search.ts';
import { openStore, type Where } from '../store/open.ts';
import { person } from '../support/shares.ts';
import { median, quantile, tenth, type Row } from './table.ts';

const SIZE = 10_000;
const TIMES = 21;
const AIM_MS = 50;
const TAG = 'benchl' as TenantTag;

const ASKED: Readonly<Record<string, Listing>> = {
  'all of them, the first 20': everything(20),
  'what waits, behind all that has ended': filtered({ states: ['others'], terms: [], since: 0 }, 20),
  'what has ended': filtered({ states: ['ended'], terms: [], since: 0 }, 20),
  'a search that finds many': filtered({ states: LIST_STATES, terms: ['key', 'other 7'], since: 0 }, 20),
  'a search that finds one': filtered({ states: LIST_STATES, terms: ['9876'], since: 0 }, 20),
};

export async function measureLists(redisUrl: string): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-lists-'));
  const grounds: readonly (readonly [string, Where])[] = [
    ['Redis', { kind: 'redis', url: redisUrl }],
    ['SQLite', { kind: 'sqlite', file: join(folder, 'nt2.db') }],
  ];
  try {
    const rows: Row[] = [];
    for (const [name, where] of grounds) rows.push(...(await measure(name, where)));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(name: string, where: Where): Promise<Row[]> {
  const store = await openStore(where);
  const who = { key: person('bench:t:ann'), name: 'Ann' };
  await fillLists({ store, of: TAG }, { size: SIZE, who });
  const rows: Row[] = [];
  for (const [what, listing] of Object.entries(ASKED)) {
    const times: number[] = [];
    for (let n = 0; n < TIMES; n += 1) {
      const from = performance.now();
      await store.list(TAG, who.key, listing);
      times.push(performance.now() - from);
    }
    rows.push({
      what: `${name}, 10,000 shares of one person: ${what}`,
      nt2: `${tenth(median(times))} ms, worst ${tenth(quantile(times, 1))}`,
      aim: { text: `${AIM_MS} ms`, reached: median(times) <= AIM_MS },
    });
  }
  await store.close();
  return rows;
}
