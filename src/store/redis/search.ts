// Searches one list of a person. What is compared stands in front of each share's record, so no share is read, and what no commit has touched
// cannot differ from its share. Redis works on a thousand at a time: others get their turn in between.

import { searchLimits } from '../../core/limits.ts';
import type { ListFilter, ListPlace } from '../../core/ports/list-store.ts';
import type { PersonKey, ShareId, TenantTag } from '../../core/share.ts';
import { isBefore, type Part, type Stretch } from '../listing.ts';
import { parseShare } from '../share-codec.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';
import { LETTERS, recordOf, renewHead } from './record.ts';

const AT_ONCE = 1_000;

interface SearchedPart extends Stretched {
  readonly tag: TenantTag;
  readonly person: PersonKey;
  readonly part: Part;
}
interface Stretched {
  readonly only: ListFilter;
  readonly before: ListPlace | null;
  readonly limit: number;
}

export async function searchStretch({ call }: Connection, { tag, person, part, only, before, limit }: SearchedPart): Promise<Stretch> {
  const name = keys.list(tag, person, part);
  // Of the commands that nt2's user has always had.
  const all = placesFrom(await call((client) => client.zrevrange(name, 0, -1, 'WITHSCORES')));
  const older = all.filter((place) => place.at >= only.since && (before === null || isBefore(place, before)));
  const places: ListPlace[] = [];
  let left = 0;
  const most = limit + searchLimits.counted;
  for (let from = 0; from < older.length && left < most; from += AT_ONCE) {
    const some = older.slice(from, from + AT_ONCE);
    const fit = await fitting(some);
    left += fit.length;
    if (places.length < limit) places.push(...fit.slice(0, limit - places.length).flatMap((at) => some[at] ?? []));
  }
  return { places, left: Math.min(left, most) };

  /** Their places in `some`, in order. */
  async function fitting(some: readonly ListPlace[]): Promise<number[]> {
    const found = await ask(some);
    const without = found.flatMap((at) => (at < 0 ? (some[-at - 1] ?? []) : []));
    if (without.length > 0) await renew(without.map(({ id }) => id));
    const settled = without.length > 0 ? await ask(some) : found;
    return settled.flatMap((at) => (at > 0 ? [at - 1] : []));
  }

  async function ask(some: readonly ListPlace[]): Promise<number[]> {
    const letters = only.states.map((state) => LETTERS[state]).join('');
    const names = some.map(({ id }) => keys.share(id));
    const side = part.side === 'sent' ? 1 : 2;
    return (await call((client) => client.nt2Search(names.length, ...names, side, letters, ...only.terms))) as number[];
  }

  /** What an earlier version has written gets what is searched. Whatever commits meanwhile writes it too. */
  async function renew(ids: readonly ShareId[]): Promise<void> {
    const records = await call((client) => client.mget(ids.map(keys.share)));
    const heads = ids.flatMap((id, at) => {
      const stored = records[at] ?? null;
      const head = stored === null ? null : renewHead(stored, parseShare(id, recordOf(stored)));
      return head === null ? [] : [{ id, ...head }];
    });
    await call((client) => Promise.all(heads.map(({ id, old, fresh }) => client.nt2RenewHead(1, keys.share(id), old, fresh))));
  }
}

export function placesFrom(flat: readonly string[]): ListPlace[] {
  const places: ListPlace[] = [];
  for (let n = 0; n + 1 < flat.length; n += 2) places.push({ id: flat[n] as ShareId, at: Number(flat[n + 1]) });
  return places;
}
