// An envelope: a payload under F, and for each member a capsule that holds F wrapped by a key from two things, a secret inside the capsule and R,
// which the server keeps. A member without R opens nothing, nor does a server without a member's key. See docs/decisions/break-glass.md.

import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { decryptWithKey, encryptTo } from '../age/age.ts';
import { concat, decodeBase64, decodeUtf8, encodeBase64, encodeUtf8, hashB64, randomBytes, toBytes, type Bytes } from '../bytes.ts';
import { openBox, sealBox } from '../keys/secretbox.ts';

/** `drill`: the second payload, which says that it is one. */
export const ENVELOPE_HALVES = ['real', 'drill'] as const;
export type EnvelopeHalf = (typeof ENVELOPE_HALVES)[number];

/** To what a capsule is bound. */
export interface EnvelopePlace {
  readonly envelope: string;
  /** Counts the seals of this envelope, from 1. */
  readonly seal: number;
  readonly half: EnvelopeHalf;
}

export interface SealedHalf {
  /** base64. */
  readonly payload: string;
  /** R, base64, 32 bytes: for the server alone. */
  readonly secret: string;
  /** base64, by the member's device. */
  readonly capsules: Readonly<Record<string, string>>;
}

/** What is added to the longest text. */
export const ENVELOPE_OVERHEAD = 40;

const keyOf = ({ envelope, seal, half }: EnvelopePlace, device: string, inside: Uint8Array, secret: Uint8Array): Bytes =>
  hkdf(sha256, concat(inside, secret), undefined, encodeUtf8(`nt2/v1/envelope/${envelope}/${seal}/${half}/${device}`), 32);

const headOf = ({ envelope, seal, half }: EnvelopePlace, device: string, payload: string): string =>
  `nt2/envelope/v1\nenvelope ${envelope}\nseal ${seal}\nhalf ${half}\ndevice ${device}\npayload ${payload}\n`;

/** With a new F and a new R. */
export async function sealHalf(
  place: EnvelopePlace,
  text: string,
  members: readonly { readonly device: string; readonly key: string }[],
): Promise<SealedHalf> {
  const [f, secret] = [randomBytes(32), randomBytes(32)];
  const payload = sealBox(f, encodeUtf8(text));
  const hash = hashB64(payload);
  const capsules: Record<string, string> = {};
  for (const { device, key } of members) {
    const inside = randomBytes(32);
    const wrapped = sealBox(keyOf(place, device, inside, secret), f);
    const said = `${headOf(place, device, hash)}inside ${encodeBase64(inside)}\nwrapped ${encodeBase64(wrapped)}\n`;
    capsules[device] = encodeBase64(await encryptTo(encodeUtf8(said), key));
  }
  return { payload: encodeBase64(payload), secret: encodeBase64(secret), capsules };
}

/** Null: not for this member, place or payload, or R is another: nothing is told apart. @param identity `AGE-SECRET-KEY-1…` */
export async function openHalf(
  place: EnvelopePlace,
  { device, identity }: { readonly device: string; readonly identity: string },
  { capsule, payload, secret }: { readonly capsule: string; readonly payload: string; readonly secret: string },
): Promise<string | null> {
  const [file, box, r] = [decodeBase64(capsule), decodeBase64(payload), decodeBase64(secret)];
  if (file === null || box === null || r?.length !== 32) return null;
  const opened = await decryptWithKey(file, identity);
  if (!opened.ok) return null;
  try {
    const said = decodeUtf8(opened.bytes);
    const head = headOf(place, device, hashB64(box));
    const [, inside = '', wrapped = ''] = /^inside ([^\n]+)\nwrapped ([^\n]+)\n$/.exec(said.slice(head.length)) ?? [];
    if (!said.startsWith(head)) return null;
    const f = openBox(keyOf(place, device, toBytes(inside, 32), r), toBytes(wrapped, 72));
    const text = f && openBox(f, box);
    return text && decodeUtf8(text);
  } catch {
    return null;
  }
}

/** Base64 SHA-256 of what was sealed, as the log has it: payloads and capsules, members in the order of their devices. */
export const sealHash = (halves: readonly Pick<SealedHalf, 'payload' | 'capsules'>[]): string =>
  hashB64(
    ...halves.flatMap(({ payload, capsules }) => [
      `${payload}\n`,
      ...Object.entries(capsules)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([device, capsule]) => `${device} ${capsule}\n`),
    ]),
  );
