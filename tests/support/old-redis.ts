// A Redis as nt2 laid it out in format 1, key by key, and a backup of that format as it wrote one. Never brought up to date.

import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import type { Share, Status } from '../../src/core/share.ts';

/**
 * Taken by `nt2 backup` of that version from a Redis with one share in every state: Ann has sent three to Ben and three as links, and Ben
 * takes nothing from Eve. Its names and its root secret are made up, and its times are of its day.
 */
export const OLD_BACKUP = {
  file: new URL('format-1.backup', import.meta.url),
  host: 'nt2.example.com',
  /** SHA-256 of “an old root”. */
  secret: 'ppwq-P2h4W8zvls_xnLauuoin5nkP2ZultC8a5kHOiA',
  at: 1_795_981_699_829,
} as const;

interface OldRow {
  readonly share?: { readonly id: string; readonly until: number; readonly record: Share };
  readonly tag?: { readonly tag: string; readonly log: string; readonly past: { readonly line: string; readonly n: number } };
  readonly leaves?: { readonly texts: readonly string[] };
}

const hasCapsule = (status: Status): boolean => status === 'sealed' || status === 'ready' || status === 'claimed';

/** Lays the shares of the backup into an empty Redis as they lay in the one it was taken from. */
export async function writeOldRedis(redis: Redis, payload: Uint8Array): Promise<readonly Share[]> {
  const rows = readFileSync(OLD_BACKUP.file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as OldRow);
  const shares = rows.flatMap(({ share }) => (share ? [share] : []));
  const { tag, past, log } = rows.find((row) => row.tag)!.tag!;
  const leaves = rows.flatMap((row) => row.leaves?.texts ?? []);
  const of = (name: string): string => `nt2:{${tag}}:${name}`;
  await redis.set('nt2:schema', '1');
  await redis.sadd('nt2:tags', tag);
  await redis.hset(of('history'), { n: past.n, line: past.line, run: '', since: 0 });
  await redis.rpush(of('leaves'), ...leaves);
  await redis.hset(of('log'), { size: leaves.length, token: 1, text: log, version: 1, first: 0 });
  for (const { id, record } of shares) {
    const { status } = record.state;
    const open = hasCapsule(status);
    const dueAt = record.state.status === 'claimed' ? record.state.claim.leaseUntil : record.expiresAt;
    const isOver = status === 'ended';
    const head = `${record.version} ${isOver ? 0 : 1}1${open ? 1 : 0} ${dueAt + 60_000}`;
    await redis.set(of(`s:${id}`), `${head}\n${JSON.stringify(record)}`, 'PX', 30 * 86_400_000);
    await redis.zadd(of('outbox'), record.createdAt, id);
    if (!isOver) await redis.zadd(of('due'), dueAt, id);
    if (open) {
      await redis.sadd(of('open'), id);
      for (const part of ['c', 'p']) await redis.set(of(`${part}:${id}`), Buffer.from(payload), 'PX', 3_600_000);
    }
    for (const person of record.recipient ? [record.sender, record.recipient] : [record.sender])
      await redis.zadd(of(`list:${person.key}`), record.createdAt, id);
    if (!isOver) for (const set of ['tenant', `person:${record.sender.key}`]) await redis.zadd(of(`live:${set}`), record.expiresAt, id);
  }
  return shares.map(({ record }) => record);
}
