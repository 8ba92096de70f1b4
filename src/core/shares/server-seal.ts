// Modal entry: the one path on which this server sees a secret. It is sealed in memory and forgotten; nothing here may log or keep it.

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
  readonly inLine: <T>(work: () => Promise<T>) => Promise<T | null>;
  readonly scrypt: Scrypt;
  /** Why so many bytes of ciphertext would not be taken now; null: they would. */
  readonly noRoom: (size: number) => Promise<Refusal | null>;
}

/** What a capsule takes: its content is padded, and each of its layers has one length. Held by a test. */
const CAPSULE_BYTES = { words: 2_230, both: 2_430 };

/** Seals what was typed in chat to the key of the recipient's browser, to words, or to both. */
export async function sealOnServer(
  share: Share,
  typed: { readonly secret: string; readonly words: string | null },
  { now, inLine, scrypt, noRoom }: SealingDeps,
): Promise<Result<ServerSealed>> {
  if (typed.secret.length === 0) return refuse('input.invalid', { field: 'secret' });
  if ([...typed.secret].length > limits.modalSecret) return refuse('input.too_large', { field: 'secret' });
  if (needsPassphrase(share.mode) && !typed.words) return refuse('input.invalid', { field: 'words' });
  if (needsPassphrase(share.mode) && typed.words !== null && typed.words.length > limits.modalWords)
    return refuse('input.too_large', { field: 'words' });
  const key = 'acceptance' in share.state ? (share.state.acceptance?.key ?? null) : null;
  if (isSealed(share.mode) && key === null) return refuse('share.not_yet');

  const lock = await generatePayloadKey();
  const items = {
    v: 1 as const,
    items: [{ kind: share.kind, label: share.label, fields: [{ name: share.label || 'Secret', value: typed.secret, hidden: true }] }],
  };
  const payload = await sealPayload(items, lock.recipient);
  let words: PassphraseKeys | null = null;
  if (needsPassphrase(share.mode)) {
    // Before the words cost half a second and 128 MiB: whoever has to come again has cost next to nothing.
    const full = await noRoom(payload.length + (isSealed(share.mode) ? CAPSULE_BYTES.both : CAPSULE_BYTES.words));
    if (full !== null) return full;
    words = await inLine(() =>
      derivePassphraseKeys({ words: tidyOwnPassphrase(typed.words ?? ''), salt: newPassphraseSalt(), share: share.id, scrypt }),
    );
    if (words === null) return refuse('entry.busy');
  }
  const ack = generateAck();
  const to: CapsuleRecipient = key !== null && isSealed(share.mode) ? { kind: 'sealed', key } : { kind: 'words' };
  const capsule = await sealCapsule({
    content: { share: share.id, policy: hashB64(share.created), identity: lock.identity, ack: ack.preimage, payload: hashB64(payload) },
    to,
    ...(words && { words }),
  });
  const openers: ProofKey[] = words ? [{ proof: 'words', key: words.opener.publicKey, salt: encodeBase64(randomBytes(32)) }] : [];
  const sealedFor = to.kind === 'sealed' ? to.key : 'words';
  const leaf = formatSealed({
    share: share.id,
    at: now,
    for: sealedFor,
    capsule: hashB64(capsule),
    payload: hashB64(payload),
    size: payload.length,
    ack: ack.hash,
    salt: words ? encodeBase64(words.salt) : null,
    openers: openers.map(({ proof, key: publicKey, salt }) => ({ proof, commitment: proofKeyCommitment(publicKey, salt) })),
    device: null,
  });
  const seal: Seal = {
    at: now,
    ackHash: ack.hash,
    capsuleHash: hashB64(capsule),
    payloadHash: hashB64(payload),
    payloadSize: payload.length,
    scryptSalt: words ? encodeBase64(words.salt) : null,
    openers,
    device: null,
    statement: leaf,
  };
  return ok({ seal, for: sealedFor, leaf, capsule, payload });
}
