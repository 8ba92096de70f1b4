// Looking: what a party needs to know of a share, and what a program needs to know to make one. Nothing here changes anything.

import { refuse } from '../../core/refusal.ts';
import { tenantOf } from '../../core/share.ts';
import { json } from '../http/headers.ts';
import type { ApiHandler, ServerDeps } from '../deps.ts';

export function viewShare({ shares }: Pick<ServerDeps, 'shares'>): ApiHandler {
  return async ({ id, persons }) => {
    const view = await shares.view(
      id,
      persons.map(({ key }) => key),
    );
    return view.ok ? json(view.value) : view;
  };
}

export function viewTenant({ tenantTags, publicUrl, clock }: Pick<ServerDeps, 'tenantTags' | 'publicUrl' | 'clock'>): ApiHandler {
  return ({ persons: [person] }) => {
    if (person === undefined) return refuse('session.required');
    return json({ tag: tenantTags.tagOf(tenantOf(person.key)), host: publicUrl.host, now: clock() });
  };
}
