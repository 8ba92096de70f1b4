// Records of files on SQLite.

import type { DatabaseSync } from 'node:sqlite';
import type { FileStore, StoredFile } from '../../core/ports/file-store.ts';
import type { BoundFiles } from '../../core/ports/share-store.ts';
import { tagOf, type FileId, type ShareId } from '../../core/share.ts';

type Run = <T>(work: () => T) => T;
type Row = Omit<StoredFile, 'hashes'>;

export function createSqliteFiles(
  db: DatabaseSync,
  { read, write, count }: { readonly read: Run; readonly write: Run; readonly count: Run },
): FileStore {
  const held = db.prepare(
    `SELECT count(*) FILTER (WHERE owner = ?1) AS files, coalesce(sum(bytes) FILTER (WHERE owner = ?1), 0) AS mine, coalesce(sum(bytes), 0) AS all_of_it,
     coalesce(sum(id = ?2), 0) AS taken FROM files WHERE tag = ?3`,
  );
  const put = db.prepare(
    'INSERT INTO files (id, tag, owner, bytes, chunks, made_at, until_at, due_at, share) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, NULL)',
  );
  const load = db.prepare('SELECT id, owner, bytes, chunks, made_at AS madeAt, until_at AS untilAt, share FROM files WHERE id = ?');
  const chunks = db.prepare('SELECT place, hash FROM file_chunks WHERE id = ? ORDER BY place');
  const chunk = db.prepare('SELECT hash FROM file_chunks WHERE id = ? AND place = ?');
  const mark = db.prepare('INSERT INTO file_chunks (id, place, hash) VALUES (?, ?, ?)');
  const dropChunks = db.prepare('DELETE FROM file_chunks WHERE id = ?');
  const drop = db.prepare('DELETE FROM files WHERE id = ?1 AND (?2 = 0 OR share IS NULL)');
  const due = db.prepare('SELECT id FROM files WHERE due_at <= ? ORDER BY due_at LIMIT ?');
  const putOff = db.prepare('UPDATE files SET due_at = ?2 WHERE id = ?1');
  const keep = db.prepare('UPDATE files SET until_at = ?2, due_at = max(due_at, ?2) WHERE id = ?1 AND share IS NULL AND until_at < ?2');
  const ofOwner = db.prepare('SELECT id FROM files WHERE tag = ? AND owner = ?');
  const sums = db.prepare('SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes FROM files');
  const ids = (rows: readonly Record<string, unknown>[]): FileId[] => rows.map((row) => row['id'] as FileId);

  return {
    addFile: async ({ id, owner, bytes, chunks: parts, madeAt, untilAt }, { each, personBytes, tenantBytes }) =>
      write(() => {
        const tag = tagOf(id);
        const there = held.get(owner, id, tag) as { files: number; mine: number; all_of_it: number; taken: number };
        if (there.taken > 0) return 'taken';
        if (there.files >= each || there.mine + bytes > personBytes) return 'person';
        if (there.all_of_it + bytes > tenantBytes) return 'tenant';
        put.run(id, tag, owner, bytes, parts, madeAt, untilAt);
        return 'added';
      }),
    loadFile: async (id) =>
      read(() => {
        const row = load.get(id) as Row | undefined;
        if (row === undefined) return null;
        const found = chunks.all(id) as { place: number; hash: string }[];
        return { ...row, hashes: new Map(found.map(({ place, hash }) => [place, hash])) };
      }),
    // A power cut may undo the last marks, until a seal or another durable commit; those who bring chunks ask which are there.
    markChunk: async (id, index, hash) =>
      count(() => {
        if (load.get(id) === undefined) return 'gone';
        const before = chunk.get(id, index)?.['hash'];
        if (before !== undefined) return before === hash ? 'marked' : 'other';
        mark.run(id, index, hash);
        return 'marked';
      }),
    dropFile: async (id, unless) =>
      write(() => {
        if (drop.run(id, unless === 'bound' ? 1 : 0).changes === 0) return false;
        dropChunks.run(id);
        return true;
      }),
    dueFiles: async (now, limit) => read(() => ids(due.all(now, limit))),
    putOffFile: async (id, dueAt) => void write(() => putOff.run(id, dueAt)),
    keepFile: async (id, untilAt) => write(() => keep.run(id, untilAt).changes > 0),
    filesOf: async (tag, owner) => read(() => ids(ofOwner.all(tag, owner))),
    countFiles: async () => read(() => ({ ...(sums.get() as { files: number; bytes: number }) })),
  };
}

/** For the commit of a share, inside its transaction. */
export function createFileBinder(db: DatabaseSync) {
  const fit = db.prepare(
    `SELECT 1 FROM files f WHERE id = ?1 AND owner = ?2 AND (share IS NULL OR share = ?3)
     AND chunks = (SELECT count(*) FROM file_chunks c WHERE c.id = f.id)`,
  );
  const bind = db.prepare('UPDATE files SET share = ?2 WHERE id = ?1');
  const look = db.prepare('UPDATE files SET due_at = ?2 WHERE id = ?1');
  return {
    areFit: (share: ShareId, { ids, bindFor }: BoundFiles): boolean =>
      bindFor === null || ids.every((id) => fit.get(id, bindFor, share) !== undefined),
    apply(share: ShareId, { ids, bindFor, dueAt }: BoundFiles): void {
      for (const id of ids) {
        if (bindFor !== null) bind.run(id, share);
        look.run(id, dueAt);
      }
    },
  };
}
