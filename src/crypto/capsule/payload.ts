// payload.age: the items, encrypted with the payload key. Padding hides how long they are.

import { generateX25519Identity } from 'age-encryption';
import { decryptWithKey, encryptTo } from '../age/age.ts';
import { decodeUtf8, type Bytes } from '../bytes.ts';
import { CapsuleError } from './capsule-error.ts';
import { takenIdentity } from '../age/identity.ts';
import { encodeItems, parseItems, type Items } from './items.ts';

const SMALLEST = 4_096;

/** The payload key: fresh for each share. */
export async function generatePayloadKey(): Promise<{ readonly identity: string; readonly recipient: string }> {
  return takenIdentity(await generateX25519Identity());
}

/**
 * Length of the plaintext for `bytes` bytes of items: 4096, above that PADMÉ (at most 12 % more, one of few sizes).
 * Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", algorithm 1.
 */
export function paddedSize(bytes: number): number {
  if (bytes <= SMALLEST) return SMALLEST;
  const exponent = 31 - Math.clz32(bytes);
  const step = 2 ** (exponent - (32 - Math.clz32(exponent)));
  return Math.ceil(bytes / step) * step;
}

/** @throws RangeError when the items are not items, or `recipient` is not an X25519 `age1…`. */
export async function sealPayload(items: Items, recipient: string): Promise<Bytes> {
  const json = encodeItems(items);
  const padded = new Uint8Array(paddedSize(json.length));
  padded.set(json);
  return encryptTo(padded, recipient);
}

/** @throws CapsuleError `wrong_key` | `damaged` */
export async function openPayload(bytes: Uint8Array, identity: string): Promise<Items> {
  const opened = await decryptWithKey(bytes, identity);
  if (!opened.ok) throw new CapsuleError(opened.reason === 'key' ? 'wrong_key' : 'damaged');
  const items = parsePadded(opened.bytes);
  if (items === null) throw new CapsuleError('damaged');
  return items;
}

function parsePadded(padded: Uint8Array): Items | null {
  let length = padded.length;
  while (length > 0 && padded[length - 1] === 0) length -= 1;
  if (paddedSize(length) !== padded.length) return null;
  try {
    return parseItems(JSON.parse(decodeUtf8(padded.subarray(0, length))));
  } catch {
    return null;
  }
}
