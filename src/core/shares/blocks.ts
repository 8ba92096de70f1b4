// Whom a person takes nothing from: kept in the store, asked by the very commit that would create a share for him.

import { limits } from '../limits.ts';
import type { Block, BlockStore } from '../ports/block-store.ts';
import type { QuotaStore } from '../ports/quota-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { pairSet } from '../quotas.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { Person, PersonKey, Share, ShareId } from '../share.ts';

type Deadline = { readonly aborted: boolean };

export interface Blocked {
  /** What waited from him and is declined now. */
  readonly declined: number;
  /** What is on a screen already, and goes on to its end. */
  readonly opened: number;
}

export interface Blocks {
  /**
   * From now on `person` takes nothing from `sender`, and what waits from him is declined. Nothing slips through: a share is either
   * committed before the block and found here, or refused. Again is harmless, and declines what an interrupted one has left.
   */
  block(tenant: string, { person, sender }: Block<Person>, deadline: Deadline): Promise<Result<Blocked>>;
  /** False: he was not blocked. */
  unblock(tenant: string, person: PersonKey, sender: PersonKey): Promise<boolean>;
  /** By name. */
  blocked(tenant: string, person: PersonKey): Promise<Person[]>;
}

export function createBlocks(deps: {
  readonly store: BlockStore & QuotaStore;
  readonly tenantTags: TenantTags;
  readonly decline: (id: ShareId, by: PersonKey, deadline: Deadline) => Promise<Result<Share>>;
}): Blocks {
  const { store, tenantTags, decline } = deps;
  return {
    async block(tenant, { person, sender }, deadline) {
      const tag = tenantTags.tagOf(tenant);
      if (deadline.aborted) return refuse('store.busy');
      if (!(await store.block(tag, { person, sender }, limits.blocks))) return refuse('quota.blocks');
      const waiting = await store.quotaSetMembers(tag, pairSet(sender.key, person));
      const answers = await Promise.all(waiting.map((id) => decline(id, person, deadline)));
      const count = (code: string): number => answers.filter((answer) => (answer.ok ? 'ok' : answer.code) === code).length;
      const [declined, opened] = [count('ok'), count('share.already_opened')];
      // Over already is as good as declined; anything else has to be done again.
      const failed = answers.find((answer) => !answer.ok && answer.code !== 'share.already_opened' && answer.code !== 'share.gone');
      return failed && !failed.ok ? failed : ok({ declined, opened });
    },

    unblock: (tenant, person, sender) => store.unblock(tenantTags.tagOf(tenant), person, sender),

    async blocked(tenant, person) {
      const found = await store.blocks(tenantTags.tagOf(tenant), person);
      return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
