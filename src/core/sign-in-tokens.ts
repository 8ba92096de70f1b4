// Single-use tokens: how a press in chat proves, in a browser, who pressed. Only their hashes are stored.

import { encodeBase32, hashB64 } from '../crypto/bytes.ts';
import { limits } from './limits.ts';
import type { Clock, Random } from './ports/clock.ts';
import type { TokenStore } from './ports/once-store.ts';
import type { TenantTags } from './ports/tenant-tags.ts';
import { ok, Fault, refuse, type Result } from './refusal.ts';
import { isShareId, type Person, type PersonKey, type ShareId, type TenantTag } from './share.ts';

export interface SignInGrant {
  readonly person: Person;
  readonly share: ShareId | null;
}

/** What a token grants, and when it was issued, epoch ms. */
export interface Redeemed extends SignInGrant {
  readonly issuedAt: number;
}

export type SignInTokens = ReturnType<typeof createSignInTokens>;

export function createSignInTokens({
  store,
  clock,
  random,
  tenantTags,
}: {
  store: TokenStore;
  clock: Clock;
  random: Random;
  tenantTags: TenantTags;
}) {
  return {
    /** 32 characters of base32: the tenant's tag, then 128 random bits. Valid once, for ten minutes. */
    async issue({ person, share, tenant }: SignInGrant & { readonly tenant: string }): Promise<string> {
      const [tag, now] = [tenantTags.tagOf(tenant), clock()];
      const token = tag + encodeBase32(random(16));
      await store.putToken(tag, hashB64(token), JSON.stringify([person.key, person.name, share, now]), now + limits.tokenMs);
      return token;
    },

    /** What the token grants, for a page to show before it is spent. */
    async peek(token: string): Promise<Result<Redeemed>> {
      if (!isShareId(token)) return refuse('token.invalid');
      const value = await store.peekToken(token.slice(0, 6) as TenantTag, hashB64(token), clock());
      return value === null ? refuse('token.invalid') : ok(parseGrant(value));
    },

    /** The first caller in time gets the grant; every other one gets `token.invalid`. */
    async redeem(token: string): Promise<Result<Redeemed>> {
      // Tokens have the form of ids: the tag in front leads to the shard.
      if (!isShareId(token)) return refuse('token.invalid');
      const value = await store.takeToken(token.slice(0, 6) as TenantTag, hashB64(token), clock());
      return value === null ? refuse('token.invalid') : ok(parseGrant(value));
    },
  };
}

function parseGrant(value: string): Redeemed {
  const stored: unknown = JSON.parse(value);
  if (!Array.isArray(stored)) throw new Fault('store.corrupt', 'a stored token does not parse');
  // Tokens from before 2026-11-29 do not say when they were issued: they count as old as can be, for the ten minutes that they live.
  const [key, name, share, issuedAt = 0] = stored as unknown[];
  if (
    typeof key !== 'string' ||
    typeof name !== 'string' ||
    !(share === null || (typeof share === 'string' && isShareId(share))) ||
    typeof issuedAt !== 'number'
  ) {
    throw new Fault('store.corrupt', 'a stored token does not parse');
  }
  return { person: { key: key as PersonKey, name }, share, issuedAt };
}
