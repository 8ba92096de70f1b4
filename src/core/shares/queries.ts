// Looks at shares. Nothing here changes anything, ever.

import type { Clock } from '../ports/clock.ts';
import type { Listing, ListPlace, ListStore } from '../ports/list-store.ts';
import type { PrekeyStore } from '../ports/prekey-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { refuse, type Result } from '../refusal.ts';
import { hasAsked, isShareId, starterOf, type PersonKey, type Share } from '../share.ts';
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

/** A request that has not been sent yet is nobody's but the asker's. */
const isListed = (share: Share, person: PersonKey): boolean => hasAsked(share) || starterOf(share).key === person;

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
