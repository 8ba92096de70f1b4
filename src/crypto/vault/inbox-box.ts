// What lies in the inbox of a vault: age files to its public half, each bound to its place.

import { decryptWithKey, encryptTo } from '../age/age.ts';
import { concat, encodeUtf8, type Bytes } from '../bytes.ts';
import type { WebKey } from '../webcrypto.ts';

/** `name` binds it to its place in the inbox. Anyone who has this browser's disk can put something in: an inbox tells nobody who did. */
export function sealForInbox(recipient: string, name: string, plaintext: Bytes): Promise<Bytes> {
  const place = encodeUtf8(name);
  return encryptTo(concat(Uint8Array.of(place.length), place, plaintext), recipient);
}

/** Null: sealed to another key, for another place, or changed since. */
export async function openFromInbox(key: WebKey, name: string, sealed: Bytes): Promise<Bytes | null> {
  const opened = await decryptWithKey(sealed, key);
  if (!opened.ok) return null;
  const place = concat(Uint8Array.of(encodeUtf8(name).length), encodeUtf8(name));
  const { bytes } = opened;
  return place.every((byte, at) => bytes[at] === byte) ? bytes.slice(place.length) : null;
}
