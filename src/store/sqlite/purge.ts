// Forgets what is past its time: the safety net below the sweeper, and the end of retention.

import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/ports/clock.ts';

const HOUR_MS = 3_600_000;
const LIES = '(SELECT coalesce(sum(length(c.bytes)), 0) FROM ciphertexts c WHERE c.id = live.id)';

/** Returns a function that purges once and says whether ciphertext, or what names people, was among it. */
export function createPurge(db: DatabaseSync, clock: Clock): () => boolean {
  const ciphertext = db.prepare(
    `DELETE FROM ciphertexts WHERE id IN (SELECT id FROM shares WHERE ciphertext_until <= ?1 OR share_until <= ?1)`,
  );
  const others = [
    'DELETE FROM listed WHERE id IN (SELECT id FROM shares WHERE share_until <= ?)',
    // A receipt is made from either, so positions last as long as the longer of them.
    `DELETE FROM positions WHERE id IN (SELECT id FROM shares WHERE share_until <= ?1)
     AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.id = positions.id AND e.until > ?1)`,
    `DELETE FROM positions WHERE id IN (SELECT id FROM evidence WHERE tag IN (SELECT tag FROM tags) AND until <= ?1)
     AND NOT EXISTS (SELECT 1 FROM shares s WHERE s.id = positions.id AND s.share_until > ?1)`,
    'DELETE FROM tokens WHERE until <= ?',
    'DELETE FROM firsts WHERE until <= ?',
    'DELETE FROM buckets WHERE until <= ?',
    'DELETE FROM prekeys WHERE until <= ?',
    'DELETE FROM bonds WHERE until_at <= ?',
    'DELETE FROM rotations WHERE until <= ?',
    'DELETE FROM envelopes WHERE until <= ?',
    'DELETE FROM dead_deliveries WHERE until <= ?',
    'DELETE FROM board WHERE states & 1 = 0 AND until <= ?',
    // What waits has a share; while nt2 was away, that may have gone without an end.
    'DELETE FROM board WHERE states & 1 <> 0 AND id IN (SELECT id FROM shares WHERE share_until <= ?)',
  ].map((sql) => db.prepare(sql));
  const shares = db.prepare('DELETE FROM shares WHERE share_until <= ?');
  const evidence = db.prepare('DELETE FROM evidence WHERE tag IN (SELECT tag FROM tags) AND until <= ?');
  const live = db.prepare('DELETE FROM live WHERE expires_at <= ?');

  // Commits keep this count; here it is recomputed, so that it comes right whatever else has deleted ciphertext.
  const bytes = db.prepare(`UPDATE live SET bytes = ${LIES} WHERE bytes IS NOT NULL AND bytes <> ${LIES}`);

  return () => {
    const now = clock();
    db.exec('BEGIN IMMEDIATE');
    try {
      const { changes } = ciphertext.run(now);
      for (const statement of others) statement.run(now);
      const gone = Number(shares.run(now).changes) + Number(evidence.run(now).changes);
      live.run(now - HOUR_MS);
      bytes.run();
      db.exec('COMMIT');
      return Number(changes) + gone > 0;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
}
