// A prekey: an X25519 key that a browser leaves with the server, so that a later share can be sealed to it before anyone accepts.
// The note says whose it is, and the browser's device key signs it. See docs/protocol/prekeys.md.

import { isRecipient } from '../age/recipients.ts';
import { hashB64, isBase64 } from '../bytes.ts';
import { parseTime } from '../events/event.ts';
import { signNote, verifyNote } from '../note/note.ts';
import type { Signer } from '../note/signer.ts';
import { CLOCK_TOLERANCE_MS, PREKEY_LIFE_MS } from '../share-terms.ts';
import { deviceName } from './device.ts';

const VERSION = 'nt2/prekey/v1';

export interface Prekey {
  /** First six characters of the ids of the shares that it is for. */
  readonly tag: string;
  /** base64 SHA-256 of the person's key: the `recipientRef` of a share. */
  readonly person: string;
  /** base64 of the device key. */
  readonly device: string;
  /** `age1…` */
  readonly key: string;
  /** Epoch ms. */
  readonly madeAt: number;
  readonly untilAt: number;
}

/** Whose prekey is wanted, and what time it is. */
export interface PrekeyUse {
  readonly host: string;
  readonly tag: string;
  readonly person: string;
  readonly device: string;
  /** Epoch ms. */
  readonly now: number;
}

export function formatPrekey({ tag, person, device, key, madeAt, untilAt }: Prekey): string {
  const [made, until] = [madeAt, untilAt].map((at) => new Date(at).toISOString());
  return `${VERSION}\ntenant ${tag}\nperson ${person}\ndevice ${device}\nkey ${key}\nmade ${made}\nuntil ${until}\n`;
}

const TEXT = /^nt2\/prekey\/v1\ntenant ([a-z2-7]{6})\nperson ([^\n]+)\ndevice ([^\n]+)\nkey ([^\n]+)\nmade ([^\n]+)\nuntil ([^\n]+)\n$/;

/** Null when it is not exactly what `formatPrekey` writes, or was made for longer than any prekey may last. */
export function parsePrekey(text: string): Prekey | null {
  const [, tag = '', person = '', device = '', key = '', made = '', until = ''] = TEXT.exec(text) ?? [];
  const [madeAt, untilAt] = [parseTime(made), parseTime(until)];
  if (!isBase64(person, 32) || !isBase64(device, 32) || !isRecipient(key) || madeAt === null || untilAt === null) return null;
  const isBounded = untilAt > madeAt && untilAt - madeAt <= PREKEY_LIFE_MS;
  return isBounded ? { tag, person, device, key, madeAt, untilAt } : null;
}

/** The prekey as a note signed by its device. */
export function signPrekey(prekey: Prekey, host: string, signer: Signer): Promise<string> {
  return signNote({ text: formatPrekey(prekey), name: deviceName(host, prekey.device), key: signer });
}

/** What the note says, when this device signed it for this person and tenant, and it is good now. Null otherwise: nothing may be sealed to it. */
export async function verifyPrekey(note: string, { host, tag, person, device, now }: PrekeyUse): Promise<Prekey | null> {
  if (!isBase64(device, 32)) return null;
  const text = await verifyNote({ note, name: deviceName(host, device), publicKey: device });
  const prekey = text === null ? null : parsePrekey(text);
  if (prekey?.device !== device || prekey.tag !== tag || prekey.person !== person) return null;
  return prekey.madeAt <= now + CLOCK_TOLERANCE_MS && now < prekey.untilAt ? prekey : null;
}

/** base64 SHA-256 of the signed note: what the log says of a prekey. Its signature, which stands in no log, keeps the person from being guessed. */
export const prekeyHash = (note: string): string => hashB64(note);
