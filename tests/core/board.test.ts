// What the board says of shares, and of what is left of them: by role, by filter, however far a page has to look.

import { describe, expect, test } from 'vitest';
import { BOARD_COUNTED, createBoard } from '../../src/core/evidence/board.ts';
import type { BoardSight } from '../../src/core/evidence/board-rows.ts';
import { accountGrants, grantOf, type BoardPolicy } from '../../src/core/policy/board-access.ts';
import type { BoardStore } from '../../src/core/ports/board-store.ts';
import type { ShareEvidence } from '../../src/core/ports/evidence-store.ts';
import type { ListPlace } from '../../src/core/ports/list-store.ts';
import type { PersonKey, Share } from '../../src/core/share.ts';
import { OUTSIDER_KEY } from '../../src/crypto/share-terms.ts';
import { aShare, newId, next, person, tag } from '../support/shares.ts';

const ADMIN: BoardSight = { role: 'admin', labels: true };
const NOW = 1_795_176_000_000;
const ben = { key: person('playground:t:ben'), name: 'Ben' };

/** A board over these, the newest first, and how many places were read. */
function boardOver(rows: readonly (Share | ShareEvidence)[]) {
  let read = 0;
  const all = rows.toReversed();
  const listBoard: BoardStore['listBoard'] = (_tag, { before, limit }) => {
    const at = before === null ? 0 : all.findIndex(({ id }) => id === before.id) + 1;
    const places = all.slice(at, at + limit).map(({ id, createdAt }): ListPlace => ({ id, at: createdAt }));
    read += places.length;
    return Promise.resolve(places);
  };
  const find = (id: string) => rows.find((row) => row.id === id);
  const board = createBoard({
    store: {
      listBoard,
      countBoard: () => Promise.resolve({ outstanding: 0, expired: 0, failed: 0, refused: 0 }),
      load: (id) => Promise.resolve((find(id) as Share | undefined)?.state === undefined ? null : (find(id) as Share)),
      loadEvidence: (id) => Promise.resolve((find(id) as ShareEvidence | undefined) ?? null),
    },
    clock: () => NOW,
    tenantTags: { tagOf: () => tag() },
  });
  return { board, read: () => read };
}

const any = { state: 'outstanding', person: null, template: null, before: null, limit: 50 } as const;
const waiting = (n: number, more: Partial<Share> = {}): Share => ({ ...aShare(newId(), NOW - 1_000 + n), ...more });
const evidence = (more: Partial<ShareEvidence> = {}): ShareEvidence => ({
  id: newId(),
  mode: 'sealed',
  kind: 'bank',
  sender: person('playground:t:ann'),
  recipient: ben.key,
  template: 'payroll',
  createdAt: NOW - 9_000,
  endedAt: NOW - 5_000,
  cause: 'expired',
  openers: [],
  proofs: [],
  ...more,
});

describe('the board', () => {
  test('of a share whose record is gone it says what evidence says, and never a name or a label', async () => {
    const row = evidence();
    const { board } = boardOver([row]);
    expect((await board.rows('t', { ...any, state: 'expired' }, ADMIN)).rows).toEqual([
      {
        id: row.id,
        status: 'ended',
        cause: 'expired',
        kind: 'bank',
        mode: 'sealed',
        asked: null,
        template: 'payroll',
        sender: { key: 'playground:t:ann', name: null },
        recipient: { key: 'playground:t:ben', name: null },
        createdAt: row.createdAt,
        expiresAt: null,
        endedAt: row.endedAt,
        label: null,
      },
    ]);
    expect((await board.rows('t', any, ADMIN)).rows).toEqual([]);
  });

  test('what has ended, or is past its time, is not outstanding, whatever the list says', async () => {
    const over = waiting(1);
    const ended = next(over, { status: 'ended', cause: 'revoked', at: NOW, seal: null, acceptance: null, claim: null });
    const late = waiting(2, { expiresAt: NOW - 1 });
    const waits = waiting(3);
    const { board } = boardOver([ended, late, waits]);
    expect((await board.rows('t', any, ADMIN)).rows.map(({ id }) => id)).toEqual([waits.id]);
    const failed = (await board.rows('t', { ...any, state: 'failed' }, ADMIN)).rows;
    expect(failed.map(({ status, cause }) => [status, cause])).toEqual([
      ['ready', null],
      ['ended', 'expired'],
      ['ended', 'revoked'],
    ]);
  });

  test('a filter that fits few looks at a thousand shares and no further, and a reader who goes on finds them all', async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => waiting(n / 10, n % 1_250 === 0 ? { recipient: ben } : {}));
    const { board, read } = boardOver(rows);
    const found: string[] = [];
    let pages = 0;
    for (let before: ListPlace | null = null; ; pages += 1) {
      const seen = read();
      const page: Awaited<ReturnType<typeof board.rows>> = await board.rows('t', { ...any, person: ben.key, before }, ADMIN);
      expect(read() - seen).toBeLessThanOrEqual(1_000);
      found.push(...page.rows.map(({ id }) => id));
      if (page.last === null) break;
      before = page.last;
    }
    expect(found).toEqual([rows[1_250]?.id, rows[0]?.id]);
    expect(pages).toBe(2);
  });

  test('a page that is full goes on behind its last row, also in the middle of what was read', async () => {
    const rows = Array.from({ length: 7 }, (_, n) => waiting(n, { recipient: ben }));
    const { board } = boardOver(rows);
    const first = await board.rows('t', { ...any, person: ben.key, limit: 3 }, ADMIN);
    const second = await board.rows('t', { ...any, person: ben.key, limit: 9, before: first.last }, ADMIN);
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(rows.toReversed().map(({ id }) => id));
    expect(second.last).toBeNull();
  });
});

