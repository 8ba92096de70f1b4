// The keys of one browser: the device key, which signs and stays, and the recipient key, which opens one share and is deleted after it.
// In use, neither can be read out of WebCrypto.

import { toRecipient } from '../age/recipients.ts';
import { encodeBase64, toBytes, hashHead, encodeUtf8 } from '../bytes.ts';
import { subtle, type WebKey } from '../webcrypto.ts';
import { untilTaken } from '../refused-keys.ts';

export interface DeviceKey {
  readonly privateKey: WebKey;
  /** base64, 32 bytes. */
  readonly publicKey: string;
}

/** The device key's name in signed notes: `H/device/<first 8 hex of SHA-256(pub)>`. @throws RangeError when `publicKey` is not base64 of 32 bytes. */
export function deviceName(host: string, publicKey: string): string {
  let first = 0;
  for (const byte of hashHead(toBytes(publicKey, 32))) first = first * 256 + byte;
  return `${host}/device/${first.toString(16).padStart(8, '0')}`;
}

/** Ed25519. `toWrap`: it may be exported until it is wrapped, a moment later. */
export function generateDeviceKey({ toWrap = false } = {}): Promise<DeviceKey> {
  return untilTaken(async () => {
    const pair = await subtle().generateKey({ name: 'Ed25519' }, toWrap, ['sign', 'verify']);
    return { privateKey: pair.privateKey, publicKey: encodeBase64(new Uint8Array(await subtle().exportKey('raw', pair.publicKey))) };
  });
}

/** True when both halves belong together: what the private one signs, the public one confirms. */
export async function isDeviceKey({ privateKey, publicKey }: DeviceKey): Promise<boolean> {
  const text = encodeUtf8('nt2/v1/kept\n');
  const known = await subtle().importKey('raw', toBytes(publicKey, 32), { name: 'Ed25519' }, true, ['verify']);
  return subtle().verify({ name: 'Ed25519' }, known, new Uint8Array(await subtle().sign({ name: 'Ed25519' }, privateKey, text)), text);
}

export interface RecipientKey {
  readonly privateKey: WebKey;
  /** `age1…` */
  readonly recipient: string;
}

/** X25519, with its age recipient. `toWrap` as above. */
export function generateRecipientKey({ toWrap = false } = {}): Promise<RecipientKey> {
  return untilTaken(async () => {
    const pair = await subtle().generateKey({ name: 'X25519' }, toWrap, ['deriveBits']);
    return { privateKey: pair.privateKey, recipient: toRecipient(new Uint8Array(await subtle().exportKey('raw', pair.publicKey))) };
  });
}

/** True when the private half opens what is sealed to the recipient. */
export async function isRecipientKey({ privateKey, recipient }: RecipientKey): Promise<boolean> {
  // RFC 7748: the public half is the scalar times 9.
  const base = await subtle().importKey('raw', Uint8Array.of(9, ...new Uint8Array(31)), { name: 'X25519' }, true, []);
  const bits = await subtle().deriveBits({ name: 'X25519', public: base }, privateKey, 256);
  return toRecipient(new Uint8Array(bits)) === recipient;
}
