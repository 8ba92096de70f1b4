// The server's keys, all from one root secret, each under its own label: none of them tells anything about another.

import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64Url, encodeBase32, encodeUtf8, type Bytes } from '../bytes.ts';

/** 32 bytes each. */
export interface ServerKeys {
  readonly cookie: Bytes;
  readonly tag: Bytes;
  /** For codes: names in answers and of allowances, what the doctor's question shows. Its label is from when it made lease tokens, too. */
  readonly lease: Bytes;
  /** Seed of the log's keys. */
  readonly log: Bytes;
  /** For what the server keeps sealed in its store. */
  readonly vault: Bytes;
  /** For the seal at the end of a backup. */
  readonly backup: Bytes;
}

/** @throws RangeError when the root secret has less than 32 bytes. */
export function deriveKeys(rootSecret: Uint8Array): ServerKeys {
  if (rootSecret.length < 32) throw new RangeError('the root secret has less than 32 bytes');
  const key = (label: string): Bytes => hkdf(sha256, rootSecret, undefined, encodeUtf8(`nt2/v1/key/${label}`), 32);
  return { cookie: key('cookie'), tag: key('tag'), lease: key('lease'), log: key('log'), vault: key('vault'), backup: key('backup') };
}

/** The first six characters of every id of a tenant: 30 bits of HMAC-SHA256. */
export function tenantTag(tagKey: Uint8Array, tenant: string): string {
  return encodeBase32(hmac(sha256, tagKey, encodeUtf8(tenant))).slice(0, 6);
}

/** base64url HMAC-SHA256. */
export function macB64u(key: Uint8Array, text: string): string {
  return encodeBase64Url(hmac(sha256, key, encodeUtf8(text)));
}
