// How much may be open at the same time: which sets of the store count a share, and which refusal a full set means.

import type { RateLimit } from './ports/rate-limit-store.ts';
import type { Commit, CommitResult } from './ports/share-store.ts';
import type { limits } from './limits.ts';
import { refuse, type Refusal } from './refusal.ts';
import { otherOf, starterOf, type Person, type PersonKey, type Share } from './share.ts';

export type Quotas = { readonly [N in keyof (typeof limits)['quotas']]: number };

const TENANT = 'tenant';
/** How many times the number of open shares one sender may begin for one recipient in an hour. */
const PER_HOUR = 3;

/** Counts what one person has begun for another and is open. */
export const pairSet = (starter: PersonKey, other: PersonKey): string => `pair:${starter}>${other}`;

/** Each new share notifies the other person, even if the one before was taken back at once. */
export function hourlyPairLimit(share: Share, quotas: Quotas, hash: (text: string) => string): readonly RateLimit[] {
  const other = otherOf(share);
  if (other === null) return [];
  return [{ bucket: `pair:${hash(pairSet(starterOf(share).key, other.key))}`, max: PER_HOUR * quotas.pair, windowMs: 3_600_000 }];
}

/** Whose bytes they are: the sender's, or of a request by link, whose sender nobody knows, those of the person who asked. */
const bytesOwnerOf = (share: Share): Person => (otherOf(share) === null ? starterOf(share) : share.sender);

/** The sets that count the bytes of a share's ciphertext. */
export const byteQuotasOf = (sender: PersonKey, quotas: Quotas): Commit['bytes'] => [
  { set: `person:${sender}`, max: quotas.personBytes },
  { set: TENANT, max: quotas.tenantBytes },
];

/** What of a change the quotas look at. */
interface Counted extends Pick<Commit, 'share' | 'ciphertext'> {
  readonly extends?: true;
}

/**
 * A share counts from its first commit to the one that ends it, and enters its sets anew when its time is longer: they forget by time. Its bytes
 * count whenever ciphertext comes or goes.
 */
export function quotaSetsFor({ share, ciphertext, ...change }: Counted, quotas: Quotas) {
  const { version, state } = share;
  const [starter, other] = [starterOf(share), otherOf(share)];
  const mine = `person:${starter.key}`;
  const sets = [
    { set: mine, max: quotas.person },
    { set: TENANT, max: quotas.tenant },
    ...(other === null
      ? []
      : [
          { set: pairSet(starter.key, other.key), max: quotas.pair },
          { set: `to:${other.key}`, max: quotas.recipient },
        ]),
  ];
  const changes = ciphertext.capsule !== undefined || ciphertext.payload !== undefined;
  return {
    quotaSets: { add: version === 1 || change.extends ? sets : [], remove: state.status === 'ended' ? sets.map(({ set }) => set) : [] },
    bytes: changes ? byteQuotasOf(bytesOwnerOf(share).key, quotas) : [],
    unlessBlocked: version === 1 && other !== null ? { person: other.key, sender: starter.key } : null,
  } satisfies Pick<Commit, 'quotaSets' | 'bytes' | 'unlessBlocked'>;
}

/** A recipient with too many open shares and one who blocks this sender get the same refusal: the sender may learn neither. */
export function quotaRefusal({ reason, set }: Extract<CommitResult, { reason: 'quota' | 'bytes' }>): Refusal {
  if (reason === 'bytes') return refuse(set === TENANT ? 'quota.tenant_bytes' : 'quota.bytes');
  if (set === TENANT) return refuse('quota.tenant');
  if (set.startsWith('pair:')) return refuse('quota.pair');
  return refuse(set.startsWith('to:') ? 'person.unavailable' : 'quota.person');
}
