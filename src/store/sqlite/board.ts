// The board's lists: one narrow row for each share that stands in one, with the states as bits, and an index of those rows for each state.

import type { DatabaseSync } from 'node:sqlite';
import { boardStates, evidenceStates } from '../../core/board-states.ts';
import { BOARD_STATES, type BoardState, type BoardStore } from '../../core/ports/board-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { KeptEvidence } from '../../core/ports/evidence-store.ts';
import type { ListPlace } from '../../core/ports/list-store.ts';
import { tagOf, type Share } from '../../core/share.ts';

/** As the indexes in `schema.ts` name them. */
const BITS = { outstanding: 1, expired: 2, failed: 4, refused: 8 } as const satisfies Record<BoardState, number>;
/** What has happened stays. */
const LASTING = BITS.failed | BITS.refused;

/** Id, tag, created, states, until. Writes nothing where the row says all of it. */
const PUT_BOARD = `INSERT INTO board (id, tag, created_at, states, until) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET states = (states & ${LASTING}) | excluded.states, until = max(until, excluded.until)
  WHERE states <> (states & ${LASTING}) | excluded.states OR until < excluded.until`;

const bitsOf = (states: readonly BoardState[]): number => states.reduce((bits, state) => bits | BITS[state], 0);

/** Writes into the lists, inside a transaction of the caller, and before the share: the triggers write what a version before leaves out. */
export function createBoardWriter(db: DatabaseSync) {
  const put = db.prepare(PUT_BOARD);
  const drop = db.prepare(`DELETE FROM board WHERE id = ? AND states & ${LASTING} = 0`);
  const keep = db.prepare(`UPDATE board SET states = states & ${LASTING}, until = max(until, ?) WHERE id = ?`);

  /** A share that stands in no list has no row. */
  function write({ id, createdAt }: Pick<Share, 'id' | 'createdAt'>, states: readonly BoardState[], until: number): void {
    if (states.length > 0) put.run(id, tagOf(id), createdAt, bitsOf(states), until);
    else if (drop.run(id).changes === 0) keep.run(until, id);
  }
  return {
    /** `until`: when the later of record and evidence goes. */
    share: (share: Share, until: number): void => write(share, boardStates(share), until),
    /** Of a share that has ended. */
    evidence: ({ row, until }: KeptEvidence): void => write(row, evidenceStates(row), until),
  };
}

export function createSqliteBoard(db: DatabaseSync, clock: Clock, read: <T>(work: () => T) => T): BoardStore {
  const prepared = BOARD_STATES.map((state) => {
    const from = `FROM board WHERE tag = ?1 AND states & ${BITS[state]} <> 0`;
    const list = db.prepare(
      `SELECT created_at AS at, id ${from} AND until > ?2 AND (created_at, id) < (?3, ?4) ORDER BY created_at DESC, id DESC LIMIT ?5`,
    );
    return [state, { list, count: db.prepare(`SELECT count(*) AS size ${from}`) }] as const;
  });
  const of = Object.fromEntries(prepared) as Record<BoardState, (typeof prepared)[number][1]>;
  return {
    listBoard: async (tag, { state, before, limit }) => {
      const place = [before?.at ?? Number.MAX_SAFE_INTEGER, before?.id ?? ''] as const;
      return read(() => of[state].list.all(tag, clock(), ...place, limit)) as unknown as ListPlace[];
    },
    countBoard: async (tag) =>
      read(() => Object.fromEntries(BOARD_STATES.map((state) => [state, Number(of[state].count.get(tag)?.['size'])]))) as Record<
        BoardState,
        number
      >,
  };
}
