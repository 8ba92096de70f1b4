// Searches one list of a person, a thousand shares at a time: others get their turn in between. What is compared lies in a row of each share that
// has ended, many rows to a key; of what waits, and where the row is not there, in front of the share's record.

import { searchLimits } from '../../core/limits.ts';
import type { ListFilter, ListPlace } from '../../core/ports/list-store.ts';
import type { PersonKey, ShareId, TenantTag } from '../../core/share.ts';
import { newestFirst, type Part, type Stretch } from '../listing.ts';
import { parseShare } from '../share-codec.ts';
import type { Connection } from './connection/connection.ts';
import { keys, SPAN_MS, spanOf } from './keys.ts';
import { LETTERS, recordOf, renewHead } from './record.ts';

const AT_ONCE = 1_000;
/** Keys that are named at once: a month's. */
const SPANS = 128;

interface SearchedPart {
  readonly tag: TenantTag;
  readonly person: PersonKey;
  readonly part: Part;
  readonly only: ListFilter;
  readonly before: ListPlace | null;
  readonly limit: number;
}
/** Places as ids and moments in turn. */
type Flat = readonly string[];

export async function searchStretch({ call }: Connection, { tag, person, part, only, before, limit }: SearchedPart): Promise<Stretch> {
  const list = keys.list(tag, person, part);
  const letters = only.states.map((state) => LETTERS[state]).join('');
  // The longest first: it leaves out most.
  const terms = only.terms.toSorted((a, b) => b.length - a.length);
  const asked = [part.side === 'sent' ? 1 : 2, letters, terms.length, ...terms] as const;
  const most = limit + searchLimits.counted;
  const places: ListPlace[] = [];
  let left = 0;
  let last = before;
  for (let at = await firstAt(); at >= only.since && left < most;) {
    const { fit, seen, nextAt } = await searchSome(at);
    left += fit.length;
    places.push(...fit.slice(0, limit - places.length));
    last = seen ?? last;
    at = nextAt;
  }
  return { places, left: Math.min(left, most) };

  /** When the first one that is looked at was made, or later. Below zero: there is none. */
  async function firstAt(): Promise<number> {
    if (before !== null) return before.at;
    return placesFrom(await call((client) => client.zrevrange(list, 0, 0, 'WITHSCORES')))[0]?.at ?? -1;
  }

  /** Of the next thousand, or of those in the spans that are named. */
  async function searchSome(at: number) {
    const newest = spanOf(at);
    const names = [list, ...Array.from({ length: SPANS }, (_, n) => keys.words(tag, newest - n))];
    const where = [last?.at ?? '', last?.id ?? '', only.since, AT_ONCE, newest, SPAN_MS] as const;
    const reply = await call((client) => client.nt2SearchWords(names.length, ...names, ...asked, ...where));
    const [found, missing, seen, next] = reply as readonly [Flat, Flat, Flat, string];
    const fit = placesFrom(found);
    if (missing.length > 0) fit.push(...(await searchHeads(placesFrom(missing))));
    return { fit: fit.toSorted(newestFirst), seen: placesFrom(seen)[0], nextAt: next === '' ? -1 : Number(next) };
  }

  async function searchHeads(some: readonly ListPlace[]): Promise<ListPlace[]> {
    const names = [list, ...some.flatMap(({ id, at }) => [keys.share(id), keys.words(tag, spanOf(at))])];
    const ids = some.map(({ id }) => id);
    const look = async () =>
      (await call((client) => client.nt2SearchHeads(names.length, ...names, ...asked, ...ids))) as readonly ShareId[][];
    const [found, old = []] = await look();
    if (old.length > 0) await renew(old);
    const fit = new Set(old.length > 0 ? (await look())[0] : found);
    return some.filter(({ id }) => fit.has(id));
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
