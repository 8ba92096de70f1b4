// A program brings a link share that is sealed already. It has chosen id and times itself, so that its capsule can name them.

import { decide } from '../lifecycle/decide.ts';
import type { Change } from '../lifecycle/transitions.ts';
import { limits } from '../limits.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { isShareId, type Share } from '../share.ts';
import { termsOf, type PolicyDeps } from './apply-policy.ts';
import type { CommitDeps } from './commit.ts';
import { insertShare } from './insert-share.ts';
import { newShare, type ShareWish } from './new-share.ts';
import { boundBy, sizesOf, verifySeal, type SealInput, type SizeReader } from './seal.ts';
import type { VerifyDeps } from './verify-statement.ts';

export interface CreateSealedInput extends ShareWish {
  readonly id: string;
  readonly mode: 'link' | 'link+words';
  readonly createdAt: number;
  readonly expiresAt: number;
  /** base64, 32 bytes. */
  readonly partiesSalt: string;
  readonly labelSalt?: string | undefined;
  readonly seal: SealInput;
}

type CreateSealedDeps = CommitDeps & VerifyDeps & PolicyDeps & { readonly store: SizeReader };

export async function createSealedShare(deps: CreateSealedDeps, input: CreateSealedInput): Promise<Result<Share>> {
  const now = deps.clock();
  const change = await buildSealedShare(deps, input, now);
  return change.ok ? insertShare(deps, change.value, now) : change;
}

/** Created and sealed in one change. */
async function buildSealedShare(deps: CreateSealedDeps, input: CreateSealedInput, now: number): Promise<Result<Change>> {
  const { id, createdAt, expiresAt, sender, seal: sealInput } = input;
  if (!isShareId(id) || !id.startsWith(deps.tenantTags.tagOf(input.tenant))) return refuse('input.invalid', { field: 'id' });
  if (!Number.isSafeInteger(createdAt) || Math.abs(createdAt - now) > limits.clockToleranceMs)
    return refuse('proof.stale', { field: 'createdAt' });
  if (!Number.isSafeInteger(expiresAt)) return refuse('input.expiry', { field: 'expires' });
  if (sealInput.payload === null) return refuse('input.invalid', { field: 'payload' });
  const files = await sizesOf(deps.store, sealInput);
  const terms = await termsOf(deps, {
    ...input,
    files,
    recipient: null,
    to: 'outsider',
    entry: 'page',
    expiresInMs: expiresAt - createdAt,
  });
  if (!terms.ok) return terms;
  const salts = { parties: input.partiesSalt, label: input.labelSalt ?? null };
  const made = newShare({ ...input, salts, terms: terms.value, id, recipient: null, entry: 'page', via: 'api', place: null });
  if (!made.ok) return made;
  const share = made.value;
  const verified = await verifySeal(deps, share, sealInput);
  if (!verified.ok) return verified;
  const command = {
    kind: 'seal',
    by: sender.key,
    seal: verified.value.seal,
    for: verified.value.for,
    leaf: sealInput.note,
    ...boundBy(sealInput),
  } as const;
  const { refusal, change } = decide(share, command, { now, storage: 'unsaid' });
  if (refusal !== null || change === null) return refusal ?? refuse('share.exists');
  return ok({
    ...change,
    leaves: [share.created, ...change.leaves],
    ciphertext: { capsule: sealInput.capsule, payload: sealInput.payload },
  });
}
