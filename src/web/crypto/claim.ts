// Claiming and what follows it: the notes that this browser signs, and the proofs of link and words.

import { b64, randomBytes, type Bytes } from '../../crypto/bytes.ts';
import { deviceName } from '../../crypto/keys/device.ts';
import { linkOpener, parseFragment, parseLink } from '../../crypto/keys/link.ts';
import { claimSecretHash } from '../../crypto/notes/claim-secret.ts';
import { signNote } from '../../crypto/notes/note.ts';
import { noteCommitment, signOpener, type OpenerKey, type Proof } from '../../crypto/notes/opener.ts';
import { claimedText, deliveredText } from '../../crypto/notes/statements.ts';
import { claimSecret, keptClaimSecret } from './claim-secret.ts';
import { thisDevice } from './keys.ts';

export type LinkKey = Bytes;

/** Reads the key of a fragment, or what somebody typed. */
export function readKey(
  raw: string,
  share: string,
  typed: boolean,
): { ok: true; key: LinkKey } | { ok: false; why: 'damaged' | 'missing' | 'version' } {
  if (!typed) return parseFragment(raw, share);
  const parsed = parseLink(raw, share);
  if (!parsed.ok) return parsed;
  return parsed.id === share ? { ok: true, key: parsed.key } : { ok: false, why: 'damaged' };
}

async function sign(text: string): Promise<{ note: string; device: string }> {
  const signer = await thisDevice();
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
  words: OpenerKey | null;
}): Promise<{ readonly secret: string; readonly openers: readonly object[] }> {
  const { publicKey: device } = await thisDevice();
  const secret = await claimSecret(share);
  const keys: [Proof, OpenerKey][] = [];
  if (link !== null) keys.push(['link', await linkOpener(link, share)]);
  if (words !== null) keys.push(['words', words]);
  const openers = await Promise.all(
    keys.map(async ([proof, key]) => {
      const note = await signOpener({ host: location.host, proof, key, share, device, at });
      return { proof, salt: b64(randomBytes(32)), note };
    }),
  );
  const proofs = openers.map(({ proof, note, salt }) => ({ proof, commitment: noteCommitment(note, salt) }));
  const lease = claimSecretHash(secret);
  return { ...(await sign(claimedText({ share, at, device, lease, proofs }))), secret, openers };
}

/** Body of `deliver`. */
export async function deliverBody(share: string, at: number, ack: string): Promise<object> {
  const { publicKey: device } = await thisDevice();
  const secret = await keptClaimSecret(share);
  return { ...(await sign(deliveredText({ share, at, device, ack }))), ...(secret !== null && { secret }), ack };
}

/** Body of `broken`. */
export async function brokenBody(share: string, reason: 'capsule' | 'payload' | 'mismatch'): Promise<object> {
  return { device: (await thisDevice()).publicKey, secret: await keptClaimSecret(share), reason };
}
