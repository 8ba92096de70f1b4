// capsule.age: the key of the payload, and what it may be used for. Layers outside in: a browser's or a link's key, then words; at most one of each.

import { isIdentity } from '../age/recipients.ts';
import { decryptWithKey, decryptWithPassphrase, encryptTo, isAge, type Decrypted, type PassphraseKey } from '../age/age.ts';
import { concat, equal, hashB64, decodeUtf8, decodeBase64, decodeBase64Url, encodeUtf8, type Bytes } from '../bytes.ts';
import { CapsuleError, type CapsuleErrorCode } from './capsule-error.ts';
import { takenIdentity } from '../age/identity.ts';
import { linkIdentity } from '../keys/link.ts';
import type { WebKey } from '../webcrypto.ts';

export interface CapsuleContent {
  readonly share: string;
  /** base64 SHA-256 of the created event. */
  readonly policy: string;
  /** The payload key: `AGE-SECRET-KEY-1…`. */
  readonly identity: string;
  /** base64url, 32 bytes: the preimage that proves decryption. */
  readonly ack: string;
  /** base64 SHA-256 of payload.age. */
  readonly payload: string;
}

export type CapsuleRecipient =
  | { readonly kind: 'sealed'; readonly key: string }
  | { readonly kind: 'link'; readonly linkKey: Uint8Array }
  | { readonly kind: 'words' };

export type CapsuleIdentity =
  | { readonly kind: 'sealed'; readonly key: WebKey | string }
  | { readonly kind: 'link'; readonly linkKey: Uint8Array }
  | { readonly kind: 'words' };

const BLOCK = 2_048;
const ID = /^[a-z2-7]{32}$/;

/**
 * @param words the inner layer; required when `to.kind` is `words`.
 * @throws RangeError when content or target are not well formed.
 */
export async function sealCapsule({
  content,
  to,
  words,
}: {
  readonly content: CapsuleContent;
  readonly to: CapsuleRecipient;
  readonly words?: PassphraseKey | undefined;
}): Promise<Bytes> {
  if (!isContent(content)) throw new RangeError('not the content of a capsule');
  if (to.kind === 'words' && words === undefined) throw new RangeError('words are missing');
  let file: Bytes = encode(content);
  if (words !== undefined) file = await encryptTo(file, words);
  if (to.kind === 'sealed') return encryptTo(file, to.key);
  if (to.kind === 'link') return encryptTo(file, (await takenIdentity(linkIdentity(to.linkKey, content.share))).recipient);
  return file;
}

/**
 * @param expect what the signed events of the share say. With `capsule` (the hash of the bytes) a damaged file is never mistaken for wrong words.
 * @throws CapsuleError
 */
export async function openCapsule({
  bytes,
  with: key,
  words,
  expect,
}: {
  readonly bytes: Uint8Array;
  readonly with: CapsuleIdentity;
  readonly words?: PassphraseKey | undefined;
  readonly expect: { readonly share: string; readonly policy: string; readonly payload: string; readonly capsule?: string | undefined };
}): Promise<CapsuleContent> {
  if (expect.capsule !== undefined && hashB64(bytes) !== expect.capsule) throw new CapsuleError('damaged');
  if (key.kind === 'words' && words === undefined) throw new CapsuleError('wrong_words');
  let plain = bytes;
  if (key.kind !== 'words') {
    const identity = key.kind === 'link' ? linkIdentity(key.linkKey, expect.share) : key.key;
    plain = unwrap(await decryptWithKey(plain, identity), 'wrong_key');
  }
  if (words !== undefined) plain = unwrap(await decryptWithPassphrase(plain, words), 'wrong_words');
  else if (isAge(plain)) throw new CapsuleError('mismatch');
  const content = decode(plain);
  if (content.share !== expect.share || content.policy !== expect.policy || content.payload !== expect.payload) {
    throw new CapsuleError('mismatch');
  }
  return content;
}

function unwrap(opened: Decrypted, key: CapsuleErrorCode): Bytes {
  if (opened.ok) return opened.bytes;
  throw new CapsuleError(opened.reason === 'key' ? key : opened.reason === 'stanza' ? 'mismatch' : 'damaged');
}

function encode({ share, policy, identity, ack, payload }: CapsuleContent): Bytes {
  const body = encodeUtf8(JSON.stringify({ v: 1, share, policy, identity, ack, payload, pad: '' }));
  const pad = (BLOCK - (body.length % BLOCK)) % BLOCK;
  return concat(body.subarray(0, -2), encodeUtf8('0'.repeat(pad)), body.subarray(-2));
}

function decode(plain: Uint8Array): CapsuleContent {
  let json: unknown;
  try {
    json = JSON.parse(decodeUtf8(plain));
  } catch {
    throw new CapsuleError('damaged');
  }
  if (typeof json !== 'object' || json === null) throw new CapsuleError('damaged');
  if ((json as { v?: unknown }).v !== 1) throw new CapsuleError('mismatch');
  const { share, policy, identity, ack, payload } = json as CapsuleContent;
  const content = { share, policy, identity, ack, payload };
  // One content has one spelling, padding included: whatever else is in there, we did not write it.
  if (!isContent(content) || !equal(encode(content), plain)) throw new CapsuleError('damaged');
  return content;
}

function isContent(content: CapsuleContent): boolean {
  const { share, policy, identity, ack, payload } = content as { [K in keyof CapsuleContent]: unknown };
  return (
    typeof share === 'string' &&
    ID.test(share) &&
    isHash(policy) &&
    isHash(payload) &&
    typeof identity === 'string' &&
    isIdentity(identity) &&
    typeof ack === 'string' &&
    decodeBase64Url(ack)?.length === 32
  );
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && decodeBase64(value)?.length === 32;
}
