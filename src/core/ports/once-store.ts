// What may happen once: single-use tokens, and keys that only the first caller marks.

import type { TenantTag } from '../share.ts';

export interface TokenStore {
  /** Keeps a value under a single-use token, of which only the hash is stored. */
  putToken(tag: TenantTag, tokenHash: string, value: string, untilAt: number): Promise<void>;
  /** The value, which stays. Null when there is none, or it is too old. */
  peekToken(tag: TenantTag, tokenHash: string, now: number): Promise<string | null>;
  /** The value the first time, then null. Null also when it is too old. */
  takeToken(tag: TenantTag, tokenHash: string, now: number): Promise<string | null>;
}

export interface OnceStore {
  /** True for the first caller with this key until `untilAt`; false for every later one. */
  markOnce(tag: TenantTag, key: string, untilAt: number): Promise<boolean>;
}
