// Strict base64 of the lengths that keys, hashes, salts and signatures have. Asking the runtime costs more than these few letters do, and it
// forgives what must be refused.

/** Longer texts are for the runtime's own coder. */
export const SHORT = 128;

export interface Alphabet {
  /** By character code: the six bits, or 64 for every other character. */
  readonly bits: Uint8Array;
  readonly padded: boolean;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const OTHER = 64;
const PAD = 61;
const A = 65;

export const base64Alphabet: Alphabet = /* @__PURE__ */ createAlphabet('+/', true);
export const base64UrlAlphabet: Alphabet = /* @__PURE__ */ createAlphabet('-_', false);

function createAlphabet(lastTwo: string, padded: boolean): Alphabet {
  const bits = new Uint8Array(128).fill(OTHER);
  [...LETTERS, ...lastTwo].forEach((letter, value) => (bits[letter.charCodeAt(0)] = value));
  return { bits, padded };
}

/** Null for all but the one spelling of some bytes. */
export function decodeShort(text: string, { bits, padded }: Alphabet): Uint8Array<ArrayBuffer> | null {
  const { length } = text;
  const end = padded ? withoutPadding(text) : length;
  const rest = end % 4;
  if (rest === 1 || (padded && length % 4 !== 0)) return null;
  const bytes = new Uint8Array((end * 3) >> 2);
  // Written out: with arrays or a function in between it takes twice the time.
  let seen = 0;
  let from = 0;
  let to = 0;
  for (; from < end - rest; from += 4) {
    const p = text.charCodeAt(from);
    const q = text.charCodeAt(from + 1);
    const r = text.charCodeAt(from + 2);
    const s = text.charCodeAt(from + 3);
    if ((p | q | r | s) > 127) return null;
    const a = bits[p] as number;
    const b = bits[q] as number;
    const c = bits[r] as number;
    const d = bits[s] as number;
    seen |= a | b | c | d;
    bytes[to] = (a << 2) | (b >> 4);
    bytes[to + 1] = (b << 4) | (c >> 2);
    bytes[to + 2] = (c << 6) | d;
    to += 3;
  }
  if (rest > 0) {
    const p = text.charCodeAt(from);
    const q = text.charCodeAt(from + 1);
    const r = rest === 3 ? text.charCodeAt(from + 2) : A;
    if ((p | q | r) > 127) return null;
    const a = bits[p] as number;
    const b = bits[q] as number;
    const c = bits[r] as number;
    seen |= a | b | c;
    // The last letter must have no bit that belongs to no byte.
    if (rest === 2 ? (b & 15) !== 0 : (c & 3) !== 0) return null;
    bytes[to] = (a << 2) | (b >> 4);
    if (rest === 3) bytes[to + 1] = (b << 4) | (c >> 2);
  }
  return seen >= OTHER ? null : bytes;
}

/** Where the letters end. A third `=` is left to be refused as a letter. */
function withoutPadding(text: string): number {
  const { length } = text;
  if (text.charCodeAt(length - 1) !== PAD) return length;
  return text.charCodeAt(length - 2) === PAD ? length - 2 : length - 1;
}
