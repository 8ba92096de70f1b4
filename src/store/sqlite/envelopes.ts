// Envelopes on SQLite.

import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/ports/clock.ts';
import type { EnvelopeStore } from '../../core/ports/envelope-store.ts';
import { tagOf, type ShareId } from '../../core/share.ts';
import { formatEnvelope, parseEnvelope } from '../envelope-codec.ts';
import { APPEND_LEAF } from './tlog.ts';

type Run = <T>(work: () => T) => T;

export function createSqliteEnvelopes(
  db: DatabaseSync,
  clock: Clock,
  { read, write }: { readonly read: Run; readonly write: Run },
): EnvelopeStore {
  const add = db.prepare(
    'INSERT INTO envelopes (id, tag, version, next_at, until, text) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const put = db.prepare(
    'UPDATE envelopes SET version = ?3, next_at = ?4, until = ?5, text = ?6 WHERE id = ?1 AND tag = ?2 AND version = ?3 - 1',
  );
  const one = db.prepare('SELECT text FROM envelopes WHERE id = ? AND (until IS NULL OR until > ?)');
  const all = db.prepare('SELECT text FROM envelopes WHERE tag = ? AND (until IS NULL OR until > ?) ORDER BY id');
  const due = db.prepare('SELECT id FROM envelopes WHERE next_at <= ? ORDER BY next_at LIMIT ?');
  const append = db.prepare(APPEND_LEAF);

  return {
    putEnvelope: async (envelope, { leaves, until }) =>
      write(() => {
        const { id, version, nextAt } = envelope;
        const tag = tagOf(id);
        const statement = version === 1 ? add : put;
        if (Number(statement.run(id, tag, version, nextAt, until, formatEnvelope(envelope)).changes) === 0) return false;
        for (const leaf of leaves) append.get(tag, leaf);
        return true;
      }),
    envelope: async (id) => {
      const row = read(() => one.get(id, clock()));
      return row === undefined ? null : parseEnvelope(String(row['text']));
    },
    envelopes: async (tag) => read(() => all.all(tag, clock())).map((row) => parseEnvelope(String(row['text']))),
    dueEnvelopes: async (now, limit) => read(() => due.all(now, limit)).map((row) => row['id'] as ShareId),
  };
}
