// From a code to a screen: what happened, what to do next, and whether the same press may be made again.

import { isNoneTaken, untilTaken } from '../../crypto/refused-keys.ts';
import { messages, type Pair } from '../messages/share.ts';

export interface ErrorText {
  readonly pair: Pair;
  readonly again: boolean;
}

const e = messages.errors;

const SCREENS: Readonly<Record<string, ErrorText>> = {
  'share.not_recipient': { pair: e.notRecipient, again: false },
  'share.taken': { pair: e.taken, again: false },
  'share.other_device': { pair: e.otherDevice, again: false },
  'share.already_sealed': { pair: e.otherDevice, again: false },
  'share.already_opened': { pair: e.taken, again: false },
  'share.not_yet': { pair: e.notYet, again: true },
  'session.required': { pair: e.session, again: false },
  'proof.failed': { pair: e.words, again: true },
  'proof.missing': { pair: e.words, again: true },
  'proof.stale': { pair: e.clock, again: true },
  'rate.limited': { pair: e.busy, again: true },
  'store.busy': { pair: e.busy, again: true },
  'store.full': { pair: e.busy, again: true },
  'store.behind': { pair: e.behind, again: true },
  network: { pair: e.network, again: true },
  storage: { pair: e.storage, again: true },
  old: { pair: e.old, again: false },
  capsule: { pair: e.broken, again: false },
  payload: { pair: e.broken, again: false },
  mismatch: { pair: e.mismatch, again: false },
  no_key: { pair: e.otherDevice, again: false },
};

export function errorScreen(code: string): ErrorText {
  return SCREENS[code] ?? { pair: e.unknown, again: true };
}

/** Whether this browser has what the pages need; `old` or null. Asked before a key is made. */
async function missingCryptography(): Promise<'old' | null> {
  try {
    await untilTaken(() => crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']));
    await untilTaken(() => crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']));
    return null;
  } catch {
    return 'old';
  }
}

/** What a thrown error of the key drawer or of WebCrypto means to a person. */
export async function errorCodeOf(error: unknown): Promise<string> {
  if (error instanceof TypeError && /import|module|fetch/i.test(error.message)) return 'network';
  if (isNoneTaken(error) || (await missingCryptography()) !== null) return 'old';
  return error instanceof DOMException ? 'storage' : 'unknown';
}
