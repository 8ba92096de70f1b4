// Claiming and what follows it: the notes that this device signs, and the proofs of link and words.

import { encodeBase64, randomBytes, type Bytes } from '../../crypto/bytes.ts';
import { linkProofSigner, parseFragment, parseLink } from '../../crypto/keys/link.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { proofCommitment, signKnowledgeProof } from '../../crypto/events/knowledge-proof.ts';
import type { Signer } from '../../crypto/note/signer.ts';
import type { Proof } from '../../crypto/share-terms.ts';
import { formatClaimed, formatDelivered } from '../../crypto/events/statements.ts';
import { signAs, type Signing } from './signing.ts';

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

/** Body of `claim`. `at` is the server's time, epoch ms; `secret` lies on this device before it is sent. */
export async function claimBody({
  share,
  at,
  link,
  words,
  secret,
  ...signing
}: {
  share: string;
  at: number;
  link: LinkKey | null;
  words: Signer | null;
  /** base64, 32 bytes: with it this device, and no other, asks again. */
  secret: string;
} & Signing): Promise<{ readonly secret: string; readonly openers: readonly object[] }> {
  const device = signing.signer.publicKey;
  const keys: [Proof, Signer][] = [];
  if (link !== null) keys.push(['link', await linkProofSigner(link, share)]);
  if (words !== null) keys.push(['words', words]);
  const openers = await Promise.all(
    keys.map(async ([proof, key]) => {
      const note = await signKnowledgeProof({ host: signing.host, proof, key, share, device, at });
      return { proof, salt: encodeBase64(randomBytes(32)), note };
    }),
  );
  const proofs = openers.map(({ proof, note, salt }) => ({ proof, commitment: proofCommitment(note, salt) }));
  const lease = claimSecretHash(secret);
  return { ...(await signAs(signing, formatClaimed({ share, at, device, lease, proofs }))), secret, openers };
}

/** Body of `deliver`. `secret` null: the lease must be over, or the share was claimed before there were claim secrets. */
export async function deliverBody({
  share,
  at,
  ack,
  secret,
  ...signing
}: { share: string; at: number; ack: string; secret: string | null } & Signing): Promise<object> {
  const signed = await signAs(signing, formatDelivered({ share, at, device: signing.signer.publicKey, ack }));
  return { ...signed, ...(secret !== null && { secret }), ack };
}
