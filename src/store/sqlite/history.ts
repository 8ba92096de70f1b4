// The commit counter of each tag and its comparison with what this process saw before. Runs inside a transaction of the caller.

import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { TenantTag } from '../../core/share.ts';
import type { Mark, Watermark } from '../watermark.ts';

export interface MarkComparison {
  readonly line: string;
  readonly n: number;
  /** The store holds everything that the mark stands for. */
  readonly isConfirmed: boolean;
}

export interface History {
  /** Compares; a history that does not hold the mark is noted as behind. */
  compareMark(tag: TenantTag): MarkComparison;
  isBehind(tag: TenantTag): boolean;
  behind(): TenantTag[];
  tags(): TenantTag[];
  /** Counts one commit. */
  count(tag: TenantTag, n: number): void;
  accept(tag: TenantTag): Mark;
}

export function createHistory(db: DatabaseSync, watermark: Watermark): History {
  const find = db.prepare('SELECT n, line FROM tags WHERE tag = ?');
  const begin = db.prepare('INSERT INTO tags (tag, n, line) VALUES (?, 0, ?)');
  const count = db.prepare('UPDATE tags SET n = ? WHERE tag = ?');
  const all = db.prepare('SELECT tag FROM tags');
  const isAccepted = db.prepare('SELECT 1 FROM accepted_lines WHERE tag = ? AND line = ? AND (n IS NULL OR n >= ?)');
  const addBehind = db.prepare('INSERT INTO behind (tag, line, n) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = max(n, excluded.n)');
  const oneBehind = db.prepare('SELECT 1 FROM behind WHERE tag = ?');
  const allBehind = db.prepare('SELECT DISTINCT tag FROM behind');

  function stand(tag: TenantTag): MarkComparison {
    const row = find.get(tag) as { n: number; line: string } | undefined;
    const standing = row ?? { n: 0, line: randomBytes(8).toString('hex') };
    if (!row) begin.run(tag, standing.line);
    const mark = watermark.seen(tag);
    if (!mark) return { ...standing, isConfirmed: true };
    const isConfirmed = mark.line === standing.line ? standing.n >= mark.n : isAccepted.get(tag, mark.line, mark.n) !== undefined;
    if (!isConfirmed) addBehind.run(tag, mark.line, mark.n);
    return { ...standing, isConfirmed };
  }

  return {
    compareMark: stand,
    isBehind: (tag) => oneBehind.get(tag) !== undefined,
    behind: () => allBehind.all().map((row) => row['tag'] as TenantTag),
    tags: () => all.all().map((row) => row['tag'] as TenantTag),
    count: (tag, n) => void count.run(n, tag),
    accept: (tag) => {
      const { n, line } = stand(tag);
      const reported = db.prepare('SELECT line, n FROM behind WHERE tag = ?').all(tag) as { line: string; n: number }[];
      const add = db.prepare('INSERT OR REPLACE INTO accepted_lines (tag, line) VALUES (?, ?)');
      for (const mark of reported) add.run(tag, mark.line);
      add.run(tag, line);
      // A new line above all that was seen: the counter cannot be taken for one of the lost ones.
      const mark = { line: randomBytes(8).toString('hex'), n: Math.max(n, ...reported.map((lost) => lost.n)) + 1 };
      db.prepare('UPDATE tags SET n = ?, line = ? WHERE tag = ?').run(mark.n, mark.line, tag);
      db.prepare('DELETE FROM behind WHERE tag = ?').run(tag);
      return mark;
    },
  };
}
