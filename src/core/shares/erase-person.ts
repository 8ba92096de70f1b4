// The operator erases one person from all records of a store. The log stays as it is: it names no person, and says that something was erased.

import { formatLogEvent } from '../../crypto/events/event.ts';
import { names, withoutPerson } from '../lifecycle/evidence.ts';
import { everything } from '../lists.ts';
import type { BlockStore } from '../ports/block-store.ts';
import type { Clock } from '../ports/clock.ts';
import { allEvidence, type ShareEvidence, type EvidenceStore } from '../ports/evidence-store.ts';
import type { Listed, ListPlace, ListStore } from '../ports/list-store.ts';
import type { PrekeyStore } from '../ports/prekey-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { ok, type Result } from '../refusal.ts';
import { tenantOf, type PersonKey, type Share, type ShareId, type TenantTag } from '../share.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

export interface ErasureResult {
  readonly tag: TenantTag;
  /** Of the shares that are over: their records, what is left of them as evidence, or both. */
  readonly erased: number;
  /** Shares that have not ended: nothing of them was erased, and the list of them stays. */
  readonly open: number;
}

const BATCH = 500;

interface Erasure {
  readonly id: string;
  readonly person: PersonKey;
  /** What the log says of it. */
  readonly leaf: string;
}

/** From one share, which must have ended. */
export async function erasePerson(deps: TransactDeps, { id, person, leaf }: Erasure): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, command: () => ok({ kind: 'erase-person', person, leaf }) }));
}

export async function erasePersonFromShares(
  deps: {
    readonly store: ShareReader & EvidenceStore & ListStore & BlockStore & PrekeyStore;
    readonly shares: { erasePerson(id: string, person: PersonKey, leaf: string): Promise<Result<Share>> };
    readonly tenantTags: TenantTags;
    readonly clock: Clock;
    /** Name of the log of a tenant. */
    readonly nameOf: (tag: TenantTag) => Promise<string>;
  },
  person: PersonKey,
): Promise<ErasureResult> {
  const { store, shares, tenantTags, clock, nameOf } = deps;
  const tag = tenantTags.tagOf(tenantOf(person));
  const log = await nameOf(tag);
  const leafFor = (id: ShareId): string => {
    const lines = [
      ['share', id],
      ['what', 'parties'],
    ] as const;
    return formatLogEvent({ type: 'forgotten', log, at: clock(), lines });
  };
  let [erased, open] = [0, 0];
  for (let before: ListPlace | null = null, more = true; more;) {
    const listed: Listed = await store.list(tag, person, everything(BATCH, before));
    for (const { id } of listed.places) {
      const share = await store.load(id);
      if (share?.sender.key !== person && share?.recipient?.key !== person) continue;
      const done = await shares.erasePerson(id, person, leafFor(id));
      if (done.ok) erased += 1;
      else open += 1;
    }
    before = listed.places.at(-1) ?? null;
    more = before !== null && listed.more > 0;
  }
  // What has no record any longer. Of a share that still has one, that commit has written both.
  for await (const row of allEvidence(store, tag)) if (await eraseFromEvidence(store, { row, person, leaf: leafFor(row.id) })) erased += 1;
  if (open === 0) await store.clearList(tag, person);
  for (const { key } of await store.blocks(tag, person)) await store.unblock(tag, person, key);
  for (const other of await store.blockedBy(tag, person)) await store.unblock(tag, other, person);
  await store.dropPrekeys(tag, person, null);
  return { tag, erased, open };
}

/** False: it does not name them. */
async function eraseFromEvidence(
  store: EvidenceStore,
  { row, person, leaf }: { readonly row: ShareEvidence; readonly person: PersonKey; readonly leaf: string },
): Promise<boolean> {
  // Another one may be erased from it at this moment.
  for (let now: ShareEvidence | null = row; now !== null && names(now, person); now = await store.loadEvidence(row.id))
    if (await store.replaceEvidence(now, withoutPerson(now, person), leaf)) return true;
  return false;
}