describe('the board, counted', () => {
  const groups = { state: 'failed', person: null, template: null, before: null } as const;
  const ann = person('playground:t:ann');

  test('by person: on either side, what only evidence is left of too, and holders of links as one', async () => {
    const rows = [
      evidence({ sender: ben.key, recipient: ann, createdAt: NOW - 9_000 }),
      waiting(1, { sender: { key: ann, name: 'Ann' }, recipient: ben }),
      waiting(2, { sender: { key: ann, name: 'Ann' }, recipient: null }),
      waiting(3, { sender: { key: OUTSIDER_KEY as PersonKey, name: 'guest' }, recipient: { key: ann, name: 'Ann' } }),
      // To themselves: one share of one person.
      waiting(4, { sender: ben, recipient: ben }),
    ];
    const { board } = boardOver(rows);
    const found = await board.groups('t', { ...groups, by: 'person', limit: BOARD_COUNTED }, ADMIN);
    expect(found).toEqual({
      groups: [
        { kind: 'person', person: { key: ann, name: 'Ann' }, count: 4, sent: 2, received: 2, oldestAt: NOW - 9_000 },
        { kind: 'person', person: { key: ben.key, name: 'Ben' }, count: 3, sent: 2, received: 2, oldestAt: NOW - 9_000 },
        { kind: 'person', person: null, count: 2, sent: 1, received: 1, oldestAt: NOW - 998 },
      ],
      counted: 5,
      last: null,
    });
    const some = await board.groups('t', { ...groups, by: 'person', limit: 2 }, ADMIN);
    expect([some.counted, some.last === null]).toEqual([2, false]);
    const auditor = await board.groups('t', { ...groups, by: 'person', limit: BOARD_COUNTED }, { role: 'auditor', labels: true });
    expect(auditor.groups.map((group) => group.kind === 'person' && group.person?.name)).toEqual([null, null, undefined]);
    const narrowed = await board.groups('t', { ...groups, person: ben.key, by: 'template', limit: BOARD_COUNTED }, ADMIN);
    expect(narrowed).toMatchObject({
      counted: 3,
      groups: [
        { template: null, count: 2 },
        { template: 'payroll', count: 1 },
      ],
    });
  });

  test('looks at a thousand shares and no further, and who goes on has counted each once', async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => waiting(n / 10, n % 500 === 0 ? { recipient: ben } : {}));
    const { board, read } = boardOver(rows);
    let [counted, ofBen, answers] = [0, 0, 0];
    for (let before: ListPlace | null = null; ;) {
      const seen = read();
      const answer: Awaited<ReturnType<typeof board.groups>> = await board.groups(
        't',
        { ...groups, by: 'person', limit: BOARD_COUNTED, before },
        ADMIN,
      );
      expect(read() - seen).toBeLessThanOrEqual(1_000);
      answers += 1;
      counted += answer.counted;
      ofBen += answer.groups.find((group) => group.kind === 'person' && group.person?.key === ben.key)?.count ?? 0;
      if (answer.last === null) break;
      before = answer.last;
    }
    expect([counted, ofBen, answers]).toEqual([2_500, 5, 3]);
  });
});

describe('who sees it', () => {
  const policy: BoardPolicy = {
    admins: ['slack:T1:U1' as PersonKey],
    auditors: ['slack:T1:U1' as PersonKey, 'slack:T2:U1' as PersonKey],
    accounts: [{ subject: 'dora', role: 'admin', tenants: ['slack:T1', 'slack:T2'] }],
    labels: false,
  };

  test('a person by their whole key, for their own tenant', () => {
    expect(grantOf(policy, 'slack:T1:U1' as PersonKey)).toEqual({ tenant: 'slack:T1', role: 'admin' });
    expect(grantOf(policy, 'slack:T2:U1' as PersonKey)).toEqual({ tenant: 'slack:T2', role: 'auditor' });
    for (const key of ['slack:T3:U1', 'slack:T1:u1', 'discord:T1:U1', 'slack:T1:U11', 'oidc:T1:dora']) {
      expect(grantOf(policy, key as PersonKey), key).toBeNull();
    }
    expect(grantOf(undefined, 'slack:T1:U1' as PersonKey)).toBeNull();
  });

  test('an account by its subject alone, for the tenants that the policy names', () => {
    expect(accountGrants(policy, 'dora').map(({ tenant }) => tenant)).toEqual(['slack:T1', 'slack:T2']);
    for (const subject of ['Dora', 'dora ', '', 'slack:T1:U1']) expect(accountGrants(policy, subject), subject).toEqual([]);
    expect(accountGrants(undefined, 'dora')).toEqual([]);
  });
});
