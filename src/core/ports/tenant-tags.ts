// The tag of a tenant: the short code in front of every id, under which all of a tenant's records lie together.

import type { TenantTag } from '../share.ts';

export interface TenantTags {
  /** 30 bits of an HMAC under the root secret. */
  tagOf(tenant: string): TenantTag;
}

export interface TenantList {
  /** Every tag with records in the store. */
  tags(): Promise<TenantTag[]>;
}
