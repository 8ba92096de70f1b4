// The key to which envelopes are sealed for a member: it lasts for as long as its file does, and is taken for no share. Its note says whose it
// is, and the device of the same file signs it. See docs/decisions/break-glass.md.

import { isRecipient } from '../age/recipients.ts';
import { decodeBase64, encodeBase64, isBase64, toBytes, type Bytes } from '../bytes.ts';
import { parseTime } from '../events/event.ts';
import { deviceName } from '../keys/device.ts';
import { signNote, verifyNote } from '../note/note.ts';
import type { Signer } from '../note/signer.ts';
import { CLOCK_TOLERANCE_MS } from '../share-terms.ts';

/** A key that nobody has shown for so long is taken for lost: nothing is sealed to it. */
export const ENVELOPE_KEY_MS = 90 * 86_400_000;

export interface EnvelopeKey {
  /** First six characters of the ids of its tenant. */
  readonly tag: string;
  /** base64 SHA-256 of the person's key, or of the machine's. */
  readonly person: string;
  /** base64 of the device key of its file. */
  readonly device: string;
  /** `age1…` */
  readonly key: string;
  /** When it was shown, epoch ms. */
  readonly madeAt: number;
}

const formatEnvelopeKey = ({ tag, person, device, key, madeAt }: EnvelopeKey): string =>
  `nt2/envelope-key/v1\ntenant ${tag}\nperson ${person}\ndevice ${device}\nkey ${key}\nmade ${new Date(madeAt).toISOString()}\n`;

const TEXT = /^nt2\/envelope-key\/v1\ntenant ([a-z2-7]{6})\nperson ([^\n]+)\ndevice ([^\n]+)\nkey ([^\n]+)\nmade ([^\n]+)\n$/;

function parseEnvelopeKey(text: string): EnvelopeKey | null {
  const [, tag = '', person = '', device = '', key = '', made = ''] = TEXT.exec(text) ?? [];
  const madeAt = parseTime(made);
  return isBase64(person, 32) && isBase64(device, 32) && isRecipient(key) && madeAt !== null ? { tag, person, device, key, madeAt } : null;
}

export const signEnvelopeKey = (key: EnvelopeKey, host: string, signer: Signer): Promise<string> =>
  signNote({ text: formatEnvelopeKey(key), name: deviceName(host, key.device), key: signer });

/** What the note says, when this device has signed it for this tenant and person, and lately enough. Null otherwise: nothing may be sealed to it. */
export async function verifyEnvelopeKey(
  note: string,
  {
    host,
    tag,
    person,
    device,
    now,
  }: { readonly host: string; readonly tag: string; readonly person: string; readonly device: string; readonly now: number },
): Promise<EnvelopeKey | null> {
  if (!isBase64(device, 32)) return null;
  const text = await verifyNote({ note, name: deviceName(host, device), publicKey: device });
  const said = text === null ? null : parseEnvelopeKey(text);
  if (said === null || said.device !== device || said.tag !== tag || said.person !== person) return null;
  return said.madeAt <= now + CLOCK_TOLERANCE_MS && now < said.madeAt + ENVELOPE_KEY_MS ? said : null;
}

/** What lies in the file of a person's terminal. A machine's own key file does the same for it. */
export interface GlassKey {
  /** Of the server: `https://nt2.example.com`. */
  readonly server: string;
  readonly name: string;
  /** 32 bytes. */
  readonly seed: Bytes;
}

export const formatGlassKey = ({ server, name, seed }: GlassKey): string =>
  `nt2/glass-key/v1\nserver ${server}\nname ${name}\nseed ${encodeBase64(toBytes(seed, 32))}\n`;

const FILE = /^nt2\/glass-key\/v1\nserver (https?:\/\/[!-~]{1,200})\nname ([a-z0-9-]{1,24})\nseed ([^\n]{44})\n$/;

/** Null when it is not exactly what `formatGlassKey` writes, but for white space around it. */
export function parseGlassKey(text: string): GlassKey | null {
  const [, server = '', name = '', seed = ''] = FILE.exec(`${text.replaceAll('\r\n', '\n').trim()}\n`) ?? [];
  const bytes = isBase64(seed, 32) ? decodeBase64(seed) : null;
  return bytes === null ? null : { server, name, seed: bytes };
}
