// Modal entry: the sender has typed the secret into chat, and this server seals it.

import type { Scrypt } from '../../crypto/age/scrypt.ts';
import type { QuotaStore } from '../ports/quota-store.ts';
import { byteQuotasOf, quotaRefusal } from '../quotas.ts';
import { ok, refuse, type Refusal, type Result } from '../refusal.ts';
import type { PersonKey, Share } from '../share.ts';
import type { PolicyDeps } from './apply-policy.ts';
import type { Deadline } from './deadline.ts';
import { hideFromStranger } from './hide-from-stranger.ts';
import { mayNotSeal } from './seal.ts';
import type { TypedSecret } from './server-seal.ts';
import { loadShare, shareOf, transact, type TransactDeps } from './transact.ts';
import type { WorkQueue } from './work-queue.ts';

export interface SealInChatDeps extends TransactDeps, Pick<PolicyDeps, 'policy'> {
  readonly store: TransactDeps['store'] & QuotaStore;
  readonly modalEntry: boolean;
  /** Off the main thread where the runtime can. */
  readonly scrypt: Scrypt;
  readonly workQueue: WorkQueue;
}

/** Changes nothing when `deadline` has passed by the time the work is done. */
export async function sealInChat(
  deps: SealInChatDeps,
  { id, by, typed, deadline }: { readonly id: string; readonly by: PersonKey; readonly typed: TypedSecret; readonly deadline: Deadline },
): Promise<Result<Share>> {
  if (!deps.modalEntry) return refuse('entry.off');
  const share = (await loadShare(deps.store, id))?.share;
  if (share === undefined) return refuse('share.gone');
  const refusal = refuseEarly(share, by, deps.clock()) ?? mayNotSeal(deps, share);
  if (refusal !== null) return refusal;
  // Loaded only here: most servers never seal anything.
  const { sealOnServer } = await import('./server-seal.ts');
  const prepared = await sealOnServer(share, typed, {
    now: deps.clock(),
    scrypt: deps.scrypt,
    enqueue: (work) => deps.workQueue.run(work, { who: by, deadline }),
    refuseSize: (size) => refuseSize(deps, share, size),
  });
  if (!prepared.ok) return prepared;
  const { capsule, payload, ...sealed } = prepared.value;
  return shareOf(
    await transact(deps, { id, deadline, command: () => ok({ kind: 'seal', by, ...sealed }), ciphertext: { capsule, payload } }),
  );
}

/** Asked before the words cost half a second and 128 MiB; the rules ask again. */
function refuseEarly(share: Share, by: PersonKey, now: number): Refusal | null {
  if (by !== share.sender.key) return hideFromStranger(share, refuse('share.not_sender'), now);
  if (share.entry !== 'modal') return refuse('entry.off');
  const { status } = share.state;
  if (status === 'offered' || status === 'accepted') return null;
  return refuse(status === 'ended' ? 'share.gone' : 'share.already_sealed');
}

async function refuseSize({ store, quotas }: SealInChatDeps, { id, sender }: Share, size: number): Promise<Refusal | null> {
  const set = await store.overfull(id, size, byteQuotasOf(sender.key, quotas));
  return set === null ? null : quotaRefusal({ ok: false, reason: 'bytes', set });
}
