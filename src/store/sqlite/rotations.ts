// Rotations on SQLite.

import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../core/ports/clock.ts';
import type { Rotation, RotationPlace, RotationStore } from '../../core/ports/rotation-store.ts';
import { tagOf, type ShareId } from '../../core/share.ts';
import { formatRotation, parseRotation } from '../rotation-codec.ts';
import { createDeliveryWriter } from './deliveries.ts';

type Run = <T>(work: () => T) => T;
const BEFORE_ALL: RotationPlace = { at: Number.MIN_SAFE_INTEGER, id: '' as ShareId };

export function createSqliteRotations(
  db: DatabaseSync,
  clock: Clock,
  { read, write }: { readonly read: Run; readonly write: Run },
): RotationStore {
  const add = db.prepare(
    'INSERT INTO rotations (id, tag, version, due_at, next_at, until, text) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const put = db.prepare(
    'UPDATE rotations SET version = ?3, due_at = ?4, next_at = ?5, until = ?6, text = ?7 WHERE id = ?1 AND tag = ?2 AND version = ?3 - 1',
  );
  const one = db.prepare('SELECT text FROM rotations WHERE id = ? AND (until IS NULL OR until > ?)');
  const list = db.prepare(
    'SELECT text FROM rotations WHERE tag = ?1 AND (due_at, id) > (?2, ?3) AND (until IS NULL OR until > ?4) ORDER BY due_at, id LIMIT ?5',
  );
  const due = db.prepare('SELECT id FROM rotations WHERE next_at <= ? ORDER BY next_at LIMIT ?');
  const deliver = createDeliveryWriter(db);
  const parse = (row: Record<string, unknown>): Rotation => parseRotation(String(row['text']));

  return {
    putRotation: async (rotation, { until, deliveries, at }) =>
      write(() => {
        const { id, version, dueAt, nextAt } = rotation;
        const statement = version === 1 ? add : put;
        if (Number(statement.run(id, tagOf(id), version, dueAt, nextAt, until, formatRotation(rotation)).changes) === 0) return false;
        if (deliveries !== null) deliver(id, deliveries, at);
        return true;
      }),
    rotation: async (id) => {
      const row = read(() => one.get(id, clock()));
      return row === undefined ? null : parse(row);
    },
    rotations: async (tag, after, limit) => {
      const { at, id } = after ?? BEFORE_ALL;
      const rows = read(() => list.all(tag, at, id, clock(), limit)).map(parse);
      const last = rows.length < limit ? undefined : rows.at(-1);
      // A list goes through all of a tenant: others have their turn between two pages of it.
      if (last) await turn();
      return { rows, last: last ? { id: last.id, at: last.dueAt } : null };
    },
    dueRotations: async (now, limit) => read(() => due.all(now, limit)).map((row) => row['id'] as ShareId),
  };
}
