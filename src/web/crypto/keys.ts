// The keys that live in this browser: D (one for all shares) and E (one for each accepted share).

import {
  generateAcceptKey,
  generateDeviceKey,
  isAcceptKey,
  isDeviceKey,
  signWith,
  type AcceptKey,
  type DeviceKey,
} from '../../crypto/keys/device.ts';
import type { Signer } from '../../crypto/notes/note.ts';
import * as db from '../browser/db.ts';
import { keepFirst, readKept, type KeyKind } from './kept.ts';

const D: KeyKind<DeviceKey> = { curve: 'Ed25519', make: generateDeviceKey, isWhole: isDeviceKey };
const E: KeyKind<AcceptKey> = { curve: 'X25519', make: generateAcceptKey, isWhole: isAcceptKey };

const nameOf = (share: string): string => `accept:${share}`;

let device: Promise<Signer> | null = null;

/** D, made on first use. @throws DOMException when this browser does not let the page keep a key. */
export function thisDevice(): Promise<Signer> {
  device ??= keepFirst('device', D)
    .then(signWith)
    .catch((error: unknown) => {
      device = null;
      throw error;
    });
  return device;
}

/** Null when this browser has not accepted. @throws DOMException when its key is not readable any more. */
export function acceptKey(share: string): Promise<AcceptKey | null> {
  return readKept(nameOf(share), E);
}

/** E's public half, when this browser has accepted (or begun to). */
export async function acceptedHere(share: string): Promise<string | null> {
  return (await acceptKey(share))?.recipient ?? null;
}

export function makeAcceptKey(share: string): Promise<AcceptKey> {
  return keepFirst(nameOf(share), E);
}

export async function forgetAcceptKey(share: string): Promise<void> {
  await db.remove(nameOf(share));
}
