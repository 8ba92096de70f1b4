// The sender's browser seals a share: it brings the capsule, and the payload unless that was uploaded before.

import { hashB64, isBase64 } from '../../crypto/bytes.ts';
import { FILE_LIMITS, plainSize } from '../../crypto/file/sizes.ts';
import { isRecipient } from '../../crypto/age/recipients.ts';
import { proofKeyCommitment } from '../../crypto/events/knowledge-proof.ts';
import { LINK_COVER, requiredProofs } from '../../crypto/share-terms.ts';
import { prekeyHash } from '../../crypto/keys/prekey.ts';
import { parseSealed, type NamedPrekey } from '../../crypto/events/statements.ts';
import type { ShareCommand } from '../lifecycle/command.ts';
import { limits } from '../limits.ts';
import type { FileStore } from '../ports/file-store.ts';
import type { PrekeyStore } from '../ports/prekey-store.ts';
import { ok, refuse, type Refusal, type Result } from '../refusal.ts';
import {
  isFileId,
  isLink,
  isSealed,
  needsPassphrase,
  tagOf,
  type FileId,
  type Mode,
  type PersonKey,
  type ProofKey,
  type Seal,
  type Share,
  type ShareId,
} from '../share.ts';
import { refusedByPolicy, type PolicyDeps } from './apply-policy.ts';
import { hideFromStranger } from './hide-from-stranger.ts';
import { loadShare, shareOf, transact, type TransactDeps } from './transact.ts';
import { nullIfMalformed, verifyStatement, type SignedShare, type VerifyDeps } from './verify-statement.ts';

export interface SealInput {
  readonly note: string;
  readonly device: string;
  readonly capsule: Uint8Array;
  /** Null when it was uploaded before. */
  readonly payload: Uint8Array | null;
  readonly openers: readonly ProofKey[];
  /** Of a link, base64: see `Seal`. */
  readonly cover?: string | undefined;
  /** Ids of files that the payload names: the commit binds them. */
  readonly files?: readonly string[] | undefined;
}

export interface VerifiedSeal {
  readonly seal: Seal;
  /** The key that it is sealed to, or `words` or `link`. */
  readonly for: string;
  /** The prekey that the statement names, still to be held against the one that was taken for this share. */
  readonly named: NamedPrekey | null;
}

export type SealDeps = TransactDeps & VerifyDeps & Pick<PolicyDeps, 'policy'> & { readonly store: PrekeyStore & SizeReader };
export type SizeReader = Pick<FileStore, 'loadFile'>;

export async function sealShare(
  deps: SealDeps,
  { id, by, input }: { readonly id: string; readonly by: PersonKey; readonly input: SealInput },
): Promise<Result<Share>> {
  const loaded = await loadShare(deps.store, id);
  if (loaded === null) return refuse('share.gone');
  const stranger = refuse('share.not_sender');
  const files = await sizesOf(deps.store, input);
  const verified = by === loaded.share.sender.key ? await verifyWithPrekey(deps, loaded.share, input) : stranger;
  const sealed = await transact(deps, {
    id,
    loaded,
    command: (share, now) =>
      by === share.sender.key
        ? (mayNotSeal(deps, share, files) ?? sealCommand(share, { by, input, verified }))
        : hideFromStranger(share, stranger, now),
    ciphertext: { capsule: input.capsule, ...(input.payload && { payload: input.payload }) },
  });
  return shareOf(sealed);
}

/** What the policy has against it now. A seal that stands is only repeated. */
export function mayNotSeal(deps: Pick<PolicyDeps, 'policy'>, share: Share, files: readonly number[] = []): Refusal | null {
  const { status } = share.state;
  return status === 'offered' || status === 'accepted' ? refusedByPolicy(deps, share, { files }) : null;
}

/** Verifies the seal; a prekey counts when it is the very one that was taken for this share, by this device and with this note. */
async function verifyWithPrekey(deps: SealDeps, share: Share, input: SealInput): Promise<Result<VerifiedSeal>> {
  const verified = await verifySeal(deps, share, input);
  if (!verified.ok || verified.value.named === null) return verified;
  const { seal, for: key, named } = verified.value;
  const taken = share.recipient && (await deps.store.takenPrekey(share.id, share.recipient.key));
  const isTaken = taken?.key === key && taken.device === named.device && prekeyHash(taken.note) === named.hash;
  // Withdrawn, or never given out: the recipient accepts first.
  if (!isTaken) return refuse('share.not_yet');
  return ok({ ...verified.value, seal: { ...seal, prekey: { device: named.device, key } } });
}

