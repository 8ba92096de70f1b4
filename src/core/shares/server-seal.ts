// Modal entry: the one path on which this server sees a secret. It seals it in memory and forgets it; nothing here may log or keep it.
// See docs/decisions/modal-entry-after-the-form.md.

import { generateAck } from '../../crypto/events/ack.ts';
import { encodeBase64, hashB64, randomBytes } from '../../crypto/bytes.ts';
import { sealCapsule, type CapsuleRecipient } from '../../crypto/capsule/capsule.ts';
import { proofKeyCommitment } from '../../crypto/events/knowledge-proof.ts';
import { generatePayloadKey, sealPayload } from '../../crypto/capsule/payload.ts';
import type { Scrypt } from '../../crypto/age/scrypt.ts';
import { formatSealed } from '../../crypto/events/statements.ts';
import { tidyOwnPassphrase } from '../../crypto/passphrase/wordlist.ts';
import { derivePassphraseKeys, newPassphraseSalt, type PassphraseKeys } from '../../crypto/passphrase/passphrase.ts';
import { limits } from '../limits.ts';
import { ok, refuse, type Refusal, type Result } from '../refusal.ts';
import { isSealed, needsPassphrase, type ProofKey, type Seal, type Share } from '../share.ts';

export interface TypedSecret {
  readonly secret: string;
  readonly words: string | null;
}

export interface ServerSealed {
  readonly seal: Seal;
  readonly for: string;
  readonly leaf: string;
  readonly capsule: Uint8Array;
  readonly payload: Uint8Array;
}

interface SealingDeps {
  readonly now: number;
  /** Does the work when its turn comes; null: it does not come in time. */
  readonly enqueue: <T>(work: () => Promise<T>) => Promise<T | null>;
  readonly scrypt: Scrypt;
  /** Why the store would not take so many bytes of ciphertext now; null: it would. */
  readonly refuseSize: (size: number) => Promise<Refusal | null>;
}

/** Size of a capsule: its content is padded, and each of its layers has a fixed length. Held by a test. */
const CAPSULE_BYTES = { words: 2_230, both: 2_430 };

/** Seals what was typed in chat to the key of the recipient's browser, to words, or to both. */
export async function sealOnServer(share: Share, typed: TypedSecret, deps: SealingDeps): Promise<Result<ServerSealed>> {
  const refusal = refuseTyped(share, typed);
  if (refusal !== null) return refusal;
  const key = 'acceptance' in share.state ? (share.state.acceptance?.key ?? null) : null;
  if (isSealed(share.mode) && key === null) return refuse('share.not_yet');

  const payloadKey = await generatePayloadKey();
  const field = { name: share.label || 'Secret', value: typed.secret, hidden: true };
  const items = { v: 1 as const, items: [{ kind: share.kind, label: share.label, fields: [field] }] };
  const payload = await sealPayload(items, payloadKey.recipient);
  const words = needsPassphrase(share.mode) ? await deriveWords(share, typed, { ...deps, payloadSize: payload.length }) : ok(null);
  if (!words.ok) return words;

  const ack = generateAck();
  const to: CapsuleRecipient = key !== null && isSealed(share.mode) ? { kind: 'sealed', key } : { kind: 'words' };
  const capsule = await sealCapsule({
    content: {
      share: share.id,
      policy: hashB64(share.created),
      identity: payloadKey.identity,
      ack: ack.preimage,
      payload: hashB64(payload),
    },
    to,
    ...(words.value && { words: words.value }),
  });
  const sealedFor = to.kind === 'sealed' ? to.key : 'words';
  const seal = buildSeal(share, { at: deps.now, for: sealedFor, capsule, payload, ackHash: ack.hash, words: words.value });
  return ok({ seal, for: sealedFor, leaf: seal.statement, capsule, payload });
}

function refuseTyped({ mode }: Share, { secret, words }: TypedSecret): Refusal | null {
  if (secret.length === 0) return refuse('input.invalid', { field: 'secret' });
  if ([...secret].length > limits.modalSecret) return refuse('input.too_large', { field: 'secret' });
  if (!needsPassphrase(mode)) return null;
  if (!words) return refuse('input.invalid', { field: 'words' });
  return words.length > limits.modalWords ? refuse('input.too_large', { field: 'words' }) : null;
}

async function deriveWords(
  { id, mode }: Share,
  { words }: TypedSecret,
  { enqueue, scrypt, refuseSize, payloadSize }: SealingDeps & { readonly payloadSize: number },
): Promise<Result<PassphraseKeys>> {
  // Asked before scrypt takes half a second and 128 MiB, so that a sender who has to come again has cost next to nothing.
  const refusal = await refuseSize(payloadSize + (isSealed(mode) ? CAPSULE_BYTES.both : CAPSULE_BYTES.words));
  if (refusal !== null) return refusal;
  const input = { words: tidyOwnPassphrase(words ?? ''), salt: newPassphraseSalt(), share: id, scrypt };
  const derived = await enqueue(() => derivePassphraseKeys(input));
  return derived === null ? refuse('entry.busy') : ok(derived);
}

interface Contents {
  readonly at: number;
  readonly for: string;
  readonly capsule: Uint8Array;
  readonly payload: Uint8Array;
  readonly ackHash: string;
  readonly words: PassphraseKeys | null;
}

/** The server's own event is the statement: no device signs it. */
function buildSeal(share: Share, { at, for: sealedFor, capsule, payload, ackHash, words }: Contents): Seal {
  const openers: ProofKey[] = words ? [{ proof: 'words', key: words.opener.publicKey, salt: encodeBase64(randomBytes(32)) }] : [];
  const [capsuleHash, payloadHash] = [hashB64(capsule), hashB64(payload)];
  const scryptSalt = words ? encodeBase64(words.salt) : null;
  const statement = formatSealed({
    share: share.id,
    at,
    for: sealedFor,
    capsule: capsuleHash,
    payload: payloadHash,
    size: payload.length,
    ack: ackHash,
    salt: scryptSalt,
    openers: openers.map(({ proof, key, salt }) => ({ proof, commitment: proofKeyCommitment(key, salt) })),
    device: null,
  });
  return { at, ackHash, capsuleHash, payloadHash, payloadSize: payload.length, scryptSalt, openers, device: null, statement };
}
