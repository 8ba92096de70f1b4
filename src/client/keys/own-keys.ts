// The keys of a program, as they lie in its store: made on first use, and kept before anything relies on them.

import { takenIdentity } from '../../crypto/age/identity.ts';
import { toIdentity } from '../../crypto/age/recipients.ts';
import { decodeBase64, encodeBase64, randomBytes } from '../../crypto/bytes.ts';
import { newClaimSecret } from '../../crypto/events/claim-secret.ts';
import { newRequestSecret } from '../../crypto/keys/request-link.ts';
import { signerFromSeed, type Signer } from '../../crypto/note/signer.ts';
import type { OpeningKey } from '../crypto/open.ts';
import type { DeviceKeyStore } from './key-store.ts';

const claimName = (share: string): string => `claim:${share}`;
const keyName = (share: string): string => `accept:${share}`;
const pendingName = (share: string): string => `pending:${share}`;
const askedName = (share: string): string => `asked:${share}`;

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

/** The secret in the link of a request, base64. */
export const loadOrMakeAskedSecret = (keys: DeviceKeyStore, share: string): Promise<string> =>
  loadOrMake(keys, askedName(share), () => encodeBase64(newRequestSecret()));

async function toKey(text: string): Promise<OpeningKey> {
  const { identity, recipient } = await takenIdentity(text);
  return { privateKey: identity, recipient };
}

/** The key that this share is to be sealed to. */
export const loadOrMakeKey = async (keys: DeviceKeyStore, share: string): Promise<OpeningKey> =>
  toKey(await loadOrMake(keys, keyName(share), () => toIdentity(randomBytes(32))));

/** Null: it was accepted elsewhere, or nowhere. */
export async function loadKeyOf(keys: DeviceKeyStore, share: string): Promise<OpeningKey | null> {
  const text = await keys.load(keyName(share));
  return text === null ? null : toKey(text);
}

/** What a share is sealed from when it is accepted: the key of its payload, which lies encrypted at the server. No plaintext is among it. */
export interface PendingSeal {
  readonly identity: string;
  readonly hash: string;
  readonly size: number;
  /** Ids of the files that the payload names. */
  readonly files?: readonly string[];
}

export const savePendingSeal = (keys: DeviceKeyStore, share: string, { identity, hash, size, files = [] }: PendingSeal): Promise<void> =>
  keys.save(pendingName(share), JSON.stringify({ identity, hash, size, ...(files.length > 0 && { files }) }));

/** Null: no share of this store waits under that id. @throws RangeError when something else lies there */
export async function loadPendingSeal(keys: DeviceKeyStore, share: string): Promise<PendingSeal | null> {
  const text = await keys.load(pendingName(share));
  if (text === null) return null;
  const { identity, hash, size, files = [] } = JSON.parse(text) as Partial<Record<keyof PendingSeal, unknown>>;
  const isWhole = typeof identity === 'string' && typeof hash === 'string' && typeof size === 'number';
  if (isWhole && Array.isArray(files) && files.every((id) => typeof id === 'string')) return { identity, hash, size, files };
  throw new RangeError('the key store holds no pending share under its name');
}

/** It is over: what still lies somewhere encrypted to these keys is dead from now on. */
export async function dropKeys(keys: DeviceKeyStore, share: string): Promise<void> {
  for (const name of [claimName(share), keyName(share), askedName(share), pendingName(share)]) await keys.remove(name);
}
