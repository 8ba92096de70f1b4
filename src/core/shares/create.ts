// A share begins in chat or in a session: it waits for its secret and, unless it is a link share, for its recipient.

import { encodeBase32, hashB64, sha256 } from '../../crypto/bytes.ts';
import { askedApprovalEvent, transition, type Change } from '../lifecycle/transitions.ts';
import type { Random } from '../ports/clock.ts';
import type { RateLimitStore } from '../ports/rate-limit-store.ts';
import { hourlyPairLimit } from '../quotas.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import {
  isLink,
  type Entry,
  type Via,
  type Approval,
  type Person,
  type PersonKey,
  type Place,
  type PolicyTerms,
  type Share,
  type ShareId,
} from '../share.ts';
import { approvalOf } from './approval.ts';
import { termsOf, type PolicyDeps } from './apply-policy.ts';
import type { CommitDeps } from './commit.ts';
import { insertShare } from './insert-share.ts';
import { newSalts, newShare, type ShareWish } from './new-share.ts';

export interface CreateInput extends ShareWish {
  readonly recipient: Person | null;
  readonly entry: Entry;
  readonly via: Via;
  readonly place: Place | null;
  readonly expiresInMs: number;
  /** The rotation whose new value it brings. */
  readonly rotates?: ShareId | undefined;
  /** Nobody is told before the secret is entered. */
  readonly isUntold?: true;
  /** The last 26 letters of its id, where the same wish must make one share however often it arrives. Absent: it is a new one. */
  readonly once?: string | null | undefined;
  /** Where one form begins several shares: the ids of all, made by `newShareIds`, which of them this is, and who receives any of them. */
  readonly together?: { readonly ids: readonly ShareId[]; readonly at: number; readonly recipients?: readonly PersonKey[] } | undefined;
}

type IdDeps = Pick<CreateDeps, 'tenantTags' | 'random'>;

const newShareId = ({ tenantTags, random }: IdDeps, tenant: string, once: string | null = null): ShareId =>
  (tenantTags.tagOf(tenant) + (once ?? encodeBase32(random(16)))) as ShareId;

/** Ids for shares that are about to begin together. */
export const newShareIds = (deps: IdDeps, { tenant, count, once }: NewIds): ShareId[] =>
  Array.from({ length: count }, (_, at) => newShareId(deps, tenant, once && encodeBase32(sha256(`${once}\n${at}`).subarray(0, 16))));

interface NewIds {
  readonly tenant: string;
  readonly count: number;
  /** As of one share. */
  readonly once: string | null;
}

export interface CreateDeps extends CommitDeps, PolicyDeps {
  readonly store: CommitDeps['store'] & RateLimitStore;
  readonly random: Random;
  readonly modalEntry: boolean;
}

export async function createShare(deps: CreateDeps, input: CreateInput): Promise<Result<Share>> {
  const now = deps.clock();
  const made = await findMade(deps, input);
  if (made !== null) return made;
  const terms = await termsOf(deps, input);
  if (!terms.ok) return terms;
  const { together, recipient } = input;
  const isUnsaid = together !== undefined && together.recipients === undefined;
  const recipients = isUnsaid ? null : [...(together?.recipients ?? []), ...(recipient ? [recipient.key] : [])];
  const times = { createdAt: now, expiresAt: now + input.expiresInMs };
  const begun = { ...times, recipients, sender: input.sender, tenant: input.tenant, template: terms.value?.template?.name ?? null };
  const approval = approvalOf(deps.policy.current(), deps.random, begun);
  if (!approval.ok) return approval;
  const change = buildShare(deps, input, { now, terms: terms.value, approval: approval.value });
  if (!change.ok) return change;
  const spent = await deps.store.consume(hourlyPairLimit(change.value.share, deps.quotas, hashB64), deps.clock());
  return spent.ok ? insertShare(deps, change.value, now) : refuse('quota.pair', { retryAfterMs: spent.retryAfterMs });
}

/** What an earlier try with the same wish has made, whose answer was lost. */
async function findMade(deps: CreateDeps, { tenant, sender, once, together }: CreateInput): Promise<Result<Share> | null> {
  if (!once) return null;
  const found = await deps.store.load(together?.ids[together.at] ?? newShareId(deps, tenant, once));
  if (found === null) return null;
  return found.sender.key === sender.key ? ok(found) : refuse('share.exists');
}

function buildShare(
  { tenantTags, random, modalEntry }: CreateDeps,
  input: CreateInput,
  { now, terms, approval }: { readonly now: number; readonly terms: PolicyTerms | null; readonly approval: Approval | null },
): Result<Change> {
  const { mode, recipient, sender, entry, expiresInMs, isUntold, together, rotates } = input;
  if (isLink(mode) !== (recipient === null)) return refuse('input.invalid', { field: 'recipient' });
  if (recipient?.key === sender.key) return refuse('person.refused', { field: 'recipient' });
  if (entry === 'modal' && !modalEntry) return refuse('entry.off');
  if (entry === 'modal' && isLink(mode)) return refuse('input.invalid', { field: 'entry' });
  // Who types the secret in chat waits for the acceptance first; a link tells nobody.
  if (isUntold && (entry === 'modal' || isLink(mode))) return refuse('input.invalid', { field: 'entry' });
  if (!Number.isSafeInteger(expiresInMs)) return refuse('input.expiry', { field: 'expires' });
  const id = together?.ids[together.at] ?? newShareId({ tenantTags, random }, input.tenant, input.once);
  const made = newShare({
    ...input,
    terms,
    id,
    together: together?.ids,
    createdAt: now,
    expiresAt: now + expiresInMs,
    salts: newSalts(random),
  });
  if (!made.ok) return made;
  const share: Share = { ...made.value, ...(isUntold && { isUntold }), ...(rotates && { rotates }) };
  if (approval === null) return ok(transition(share, share.state, { leaves: [share.created], surfaces: 'all' }));
  const waiting: Share = { ...share, isUntold: true, approval };
  const leaves = [share.created, askedApprovalEvent(waiting, approval)];
  return ok(transition(waiting, waiting.state, { leaves, surfaces: 'all', asksApprovers: true }));
}
