// The root secret as the operator gives it: text in, bytes out. Refuses everything that a person could have made up.

import * as z from 'zod';

const ENCODED = /^[A-Za-z0-9+/_-]+={0,2}$/;
const WORDS = /change|secret|passw|default|example|insecure|qwert|12345|abcde|please|random|your[-_]/i;
const TEXT = /^[\t\n\r -~]*$/;
const HOW = 'run `nt2 keygen` and take its line.';

/**
 * Reads `nt2 keygen`'s base64url, any base64, or hex. A rule refuses 32 random bytes less often than once in a million.
 */
export function rootSecret(text: string, context: z.RefinementCtx): Uint8Array {
  const no = (fault: string): never => {
    context.addIssue(`${fault}: ${HOW}`);
    return z.NEVER;
  };
  if (text === '') return no('is blank');
  const hex = /^(?:[0-9a-f]{2})+$/i.test(text) && text.length >= 64;
  if (!hex && !ENCODED.test(text)) return no('is not base64 or hex, so it is not random bytes');
  const bytes = Uint8Array.from(Buffer.from(text, hex ? 'hex' : 'base64url'));
  if (bytes.length < 32) return no('is shorter than 32 bytes');
  if (!hex && (WORDS.test(text) || !/[a-z]/.test(text) || !/[A-Z]/.test(text))) return no('reads like words, not like random bytes');
  if (TEXT.test(Buffer.from(bytes).toString('latin1'))) return no('holds text, not random bytes');
  if (new Set(bytes).size < 18 || new Set(text).size < (hex ? 10 : 16)) return no('repeats itself');
  if (repeats(bytes) || climbs(bytes)) return no('follows a pattern');
  return bytes;
}

/** Any number of them, as `rootSecret` takes each. */
export function previousSecrets(text: string, context: z.RefinementCtx): readonly Uint8Array[] {
  const given = text.split(/[\s,]+/).filter((part) => part !== '');
  return given.map((part) => rootSecret(part, context));
}

/** The same block again and again. */
function repeats(bytes: Uint8Array): boolean {
  for (let period = 1; period <= bytes.length / 2; period += 1) {
    if (bytes.every((byte, at) => at < period || byte === bytes[at - period])) return true;
  }
  return false;
}

/** 00 01 02 …, or any other fixed step. */
function climbs(bytes: Uint8Array): boolean {
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0)) & 255;
  return bytes.every((byte, at) => at === 0 || ((byte - (bytes[at - 1] ?? 0)) & 255) === step);
}
