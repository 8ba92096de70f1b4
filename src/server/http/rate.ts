// How often somebody may change something: counted in the store, for all instances together, under hashed names.

import type { Allowance, Clock, Store } from '../../core/ports.ts';
import { done, refuse, type Result } from '../../core/refusal.ts';
import { tenantOf } from '../who/person.ts';
import type { PersonKey } from '../../core/share.ts';

/** Requests that may change something, per minute. */
export interface Rates {
  readonly address: number;
  readonly person: number;
  readonly tenant: number;
}

export type Spend = (address: string, person: PersonKey | null) => Promise<Result<null>>;

const MINUTE = 60_000;
/** Hashed names that are kept at hand, so that a busy client costs one hash and not one per request. */
const KEPT = 4_096;

export function createSpend(world: {
  readonly store: Pick<Store, 'spend'>;
  readonly clock: Clock;
  readonly rates: Rates;
  readonly mac: (purpose: 'rate', text: string) => string;
}): Spend {
  const { store, clock, rates, mac } = world;
  const names = new Map<string, string>();

  function bucket(kind: 'address' | 'person' | 'tenant', name: string): string {
    const full = `${kind}\n${name}`;
    const known = names.get(full);
    if (known !== undefined) return known;
    if (names.size >= KEPT) names.clear();
    const hashed = `${kind}:${mac('rate', full).slice(0, 22)}`;
    names.set(full, hashed);
    return hashed;
  }

  return async (address, person) => {
    const allowances: Allowance[] = [{ bucket: bucket('address', address), max: rates.address, windowMs: MINUTE }];
    // A tenant pays only for people who have proven to belong to it: whoever merely knows an id can use up nothing of it.
    if (person !== null) {
      allowances.push(
        { bucket: bucket('person', person), max: rates.person, windowMs: MINUTE },
        { bucket: bucket('tenant', tenantOf(person)), max: rates.tenant, windowMs: MINUTE },
      );
    }
    const spent = await store.spend(allowances, clock());
    return spent.ok ? done(null) : refuse('rate.limited', { retryAfterMs: spent.retryAfterMs });
  };
}
