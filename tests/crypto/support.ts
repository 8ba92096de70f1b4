// What the tests of this room share: sample content, hex, and scrypt where it costs least.

import { scrypt, scryptSync } from 'node:crypto';
import { generateAck } from '../../src/crypto/events/ack.ts';
import { encodeBase32, hashB64, randomBytes, type Bytes } from '../../src/crypto/bytes.ts';
import type { CapsuleContent } from '../../src/crypto/capsule/capsule.ts';
import type { Items } from '../../src/crypto/capsule/items.ts';
import { generatePayloadKey } from '../../src/crypto/capsule/payload.ts';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';

export const HOST = 'nt2.example.org';

export function hex(s: string): Bytes {
  return new Uint8Array(Buffer.from(s, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function newId(): string {
  return `abcdef${encodeBase32(randomBytes(16))}`;
}

export function credential(value: string): Items {
  return {
    v: 1,
    items: [{ kind: 'credential', label: 'Stripe', fields: [{ name: 'Secret key', value, hidden: true, env: 'STRIPE_SECRET_KEY' }] }],
  };
}

export async function content(share = newId()): Promise<CapsuleContent> {
  const { identity } = await generatePayloadKey();
  return { share, policy: hashB64('policy'), identity, ack: generateAck().preimage, payload: hashB64('payload') };
}

export function expectOf({ share, policy, payload }: CapsuleContent): { share: string; policy: string; payload: string } {
  return { share, policy, payload };
}

/** The real cost, in Node's thread pool. */
export const nativeScrypt: Scrypt = (password, salt, { N, r, p, dkLen }) =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, dkLen, { N, r, p, maxmem: 256 * 1024 * 1024 }, (error, key) =>
      error === null ? resolve(new Uint8Array(key)) : reject(error),
    );
  });

/** Another function of the same shape that costs nothing: for what does not depend on the work factor. */
export const cheapScrypt: Scrypt = (password, salt, { dkLen }) =>
  Promise.resolve(new Uint8Array(scryptSync(password, salt, dkLen, { N: 2, r: 1, p: 1 })));

export function flipped(bytes: Uint8Array, bit: number): Bytes {
  const copy = new Uint8Array(bytes);
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}
