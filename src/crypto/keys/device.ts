// The keys of one browser: D, which signs and stays, and E, which opens one share and is deleted after it. Neither can be read out of WebCrypto.

import { recipientKey, toRecipient } from '../capsule/age-keys.ts';
import { b64, bytesOf, sha256, utf8 } from '../bytes.ts';
import type { Signer } from '../notes/note.ts';
import { subtle, type WebKey } from '../platform.ts';

export type { WebKey } from '../platform.ts';

/** Structured-cloneable: it lies in IndexedDB as it is. */
export interface DeviceKey {
  readonly privateKey: WebKey;
  /** base64, 32 bytes. */
  readonly publicKey: string;
}

/** D's name in signed notes: `H/device/<first 8 hex of SHA-256(pub)>`. @throws RangeError when `publicKey` is not base64 of 32 bytes. */
export function deviceName(host: string, publicKey: string): string {
  const hash = sha256(bytesOf(publicKey, 32)).subarray(0, 4);
  return `${host}/device/${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** D: Ed25519, not extractable. */
export async function generateDeviceKey(): Promise<DeviceKey> {
  const pair = await subtle().generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  return { privateKey: pair.privateKey, publicKey: b64(new Uint8Array(await subtle().exportKey('raw', pair.publicKey))) };
}

export function signWith({ privateKey, publicKey }: DeviceKey): Signer {
  const bytes = (message: Uint8Array | string): Uint8Array => (typeof message === 'string' ? utf8(message) : message);
  return { publicKey, sign: async (message) => new Uint8Array(await subtle().sign({ name: 'Ed25519' }, privateKey, bytes(message))) };
}

/** E: X25519, not extractable, with its age recipient. */
export async function generateAcceptKey(): Promise<{ readonly privateKey: WebKey; readonly recipient: string }> {
  const pair = await subtle().generateKey({ name: 'X25519' }, false, ['deriveBits']);
  return { privateKey: pair.privateKey, recipient: toRecipient(new Uint8Array(await subtle().exportKey('raw', pair.publicKey))) };
}

/** True for an X25519 age recipient in its one spelling. */
export function isRecipient(recipient: string): boolean {
  return recipientKey(recipient) !== null;
}
