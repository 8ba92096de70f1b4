// A request: a share that its recipient begins. Nobody hears of it before their browser has made the key that the answer is sealed to.
// See docs/decisions/request-is-a-share.md.

import { encodeBase32, hashB64 } from '../../crypto/bytes.ts';
import { normalizeFieldNames } from './asked-fields.ts';
import { transition, type Change } from '../lifecycle/transitions.ts';
import type { BlockStore } from '../ports/block-store.ts';
import type { Random } from '../ports/clock.ts';
import type { PrekeyStore } from '../ports/prekey-store.ts';
import type { RateLimitStore } from '../ports/rate-limit-store.ts';
import { hourlyPairLimit } from '../quotas.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { OUTSIDER, type Kind, type Person, type PolicyTerms, type Share, type ShareId, type Via } from '../share.ts';
import { termsOf, type PolicyDeps, type PolicyFacts } from './apply-policy.ts';
import { beginningOf } from './beginning.ts';
import type { CommitDeps } from './commit.ts';
import { insertShare } from './insert-share.ts';
import { newSalts, newShare } from './new-share.ts';
import { takeOwnPrekey } from './prekeys.ts';

export interface AskInput extends PolicyFacts {
  readonly asker: Person;
  /** Null: the holder of the link that the asker's page will make. */
  readonly giver: Person | null;
  /** `platform:tenant`. */
  readonly tenant: string;
  readonly via: Via;
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
  readonly fields: readonly string[];
  readonly expiresInMs: number;
  /** The last 26 letters of its id, where the same wish must make one request however often it arrives. Absent: it is a new one. */
  readonly once?: string | null;
}

export interface AskDeps extends CommitDeps, PolicyDeps {
  readonly store: CommitDeps['store'] & RateLimitStore & BlockStore & PrekeyStore;
  readonly random: Random;
}

export async function ask(deps: AskDeps, input: AskInput): Promise<Result<Share>> {
  const now = deps.clock();
  const from = input.giver === null ? 'outsider' : input.from;
  const terms = await termsOf(deps, {
    ...input,
    recipient: input.asker,
    ...(from !== undefined && { from }),
    mode: 'sealed',
    entry: 'page',
    isRequest: true,
  });
  if (!terms.ok) return terms;
  const built = buildRequest(deps, input, { now, terms: terms.value });
  if (!built.ok) return built;
  const share = built.value;
  const before = !input.once ? null : await deps.store.load(share.id);
  if (before !== null) return sameOrRefused(before, share);
  if (await isBlockedByAsker(deps, input)) return refuse('person.blocked', { field: 'recipient' });
  const spent = await deps.store.consume(hourlyPairLimit(share, deps.quotas, hashB64), deps.clock());
  if (!spent.ok) return refuse('quota.pair', { retryAfterMs: spent.retryAfterMs });
  const made = await insertShare(deps, first(await withAhead(deps, share, now)), now);
  // Of two that arrive together one is stored, and both are answered with it.
  const stored = !input.once ? null : await deps.store.load(share.id);
  return stored === null ? made : sameOrRefused(stored, share);
}

/** Asked again with the same words, it is the request that is there. */
function sameOrRefused(there: Share, wanted: Share): Result<Share> {
  const wishOf = (share: Share): string => {
    const { asked, sender, recipient, terms } = share;
    const { kind, label, note, expiresInMs } = beginningOf(share);
    return JSON.stringify([asked?.of, asked?.fields, kind, label, note, expiresInMs, sender.key, recipient?.key, terms?.template]);
  };
  return wishOf(there) === wishOf(wanted) ? ok(there) : refuse('share.exists');
}

/**
 * With a prekey of the asker the other person is asked in this very commit, and the asker's browser is not needed. The link of a request is
 * made by that browser, so it takes none. A process that dies between taking and committing has asked nobody; its key is spent, and no share
 * has it.
 */
async function withAhead(deps: AskDeps, share: Share, now: number): Promise<Share> {
  const { asked } = share;
  if (asked?.of !== 'person' || (await takeOwnPrekey(deps, share, now)) === null) return share;
  return { ...share, asked: { ...asked, ahead: 'taken' } };
}

const first = (share: Share): Change => transition(share, share.state, { leaves: [share.created], surfaces: 'all' });

function buildRequest(
  { tenantTags, random }: AskDeps,
  input: AskInput,
  { now, terms }: { readonly now: number; readonly terms: PolicyTerms | null },
): Result<Share> {
  const { asker, giver, tenant, via, kind, label, note, expiresInMs } = input;
  if (giver?.key === asker.key) return refuse('person.refused', { field: 'recipient' });
  if (!Number.isSafeInteger(expiresInMs)) return refuse('input.expiry', { field: 'expires' });
  const fields = normalizeFieldNames(input.fields);
  if (fields === null) return refuse('input.invalid', { field: 'fields' });
  return newShare({
    terms,
    id: (tenantTags.tagOf(tenant) + (input.once ?? encodeBase32(random(16)))) as ShareId,
    mode: 'sealed',
    entry: 'page',
    via,
    kind,
    label,
    note,
    sender: giver ?? OUTSIDER,
    recipient: asker,
    tenant,
    place: null,
    createdAt: now,
    expiresAt: now + expiresInMs,
    salts: newSalts(random),
    asked: { of: giver === null ? 'link' : 'person', fields },
  });
}

/** Their answer would be something from a person whom the asker takes nothing from. */
async function isBlockedByAsker({ store, tenantTags }: AskDeps, { asker, giver, tenant }: AskInput): Promise<boolean> {
  if (giver === null) return false;
  const blocks = await store.blocks(tenantTags.tagOf(tenant), asker.key);
  return blocks.some(({ key }) => key === giver.key);
}
