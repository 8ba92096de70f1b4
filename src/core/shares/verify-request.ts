// Checks what browsers signed, and turns it into the facts that decide() works on.

import { ackHash } from '../../crypto/events/ack.ts';
import { hashB64 } from '../../crypto/bytes.ts';
import { deviceName } from '../../crypto/keys/device.ts';
import { isRecipient } from '../../crypto/age/recipients.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { verifyNote } from '../../crypto/note/note.ts';
import { requiredProofs } from '../../crypto/share-terms.ts';
import { proofCommitment, proofKeyCommitment, verifyKnowledgeProof } from '../../crypto/events/knowledge-proof.ts';
import { parseAccepted, parseClaimed, parseDelivered, parseSealed } from '../../crypto/events/statements.ts';
import type { ShareCommand, ProofResult } from '../lifecycle/command.ts';
import { limits } from '../limits.ts';
import { refuse, type Refusal } from '../refusal.ts';
import {
  isLink,
  isSealed,
  needsPassphrase,
  type Acceptance,
  type ProofKey,
  type PersonKey,
  type Proof,
  type Seal,
  type Share,
} from '../share.ts';

export interface VerifyContext {
  /** H, the host of the public address: part of every key name. */
  readonly host: string;
  readonly now: number;
}

export interface AcceptInput {
  readonly note: string;
  readonly device: string;
}

export interface SealInput {
  readonly note: string;
  readonly device: string;
  readonly capsule: Uint8Array;
  /** Null when it was uploaded before. */
  readonly payload: Uint8Array | null;
  readonly openers: readonly ProofKey[];
}

export interface ClaimInput {
  readonly note: string;
  readonly device: string;
  /** base64, 32 bytes: the claim secret, whose hash stands in the note. */
  readonly secret: string;
  readonly openers: readonly { readonly proof: Proof; readonly salt: string; readonly note: string }[];
}

export interface DeliverInput {
  readonly note: string;
  readonly device: string;
  /** The claim secret; only a share that was claimed before there was one is confirmed without. */
  readonly secret?: string | undefined;
  readonly ack: string;
}

export async function verifyAcceptance(checks: VerifyContext, share: Share, input: AcceptInput): Promise<Acceptance | Refusal> {
  const facts = await verifyStatement(checks, share, input, parseAccepted);
  if ('ok' in facts) return facts;
  if (isSealed(share.mode) ? facts.key === null || !isRecipient(facts.key) : facts.key !== null)
    return refuse('input.invalid', { field: 'note' });
  return { at: facts.at, device: input.device, key: facts.key, signedNote: input.note };
}

export async function verifySeal(checks: VerifyContext, share: Share, input: SealInput): Promise<{ seal: Seal; for: string } | Refusal> {
  if (input.capsule.length > limits.capsuleBytes) return refuse('input.too_large', { field: 'capsule' });
  const facts = await verifyStatement(checks, share, input, parseSealed);
  if ('ok' in facts) return facts;
  const wrong = (field: string): Refusal => refuse('input.invalid', { field });
  const kind = isSealed(share.mode) ? 'sealed' : isLink(share.mode) ? 'link' : 'words';
  if (kind === 'sealed' ? !isRecipient(facts.for) : facts.for !== kind) return wrong('note');
  if (facts.capsule !== hashB64(input.capsule)) return wrong('capsule');
  if (needsPassphrase(share.mode) !== (facts.salt !== null)) return wrong('note');
  const uploaded = uploadedPayload(share);
  const payload = input.payload ? { hash: hashB64(input.payload), size: input.payload.length } : uploaded;
  if (payload?.hash !== facts.payload || payload.size !== facts.size) return wrong('payload');
  const wanted = requiredProofs(share.mode);
  const openers = wanted.map((proof) => input.openers.find((opener) => opener.proof === proof));
  const committed = wanted.every((proof, n) => {
    const opener = openers[n];
    return (
      opener &&
      facts.openers.some((line) => line.proof === proof && line.commitment === formed(() => proofKeyCommitment(opener.key, opener.salt)))
    );
  });
  if (!committed || facts.openers.length !== wanted.length || input.openers.length !== wanted.length) return wrong('openers');
  const seal: Seal = {
    at: facts.at,
    ackHash: facts.ack,
    capsuleHash: facts.capsule,
    payloadHash: facts.payload,
    payloadSize: facts.size,
    scryptSalt: facts.salt,
    openers: openers.filter((opener) => opener !== undefined),
    device: input.device,
    statement: input.note,
  };
  return { seal, for: facts.for };
}

