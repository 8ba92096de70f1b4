// What a party needs to know of a share, and what a program needs to make one. Nothing here changes anything.

import type { Clock } from '../../core/ports/clock.ts';
import type { TenantTags } from '../../core/ports/tenant-tags.ts';
import { refuse } from '../../core/refusal.ts';
import { tenantOf } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import { json } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import type { ShareAnswer, TenantAnswer } from './answers.ts';

export function viewShare({ shares }: { readonly shares: Shares }): ApiHandler {
  return async ({ id, persons }) => {
    const view = await shares.view(
      id,
      persons.map(({ key }) => key),
    );
    return view.ok ? json(view.value satisfies ShareAnswer) : view;
  };
}

interface TenantDeps {
  readonly tenantTags: TenantTags;
  readonly publicUrl: URL;
  readonly clock: Clock;
}

export function viewTenant({ tenantTags, publicUrl, clock }: TenantDeps): ApiHandler {
  return ({ persons: [person] }) => {
    if (person === undefined) return refuse('session.required');
    const { key, name } = person;
    const tag = tenantTags.tagOf(tenantOf(key));
    return json({ tag, host: publicUrl.host, now: clock(), person: { key, name } } satisfies TenantAnswer);
  };
}
