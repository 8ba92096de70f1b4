// The key of a machine: 32 bytes, from which its device key and the keys that it leaves for later come. So the file that holds it is never
// written again, and fits into one secret of a CI. See docs/decisions/machines.md.

import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { toIdentity, toRecipient } from '../age/recipients.ts';
import { decodeBase64, encodeBase64, encodeUtf8, isBase64, toBytes, type Bytes } from '../bytes.ts';
import { signerFromSeed, type Signer } from '../note/signer.ts';
import { PREKEY_LIFE_MS } from '../share-terms.ts';

const VERSION = 'nt2/machine-key/v1';
const DAY_MS = 86_400_000;
/** How many a machine leaves in a day at most. */
export const MACHINE_PREKEYS = 60;
/** A share may have taken one on its last day, and waits for a week and a day at most. */
const OPENED_FOR_DAYS = PREKEY_LIFE_MS / DAY_MS + 9;

export interface MachineKey {
  /** Of the server: `https://nt2.example.com`. */
  readonly server: string;
  /** First six characters of the ids of the shares that it gets. */
  readonly tag: string;
  readonly name: string;
  /** base64 SHA-256 of its person's key: the `recipientRef` of a share. */
  readonly person: string;
  /** 32 bytes. */
  readonly seed: Bytes;
}

/** What lies in the file, or in a CI's secret. */
export function formatMachineKey({ server, tag, name, person, seed }: MachineKey): string {
  return `${VERSION}\nserver ${server}\ntenant ${tag}\nname ${name}\nperson ${person}\nseed ${encodeBase64(toBytes(seed, 32))}\n`;
}

const TEXT =
  /^nt2\/machine-key\/v1\nserver (https?:\/\/[!-~]{1,200})\ntenant ([a-z2-7]{6})\nname ([a-z0-9-]{1,24})\nperson ([^\n]{44})\nseed ([^\n]{44})\n$/;

/** Null when it is not exactly what `formatMachineKey` writes, but for white space around it and the line ends of Windows. */
export function parseMachineKey(text: string): MachineKey | null {
  const [, server = '', tag = '', name = '', person = '', seed = ''] = TEXT.exec(`${text.replaceAll('\r\n', '\n').trim()}\n`) ?? [];
  const bytes = isBase64(seed, 32) ? decodeBase64(seed) : null;
  return bytes === null || !isBase64(person, 32) ? null : { server, tag, name, person, seed: bytes };
}

const derive = (seed: Uint8Array, info: string): Uint8Array =>
  hkdf(sha256, toBytes(seed, 32), undefined, encodeUtf8(`nt2/v1/machine/${info}`), 32);

/** Signs what the machine states. */
export const machineSigner = (seed: Uint8Array): Promise<Signer> => signerFromSeed(derive(seed, 'device'));

export interface MachinePrekey {
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: string;
  /** `age1…` */
  readonly recipient: string;
}

/** The n-th of a day. @param madeAt epoch ms, any moment of that day in UTC */
export function machinePrekey(seed: Uint8Array, madeAt: number, n: number): MachinePrekey {
  const key = derive(seed, `prekey/${Math.floor(madeAt / DAY_MS)}/${n}`);
  return { identity: toIdentity(key), recipient: toRecipient(x25519.getPublicKey(key)) };
}

/** The key of this machine to which a share may be sealed today. Null: it is none of its own, or too old. */
export function findMachinePrekey(seed: Uint8Array, recipient: string, now: number): MachinePrekey | null {
  // A clock may be a day ahead.
  for (let day = -1; day <= OPENED_FOR_DAYS; day += 1) {
    for (let n = 0; n < MACHINE_PREKEYS; n += 1) {
      const made = machinePrekey(seed, now - day * DAY_MS, n);
      if (made.recipient === recipient) return made;
    }
  }
  return null;
}

/** For a share that was sealed to none that it had left. */
export function machineShareKey(seed: Uint8Array, share: string): MachinePrekey {
  const key = derive(seed, `share/${share}`);
  return { identity: toIdentity(key), recipient: toRecipient(x25519.getPublicKey(key)) };
}

/** To which envelopes are sealed, and nothing else. */
export function machineEnvelopeKey(seed: Uint8Array): MachinePrekey {
  const key = derive(seed, 'envelope');
  return { identity: toIdentity(key), recipient: toRecipient(x25519.getPublicKey(key)) };
}

/** base64, 32 bytes: a machine that was stopped while it opened a share asks again with the same, whatever it has lost. */
export const machineClaimSecret = (seed: Uint8Array, share: string): string => encodeBase64(derive(seed, `claim/${share}`));
