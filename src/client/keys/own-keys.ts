// The keys of a program, as they lie in its store: made on first use, and kept before anything relies on them.

import { decodeBase64, encodeBase64, randomBytes } from '../../crypto/bytes.ts';
import { newClaimSecret } from '../../crypto/events/claim-secret.ts';
import { signerFromSeed, type Signer } from '../../crypto/note/signer.ts';
import type { DeviceKeyStore } from './key-store.ts';

const claimName = (share: string): string => `claim:${share}`;

/** The value under this name, made on first use. Read back: of two processes that begin at once, both take the one that stayed. */
async function loadOrMake(keys: DeviceKeyStore, name: string, make: () => string): Promise<string> {
  const found = await keys.load(name);
  if (found !== null) return found;
  const made = make();
  await keys.save(name, made);
  return (await keys.load(name)) ?? made;
}

/** Signs what this device states. One for all shares of a store. */
export async function loadDevice(keys: DeviceKeyStore): Promise<Signer> {
  const seed = decodeBase64(await loadOrMake(keys, 'device', () => encodeBase64(randomBytes(32))));
  if (seed?.length !== 32) throw new RangeError('the key store holds no device key under its name');
  return signerFromSeed(seed);
}

/** With it this device, and no other, asks again for what it claimed. */
export const loadOrMakeClaimSecret = (keys: DeviceKeyStore, share: string): Promise<string> =>
  loadOrMake(keys, claimName(share), newClaimSecret);

export const dropClaimSecret = (keys: DeviceKeyStore, share: string): Promise<void> => keys.remove(claimName(share));
