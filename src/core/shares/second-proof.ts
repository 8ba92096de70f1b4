// The second proof of a machine: a token of the provider that its owner has bound it to. A bound machine claims nothing without one, and a token
// opens one share. See docs/decisions/second-proof-of-machines.md.

import { hashB64 } from '../../crypto/bytes.ts';
import { formatWorkload, workloadCommitment } from '../../crypto/events/workload.ts';
import type { MachineStore } from '../ports/machine-store.ts';
import type { OnceStore, TokenStore } from '../ports/once-store.ts';
import type { VerifiedToken, WorkloadBinding, WorkloadVerifier } from '../ports/workload-verifier.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { isMachine, tagOf, type Claim, type PersonKey, type ShareId, type TenantTag } from '../share.ts';
import { nullIfMalformed } from './verify-statement.ts';

/** As a machine shows it: the token, and the salt of its commitment to what stands in it. */
export interface ShownWorkload {
  readonly token: string;
  readonly salt: string;
}

export interface SecondProofDeps {
  readonly store: Pick<MachineStore, 'machines'> & OnceStore & Pick<TokenStore, 'putToken' | 'peekToken'>;
  /** Absent: the operator trusts no provider, so a machine that is bound to one opens nothing. */
  readonly workloads?: WorkloadVerifier | undefined;
}

const NOBODY: WorkloadVerifier = {
  issuers: [],
  verify: () => Promise.resolve({ ok: false, away: false, why: 'The operator of this server doesn’t trust this provider any more.' }),
};
const AGAIN_MS = 5_000;

/** Whether this token is one that the machine must show. */
export async function matchWorkload(
  { issuer, claims }: WorkloadBinding,
  token: string | undefined,
  verifier: WorkloadVerifier = NOBODY,
): Promise<Result<VerifiedToken>> {
  if (token === undefined) return refuse('workload.required');
  const verified = await verifier.verify(token, issuer);
  if (!verified.ok) {
    const { away, why } = verified;
    return away ? refuse('workload.away', { why, retryAfterMs: AGAIN_MS }) : refuse('workload.refused', { why });
  }
  const wrong = Object.entries(claims).find(
    ([name, value]) => !Object.hasOwn(verified.value.claims, name) || verified.value.claims[name] !== value,
  );
  // Which claim, and neither what was wanted nor what was shown.
  return wrong === undefined
    ? verified
    : refuse('workload.refused', { why: `Its ${wrong[0]} isn’t the one that the machine’s owner has named.` });
}

/** Undefined: this claimer needs none. `committed`: as the signed claim has it. */
export async function checkSecondProof(
  { store, workloads }: SecondProofDeps,
  {
    id,
    by,
    shown,
    committed,
  }: { readonly id: ShareId; readonly by: PersonKey; readonly shown: ShownWorkload | undefined; readonly committed: string | undefined },
): Promise<Result<Claim['workload']>> {
  const tag = tagOf(id);
  const binding = await bindingOf(store, tag, by);
  // One who is not asked for a second proof has none written into the log.
  if (binding === null)
    return shown === undefined && committed === undefined ? ok(undefined) : refuse('input.invalid', { field: 'workload' });
  const matched = await matchWorkload(binding, shown?.token, workloads);
  if (!matched.ok) return matched;
  const { token, salt } = shown as ShownWorkload;
  const { issuer, subject, untilAt } = matched.value;
  const hash = hashB64(token);
  const opening = formatWorkload({ issuer, subject, token: hash });
  if (committed === undefined || nullIfMalformed(() => workloadCommitment(opening, salt)) !== committed) return refuse('proof.failed');
  return (await isFirstShare(store, { tag, id, hash, untilAt })) ? ok({ salt, opening }) : refuse('workload.spent');
}

/** Null: it needs none, or is no machine. One whose row is gone has no bond either, so its session has ended. */
async function bindingOf(store: Pick<MachineStore, 'machines'>, tag: TenantTag, by: PersonKey): Promise<WorkloadBinding | null> {
  if (!isMachine(by)) return null;
  const name = by.slice(by.lastIndexOf('~') + 1);
  return (await store.machines(tag)).find((machine) => machine.name === name)?.workload ?? null;
}

/** A token opens one share, however often it is asked for: an answer may be lost, and a machine may be stopped while it opens. */
async function isFirstShare(
  store: SecondProofDeps['store'],
  { tag, id, hash, untilAt }: { readonly tag: TenantTag; readonly id: ShareId; readonly hash: string; readonly untilAt: number },
): Promise<boolean> {
  const key = `workload:${hash}`;
  if (await store.markOnce(tag, key, untilAt)) {
    await store.putToken(tag, key, id, untilAt);
    return true;
  }
  return (await store.peekToken(tag, key, 0)) === id;
}
