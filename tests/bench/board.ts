// What the operator's board takes of a workspace with 100,000 shares that wait, beside reading those shares alone. By the store: no server.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BOARD_COUNTED, createBoard } from '../../src/core/evidence/board.ts';
import type { BoardSight } from '../../src/core/evidence/board-rows.ts';
import type { Share, ShareId, TenantTag } from '../../src/core/share.ts';
import { openStore, type Where } from '../store/open.ts';
import { aShare, commitOf, newId, person } from '../support/shares.ts';
import { median, tenth, whole, type Row } from './table.ts';

const SIZE = 100_000;
/** Commits that are on their way together. */
const AT_ONCE = 100;
const PEOPLE = 200;
const TIMES = 21;
const AIM_MS = 50;
const TAG = 'benchb' as TenantTag;
const SIGHT: BoardSight = { role: 'admin', labels: true };
const ALL = { state: 'outstanding', person: null, template: null, before: null } as const;

export async function measureBoard(redisUrl: string): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-board-'));
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

const someone = (n: number) => ({ key: person(`bench:t:p${n % PEOPLE}`), name: `Person ${n % PEOPLE}` });

function shareOf(n: number, now: number): Share {
  return {
    ...aShare(newId(TAG), now - SIZE + n),
    mode: 'sealed',
    expiresAt: now + 3_600_000,
    sender: someone(n),
    recipient: someone(n * 7 + 1),
    state: { status: 'offered', payload: null },
  };
}

async function measure(name: string, where: Where): Promise<Row[]> {
  const store = await openStore(where);
  const now = Date.now();
  const ids: ShareId[] = [];
  for (let n = 0; n < SIZE; n += AT_ONCE) {
    const shares = Array.from({ length: AT_ONCE }, (_, more) => shareOf(n + more, now));
    ids.push(...shares.map(({ id }) => id));
    await Promise.all(shares.map((share) => store.commit(commitOf(share))));
  }
  const newest = ids.slice(-1_000);
  const board = createBoard({ store, clock: Date.now, tenantTags: { tagOf: () => TAG } });
  const load = (count: number) => () => Promise.all(newest.slice(-count).map((id) => store.load(id)));
  const asked: readonly (readonly [what: string, read: () => Promise<unknown>, shares: number])[] = [
    ['the counts (baseline: one share read)', () => board.count(TAG), 1],
    ['a page of 50 (baseline: 50 shares read)', () => board.rows(TAG, { ...ALL, limit: 50 }, SIGHT), 50],
    [
      'a filter that fits none of a thousand (baseline: those read)',
      () => board.rows(TAG, { ...ALL, template: 'none', limit: 50 }, SIGHT),
      1_000,
    ],
    [
      'a thousand counted by person (baseline: those read)',
      () => board.groups(TAG, { ...ALL, by: 'person', limit: BOARD_COUNTED }, SIGHT),
      1_000,
    ],
  ];
  const rows: Row[] = [];
  for (const [what, read, shares] of asked) {
    const [mine, theirs] = await inTurn(read, load(shares));
    const where = `${name}, the board of ${whole(SIZE)} shares that wait: ${what}`;
    const aim = { text: `${AIM_MS} ms`, reached: mine <= AIM_MS };
    rows.push({ what: where, nt2: `${tenth(mine)} ms`, baseline: `${tenth(theirs)} ms`, ratio: mine / theirs, aim });
  }
  await store.close();
  return rows;
}

/** Medians, so that both had the same machine. */
async function inTurn(one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let n = 0; n < TIMES; n += 1) {
    for (const [at, work] of [one, other].entries()) {
      const from = performance.now();
      await work();
      times[at]?.push(performance.now() - from);
    }
  }
  return [median(times[0]), median(times[1])];
}