/** All but the uploaded payload, which may change until the commit: the command compares that one. */
export async function verifySeal(deps: VerifyDeps, share: SignedShare, input: SealInput): Promise<Result<VerifiedSeal>> {
  if (input.capsule.length > limits.capsuleBytes) return refuse('input.too_large', { field: 'capsule' });
  const { note, device, cover, files = [] } = input;
  if (!areFiles(share.id, files)) return invalid('files');
  if (cover !== undefined && !(isLink(share.mode) && isBase64(cover, LINK_COVER.bytes))) return invalid('cover');
  const statement = await verifyStatement(deps, share, { note, device, parse: parseSealed });
  if (!statement.ok) return statement;
  const facts = statement.value;
  if (!isSealedFor(share.mode, facts.for)) return invalid('note');
  if (facts.capsule !== hashB64(input.capsule)) return invalid('capsule');
  if (needsPassphrase(share.mode) !== (facts.salt !== null)) return invalid('note');
  if (input.payload && (facts.payload !== hashB64(input.payload) || facts.size !== input.payload.length)) return invalid('payload');
  const openers = committedOpeners(share.mode, input.openers, facts.openers);
  if (openers === null) return invalid('openers');
  const seal: Seal = {
    at: facts.at,
    ackHash: facts.ack,
    capsuleHash: facts.capsule,
    payloadHash: facts.payload,
    payloadSize: facts.size,
    scryptSalt: facts.salt,
    openers,
    device,
    statement: note,
    ...(cover !== undefined && { cover }),
  };
  return ok({ seal, for: facts.for, named: facts.prekey });
}

function sealCommand(
  share: Share,
  { by, input, verified }: { readonly by: PersonKey; readonly input: SealInput; readonly verified: Result<VerifiedSeal> },
): Result<ShareCommand> {
  // An ended share has lost the payload that was uploaded for it, which is not the sender's mistake.
  const otherwise = (refusal: Refusal): Refusal => (share.state.status === 'ended' ? refuse('share.gone') : refusal);
  if (!verified.ok) return otherwise(verified);
  const { seal } = verified.value;
  const uploaded = uploadedPayload(share);
  const isThere = input.payload !== null || (uploaded?.hash === seal.payloadHash && uploaded.size === seal.payloadSize);
  return isThere
    ? ok({ kind: 'seal', by, seal, for: verified.value.for, leaf: input.note, ...boundBy(input) })
    : otherwise(invalid('payload'));
}

/** Each once, of the tenant of the share, no more than a payload can name. */
const areFiles = (id: ShareId, files: readonly string[]): boolean =>
  files.length <= FILE_LIMITS.files &&
  new Set(files).size === files.length &&
  files.every((file) => isFileId(file) && tagOf(file) === tagOf(id));

/** Bytes of what each held before it was encrypted, for the policy. One that is not there fits every rule, and is bound to nothing. */
export async function sizesOf(store: SizeReader, { files = [] }: Pick<SealInput, 'files'>): Promise<readonly number[]> {
  const found = await Promise.all(
    files
      .slice(0, FILE_LIMITS.files)
      .filter(isFileId)
      .map((id) => store.loadFile(id)),
  );
  return found.map((file) => (file === null ? 0 : (plainSize(file) ?? 0)));
}

/** What `areFiles` has seen. */
export const boundBy = ({ files = [] }: SealInput): { readonly files?: readonly FileId[] } =>
  files.length === 0 ? {} : { files: files as readonly FileId[] };

const invalid = (field: string): Refusal => refuse('input.invalid', { field });

function isSealedFor(mode: Mode, recipient: string): boolean {
  if (isSealed(mode)) return isRecipient(recipient);
  return recipient === (isLink(mode) ? 'link' : 'words');
}

/** The proof keys that the mode demands, in its order; null unless the note commits to exactly those. */
function committedOpeners(
  mode: Mode,
  openers: readonly ProofKey[],
  commitments: readonly { readonly proof: string; readonly commitment: string }[],
): readonly ProofKey[] | null {
  const wanted = requiredProofs(mode);
  if (commitments.length !== wanted.length || openers.length !== wanted.length) return null;
  const found = wanted.flatMap((proof) => openers.filter((opener) => opener.proof === proof).slice(0, 1));
  const isCommitted = ({ proof, key, salt }: ProofKey): boolean => {
    const commitment = nullIfMalformed(() => proofKeyCommitment(key, salt));
    return commitments.some((line) => line.proof === proof && line.commitment === commitment);
  };
  return found.length === wanted.length && found.every(isCommitted) ? found : null;
}

/** What is in the store already; for a repeated seal, what it was sealed with. */
function uploadedPayload({ state }: Share): { readonly hash: string; readonly size: number } | null {
  if ('payload' in state) return state.payload;
  return 'seal' in state && state.seal ? { hash: state.seal.payloadHash, size: state.seal.payloadSize } : null;
}
