// The device that claimed ends the share: it confirms the delivery, or reports that it cannot decrypt. There is no session here that
// says who asks, so without that device's claim secret the share is as gone as an unknown one.

import { ackHash } from '../../crypto/events/ack.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { parseDelivered } from '../../crypto/events/statements.ts';
import type { ShareCommand } from '../lifecycle/command.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { Claim, Share } from '../share.ts';
import { loadShare, shareOf, transact, type TransactDeps } from './transact.ts';
import { verifyStatement, type SignedShare, type VerifyDeps } from './verify-statement.ts';

export interface DeliverInput {
  readonly note: string;
  readonly device: string;
  /** The claim secret; only a share that was claimed before there was one is confirmed without. */
  readonly secret?: string | undefined;
  readonly ack: string;
}

export async function deliverShare(
  deps: TransactDeps & VerifyDeps,
  { id, input }: { readonly id: string; readonly input: DeliverInput },
): Promise<Result<Share>> {
  const loaded = await loadShare(deps.store, id);
  if (loaded === null) return refuse('share.gone');
  const lease = claimSecretHash(input.secret ?? '');
  const isClaimer = (share: Share): boolean => {
    const claim = claimOf(share);
    return claim?.device === input.device && (claim.lease === null || claim.lease === lease);
  };
  const verified = isClaimer(loaded.share) ? await verifyDelivery(deps, loaded.share, { ...input, lease }) : refuse('share.gone');
  const delivered = await transact(deps, {
    id,
    loaded,
    command: (share) => (isClaimer(share) ? verified : refuse('share.gone')),
  });
  return shareOf(delivered);
}

export async function reportBroken(
  deps: TransactDeps,
  { id, device, secret }: { readonly id: string; readonly device: string; readonly secret: string },
): Promise<Result<Share>> {
  const lease = claimSecretHash(secret);
  const reported = await transact(deps, {
    id,
    command: (share) => {
      const claim = claimOf(share);
      const isClaimer = lease !== null && claim?.device === device && claim.lease === lease;
      return isClaimer ? ok({ kind: 'report-broken', device, lease }) : refuse('share.gone');
    },
  });
  return shareOf(reported);
}

async function verifyDelivery(
  deps: VerifyDeps,
  share: SignedShare,
  { note, device, ack, lease }: DeliverInput & { readonly lease: string | null },
): Promise<Result<ShareCommand>> {
  const facts = await verifyStatement(deps, share, { note, device, parse: parseDelivered });
  if (!facts.ok) return facts;
  const hash = facts.value.ack === ack ? ackHash(ack) : null;
  return hash === null ? refuse('ack.mismatch') : ok({ kind: 'deliver', device, lease, ackHash: hash, leaf: note });
}

const claimOf = ({ state }: Share): Claim | null => ('claim' in state ? state.claim : null);
