// The keys that live in this browser: the device key (one for all shares) and a recipient key for each accepted share.

import {
  generateRecipientKey,
  generateDeviceKey,
  isRecipientKey,
  isDeviceKey,
  type RecipientKey,
  type DeviceKey,
} from '../../crypto/keys/device.ts';
import { signerFromKey } from '../../crypto/note/signer.ts';
import type { Signer } from '../../crypto/note/signer.ts';
import * as db from '../browser/db.ts';
import { DEVICE } from '../browser/device-key.ts';
import { getOrCreateKey, loadKey, type KeyKind } from './stored-keys.ts';

const D: KeyKind<DeviceKey> = { curve: 'Ed25519', make: generateDeviceKey, isWhole: isDeviceKey };
const E: KeyKind<RecipientKey> = { curve: 'X25519', make: generateRecipientKey, isWhole: isRecipientKey };

const nameOf = (share: string): string => `accept:${share}`;

let device: Promise<Signer> | null = null;

/** Signs with the device key, which is made on first use. @throws DOMException when this browser does not let the page keep a key. */
export function getDeviceSigner(): Promise<Signer> {
  device ??= getOrCreateKey(DEVICE, D)
    .then(signerFromKey)
    .catch((error: unknown) => {
      device = null;
      throw error;
    });
  return device;
}

/** The same, where it has been made. @throws DOMException when it can no longer be read. */
export async function loadDeviceSigner(): Promise<Signer | null> {
  const key = await loadKey(DEVICE, D);
  return key && signerFromKey(key);
}

/** Null when this browser has not accepted. @throws DOMException when its key can no longer be read. */
export function loadRecipientKey(share: string): Promise<RecipientKey | null> {
  return loadKey(nameOf(share), E);
}

export function getOrCreateRecipientKey(share: string): Promise<RecipientKey> {
  return getOrCreateKey(nameOf(share), E);
}

export async function forgetRecipientKey(share: string): Promise<void> {
  await db.remove(nameOf(share));
}
