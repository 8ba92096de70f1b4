// Knowledge proofs: a browser shows that it knows the words or the link before the server releases anything. The log keeps only salted hashes of them.
// Signed for one device, because a server could show again whatever it was shown. See docs/decisions/four-signatures.md.

import { hashB64, toBytes, type Salt } from '../bytes.ts';
import { signNote, verifyNote } from '../note/note.ts';
import type { Signer } from '../note/signer.ts';
import type { Proof } from '../share-terms.ts';

const VERSION = 'nt2/opener/v1';

/** Which share, by whose device, when (epoch ms): what a proof key signs. */
export interface KnowledgeProof {
  readonly share: string;
  /** base64 of the device key. */
  readonly device: string;
  readonly at: number;
}

/** A proof key's name in signed notes: `H/opener/words`. */
export function proofKeyName(host: string, proof: Proof): string {
  return `${host}/opener/${proof}`;
}

export function formatKnowledgeProof({ share, device, at }: KnowledgeProof): string {
  return `${VERSION}\nshare ${share}\ndevice ${device}\ntime ${new Date(at).toISOString()}\n`;
}

/** The knowledge proof as a signed note. */
export function signKnowledgeProof({
  host,
  proof,
  key,
  ...facts
}: KnowledgeProof & { readonly host: string; readonly proof: Proof; readonly key: Signer }): Promise<string> {
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
  return hashB64('nt2/v1/opener\n', toBytes(salt, 32), toBytes(publicKey, 32));
}

/** base64 SHA-256("nt2/v1/note\n" salt note): that a proof was shown, without the signature a guess could be tested with. */
export function proofCommitment(note: string, salt: Salt): string {
  return hashB64('nt2/v1/note\n', toBytes(salt, 32), note);
}
