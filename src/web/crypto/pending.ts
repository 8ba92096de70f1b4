// F (and the words) of a share whose recipient has not accepted yet: wrapped by a key that cannot leave this browser, until sealed.

import { text, utf8 } from '../../crypto/bytes.ts';
import * as db from '../browser/db.ts';

export interface Pending {
  /** F: `AGE-SECRET-KEY-1…` */
  readonly identity: string;
  readonly words: string | null;
  /** base64 hash and size of the payload that lies with the server. */
  readonly hash: string;
  readonly size: number;
}

interface Wrapped {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
}

async function wrappingKey(): Promise<CryptoKey> {
  const made = async (): Promise<unknown> => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    return db.putFirst('wrap', key);
  };
  return ((await db.get('wrap')) ?? (await made())) as CryptoKey;
}

const bound = (share: string): Uint8Array<ArrayBuffer> => utf8(`nt2/v1/pending\n${share}`);

export async function keepPending(share: string, pending: Pending): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = utf8(JSON.stringify(pending));
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(share) }, await wrappingKey(), plain);
  await db.put(`pending:${share}`, { iv, box } satisfies Wrapped);
}

/** Null when this browser has none, or can no longer read it. */
export async function readPending(share: string): Promise<Pending | null> {
  const kept = (await db.get(`pending:${share}`)) as Wrapped | undefined;
  if (kept === undefined) return null;
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: kept.iv, additionalData: bound(share) },
      await wrappingKey(),
      kept.box,
    );
    return JSON.parse(text(new Uint8Array(plain))) as Pending;
  } catch {
    return null;
  }
}

export async function forgetPending(share: string): Promise<void> {
  await db.remove(`pending:${share}`);
}
