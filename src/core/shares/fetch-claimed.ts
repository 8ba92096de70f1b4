// The device that claimed fetches capsule and payload again, by its claim secret, while the lease runs. Changes nothing.

import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import type { Clock } from '../ports/clock.ts';
import type { ShareStore } from '../ports/share-store.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { ClaimResult } from './claim.ts';
import { loadShare } from './transact.ts';

export async function fetchClaimed(
  { store, clock }: { readonly store: ShareStore; readonly clock: Clock },
  { id, secret }: { readonly id: string; readonly secret: string },
): Promise<Result<ClaimResult>> {
  const lease = claimSecretHash(secret);
  const loaded = lease === null ? null : await loadShare(store, id, true);
  if (loaded?.share.state.status !== 'claimed' || loaded.share.state.claim.lease !== lease) return refuse('share.gone');
  if (clock() >= loaded.share.state.claim.leaseUntil) return refuse('share.gone');
  const { share, capsule, payload } = loaded;
  return capsule && payload ? ok({ share, capsule, payload }) : refuse('share.gone');
}
