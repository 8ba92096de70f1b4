// Prekeys: a browser of the recipient leaves them, and the sender of a later share takes one, to which it is sealed before anyone accepts.
// See docs/decisions/prekeys.md.

import { hashB64 } from '../../crypto/bytes.ts';
import { verifyPrekey } from '../../crypto/keys/prekey.ts';
import { limits } from '../limits.ts';
import type { PrekeyStore, StoredPrekey } from '../ports/prekey-store.ts';
import type { RateLimit, RateLimitStore } from '../ports/rate-limit-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { nextDeadline } from '../lifecycle/decide.ts';
import { pairSet } from '../quotas.ts';
import { isKeptFrom } from '../kept-from.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { awaitsApproval, hasAsked, isSealed, tagOf, type PersonKey, type Share } from '../share.ts';
import { hideFromStranger } from './hide-from-stranger.ts';
import { loadShare, transact, type TransactDeps } from './transact.ts';
import type { VerifyDeps } from './verify-statement.ts';

export interface PrekeyDeps extends TransactDeps, VerifyDeps {
  readonly store: TransactDeps['store'] & PrekeyStore & RateLimitStore;
}

export interface LeavePrekeysInput {
  /** base64 of the device key that signed all of them. */
  readonly device: string;
  readonly notes: readonly string[];
}

interface Asked {
  readonly id: string;
  readonly by: PersonKey;
}

/**
 * A browser leaves prekeys beside a share that it has accepted or claimed: the log of that share names its device key, so that no device
 * gets in among a person's own unseen.
 */
export async function leavePrekeys(
  deps: PrekeyDeps,
  { id, by, input }: Asked & { readonly input: LeavePrekeysInput },
): Promise<Result<null>> {
  const loaded = await loadShare(deps.store, id);
  if (loaded === null) return refuse('share.gone');
  const { share } = loaded;
  const now = deps.clock();
  if (by !== share.recipient?.key) return hideFromStranger(share, refuse('share.not_recipient'), now);
  if (isKeptFrom(share, by)) return refuse('share.gone');
  const { device, notes } = input;
  if (!isKnownDevice(share, device)) return refuse('share.other_device');
  if (notes.length > limits.prekeys.each) return refuse('input.too_large', { field: 'notes' });
  const prekeys: StoredPrekey[] = [];
  for (const note of notes) {
    const prekey = await verifyPrekey(note, { host: deps.host, tag: tagOf(share.id), person: hashB64(by), device, now });
    if (prekey === null) return refuse('proof.failed');
    const { key, madeAt, untilAt } = prekey;
    prekeys.push({ key, device, madeAt, untilAt, note });
  }
  await deps.store.putPrekeys(tagOf(share.id), by, prekeys, limits.prekeys.max);
  return ok(null);
}

/** The keys of this device that no share has taken. Changes nothing. */
export async function listPrekeys(deps: PrekeyDeps, { id, by, device }: Asked & { readonly device: string }): Promise<Result<string[]>> {
  const loaded = await loadShare(deps.store, id);
  if (loaded === null) return refuse('share.gone');
  const { share } = loaded;
  const now = deps.clock();
  if (by !== share.recipient?.key) return hideFromStranger(share, refuse('share.not_recipient'), now);
  if (isKeptFrom(share, by)) return refuse('share.gone');
  const free = await deps.store.freePrekeys(tagOf(share.id), by, now);
  return ok(free.filter((prekey) => prekey.device === device).map(({ key }) => key));
}

/**
 * Takes one for this share, which passed blocks and quotas when it was created. Null: the recipient accepts first, as without prekeys. The
 * sender does not learn why: none is left, this sender has taken too many, or the share is not one to be sealed ahead.
 */
