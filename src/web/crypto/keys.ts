// The keys that live in this browser: D (one for all shares), E (one for each accepted share), and the devices of others that were compared.

import { generateAcceptKey, generateDeviceKey, signWith, type DeviceKey, type WebKey } from '../../crypto/keys/device.ts';
import type { Signer } from '../../crypto/notes/note.ts';
import * as db from '../browser/db.ts';

const KNOWN_MAX = 8;

export interface AcceptKey {
  readonly privateKey: WebKey;
  /** `age1…` */
  readonly recipient: string;
}

let device: Promise<Signer> | null = null;

/** D, made on first use. @throws when this browser does not let the page keep a key. */
export function thisDevice(): Promise<Signer> {
  device ??= loadDevice().catch((error: unknown) => {
    device = null;
    throw error;
  });
  return device;
}

async function loadDevice(): Promise<Signer> {
  const kept = (await db.get('device')) ?? (await db.putFirst('device', await generateDeviceKey()));
  return signWith(kept as DeviceKey);
}

export async function acceptKey(share: string): Promise<AcceptKey | null> {
  return ((await db.get(`accept:${share}`)) as AcceptKey | undefined) ?? null;
}

/** E's public half, when this browser has accepted (or begun to). */
export async function acceptedHere(share: string): Promise<string | null> {
  return (await acceptKey(share))?.recipient ?? null;
}

export async function makeAcceptKey(share: string): Promise<AcceptKey> {
  return (await acceptKey(share)) ?? ((await db.putFirst(`accept:${share}`, await generateAcceptKey())) as AcceptKey);
}

export async function forgetAcceptKey(share: string): Promise<void> {
  await db.remove(`accept:${share}`);
}

/** `person` names somebody within the tenant of this share; his display name would not do, anybody may take it. */
const knownKey = (share: string, person: string): string => `known:${share.slice(0, 6)}:${person}`;

/** `new`: nothing of this person was compared yet. `changed`: something was, in other browsers. */
export async function knownDevice(share: string, person: string, key: string): Promise<'known' | 'new' | 'changed'> {
  const known = (await db.get(knownKey(share, person))) as string[] | undefined;
  if (known === undefined || known.length === 0) return 'new';
  return known.includes(key) ? 'known' : 'changed';
}

export async function rememberDevice(share: string, person: string, key: string): Promise<void> {
  const known = ((await db.get(knownKey(share, person))) as string[] | undefined) ?? [];
  await db.put(knownKey(share, person), [key, ...known.filter((one) => one !== key)].slice(0, KNOWN_MAX));
}
