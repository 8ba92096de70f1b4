// Reads an SQLite file table by table, by the same table in docs/storage.md. It asks nothing of src/store.

import { DatabaseSync } from 'node:sqlite';
import { EMPTY_LOG, noteIn, readWaiting, type Found, type FoundLog, type FoundShare, type WebhookEvent } from './found.ts';

type Row = Readonly<Record<string, unknown>>;

export function readSqlite(file: string): Found {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const rows = (sql: string): Row[] => db.prepare(sql).all();
  const texts = (sql: string, column: string): string[] => rows(sql).map((row) => String(row[column]));
  try {
    const logs = new Map<string, FoundLog>();
    const change = (tag: string, more: (log: FoundLog) => Partial<FoundLog>): void => {
      const log = logs.get(tag) ?? EMPTY_LOG;
      logs.set(tag, { ...log, ...more(log) });
    };
    for (const { tag, position, text } of rows('SELECT tag, position, text FROM leaves ORDER BY tag, position')) {
      const at = Number(position);
      change(String(tag), ({ leaves }) => {
        if (at !== leaves.length) throw new Error(`leaf ${leaves.length} of ${String(tag)} is missing`);
        return { leaves: [...leaves, Buffer.from(String(text))] };
      });
    }
    for (const { tag, text } of rows('SELECT tag, text FROM logs')) change(String(tag), () => ({ note: noteIn(String(text)) }));
    for (const { tag, level, place, bytes } of rows('SELECT tag, level, place, bytes FROM tiles')) {
      const name = `${String(level)}:${String(place)}`;
      change(String(tag), ({ tiles }) => ({ tiles: new Map(tiles).set(name, Buffer.from(bytes as Uint8Array)) }));
    }
    const positions = new Map<string, number[]>();
    for (const { id, position } of rows('SELECT id, position FROM positions ORDER BY position'))
      positions.set(String(id), [...(positions.get(String(id)) ?? []), Number(position)]);
    const lanes = new Map<string, WebhookEvent[]>();
    for (const { endpoint, share, id, event } of rows('SELECT endpoint, share, id, event FROM deliveries ORDER BY n')) {
      const lane = `${String(endpoint)}:${String(share)}`;
      const text = String(event);
      lanes.set(lane, [...(lanes.get(lane) ?? []), readWaiting(text.startsWith('[') ? `${String(id)} ${text}` : text)]);
    }
    return {
      shares: new Map(
        rows('SELECT id, record FROM shares').map(({ id, record }) => [String(id), JSON.parse(String(record)) as FoundShare]),
      ),
      ciphertexts: new Set(texts('SELECT DISTINCT id FROM ciphertexts', 'id')),
      open: new Set(texts('SELECT id FROM shares WHERE is_open = 1', 'id')),
      logs,
      positions,
      evidence: new Map(
        rows('SELECT id, text FROM evidence').map(({ id, text }) => [String(id), JSON.parse(String(text)) as { cause: string }]),
      ),
      lanes,
      unsaid: texts('SELECT id FROM shares WHERE outbox_at IS NOT NULL', 'id').length,
    };
  } finally {
    db.close();
  }
}