export async function verifyClaim(
  checks: VerifyContext,
  share: Share,
  by: PersonKey | null,
  input: ClaimInput,
): Promise<ShareCommand | Refusal> {
  const facts = await verifyStatement(checks, share, input, parseClaimed);
  if ('ok' in facts) return facts;
  const lease = claimSecretHash(input.secret);
  const { state } = share;
  // Somebody shows again what the device that claimed has signed: no opener decides that, only the secret, which the rules look at.
  if (state.status === 'claimed' && state.claim.device === input.device)
    return { kind: 'claim', by, device: input.device, lease: lease ?? '', proofs: [], leaf: input.note };
  if (lease === null || facts.lease !== lease) return refuse('proof.failed');
  const held = 'seal' in state ? (state.seal?.openers ?? []) : [];
  const wanted = requiredProofs(share.mode);
  const committed = facts.proofs.every(({ proof, commitment }) => {
    const shown = input.openers.find((opener) => opener.proof === proof);
    return wanted.includes(proof) && shown && commitment === formed(() => proofCommitment(shown.note, shown.salt));
  });
  if (!committed || facts.proofs.length !== input.openers.length) return refuse('input.invalid', { field: 'openers' });
  const proofs = await Promise.all(
    input.openers.map(async ({ proof, salt, note }): Promise<ProofResult> => {
      const key = held.find((opener) => opener.proof === proof)?.key;
      const shown = key ? await verifyKnowledgeProof({ note, host: checks.host, proof, key, share: share.id, device: input.device }) : null;
      return { proof, salt, note, verdict: shown?.ok && isTimely(checks, shown.at) ? 'held' : 'failed' };
    }),
  );
  return { kind: 'claim', by, device: input.device, lease, proofs, leaf: input.note };
}

export async function verifyDelivery(checks: VerifyContext, share: Share, input: DeliverInput): Promise<ShareCommand | Refusal> {
  const facts = await verifyStatement(checks, share, input, parseDelivered);
  if ('ok' in facts) return facts;
  const hash = facts.ack === input.ack ? ackHash(input.ack) : null;
  const lease = input.secret === undefined ? null : claimSecretHash(input.secret);
  return hash === null ? refuse('ack.mismatch') : { kind: 'deliver', device: input.device, lease, ackHash: hash, leaf: input.note };
}

/** What lies in the store already; for a repeated seal, what it was sealed with. */
function uploadedPayload({ state }: Share): { hash: string; size: number } | null {
  if ('payload' in state) return state.payload;
  return 'seal' in state && state.seal ? { hash: state.seal.payloadHash, size: state.seal.payloadSize } : null;
}

/** The facts of a note: one text and one signature, by that device, about this share, at about this time. */
async function verifyStatement<T extends { share: string; at: number; device: string | null }>(
  checks: VerifyContext,
  share: Share,
  input: { note: string; device: string },
  read: (text: string) => T | null,
): Promise<T | Refusal> {
  const name = formed(() => deviceName(checks.host, input.device));
  const text = name === null ? null : await verifyNote({ note: input.note, name, publicKey: input.device });
  if (text === null) return refuse('proof.failed');
  const facts = read(text);
  if (facts === null || facts.share !== share.id || facts.device !== input.device) return refuse('proof.failed');
  return isTimely(checks, facts.at) ? facts : refuse('proof.stale');
}

function isTimely(checks: VerifyContext, at: number): boolean {
  return Math.abs(at - checks.now) <= limits.clockToleranceMs;
}

/** Null when salt or key are not of their form, which fits no name and no commitment. */
function formed(make: () => string): string | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