export async function takePrekey(deps: PrekeyDeps, { id, by }: Asked): Promise<Result<StoredPrekey | null>> {
  const loaded = await loadShare(deps.store, id);
  if (loaded === null) return refuse('share.gone');
  const { share } = loaded;
  const now = deps.clock();
  if (by !== share.sender.key) return hideFromStranger(share, refuse('share.not_sender'), now);
  if (now >= (nextDeadline(share) ?? 0)) return refuse('share.gone');
  const { recipient, state } = share;
  if (share.asked !== undefined) return hasAsked(share) ? takenForRequest(deps, share, now) : refuse('share.gone');
  if (recipient === null || state.status !== 'offered' || !isSealed(share.mode) || share.entry !== 'page') return ok(null);
  // What a second person may yet refuse takes nothing of the recipient's.
  if (awaitsApproval(share)) return ok(null);
  const before = await deps.store.takenPrekey(share.id, recipient.key);
  if (before !== null) return ok(before);
  const spent = await deps.store.consume(takeLimit(by, recipient.key), now);
  return ok(spent.ok ? await deps.store.takePrekey(share.id, recipient.key, now, share.expiresAt) : null);
}

/** A person takes so many of another's, or of their own, in a day. */
function takeLimit(by: PersonKey, of: PersonKey): readonly RateLimit[] {
  const { takes: max, takesMs: windowMs } = limits.prekeys;
  return [{ bucket: `prekey:${hashB64(pairSet(by, of))}`, max, windowMs }];
}

/** For a request that its recipient begins: one of their own, which lasts as long as the request. Null: their browser makes a key first. */
export async function takeOwnPrekey(
  { store }: { readonly store: PrekeyStore & RateLimitStore },
  { id, recipient, expiresAt }: Share,
  now: number,
): Promise<StoredPrekey | null> {
  if (recipient === null) return null;
  const [newest] = await store.freePrekeys(tagOf(id), recipient.key, now);
  if (newest === undefined || newest.untilAt < expiresAt) return null;
  const spent = await store.consume(takeLimit(recipient.key, recipient.key), now);
  const taken = spent.ok ? await store.takePrekey(id, recipient.key, now, expiresAt) : null;
  return taken !== null && taken.untilAt >= expiresAt ? taken : null;
}

/**
 * Who is asked seals to the key that was made for the request, or to the prekey that was taken for it. That one may be gone by now, with the
 * browser that left it: another browser of the asker may stand in, or the asker has to make a key, and is told.
 */
async function takenForRequest(deps: PrekeyDeps, share: Share, now: number): Promise<Result<StoredPrekey | null>> {
  const { id, recipient, sender, state, asked, expiresAt } = share;
  if (recipient === null || state.status !== 'offered' || asked?.ahead !== 'taken') return ok(null);
  const taken = await deps.store.takePrekey(id, recipient.key, now, expiresAt);
  if (taken !== null && taken.untilAt > now) return ok(taken);
  const lost = await transact(deps, { id, command: () => ok({ kind: 'lose-ahead', by: sender.key }) });
  return lost.ok ? ok(null) : lost;
}

/** What the recipient's page needs to show the six words before anyone has accepted. */
export async function takenFor({ store }: { readonly store: PrekeyStore }, share: Share): Promise<StoredPrekey | null> {
  const isAhead = share.state.status === 'offered' && isSealed(share.mode) && share.recipient !== null;
  return isAhead ? store.takenPrekey(share.id, share.recipient.key) : null;
}

/** A person withdraws one of their devices, or all of them: from this commit on nothing is sealed to any of its prekeys. */
export function withdrawPrekeys(
  { store, tenantTags }: { readonly store: PrekeyStore; readonly tenantTags: TenantTags },
  { tenant, person, device }: { readonly tenant: string; readonly person: PersonKey; readonly device: string | null },
): Promise<number> {
  return store.dropPrekeys(tenantTags.tagOf(tenant), person, device);
}

function isKnownDevice({ state }: Share, device: string): boolean {
  const acceptance = 'acceptance' in state ? state.acceptance : null;
  const claim = 'claim' in state ? state.claim : null;
  return acceptance?.device === device || claim?.device === device;
}
