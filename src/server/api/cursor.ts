// Pages of a list, in one form for all: newest first, `limit` rows, and `next`, which `before` takes to go on. A place is a moment and an id, so
// what comes or goes meanwhile moves no page; it is nobody's secret, and a person who forges one sees their own list from there.

import * as z from 'zod';
import { searchLimits } from '../../core/limits.ts';
import type { ListPlace } from '../../core/ports/list-store.ts';
import type { Result } from '../../core/refusal.ts';
import type { ShareId } from '../../core/share.ts';
import { checkBody } from '../http/body.ts';

/** `1795176000000.<id>`: `next` of the answer before. */
export const place = z.string().regex(/^\d{1,15}\.[a-z2-7]{6,32}$/);
const MOST = searchLimits.rows;

/** The same, of an event. */
const eventPlace = z.string().regex(/^\d{1,15}\.[a-z2-7]{32}_r?\d{1,9}_\d{1,4}$/);
/** Of an address. */
const limit = z.coerce.number().int().min(1).max(MOST).optional();
const query = z.strictObject({ limit, before: place.optional() });
const eventQuery = z.strictObject({ limit, before: eventPlace.optional() });
const nameQuery = z.strictObject({
  limit,
  before: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,23}$/)
    .optional(),
});

export interface PageWish {
  readonly limit: number;
  readonly before: ListPlace | null;
}

export const formatPlace = (at: { readonly at: number; readonly id: string } | null): string | null => at && `${at.at}.${at.id}`;

export function parsePlace(text: string | undefined): ListPlace | null {
  if (text === undefined) return null;
  const [at = '', id = ''] = text.split('.');
  return { at: Number(at), id: id as ShareId };
}

const searchOf = ({ url }: Request): unknown => Object.fromEntries(new URL(url).searchParams);

/** Where a list is read by GET. `of`: what its places name. */
export function parsePage(request: Request, of: 'row' | 'event' = 'row'): Result<PageWish> {
  const asked = checkBody(searchOf(request), of === 'row' ? query : eventQuery);
  return asked.ok ? { ok: true, value: { limit: asked.value.limit ?? MOST, before: parsePlace(asked.value.before) } } : asked;
}

/** One in the order of names, where a place is a name. */
export function cutNamedPage<T extends { readonly name: string }>(
  request: Request,
  all: readonly T[],
): Result<{ readonly rows: readonly T[]; readonly next: string | null }> {
  const asked = checkBody(searchOf(request), nameQuery);
  if (!asked.ok) return asked;
  const { before = '', limit: most = MOST } = asked.value;
  const following = all.filter(({ name }) => name > before).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = following.slice(0, most);
  return { ok: true, value: { rows, next: following.length > most ? (rows.at(-1)?.name ?? null) : null } };
}

/** A page of what is all at hand, in any order. */
export function cutPage<T extends { readonly id: string }>(
  all: readonly T[],
  momentOf: (row: T) => number,
  { limit: most, before }: PageWish,
): { readonly rows: readonly T[]; readonly next: string | null } {
  const isAfter = (a: ListPlace, b: ListPlace): boolean => a.at < b.at || (a.at === b.at && a.id < b.id);
  const placeOf = (row: T): ListPlace => ({ at: momentOf(row), id: row.id as ShareId });
  const following = all
    .filter((row) => before === null || isAfter(placeOf(row), before))
    .toSorted((a, b) => (isAfter(placeOf(a), placeOf(b)) ? 1 : -1));
  const rows = following.slice(0, most);
  const last = rows.at(-1);
  return { rows, next: last === undefined || following.length <= most ? null : formatPlace(placeOf(last)) };
}
