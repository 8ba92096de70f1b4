// What stays of shares that have ended, in a table of its own: one row, read by id, or by the time when it goes.

import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/ports/clock.ts';
import type { EvidencePlace, EvidenceStore } from '../../core/ports/evidence-store.ts';
import type { ListPlace } from '../../core/ports/list-store.ts';
import { tagOf, type ShareId } from '../../core/share.ts';
import { formatEvidence, parseEvidence } from '../evidence-codec.ts';
import { createBoardWriter } from './board.ts';
import { APPEND_LEAF } from './tlog.ts';

type Run = <T>(work: () => T) => T;

/** Id, tag, until, text. */
export const PUT_EVIDENCE = `INSERT INTO evidence (id, tag, until, text) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET until = excluded.until, text = excluded.text`;
/** The same, once. */
const FILL_EVIDENCE = 'INSERT INTO evidence (id, tag, until, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
const BEFORE_ALL: EvidencePlace = { until: 0, id: '' as ShareId };
const AFTER_ALL: ListPlace = { at: Number.MAX_SAFE_INTEGER, id: '' as ShareId };

export function createSqliteEvidence(
  db: DatabaseSync,
  clock: Clock,
  { read, write }: { readonly read: Run; readonly write: Run },
): EvidenceStore {
  const one = db.prepare('SELECT text FROM evidence WHERE id = ? AND until > ?');
  const after = db.prepare(
    'SELECT id, until, text FROM evidence WHERE tag = ?1 AND until > ?2 AND (until, id) > (?3, ?4) ORDER BY until, id LIMIT ?5',
  );
  const before = db.prepare(
    'SELECT id, until, text FROM evidence WHERE tag = ?1 AND until > ?2 AND (until, id) < (?3, ?4) ORDER BY until DESC, id DESC LIMIT ?5',
  );
  const board = createBoardWriter(db);
  const fill = db.prepare(FILL_EVIDENCE);
  const append = db.prepare(APPEND_LEAF);
  const replace = db.prepare('UPDATE evidence SET text = ? WHERE id = ? AND text = ?');

  return {
    loadEvidence: async (id) => {
      const row = read(() => one.get(id, clock()));
      return row === undefined ? null : parseEvidence(id, String(row['text']));
    },
    listEvidence: async (tag, place, limit) => {
      const { until, id } = place ?? BEFORE_ALL;
      const found = read(() => after.all(tag, clock(), until, id, limit)) as unknown as (EvidencePlace & { readonly text: string })[];
      const last = found.length < limit ? undefined : found.at(-1);
      return { rows: found.map((row) => parseEvidence(row.id, row.text)), last: last ? { until: last.until, id: last.id } : null };
    },
    latestEvidence: async (tag, place, limit) => {
      const { at, id } = place ?? AFTER_ALL;
      const found = read(() => before.all(tag, clock(), at, id, limit)) as unknown as (EvidencePlace & { readonly text: string })[];
      const last = found.length < limit ? undefined : found.at(-1);
      return {
        rows: found.map((row) => ({ row: parseEvidence(row.id, row.text), until: row.until })),
        last: last ? { at: last.until, id: last.id } : null,
      };
    },
    fillEvidence: async (kept) =>
      write(() => {
        const { row, until } = kept;
        if (fill.run(row.id, tagOf(row.id), until, formatEvidence(row)).changes > 0) board.evidence(kept);
      }),
    replaceEvidence: async (row, next, leaf) =>
      write(() => {
        if (replace.run(formatEvidence(next), row.id, formatEvidence(row)).changes === 0) return false;
        append.get(tagOf(row.id), leaf);
        return true;
      }),
  };
}
