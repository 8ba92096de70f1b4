// Webhook deliveries on SQLite: lanes with when they are due, the events in them, and what was given up.

import type { DatabaseSync } from 'node:sqlite';
import type { DeadDelivery, DeliveryLane, DeliveryStore, NewDeliveries } from '../../core/ports/delivery-store.ts';
import type { ShareId } from '../../core/share.ts';
import { orderDead } from '../dead-order.ts';

interface Access {
  readonly read: <T>(look: () => T) => T;
  readonly write: <T>(change: () => T) => T;
}

const OF_LANE = 'endpoint = ? AND share = ?';
const FIRST = `SELECT n, id, event, since FROM deliveries WHERE ${OF_LANE} ORDER BY n LIMIT 1`;

/** For a commit, inside its transaction. */
export function createDeliveryWriter(db: DatabaseSync): (share: ShareId, added: NewDeliveries, now: number) => void {
  const append = db.prepare(
    `INSERT INTO deliveries (endpoint, share, n, id, event, since) VALUES
     (?1, ?2, (SELECT coalesce(max(n), -1) + 1 FROM deliveries WHERE endpoint = ?1 AND share = ?2), ?3, ?4, ?5)`,
  );
  const open = db.prepare('INSERT OR IGNORE INTO lanes (endpoint, share, due_at) VALUES (?, ?, ?)');
  return (share, { endpoints, events }, now) => {
    for (const endpoint of endpoints) {
      for (const event of events) append.run(endpoint, share, event.slice(0, event.indexOf(' ')), event, now);
      open.run(endpoint, share, now);
    }
  };
}

export function createSqliteDeliveries(db: DatabaseSync, { read, write }: Access): DeliveryStore {
  const waits = db.prepare('SELECT 1 FROM lanes WHERE endpoint = ?1 AND due_at <= ?2 AND leased_until <= ?2 LIMIT 1');
  const lease = db.prepare(
    `UPDATE lanes SET leased_until = ?3 WHERE endpoint = ?1 AND share IN
     (SELECT share FROM lanes WHERE endpoint = ?1 AND due_at <= ?2 AND leased_until <= ?2 ORDER BY due_at LIMIT ?4) RETURNING share`,
  );
  const first = db.prepare(FIRST);
  const failures = db.prepare(`SELECT failures FROM lanes WHERE ${OF_LANE}`);
  const drop = db.prepare(`DELETE FROM deliveries WHERE ${OF_LANE} AND n = ?`);
  const forgive = db.prepare(`UPDATE lanes SET failures = 0 WHERE ${OF_LANE}`);
  const putOff = db.prepare(`UPDATE lanes SET failures = failures + 1, due_at = ?3, leased_until = 0 WHERE endpoint = ?1 AND share = ?2`);
  const bury = db.prepare(
    'INSERT OR REPLACE INTO dead_deliveries (endpoint, id, share, event, at, reason, until) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const close = db.prepare(
    'DELETE FROM lanes WHERE endpoint = ?1 AND share = ?2 AND NOT EXISTS (SELECT 1 FROM deliveries WHERE endpoint = ?1 AND share = ?2)',
  );
  const release = db.prepare(`UPDATE lanes SET leased_until = 0 WHERE ${OF_LANE}`);
  const dead = db.prepare('SELECT id, share, event, at, reason FROM dead_deliveries WHERE endpoint = ?');
  const revive = db.prepare('DELETE FROM dead_deliveries WHERE endpoint = ? AND id = ? AND share = ? RETURNING event');
  const soon = db.prepare(`UPDATE lanes SET due_at = min(due_at, ?3) WHERE endpoint = ?1 AND share = ?2`);
  const count = db.prepare(
    'SELECT (SELECT count(*) FROM lanes WHERE endpoint = ?1) AS lanes, (SELECT count(*) FROM dead_deliveries WHERE endpoint = ?1) AS dead',
  );
  const clear = ['lanes', 'deliveries', 'dead_deliveries'].map((table) => db.prepare(`DELETE FROM ${table} WHERE endpoint = ?`));
  const add = createDeliveryWriter(db);

  /** Takes the oldest out, if it is this one. */
  function takeFirst({ endpoint, share }: DeliveryLane, id: string): { readonly event: string } | null {
    const found = first.get(endpoint, share) as { n: number; id: string; event: string } | undefined;
    if (found?.id !== id) return null;
    drop.run(endpoint, share, found.n);
    return found;
  }

  return {
    leaseLanes: async (now, leaseMs, wanted) => {
      // Every instance asks again and again, mostly for nothing: look before locking the file.
      const due = read(() => wanted.filter(({ endpoint, limit }) => limit > 0 && waits.get(endpoint, now) !== undefined));
      if (due.length === 0) return [];
      return write(() =>
        due.flatMap(({ endpoint, limit }) =>
          lease.all(endpoint, now, now + leaseMs, limit).map((row): DeliveryLane => ({ endpoint, share: row['share'] as ShareId })),
        ),
      );
    },
    firstDelivery: async ({ endpoint, share }) =>
      read(() => {
        const found = first.get(endpoint, share) as { id: string; event: string; since: number } | undefined;
        if (found === undefined) return null;
        const { id, event, since } = found;
        return { id, event, since, failures: Number(failures.get(endpoint, share)?.['failures'] ?? 0) };
      }),
    settleDelivery: async (lane, id) =>
      write(() => {
        if (takeFirst(lane, id) !== null) forgive.run(lane.endpoint, lane.share);
      }),
    putOffLane: async ({ endpoint, share }, nextAt) => void write(() => putOff.run(endpoint, share, nextAt)),
    buryDelivery: async (lane, { id, at, reason, untilAt }) =>
      write(() => {
        const found = takeFirst(lane, id);
        if (found !== null) bury.run(lane.endpoint, id, lane.share, found.event, at, reason, untilAt);
      }),
    releaseLane: async ({ endpoint, share }) =>
      write(() => {
        close.run(endpoint, share);
        release.run(endpoint, share);
      }),
    deadDeliveries: async (endpoint) => orderDead(read(() => dead.all(endpoint)).map((row) => ({ ...row }) as unknown as DeadDelivery)),
    replayDelivery: async ({ endpoint, share }, id, now) =>
      write(() => {
        const kept = revive.get(endpoint, id, share);
        if (kept === undefined) return false;
        add(share, { endpoints: [endpoint], events: [String(kept['event'])] }, now);
        soon.run(endpoint, share, now);
        return true;
      }),
    countDeliveries: async (endpoint) =>
      read(() => {
        const found = count.get(endpoint);
        return { lanes: Number(found?.['lanes']), dead: Number(found?.['dead']) };
      }),
    dropDeliveries: async (endpoint) =>
      write(() => {
        for (const statement of clear) statement.run(endpoint);
      }),
  };
}
