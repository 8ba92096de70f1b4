// What a backup takes from the Redis store, and how a restore writes it back. Neither touches ciphertext. Each command is of one tag.

import type { BackupStore, CommitHistory, StoredShare, StoredShares, TenantSnapshot } from '../../core/ports/backup-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { KeptEvidence } from '../../core/ports/evidence-store.ts';
import type { Rotation } from '../../core/ports/rotation-store.ts';
import { listedFor } from '../../core/lists.ts';
import { tagOf, type ShareId, type TenantTag } from '../../core/share.ts';
import { formatEvidence, parseEvidence } from '../evidence-codec.ts';
import { formatRotation } from '../rotation-codec.ts';
import { parseShare } from '../share-codec.ts';
import { toStoredShare, notRestoring } from '../restore-state.ts';
import { boardEvidence, boardShare } from './board.ts';
import { keys } from './keys.ts';
import { formatHead, recordOf } from './record.ts';
import { finishSchema } from './schema.ts';
import type { RedisClient } from './connection/client.ts';
import { newLine, type Connection } from './connection/connection.ts';

export interface ArchiveDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly isRestoring: boolean;
}

type Reply = readonly [readonly [string | null, string | null], readonly string[], readonly string[], readonly (string | number)[]];

const NEXT = 'next:';

export function createRedisArchive({ connection, clock, isRestoring }: ArchiveDeps): BackupStore {
  /** A command that is lost is found out by the mark that the store is half full. */
  const change = async (command: (client: RedisClient) => Promise<unknown>): Promise<void> => {
    if (!isRestoring) throw notRestoring();
    await connection.call(command);
  };

  return {
    exportShares: (_, ids) =>
      connection.call(async (client) => {
        const now = clock();
        const found = await Promise.all(keptUnder(ids).map((key) => Promise.all([client.get(key), client.pttl(key)])));
        return keptOf(ids, found.flat(), now);
      }),

    snapshotTenant: async (tag, leaves, ids) => {
      const names = [keys.leaves(tag), keys.log(tag), keys.history(tag), keys.behind(tag), ...keptUnder(ids)];
      const now = clock();
      const reply = (await connection.call((client) => client.nt2Snapshot(names.length, ...names, leaves))) as Reply | null;
      if (reply === null) return null;
      const [[version, text], history, behind, shares] = reply;
      return {
        past: pastOf(new Map(pairs(history)), behind),
        log: version === null || text === null ? null : { version: Number(version), text },
        ...keptOf(ids, shares, now),
      } satisfies TenantSnapshot;
    },

    importHistory: (tag, { line, n, before, behind }) =>
      change(async (client) => {
        await client.del(keys.history(tag), keys.behind(tag));
        const ends = [...before, { line, n }].flatMap((one) => [`${NEXT}${one.line}`, one.n ?? 'ok']);
        // Without a `run`, the next commit begins a line of its own.
        await client.hset(keys.history(tag), 'n', n, 'line', newLine(), 'since', 0, ...ends);
        if (behind.length > 0) await client.hset(keys.behind(tag), ...behind.flatMap((mark) => [mark.line, mark.n]));
        await client.sadd(keys.tags, tag);
      }),

    importLeaves: (tag, from, leaves) =>
      change(async (client) => {
        if (from === 0) await client.del(keys.leaves(tag));
        if (from === 0) await client.hdel(keys.log(tag), 'first');
        if (leaves.length > 0) await client.rpush(keys.leaves(tag), ...leaves);
      }),

    importShares: (tag, shares) => change((client) => Promise.all(shares.map((share) => putShare(client, tag, share)))),

    importEvidence: (kept) => change((client) => Promise.all(kept.map((one) => putEvidence(client, one)))),

    importRotations: (kept) => change((client) => Promise.all(kept.map((one) => putRotation(client, one)))),

    finishRestore: async () => {
      if (!isRestoring) throw notRestoring();
      await finishSchema(connection);
    },
  };

  async function putRotation(
    client: RedisClient,
    { rotation, until }: { readonly rotation: Rotation; readonly until: number | null },
  ): Promise<void> {
    const { id, version, dueAt, nextAt } = rotation;
    const tag = tagOf(id);
    const text = `${version}\n${formatRotation(rotation)}`;
    if (until === null) await client.set(keys.rotation(id), text);
    else await client.set(keys.rotation(id), text, 'PX', Math.max(1, until - clock()));
    await client.zadd(keys.rotations(tag), dueAt, id);
    if (nextAt !== null) await client.zadd(keys.rotationsDue(tag), nextAt, id);
  }

  async function putEvidence(client: RedisClient, { row, until }: KeptEvidence): Promise<void> {
    await client.set(keys.evidence(row.id), formatEvidence(row), 'PX', Math.max(1, until - clock()));
    await client.zadd(keys.evidenceEnds(tagOf(row.id)), until, row.id);
    await boardEvidence(client, row);
  }

  async function putShare(client: RedisClient, tag: TenantTag, { id, record, until, waits }: StoredShare): Promise<void> {
    const share = parseShare(id, record);
    const { createdAt, outbox } = share;
    const isSaying = outbox.length > 0;
    const head = formatHead(share, { hasClock: false, hasOutbox: isSaying, isOpen: false, ciphertextUntil: createdAt });
    const ttl = Math.max(1, until - clock());
    await client.set(keys.share(id), head + record, 'PX', ttl);
    await boardShare(client, share);
    if (isSaying) await client.zadd(keys.outbox(tag), createdAt, id);
    else await client.zrem(keys.outbox(tag), id);
    const [phase, other] = waits ? (['open', 'over'] as const) : (['over', 'open'] as const);
    for (const { person, side } of listedFor(share)) {
      const name = keys.list(tag, person, { side, phase });
      await client.zadd(name, createdAt, id);
      // As long as the longest of its shares.
      await client.pexpire(name, ttl, 'NX');
      await client.pexpire(name, ttl, 'GT');
      await client.zrem(keys.list(tag, person, { side, phase: other }), id);
    }
  }
}

/** Records, then evidence. */
const keptUnder = (ids: readonly ShareId[]): string[] => [...ids.map(keys.share), ...ids.map(keys.evidence)];

/** `flat`: of each key its value and its time to live. */
function keptOf(ids: readonly ShareId[], flat: readonly (string | number | null)[], now: number): StoredShares {
  const of = (at: number) => ({ text: String(flat[2 * at] ?? ''), until: now + Number(flat[2 * at + 1]) });
  const there = (from: number) => ids.map((id, at) => ({ id, ...of(from + at) })).filter(({ text }) => text !== '');
  return {
    shares: there(0).map(({ id, text, until }) => toStoredShare(id, recordOf(text), until)),
    evidence: there(ids.length).map(({ id, text, until }) => ({ row: parseEvidence(id, text), until })),
  };
}

function pastOf(history: ReadonlyMap<string, string>, behind: readonly string[]): CommitHistory {
  return {
    line: history.get('line') ?? '',
    n: Number(history.get('n') ?? 0),
    before: [...history]
      .filter(([field]) => field.startsWith(NEXT))
      .map(([field, n]) => ({ line: field.slice(NEXT.length), n: n === 'ok' ? null : Number(n) })),
    behind: pairs(behind).map(([line, n]) => ({ line, n: Number(n) })),
  };
}

function pairs(flat: readonly string[]): [string, string][] {
  const found: [string, string][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([flat[at] as string, flat[at + 1] as string]);
  return found;
}
