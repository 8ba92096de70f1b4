// Claiming and what follows it: the notes that this browser signs, and the proofs of link and words.

import { encodeBase64, randomBytes, type Bytes } from '../../crypto/bytes.ts';
import { deviceName } from '../../crypto/keys/device.ts';
import { linkProofSigner, parseFragment, parseLink } from '../../crypto/keys/link.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { signNote } from '../../crypto/note/note.ts';
import { proofCommitment, signKnowledgeProof } from '../../crypto/events/knowledge-proof.ts';
import type { Signer } from '../../crypto/note/signer.ts';
import type { Proof } from '../../crypto/share-terms.ts';
import { formatClaimed, formatDelivered } from '../../crypto/events/statements.ts';
import { getOrCreateClaimSecret, loadClaimSecret } from './claim-secret.ts';
import { getDeviceSigner } from './keys.ts';

export type LinkKey = Bytes;

/** Parses the key of a fragment, or what a person typed. */
export function parseLinkKey(
  raw: string,
  share: string,
  typed: boolean,
): { ok: true; key: LinkKey } | { ok: false; reason: 'damaged' | 'missing' | 'version' } {
  if (!typed) return parseFragment(raw, share);
  const parsed = parseLink(raw, share);
  if (!parsed.ok) return parsed;
  return parsed.id === share ? { ok: true, key: parsed.key } : { ok: false, reason: 'damaged' };
}

async function sign(text: string): Promise<{ note: string; device: string }> {
  const signer = await getDeviceSigner();
  return { note: await signNote({ text, name: deviceName(location.host, signer.publicKey), key: signer }), device: signer.publicKey };
}

/** Body of `claim`. `at` is the server's time, epoch ms. */
export async function claimBody({
  share,
  at,
  link,
  words,
}: {
  share: string;
  at: number;
  link: LinkKey | null;
  words: Signer | null;
}): Promise<{ readonly secret: string; readonly openers: readonly object[] }> {
  const { publicKey: device } = await getDeviceSigner();
  const secret = await getOrCreateClaimSecret(share);
  const keys: [Proof, Signer][] = [];
  if (link !== null) keys.push(['link', await linkProofSigner(link, share)]);
  if (words !== null) keys.push(['words', words]);
  const openers = await Promise.all(
    keys.map(async ([proof, key]) => {
      const note = await signKnowledgeProof({ host: location.host, proof, key, share, device, at });
      return { proof, salt: encodeBase64(randomBytes(32)), note };
    }),
  );
  const proofs = openers.map(({ proof, note, salt }) => ({ proof, commitment: proofCommitment(note, salt) }));
  const lease = claimSecretHash(secret);
  return { ...(await sign(formatClaimed({ share, at, device, lease, proofs }))), secret, openers };
}

/** Body of `deliver`. */
export async function deliverBody(share: string, at: number, ack: string): Promise<object> {
  const { publicKey: device } = await getDeviceSigner();
  const secret = await loadClaimSecret(share);
  return { ...(await sign(formatDelivered({ share, at, device, ack }))), ...(secret !== null && { secret }), ack };
}

/** Body of `broken`. */
export async function brokenBody(share: string, reason: 'capsule' | 'payload' | 'mismatch'): Promise<object> {
  return { device: (await getDeviceSigner()).publicKey, secret: await loadClaimSecret(share), reason };
}
