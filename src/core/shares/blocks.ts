// Whom a person takes nothing from. The store keeps it, and the commit of each new share asks for it.
// See docs/decisions/blocks-and-budgets.md.

import { limits } from '../limits.ts';
import type { Block, BlockStore } from '../ports/block-store.ts';
import type { QuotaStore } from '../ports/quota-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { pairSet } from '../quotas.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { Person, PersonKey, Share, ShareId, TenantTag } from '../share.ts';
import { declineShare, revokeShare } from './close.ts';
import type { Deadline } from './deadline.ts';
import type { TransactDeps } from './transact.ts';

interface BlockDeps extends TransactDeps {
  readonly store: TransactDeps['store'] & BlockStore & QuotaStore;
  readonly tenantTags: TenantTags;
}

export interface Blocked {
  /** Waiting shares of that sender, which are declined now. */
  readonly declined: number;
  /** Those that are open on a screen already, and go on to their end. */
  readonly opened: number;
}

/**
 * From now on `person` takes nothing from `sender`, and waiting shares are declined. Nothing slips through: a share is either committed
 * before the block and found here, or refused. Again is harmless, and declines what an interrupted call has left.
 */
export async function blockSender(
  deps: BlockDeps,
  { tenant, block, deadline }: { readonly tenant: string; readonly block: Block<Person>; readonly deadline: Deadline },
): Promise<Result<Blocked>> {
  const { store, tenantTags } = deps;
  const { person, sender } = block;
  const tag = tenantTags.tagOf(tenant);
  if (deadline.aborted) return refuse('store.busy');
  if (!(await store.block(tag, block, limits.blocks))) return refuse('quota.blocks');
  const waiting = await store.quotaSetMembers(tag, pairSet(sender.key, person));
  const answers = await Promise.all([
    ...waiting.map((id) => declineShare(deps, { id, by: person, deadline })),
    ...(await ownRequests(deps, { tag, block })).map((id) => revokeShare(deps, { id, by: person, deadline })),
  ]);
  const count = (code: string): number => answers.filter((answer) => (answer.ok ? 'ok' : answer.code) === code).length;
  const [declined, opened] = [count('ok'), count('share.already_opened')];
  // A share that has ended is as good as declined. Any other refusal means that the block has to be repeated.
  const failed = answers.find((answer) => !answer.ok && answer.code !== 'share.already_opened' && answer.code !== 'share.gone');
  return failed && !failed.ok ? failed : ok({ declined, opened });
}

/** What this person has asked of them: the answer would be something of theirs. */
async function ownRequests(
  { store }: BlockDeps,
  { tag, block: { person, sender } }: { readonly tag: TenantTag; readonly block: Block<Person> },
): Promise<ShareId[]> {
  const begun = await store.quotaSetMembers(tag, pairSet(person, sender.key));
  const shares = await Promise.all(begun.map((id) => store.load(id)));
  return shares.filter((share) => share?.asked !== undefined).map((share) => (share as Share).id);
}

/** False: the sender was not blocked. */
export function unblockSender(
  { store, tenantTags }: BlockDeps,
  { tenant, person, sender }: { readonly tenant: string; readonly person: PersonKey; readonly sender: PersonKey },
): Promise<boolean> {
  return store.unblock(tenantTags.tagOf(tenant), person, sender);
}

/** By name. */
export async function listBlocked({ store, tenantTags }: BlockDeps, tenant: string, person: PersonKey): Promise<Person[]> {
  const found = await store.blocks(tenantTags.tagOf(tenant), person);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
