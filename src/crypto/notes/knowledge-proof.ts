// Openers prove knowledge of words or of a link before anything is released, and the log keeps only salted hashes of them.

import type { Proof } from '../share-terms.ts';
import { encodeBase64, toBytes, concat, hashB64, decodeBase64Url, encodeUtf8, type Salt } from '../bytes.ts';
import { signNote, verifyNote, type Signer } from './note.ts';
import { deviceSigner } from '../keys/device.ts';
import { isRefusal } from '../keys/taken.ts';
import { subtle } from '../webcrypto.ts';

export type ProofSigner = Signer;

const VERSION = 'nt2/opener/v1';
// RFC 8410: what stands before the 32 bytes of an Ed25519 seed in PKCS #8.
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** Which share, by whose device, when (epoch ms): what an opener signs. */
export interface KnowledgeProof {
  readonly share: string;
  /** base64 of D. */
  readonly device: string;
  readonly at: number;
}

/** The Ed25519 key of a 32-byte seed. @throws RangeError when it is not 32 bytes. */
export async function signerFromSeed(seed: Uint8Array): Promise<ProofSigner> {
  const bytes = toBytes(seed, 32);
  try {
    return await openerByPlatform(bytes);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // The seed is what it is: nobody can draw another, and both sides must get the same key from it.
    const { plainPublicKey, plainSign } = await import('./ed25519-plain.ts');
    const sign: ProofSigner['sign'] = async (message) => plainSign(bytes, typeof message === 'string' ? encodeUtf8(message) : message);
    return { publicKey: encodeBase64(plainPublicKey(bytes)), sign };
  }
}

async function openerByPlatform(seed: Uint8Array): Promise<ProofSigner> {
  const pkcs8 = concat(PKCS8, seed);
  // WebCrypto gives the public half only of a key that may be exported; the one that stays may not.
  const readable = await subtle().importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign']);
  const { x } = await subtle().exportKey('jwk', readable);
  const privateKey = await subtle().importKey('pkcs8', pkcs8, { name: 'Ed25519' }, false, ['sign']);
  return deviceSigner({ privateKey, publicKey: encodeBase64(toBytes(decodeBase64Url(x ?? '') ?? new Uint8Array(), 32)) });
}

/** An opener's name in signed notes: `H/opener/words`. */
export function proofKeyName(host: string, proof: Proof): string {
  return `${host}/opener/${proof}`;
}

export function formatKnowledgeProof({ share, device, at }: KnowledgeProof): string {
  return `${VERSION}\nshare ${share}\ndevice ${device}\ntime ${new Date(at).toISOString()}\n`;
}

/** The opener note as text. */
export function signKnowledgeProof({
  host,
  proof,
  key,
  ...facts
}: KnowledgeProof & { readonly host: string; readonly proof: Proof; readonly key: ProofSigner }): Promise<string> {
  return signNote({ text: formatKnowledgeProof(facts), name: proofKeyName(host, proof), key });
}

/**
 * Holds when `key` (base64) signed exactly this share and device. The caller compares `at` (epoch ms) with its own clock.
 * Anything that is not such a note is a failed proof, an absent one too.
 */
export async function verifyKnowledgeProof({
  note,
  host,
  proof,
  key,
  share,
  device,
  cosigned = false,
}: {
  readonly note: string;
  readonly host: string;
  readonly proof: Proof;
  readonly key: string;
  readonly share: string;
  readonly device: string;
  /** As of `verifyNote`. */
  readonly cosigned?: boolean;
}): Promise<{ readonly ok: true; readonly at: number } | { readonly ok: false }> {
  const text = typeof note === 'string' ? await verifyNote({ note, name: proofKeyName(host, proof), publicKey: key, cosigned }) : null;
  const at = Date.parse(/\ntime ([0-9TZ:.-]{24})\n$/.exec(text ?? '')?.[1] ?? '');
  return Number.isSafeInteger(at) && text === formatKnowledgeProof({ share, device, at }) ? { ok: true, at } : { ok: false };
}

/** base64 SHA-256("nt2/v1/opener\n" salt public key): which key proves, without letting a reader of the log test guesses. */
export function proofKeyCommitment(publicKey: Uint8Array | string, salt: Salt): string {
  return hashB64(concat(encodeUtf8('nt2/v1/opener\n'), toBytes(salt, 32), toBytes(publicKey, 32)));
}

/** base64 SHA-256("nt2/v1/note\n" salt note): that a proof was shown, without the signature a guess could be tested with. */
export function proofCommitment(note: string, salt: Salt): string {
  return hashB64(concat(encodeUtf8('nt2/v1/note\n'), toBytes(salt, 32), encodeUtf8(note)));
}
