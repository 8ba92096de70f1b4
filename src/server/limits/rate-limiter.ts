// Limits how often a client may change something: counted in the store, for all instances together, under hashed names.

import type { Clock } from '../../core/ports/clock.ts';
import type { RateLimit, RateLimitStore } from '../../core/ports/rate-limit-store.ts';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import { httpError, type HttpRefusal } from '../http/problem.ts';
import { tenantOf, type PersonKey } from '../../core/share.ts';

/** Requests that may change something, per minute. */
export interface Rates {
  readonly address: number;
  readonly person: number;
  readonly tenant: number;
}

/** What an address may upload per hour: new shares, and bytes of the requests that carry ciphertext. */
export interface UploadLimits {
  readonly shares: number;
  readonly bytes: number;
}

export interface RateLimiter {
  checkRequest(address: string, person: PersonKey | null): Promise<Result<null>>;
  checkUpload(address: string, what: UploadLimits): Promise<Result<null> | HttpRefusal>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Hashed names that are cached, so that a busy client costs one hash and not one per request. */
const KEPT = 4_096;

export function createRateLimiter(deps: {
  readonly consume: RateLimitStore['consume'];
  readonly clock: Clock;
  readonly rates: Rates;
  readonly uploadLimits: UploadLimits;
  readonly mac: (purpose: 'rate', text: string) => string;
}): RateLimiter {
  const { consume, clock, rates, uploadLimits, mac } = deps;
  const names = new Map<string, string>();

  function bucket(kind: 'address' | 'person' | 'tenant' | 'shares' | 'bytes', name: string): string {
    const full = `${kind}\n${name}`;
    const known = names.get(full);
    if (known !== undefined) return known;
    if (names.size >= KEPT) names.clear();
    const hashed = `${kind}:${mac('rate', full).slice(0, 22)}`;
    names.set(full, hashed);
    return hashed;
  }

  async function request(address: string, person: PersonKey | null): Promise<Result<null>> {
    const allowances: RateLimit[] = [{ bucket: bucket('address', address), max: rates.address, windowMs: MINUTE }];
    // Only proven members count against a tenant: knowing an id is not enough to use up its allowance.
    if (person !== null) {
      allowances.push(
        { bucket: bucket('person', person), max: rates.person, windowMs: MINUTE },
        { bucket: bucket('tenant', tenantOf(person)), max: rates.tenant, windowMs: MINUTE },
      );
    }
    const spent = await consume(allowances, clock());
    return spent.ok ? ok(null) : refuse('rate.limited', { retryAfterMs: spent.retryAfterMs });
  }

  async function bring(address: string, { shares, bytes }: UploadLimits): Promise<Result<null> | HttpRefusal> {
    const wanted = [
      { bucket: bucket('shares', address), max: uploadLimits.shares, windowMs: HOUR, amount: shares },
      { bucket: bucket('bytes', address), max: uploadLimits.bytes, windowMs: HOUR, amount: bytes },
    ];
    const allowances = wanted.filter(({ amount }) => amount > 0);
    const spent = await consume(allowances, clock());
    return spent.ok ? ok(null) : { ...httpError('quota.address'), retryAfterMs: spent.retryAfterMs };
  }

  return { checkRequest: request, checkUpload: bring };
}
