// Where a share lives is written on its id: the first six characters are the tag of its tenant.

import type { ShareId, TenantTag } from '../core/share.ts';

/** The tag of the tenant that a share belongs to. */
export function tagOf(id: ShareId): TenantTag {
  return id.slice(0, 6) as TenantTag;
}
