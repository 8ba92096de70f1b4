// The sender's side: encrypts the items with a fresh payload key, then puts that key into the one capsule for this recipient, these words or this link.

import { generateAck } from '../../crypto/events/ack.ts';
import { encodeBase64, hashB64, randomBytes, decodeBase64, type Bytes } from '../../crypto/bytes.ts';
import { sealCapsule, type CapsuleRecipient } from '../../crypto/capsule/capsule.ts';
import { sealCover, type LinkCover } from '../../crypto/capsule/link-cover.ts';
import { deviceName } from '../../crypto/keys/device.ts';
import { eventValue, parseEvent } from '../../crypto/events/event.ts';
import type { Items } from '../../crypto/capsule/items.ts';
import { formatFragment, generateLinkKey, linkProofSigner } from '../../crypto/keys/link.ts';
import { verifyNote } from '../../crypto/note/note.ts';
import { proofKeyCommitment } from '../../crypto/events/knowledge-proof.ts';
import type { Proof } from '../../crypto/share-terms.ts';
import { generatePayloadKey, sealPayload } from '../../crypto/capsule/payload.ts';
import { parseAccepted, parseSealed, formatSealed, type NamedPrekey } from '../../crypto/events/statements.ts';
import type { PassphraseKeys } from '../../crypto/passphrase/passphrase.ts';
import type { AcceptanceView, SealView, ShareView } from '../answers/share-view.ts';
import type { LinkKey } from './claim.ts';
import { signAs, type Signing } from './signing.ts';
import { isLink, isSealed } from '../../crypto/share-terms.ts';

export interface EncryptedPayload {
  readonly identity: string;
  readonly bytes: Bytes;
  readonly hash: string;
  /** Ids of the files that it names, which the seal binds. */
  readonly files: readonly string[];
}

export async function encryptItems(items: Items): Promise<EncryptedPayload> {
  const { identity, recipient } = await generatePayloadKey();
  const bytes = await sealPayload(items, recipient);
  return { identity, bytes, hash: hashB64(bytes), files: (items.files ?? []).map(({ id }) => id) };
}

export function newLink(share: string): { readonly key: LinkKey; readonly fragment: string } {
  const key = generateLinkKey();
  return { key, fragment: formatFragment(key, share) };
}

/** True when the acceptance carries the signature of the very device and key that the server names. */
export async function verifyAcceptance(host: string, share: string, acceptance: AcceptanceView | null): Promise<boolean> {
  if (!acceptance?.device || !acceptance.key || !acceptance.note || decodeBase64(acceptance.device)?.length !== 32) return false;
  const name = deviceName(host, acceptance.device);
  const text = await verifyNote({ note: acceptance.note, name, publicKey: acceptance.device });
  const read = text === null ? null : parseAccepted(text);
  return read !== null && read.share === share && read.device === acceptance.device && read.key === acceptance.key;
}

interface SealedPayload {
  readonly id: string;
  readonly seal: SealView | null;
  /** base64 hash. */
  readonly payload: string;
}

/** True when this device has signed that this payload is sealed. */
export async function wasSealedBy({ host, signer: { publicKey } }: Signing, { id, seal, payload }: SealedPayload): Promise<boolean> {
  if (seal === null) return false;
  const text = await verifyNote({ note: seal.statement, name: deviceName(host, publicKey), publicKey });
  const read = text === null ? null : parseSealed(text);
  return read !== null && read.share === id && read.payload === payload;
}

function target(view: Sealable, link: LinkKey | null): { to: CapsuleRecipient; name: string } {
  if (isSealed(view.mode)) {
    const key = view.acceptance?.key;
    if (!key) throw new RangeError('nobody has accepted');
    return { to: { kind: 'sealed', key }, name: key };
  }
  if (!isLink(view.mode)) return { to: { kind: 'words' }, name: 'words' };
  if (link === null) throw new RangeError('no link key');
  return { to: { kind: 'link', linkKey: link }, name: 'link' };
}

/** What a seal is made for. */
export type Sealable = Pick<ShareView, 'id' | 'mode' | 'kind' | 'created' | 'expiresAt' | 'acceptance'>;

export interface SealBody {
  readonly note: string;
  readonly device: string;
  /** base64, as `payload`. */
  readonly capsule: string;
  readonly payload?: string;
  readonly openers: readonly object[];
  /** base64, of a link. */
  readonly cover?: string;
  readonly files?: readonly string[];
}

function cover({ id, kind, expiresAt }: Sealable, says: Pick<LinkCover, 'sender' | 'label'>, key: LinkKey): { readonly cover: string } {
  return { cover: encodeBase64(sealCover({ ...says, kind, expiresAt }, { key, share: id })) };
}

/** Body of `seal`. `payload` null: it was uploaded before. `at` is the server's time, epoch ms. */
export async function sealBody({
  view,
  at,
  locked,
  payload,
  prekey = null,
  link,
  words,
  says,
  ...signing
}: {
  readonly view: Sealable;
  readonly at: number;
  readonly locked: { readonly identity: string; readonly hash: string; readonly size: number; readonly files?: readonly string[] };
  readonly payload: Bytes | null;
  /** Where the key of the acceptance is a prekey: whose. */
  readonly prekey?: NamedPrekey | null;
  readonly link: LinkKey | null;
  readonly words: PassphraseKeys | null;
  /** Of a link: what its page says before it is opened. */
  readonly says: Pick<LinkCover, 'sender' | 'label'> | null;
} & Signing): Promise<SealBody> {
  const created = parseEvent(view.created);
  if (created?.share !== view.id || eventValue(created, 'mode') !== view.mode) throw new RangeError('not what was asked for');
  const { to, name } = target(view, link);
  const ack = generateAck();
  const content = { share: view.id, policy: hashB64(view.created), identity: locked.identity, ack: ack.preimage, payload: locked.hash };
  const capsule = await sealCapsule({ content, to, words: words ?? undefined });

  const keys: { proof: Proof; key: string }[] = [];
  if (link !== null) keys.push({ proof: 'link', key: (await linkProofSigner(link, view.id)).publicKey });
  if (words !== null) keys.push({ proof: 'words', key: words.opener.publicKey });
  const openers = keys.map((opener) => ({ ...opener, salt: encodeBase64(randomBytes(32)) }));

  const text = formatSealed({
    share: view.id,
    at,
    for: name,
    prekey,
    capsule: hashB64(capsule),
    payload: locked.hash,
    size: locked.size,
    ack: ack.hash,
    salt: words === null ? null : encodeBase64(words.salt),
    openers: openers.map(({ proof, key, salt }) => ({ proof, commitment: proofKeyCommitment(key, salt) })),
    device: signing.signer.publicKey,
  });
  const { files = [] } = locked;
  const body = {
    ...(await signAs(signing, text)),
    capsule: encodeBase64(capsule),
    openers,
    ...(link && says && cover(view, says, link)),
    ...(files.length > 0 && { files }),
  };
  return payload === null ? body : { ...body, payload: encodeBase64(payload) };
}
