// What the sender's browser must not lose between two visits: the payload key until it is sealed, the words until the sender has them.
// Encrypted with a key that cannot leave this browser.

import { extensionLimits } from '../../core/limits.ts';
import { decodeUtf8, encodeUtf8 } from '../../crypto/bytes.ts';
import * as db from '../browser/db.ts';
import type { WhenAcceptedChoice } from './when-accepted.ts';

/** What the sender has drawn or typed. `isKnown`: the recipient has it from somewhere else, so it is not told. */
export interface Passphrase {
  readonly words: string;
  readonly isKnown: boolean;
}

export interface PendingSecret {
  /** The payload key: `AGE-SECRET-KEY-1…`; null once it is in the capsule, or where the capsule is made in the same visit. */
  readonly identity: string | null;
  readonly words: string | null;
  /** Absent: the words are to be told. */
  readonly isKnown?: boolean;
  /** base64 hash and size of the payload that goes to the server. */
  readonly hash: string;
  readonly size: number;
  /** Ids of the files that the payload names. */
  readonly files?: readonly string[];
  /** The words were taken along; they are kept, with the payload key, for a seal that may have to be made anew. */
  readonly told?: true;
  /** It goes by itself to the first acceptance of it. See when-accepted.ts. */
  readonly whenAccepted?: true | undefined;
}

export interface Wrapped {
  /** Epoch ms: the share is over by then. Absent: kept by an earlier version. */
  readonly until?: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
  /** Absent: not chosen, or no longer. Outside the box, so that one transaction reads and changes it; saying what it is told of, nothing secret. */
  readonly whenAccepted?: WhenAcceptedChoice;
}

/** What is kept of files before they are sent (sender/files/kept.ts). */
export const KEPT_FILES = 'files:';

/** A clock of this browser may be wrong by a day, and the share may have got more time since. */
const GRACE_MS = extensionLimits.most + 24 * 3_600_000;

export async function wrappingKey(): Promise<CryptoKey> {
  const made = async (): Promise<unknown> => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    return db.putIfAbsent('wrap', key);
  };
  return ((await db.get('wrap')) ?? (await made())) as CryptoKey;
}

const bound = (share: string): Uint8Array<ArrayBuffer> => encodeUtf8(`nt2/v1/pending\n${share}`);

/** Read back before it is relied upon. @throws DOMException when this browser does not keep it. */
export async function savePending(share: string, pending: PendingSecret, until: number): Promise<void> {
  await db.removeWhere('pending:', (kept) => ((kept as Wrapped).until ?? Infinity) < Date.now() - GRACE_MS);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = encodeUtf8(JSON.stringify(pending));
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(share) }, await wrappingKey(), plain);
  const chosen = pending.whenAccepted ? { whenAccepted: { hash: pending.hash, acceptance: null } } : {};
  await db.put(`pending:${share}`, { iv, box, until, ...chosen } satisfies Wrapped);
  const kept = await loadPending(share);
  if (kept?.identity !== pending.identity || kept.words !== pending.words) throw db.notKept();
}

/** Null when this browser has none, or can no longer read it. */
export async function loadPending(share: string): Promise<PendingSecret | null> {
  const kept = (await db.get(`pending:${share}`)) as Wrapped | undefined;
  if (kept === undefined) return null;
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: kept.iv, additionalData: bound(share) },
      await wrappingKey(),
      kept.box,
    );
    const { whenAccepted: _, ...pending } = JSON.parse(decodeUtf8(new Uint8Array(plain))) as PendingSecret;
    return kept.whenAccepted?.hash === pending.hash ? { ...pending, whenAccepted: true } : pending;
  } catch {
    return null;
  }
}

export async function forgetPending(share: string): Promise<void> {
  await db.remove(`pending:${share}`);
  await forgetFileKeys(share);
}

/** What is sealed has them in its payload. */
export async function forgetFileKeys(share: string): Promise<void> {
  await db.remove(`${KEPT_FILES}${share}`);
}
