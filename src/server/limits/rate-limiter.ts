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
export interface Upload {
  readonly shares: number;
  readonly bytes: number;
}

export interface UploadLimits extends Upload {
  /** Bytes of files. */
  readonly fileBytes: number;
}

/** One request that may change something. */
export interface Charge {
  readonly address: string;
  /** Null: nobody is proven. */
  readonly person: PersonKey | null;
  /** What it brings; null: no ciphertext. */
  readonly upload: Upload | null;
  /** Bytes of a chunk of a file, where it is one; null: it is none. */
  readonly chunk: number | null;
}

/** A file is many requests, each of which is one step of the same act: so many chunks count as one request. */
const CHUNKS = 10;

export interface RateLimiter {
  check(charge: Charge): Promise<Result<null> | HttpRefusal>;
}

type Part = 'address' | 'person' | 'tenant';
type BucketKind = Part | `chunks-${Part}` | 'shares' | 'bytes' | 'file-bytes';

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

  function bucket(kind: BucketKind, name: string): string {
    const full = `${kind}\n${name}`;
    const known = names.get(full);
    if (known !== undefined) return known;
    if (names.size >= KEPT) names.clear();
    const hashed = `${kind}:${mac('rate', full).slice(0, 22)}`;
    names.set(full, hashed);
    return hashed;
  }

  function requestLimits(address: string, person: PersonKey | null, isChunk: boolean): RateLimit[] {
    const limit = (part: Part, name: string): RateLimit => ({
      bucket: bucket(isChunk ? `chunks-${part}` : part, name),
      max: isChunk ? CHUNKS * rates[part] : rates[part],
      windowMs: MINUTE,
    });
    // Only proven members count against a tenant: knowing an id is not enough to use up its allowance.
    return [limit('address', address), ...(person === null ? [] : [limit('person', person), limit('tenant', tenantOf(person))])];
  }

  function uploadLimitsFor(address: string, { shares, bytes }: Upload): RateLimit[] {
    const wanted = [
      { bucket: bucket('shares', address), max: uploadLimits.shares, windowMs: HOUR, amount: shares },
      { bucket: bucket('bytes', address), max: uploadLimits.bytes, windowMs: HOUR, amount: bytes },
    ];
    return wanted.filter(({ amount }) => amount > 0);
  }

  return {
    async check({ address, person, upload, chunk }) {
      const request = requestLimits(address, person, chunk !== null);
      const brought =
        chunk !== null
          ? [{ bucket: bucket('file-bytes', address), max: uploadLimits.fileBytes, windowMs: HOUR, amount: chunk }]
          : upload === null
            ? []
            : uploadLimitsFor(address, upload);
      const all = await consume([...request, ...brought], clock());
      if (all.ok) return ok(null);
      // One of them is used up, so none was spent. A request counts also if what it brings is too much, and that is said only then.
      const spent = brought.length === 0 ? all : await consume(request, clock());
      if (!spent.ok) return refuse('rate.limited', { retryAfterMs: spent.retryAfterMs });
      const rest = await consume(brought, clock());
      return rest.ok ? ok(null) : { ...httpError('quota.address'), retryAfterMs: rest.retryAfterMs };
    },
  };
}
