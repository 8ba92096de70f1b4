// Blocks on SQLite, and what is in a live set.

import type { DatabaseSync } from 'node:sqlite';
import type { QuotaStore } from '../../core/ports/quota-store.ts';
import type { BlockStore } from '../../core/ports/block-store.ts';
import type { Person, PersonKey, ShareId } from '../../core/share.ts';
import { isOverfull, WEIGHED } from './byte-quota.ts';

export function createSqliteBlocks(
  db: DatabaseSync,
  { read, write }: { readonly read: <T>(look: () => T) => T; readonly write: <T>(change: () => T) => T },
): BlockStore & QuotaStore {
  const held = db.prepare('SELECT count(*) AS held, coalesce(sum(sender = ?), 0) AS mine FROM blocks WHERE tag = ? AND person = ?');
  const put = db.prepare('INSERT OR REPLACE INTO blocks (tag, person, sender, name) VALUES (?, ?, ?, ?)');
  const drop = db.prepare('DELETE FROM blocks WHERE tag = ? AND person = ? AND sender = ?');
  const blocks = db.prepare('SELECT sender AS key, name FROM blocks WHERE tag = ? AND person = ?');
  const blockedBy = db.prepare('SELECT person FROM blocks WHERE tag = ? AND sender = ?');
  const every = db.prepare('SELECT person, sender, name FROM blocks WHERE tag = ?');
  const members = db.prepare('SELECT id FROM live WHERE tag = ? AND name = ?');
  const weighed = db.prepare(WEIGHED);

  return {
    block: async (tag, { person, sender }, max) =>
      write(() => {
        const there = held.get(sender.key, tag, person) as { held: number; mine: number };
        if (there.mine === 0 && there.held >= max) return false;
        put.run(tag, person, sender.key, sender.name);
        return true;
      }),
    unblock: async (tag, person, sender) => Number(write(() => drop.run(tag, person, sender)).changes) === 1,
    blocks: async (tag, person) => read(() => blocks.all(tag, person) as unknown as Person[]),
    blockedBy: async (tag, sender) => read(() => blockedBy.all(tag, sender).map((row) => row['person'] as PersonKey)),
    listAllBlocks: async (tag) => {
      const rows = read(() => every.all(tag)) as { person: PersonKey; sender: PersonKey; name: string }[];
      return rows.map(({ person, sender, name }) => ({ person, sender: { key: sender, name } }));
    },
    quotaSetMembers: async (tag, set) => read(() => members.all(tag, set).map((row) => row['id'] as ShareId)),
    overfull: async (id, size, sets) => read(() => sets.find((one) => isOverfull(weighed, { id, size, ...one }))?.set ?? null),
  };
}
