// The server's keyed functions, by the runtime's own HMAC: they run for every request.

import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { ServerKeys } from '../crypto/keys/root.ts';
import { openBox, sealBox } from '../crypto/keys/secretbox.ts';

type Purpose = 'rate' | 'ref' | 'probe' | 'nonce' | 'board' | 'once' | 'login';

/** Keyed functions over the root secret. `purpose` separates them: the same text has another code for every purpose. */
export interface ServerCrypto {
  seal(plain: Uint8Array): Uint8Array;
  /** Null if it was not sealed here, or was altered. */
  open(sealed: Uint8Array): Uint8Array | null;
  /** 43 characters of base64url. */
  mac(purpose: Purpose, text: string): string;
  /** In constant time. */
  isMac(purpose: Purpose, text: string, mac: string): boolean;
}

type Keys = Pick<ServerKeys, 'cookie' | 'lease'>;

/** @param previous keys of root secrets before this one: what they made is still accepted, and they make nothing new. */
export function createServerCrypto(keys: Keys, previous: readonly Keys[] = []): ServerCrypto {
  // Key objects are made once: making one costs more than the MAC itself.
  const [macKey, ...older] = [keys, ...previous].map(({ lease }) => createSecretKey(lease)) as [KeyObject, ...KeyObject[]];
  const made = (key: KeyObject, purpose: string, text: string): string =>
    createHmac('sha256', key).update(`nt2/v1/${purpose}\n${text}`).digest('base64url');
  return {
    mac: (purpose, text) => made(macKey, purpose, text),
    isMac(purpose, text, shown) {
      const given = Buffer.from(shown);
      return [macKey, ...older].some((key) => {
        const right = Buffer.from(made(key, purpose, text));
        return right.length === given.length && timingSafeEqual(right, given);
      });
    },
    seal: (plain) => sealBox(keys.cookie, plain),
    open(sealed) {
      for (const { cookie } of [keys, ...previous]) {
        const plain = openBox(cookie, sealed);
        if (plain !== null) return plain;
      }
      return null;
    },
  };
}
