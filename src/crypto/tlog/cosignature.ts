// What a witness says of a checkpoint: that it grew out of all it has seen of that log. C2SP tlog-cosignature (c2sp.org/tlog-cosignature)
// of the Ed25519 type, whose message begins with "cosignature/v1".

import { concat, equal, toBytes, type Bytes } from '../bytes.ts';
import { verifyEd25519 } from '../note/ed25519.ts';
import { formatSignatureLine, KEY_TYPE, keyHash, parseNote, type NoteSignature } from '../note/note.ts';
import type { Signer } from '../note/signer.ts';
import { formatVkey, parseVkeyOf, type VerifierKey } from './checkpoint.ts';

export interface Cosignature {
  readonly witness: VerifierKey;
  /** Epoch ms, of whole seconds: when the witness says that this was the largest tree that it had seen. */
  readonly at: number;
  /** As it stands in a note, with its line break. */
  readonly line: string;
}

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** The vkey of a witness: as `formatVkey`, of type 0x04. @throws RangeError as it does. */
export const formatWitnessKey = (key: VerifierKey): string => formatVkey(key, KEY_TYPE.cosignature);

/** Null when it is no vkey of a witness in its one spelling. */
export const parseWitnessKey = (vkey: string): VerifierKey | null => parseVkeyOf(KEY_TYPE.cosignature, vkey);

/**
 * A line for the note of a checkpoint.
 * @param text what the log has signed, with its last line break.
 * @param at epoch ms; the signature has whole seconds.
 */
export async function cosign(
  text: string,
  { name, key, at }: { readonly name: string; readonly key: Signer; readonly at: number },
): Promise<string> {
  const seconds = Math.floor(at / 1_000);
  const signature = concat(timeBytes(seconds), await key.sign(messageOf(text, seconds)));
  return formatSignatureLine({ name, keyHash: keyHash(name, key.publicKey, KEY_TYPE.cosignature), signature });
}

/** The cosignatures of these witnesses that hold, one for each key at most: the latest. Lines of others are not looked at. */
export async function verifyCosignatures(note: string, witnesses: readonly VerifierKey[]): Promise<Cosignature[]> {
  const parsed = parseNote(note);
  if (parsed === null) return [];
  const known = new Map(witnesses.map((witness) => [witness.publicKey, witness]));
  const found = await Promise.all(Array.from(known.values(), (witness) => latestOf(parsed, witness)));
  return found.filter((one) => one !== null);
}

async function latestOf(
  note: { readonly text: string; readonly signatures: readonly NoteSignature[] },
  witness: VerifierKey,
): Promise<Cosignature | null> {
  const hash = keyHash(witness.name, witness.publicKey, KEY_TYPE.cosignature);
  const mine = note.signatures.flatMap((one) => {
    const seconds = one.name === witness.name && equal(one.keyHash, hash) ? parseTime(one.signature) : null;
    return seconds === null ? [] : [{ ...one, seconds }];
  });
  for (const { seconds, ...one } of mine.toSorted((a, b) => b.seconds - a.seconds)) {
    const signature = one.signature.subarray(TIME_BYTES);
    if (await verifyEd25519({ publicKey: toBytes(witness.publicKey, 32), message: messageOf(note.text, seconds), signature }))
      return { witness, at: seconds * 1_000, line: formatSignatureLine(one) };
  }
  return null;
}

const messageOf = (text: string, seconds: number): string => `cosignature/v1\ntime ${seconds}\n${text}`;

function timeBytes(seconds: number): Bytes {
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds));
  return bytes;
}

/** Null: not of the length, or of a time that no clock shows. */
function parseTime(signature: Uint8Array): number | null {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return null;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) / 1_000n ? Number(seconds) : null;
}
