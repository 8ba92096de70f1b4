// The board's lists: a sorted set for each state, by creation. What a version before has left out is filled in when the board is first asked for.

import { boardStates, changesBoard, evidenceStates } from '../../core/board-states.ts';
import { BOARD_STATES, type BoardState, type BoardStore } from '../../core/ports/board-store.ts';
import type { ShareEvidence } from '../../core/ports/evidence-store.ts';
import type { Commit } from '../../core/ports/share-store.ts';
import type { ListPlace } from '../../core/ports/list-store.ts';
import { tagOf, type Share, type ShareId, type TenantTag } from '../../core/share.ts';
import { parseEvidence } from '../evidence-codec.ts';
import { parseShare } from '../share-codec.ts';
import type { RedisClient } from './connection/client.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';
import { recordOf } from './record.ts';

/** Shares that are looked at together. */
const BATCH = 200;

const NO_KEYS = { enter: [], leave: [] };

/** The sets that a commit of this share changes. One that only waits on changes none. */
export function boardKeys(commit: Pick<Commit, 'share' | 'extended'>): {
  readonly enter: readonly string[];
  readonly leave: readonly string[];
} {
  if (!changesBoard(commit)) return NO_KEYS;
  const { share } = commit;
  const [tag, hasEnded] = [tagOf(share.id), share.state.status === 'ended'];
  return { enter: boardStates(share).map((state) => keys.board(tag, state)), leave: hasEnded ? [keys.board(tag, 'outstanding')] : [] };
}

type Boarded = Pick<ShareEvidence, 'id' | 'createdAt'>;

const enter = (client: RedisClient, { id, createdAt }: Boarded, states: readonly BoardState[]): Promise<unknown>[] =>
  states.map((state) => client.zadd(keys.board(tagOf(id), state), createdAt, id));

export const boardShare = (client: RedisClient, share: Share): Promise<unknown> => Promise.all(enter(client, share, boardStates(share)));
export const boardEvidence = (client: RedisClient, row: ShareEvidence): Promise<unknown> =>
  Promise.all(enter(client, row, evidenceStates(row)));

export function createRedisBoard({ call }: Connection): BoardStore {
  const filled = new Set<TenantTag>();

  async function fill(tag: TenantTag): Promise<void> {
    if (filled.has(tag)) return;
    const isFilled = await call((client) => client.exists(keys.boarded(tag)));
    if (isFilled === 0) {
      // An end in between takes its share out of the list before or after this puts it in; what has ended is never shown as waiting.
      const ids = await call(async (client) => [
        ...new Set([
          ...(await client.zrangebyscore(keys.due(tag), '-inf', '+inf')),
          ...(await client.zrangebyscore(keys.evidenceEnds(tag), '-inf', '+inf')),
        ]),
      ]);
      for (let at = 0; at < ids.length; at += BATCH) await call((client) => fillIn(client, ids.slice(at, at + BATCH) as ShareId[]));
      await call((client) => client.nt2PutOnce(1, keys.boarded(tag)));
    }
    filled.add(tag);
  }

  return {
    async listBoard(tag, { state, before, limit }) {
      await fill(tag);
      return call((client) => placesBefore(client, keys.board(tag, state), before, limit));
    },
    async countBoard(tag) {
      await fill(tag);
      const sizes = await call((client) => Promise.all(BOARD_STATES.map((state) => client.zcard(keys.board(tag, state)))));
      return Object.fromEntries(BOARD_STATES.map((state, at) => [state, sizes[at]])) as Record<BoardState, number>;
    },
  };
}

async function fillIn(client: RedisClient, ids: readonly ShareId[]): Promise<void> {
  const texts = await client.mget(...ids.map(keys.share), ...ids.map(keys.evidence));
  await Promise.all(
    ids.map(async (id, at) => {
      const [record, evidence] = [texts[at], texts[ids.length + at]];
      if (record) return void (await boardShare(client, parseShare(id, recordOf(record))));
      if (evidence) await boardEvidence(client, parseEvidence(id, evidence));
    }),
  );
}

/** Those of one moment are in the order of their ids, as Redis has them. */
export async function placesBefore(client: RedisClient, name: string, before: ListPlace | null, limit: number): Promise<ListPlace[]> {
  const same = before === null ? [] : await client.zrangebyscore(name, before.at, before.at);
  const places = same
    .filter((id) => id < (before?.id ?? ''))
    .toReversed()
    .map((id) => ({ id: id as ShareId, at: before?.at ?? 0 }));
  const from = before === null ? '+inf' : `(${before.at}`;
  const older = await client.zrevrangebyscore(name, from, '-inf', 'WITHSCORES', 'LIMIT', 0, limit);
  for (let at = 0; at + 1 < older.length; at += 2) places.push({ id: older[at] as ShareId, at: Number(older[at + 1]) });
  return places.slice(0, limit);
}
