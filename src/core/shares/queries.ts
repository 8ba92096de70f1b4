// Looks at shares. Nothing here changes anything, ever.

import type { Clock } from '../ports/clock.ts';
import { searchLimits } from '../limits.ts';
import { filtered, parseSearch } from '../lists.ts';
import type { ShareEvidence, EvidenceReader } from '../ports/evidence-store.ts';
import type { Listing, ListPlace, ListState, ListStore } from '../ports/list-store.ts';
import { nextDeadline } from '../lifecycle/decide.ts';
import type { PrekeyStore } from '../ports/prekey-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { isKeptFrom } from '../kept-from.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { isShareId, type PersonKey, type Share } from '../share.ts';
import { longestWait } from './apply-policy.ts';
import type { ExtendDeps } from './extend.ts';
import { rowOf, type RowList } from './list-row.ts';
import { takenFor } from './prekeys.ts';
import { viewOf, type ShareView } from './share-view.ts';

export interface ShareList {
  readonly shares: readonly Share[];
  /** How many older ones there are. */
  readonly more: number;
  /** Where to go on from; null when there is nothing more. */
  readonly last: ListPlace | null;
}

interface QueryDeps {
  readonly store: ShareReader & ListStore & PrekeyStore;
  readonly clock: Clock;
  readonly tenantTags: TenantTags;
}

/** `who`: the persons that the browser has proven to be. */
export async function viewShare({ store, clock }: QueryDeps, id: string, who: readonly PersonKey[]): Promise<Result<ShareView>> {
  const share = await findShare({ store }, id);
  if (share === null) return refuse('share.gone');
  const isRecipient = share.recipient !== null && who.includes(share.recipient.key);
  return viewOf(share, who, { now: clock(), prekey: isRecipient ? await takenFor({ store }, share) : null });
}

export async function findShare({ store }: { readonly store: ShareReader }, id: string): Promise<Share | null> {
  return isShareId(id) ? store.load(id) : null;
}

/** Between whom it is, also where only its evidence is left. */
export async function findParties(
  { store }: { readonly store: ShareReader & EvidenceReader },
  id: string,
): Promise<Pick<ShareEvidence, 'id' | 'sender' | 'recipient'> | null> {
  const share = await findShare({ store }, id);
  if (share !== null) return { id: share.id, sender: share.sender.key, recipient: share.isUntold ? null : (share.recipient?.key ?? null) };
  const row = isShareId(id) ? await store.loadEvidence(id) : null;
  // Who was never told of it is no party for any door.
  return row?.isUntold && row.asked === undefined ? { ...row, recipient: null } : row;
}

/** A request that has not been sent yet is nobody's but the asker's. */
const isListed = (share: Share, person: PersonKey): boolean => !isKeptFrom(share, person);

/** Newest first. */
export async function listShares(
  { store, tenantTags }: QueryDeps,
  { tenant, person, listing }: { readonly tenant: string; readonly person: PersonKey; readonly listing: Listing },
): Promise<ShareList> {
  const { places, more } = await store.list(tenantTags.tagOf(tenant), person, listing);
  const shares = await Promise.all(places.map(({ id }) => store.load(id)));
  return {
    shares: shares.filter((share) => share !== null).filter((share) => isListed(share, person)),
    more,
    last: more > 0 ? (places.at(-1) ?? null) : null,
  };
}

export interface ShareSearch {
  readonly states: readonly ListState[];
  /** As it was typed. */
  readonly text: string;
  /** Begun at this moment or later, epoch ms. */
  readonly since: number;
  readonly before: ListPlace | null;
  readonly limit: number;
}

/** The same as lines of a page. */
export async function listRows(
  deps: QueryDeps & Pick<ExtendDeps, 'extendMostMs' | 'policy'>,
  asked: Parameters<typeof searchShares>[1],
): Promise<Result<RowList>> {
  const found = await searchShares(deps, asked);
  if (!found.ok) return found;
  const { shares, more, last } = found.value;
  const now = deps.clock();
  const rows = shares.map((share) => {
    const longest = longestWait(deps, share, null);
    return rowOf(share, asked.person, { now, extendMostMs: longest.ok ? Math.min(deps.extendMostMs, longest.value) : 0 });
  });
  return ok({ rows, more, last });
}

/** A person's own shares that fit, newest first. What is past its time and not ended yet is left out for the second that this takes. */
export async function searchShares(
  deps: QueryDeps,
  { tenant, person, search }: { readonly tenant: string; readonly person: PersonKey; readonly search: ShareSearch },
): Promise<Result<ShareList>> {
  const { states, text, since, limit } = search;
  const terms = parseSearch(text);
  if (terms === null) return refuse('input.too_large', { field: 'search' });
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > searchLimits.rows) return refuse('input.invalid', { field: 'limit' });
  const now = deps.clock();
  const isLate = (share: Share): boolean => now >= (nextDeadline(share) ?? Infinity);
  const shares: Share[] = [];
  for (let { before } = search; ;) {
    const listing = filtered({ states, terms, since }, limit - shares.length, before);
    const page = await listShares(deps, { tenant, person, listing });
    shares.push(...page.shares.filter((share) => !isLate(share)));
    if (page.last === null || shares.length >= limit) return ok({ shares, more: page.more, last: page.last });
    before = page.last;
  }
}
