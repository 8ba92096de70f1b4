// The cover of a link: who sent it, what it is and until when it waits, in the sender's words. Sealed under the link's key, so that only
// a person with the whole link reads it, before anything is opened. Of one size, so that it tells strangers nothing by its length.

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concat, decodeUtf8, encodeUtf8, randomBytes, type Bytes } from '../bytes.ts';
import { linkCoverKey } from '../keys/link.ts';
import { KINDS, LINK_COVER, type Kind } from '../share-terms.ts';

export interface LinkCover {
  /** At most 80 characters. */
  readonly sender: string;
  readonly kind: Kind;
  /** At most 80 characters. */
  readonly label: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

interface Place {
  readonly key: Uint8Array;
  /** The id of the share. */
  readonly share: string;
}

const NONCE = 12;
/** The JSON, and zero bytes after it. */
const PLAIN_BYTES = LINK_COVER.bytes - NONCE - 16;
/** The last moment whose year has four digits. */
const LAST = Date.UTC(9999, 11, 31);

/**
 * A sealed cover: `LINK_COVER.bytes` bytes. The nonce is random: a key seals one cover, and twice only when a seal is made again.
 * @throws RangeError when `parseCover` would refuse it.
 */
export function sealCover(cover: LinkCover, { key, share }: Place, random: (length: number) => Uint8Array = randomBytes): Bytes {
  const json = encodeUtf8(formatCover(cover));
  const nonce = random(NONCE);
  const plain = concat(json, new Uint8Array(PLAIN_BYTES - json.length));
  return concat(nonce, chacha20poly1305(linkCoverKey(key, share), nonce).encrypt(plain));
}

/** Null when it was made for another link or share, was changed, or says what this version does not know. */
export function openCover(sealed: Uint8Array, { key, share }: Place): LinkCover | null {
  if (sealed.length !== LINK_COVER.bytes) return null;
  try {
    const plain = chacha20poly1305(linkCoverKey(key, share), sealed.subarray(0, NONCE)).decrypt(sealed.subarray(NONCE));
    const end = plain.findLastIndex((byte) => byte !== 0) + 1;
    return parseCover(decodeUtf8(plain.subarray(0, end)));
  } catch {
    return null;
  }
}

/** @throws RangeError when `parseCover` would refuse it. */
export function formatCover({ sender, kind, label, expiresAt }: LinkCover): string {
  const isTime = Number.isSafeInteger(expiresAt) && Math.abs(expiresAt) <= LAST;
  if (!isTime || !isCoverLine(label) || !isCoverLine(sender, LINK_COVER.nameBytes)) throw new RangeError('not a cover');
  return JSON.stringify({ v: 1, sender, kind, label, expires: new Date(expiresAt).toISOString() });
}

/** The cover in its one spelling; null for everything else. */
export function parseCover(text: string): LinkCover | null {
  try {
    const { sender, kind, label, expires } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const known = KINDS.find((name) => name === kind);
    if (known === undefined || typeof sender !== 'string' || typeof label !== 'string' || typeof expires !== 'string') return null;
    const cover = { sender, kind: known, label, expiresAt: Date.parse(expires) };
    return formatCover(cover) === text ? cover : null;
  } catch {
    return null;
  }
}

/**
 * One line of at most 80 characters, well-formed and without controls: JSON then needs no more than four bytes for one.
 * @param bytes the most that it may have, as JSON writes it.
 */
export const isCoverLine = (text: string, bytes = Infinity): boolean =>
  text.isWellFormed() &&
  !/\p{Cc}/u.test(text) &&
  text.length <= 2 * LINK_COVER.label &&
  [...text].length <= LINK_COVER.label &&
  encodeUtf8(JSON.stringify(text)).length - 2 <= bytes;
