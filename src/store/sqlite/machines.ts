// Machines on SQLite.

import type { DatabaseSync } from 'node:sqlite';
import type { MachineStore } from '../../core/ports/machine-store.ts';
import { formatMachine, parseMachine } from '../machine-codec.ts';

export function createSqliteMachines(
  db: DatabaseSync,
  { read, write }: { readonly read: <T>(look: () => T) => T; readonly write: <T>(change: () => T) => T },
): MachineStore {
  const held = db.prepare(
    'SELECT coalesce(sum(name = ?), 0) AS taken, coalesce(sum(owner = ?), 0) AS mine FROM machines WHERE tag = ? AND (name = ? OR owner = ?)',
  );
  const put = db.prepare('INSERT INTO machines (tag, name, owner, device, text) VALUES (?, ?, ?, ?, ?)');
  const list = db.prepare('SELECT text FROM machines WHERE tag = ? ORDER BY name');
  const bind = db.prepare('UPDATE machines SET text = ? WHERE tag = ? AND name = ? AND device = ?');
  const drop = db.prepare('DELETE FROM machines WHERE tag = ? AND name = ? AND device = ?');

  return {
    addMachine: async (tag, machine, max) =>
      write(() => {
        const { name, owner, device } = machine;
        const there = held.get(name, owner.key, tag, name, owner.key) as { taken: number; mine: number };
        if (there.taken > 0) return 'taken';
        if (there.mine >= max) return 'full';
        put.run(tag, name, owner.key, device, formatMachine(machine));
        return 'added';
      }),
    machines: async (tag) => read(() => list.all(tag).map((row) => parseMachine(String(row['text'])))),
    bindMachine: async (tag, machine) =>
      Number(write(() => bind.run(formatMachine(machine), tag, machine.name, machine.device)).changes) === 1,
    dropMachine: async (tag, name, device) => Number(write(() => drop.run(tag, name, device)).changes) === 1,
  };
}
