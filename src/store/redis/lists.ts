// A person's shares by side and phase, one sorted set each. Also splits the single list that nt2 kept before, when it is first asked for.

import type { ListPlace, ListStore, Listed, Listing, Phase, Side } from '../../core/ports/list-store.ts';
import type { PersonKey, TenantTag } from '../../core/share.ts';
import { EVERY, merge, partsOf, type Part } from '../listing.ts';
import { parseShare } from '../share-codec.ts';
import { keys } from './keys.ts';
import { recordOf } from './record.ts';
import { placesFrom, searchStretch } from './search.ts';
import type { RedisClient } from './connection/client.ts';
import type { Connection } from './connection/connection.ts';

/** Shares of an old list that are looked at together. */
const BATCH = 200;
/** A share that ends while a list is read has moved by the next read. */
const LOOKS = 5;

type Page = readonly [old: number, ...(readonly [left: number, flat: readonly string[]])[]];
interface Standing extends Part {
  readonly place: ListPlace;
}
interface Owner {
  readonly tag: TenantTag;
  readonly person: PersonKey;
}

export function createRedisLists(connection: Connection): ListStore {
  const { call } = connection;
  return {
    async list(tag, person, listing) {
      const owner = { tag, person };
      if (listing.only !== undefined) return search(owner, listing, listing.only);
      for (let look = 1; ; look += 1) {
        const { old, listed, standing } = await read(owner, listing);
        if (old > 0) await takeApart(owner);
        // An instance of a version before may have ended a share just now, without knowing of these lists; a time to live may have ended too.
        else if ((await settle(owner, standing)) || look === LOOKS) return listed;
      }
    },
    clearList: async (tag, person) => {
      const names = [keys.oldList(tag, person), ...partsOf(EVERY).map(({ side, phase }) => keys.list(tag, person, { side, phase }))];
      await call((client) => client.del(...names));
    },
  };

  async function search(owner: Owner, { before, limit, ...of }: Listing, only: NonNullable<Listing['only']>): Promise<Listed> {
    while ((await call((client) => client.zcard(keys.oldList(owner.tag, owner.person)))) > 0) await takeApart(owner);
    const stretches = partsOf(of).map((part) => searchStretch(connection, { ...owner, part, only, before, limit }));
    return merge(await Promise.all(stretches), limit);
  }

  async function read({ tag, person }: Owner, { before, limit, ...of }: Listing) {
    const parts = partsOf(of);
    const names = [keys.oldList(tag, person), ...parts.map((part) => keys.list(tag, person, part))];
    const reply = await call((client) => client.nt2Page(names.length, ...names, before?.at ?? '', before?.id ?? '', limit));
    const [old, ...pages] = reply as Page;
    const stretches = pages.map(([left, flat]) => ({ left, places: placesFrom(flat) }));
    const listed: Listed = merge(stretches, limit);
    const shown = new Set(listed.places.map(({ id }) => id));
    const standing = parts.flatMap((part, at): Standing[] =>
      (stretches[at]?.places ?? []).filter(({ id }) => shown.has(id)).map((place) => ({ ...part, place })),
    );
    return { old, listed, standing };
  }

  /** True: every one stands where it belongs. */
  async function settle({ tag, person }: Owner, standing: readonly Standing[]): Promise<boolean> {
    const right = await call((client) =>
      Promise.all(standing.map(({ side, phase, place }) => put(client, { tag, person, side }, place).then((found) => found === phase))),
    );
    return right.every(Boolean);
  }

  async function takeApart({ tag, person }: Owner): Promise<void> {
    const name = keys.oldList(tag, person);
    const places = placesFrom(await call((client) => client.zrevrange(name, 0, BATCH - 1, 'WITHSCORES')));
    if (places.length === 0) return;
    const records = await call((client) => client.mget(places.map(({ id }) => keys.share(id))));
    await call((client) =>
      Promise.all(
        places.map((place, at) => {
          const stored = records[at] ?? null;
          const share = stored === null ? null : parseShare(place.id, recordOf(stored));
          // A person whom the record no longer names does not list it.
          const side = share?.sender.key === person ? 'sent' : share?.recipient?.key === person ? 'received' : null;
          return side === null ? client.zrem(name, place.id) : put(client, { tag, person, side }, place);
        }),
      ),
    );
  }
}

/** Moves a share to the list where it now belongs. Returns that list; null when the share no longer exists. */
async function put(
  client: RedisClient,
  { tag, person, side }: { readonly tag: TenantTag; readonly person: PersonKey; readonly side: Side },
  { id, at }: ListPlace,
): Promise<Phase | null> {
  const [open, over] = [keys.list(tag, person, { side, phase: 'open' }), keys.list(tag, person, { side, phase: 'over' })];
  const found = await client.nt2Place(4, keys.share(id), keys.oldList(tag, person), open, over, id, at);
  return found === 'open' || found === 'over' ? found : null;
}
