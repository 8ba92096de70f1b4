// Tells whether a text that should only describe a secret holds one. It says yes or no and not where, so that no caller is tempted to log
// or repeat it. A wrong yes costs a label; a wrong no leaves a secret in chat.

import { trimEdges, setOf } from './edges.ts';
import { isPlainWord, NAMED_SECRET, SECRET_SHAPES } from './secret-shapes.ts';

/** Ordinary words: plain, hyphenated or dotted, with a number, version or date at the end. */
const ORDINARY = /^(?:[\p{L}\p{M}]+\d{0,4}|\d+\p{L}{0,3})(?:[-_./:,'’&+@()#](?:[\p{L}\p{M}]+\d{0,4}|\d+\p{L}{0,3})?)*$/u;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** `i-0abc…`, `ami-0abc…`: the id of a resource in a cloud. */
const CLOUD_ID = /^[a-z]{1,12}-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const WEB = /^https?:\/\//i;
/** What comes before a hash that is public. */
const HASH_OF = /^(?:commit|sha(?:-?(?:1|256|512))?|rev(?:ision)?|checksum|digest|fingerprint|md5)\b[:@]?/i;
/** `Sommer2026!`: the most common form of password. */
const USUAL = /^(?:\p{Lu}\p{Ll}{3,}\d{1,4}|\p{Ll}{4,}\d{2,4})[!#&+@*$%]{1,3}$/u;

const OPENING = setOf('"\'“”‘’`<([{');
const CLOSING = setOf('"\'“”‘’`>)]},;:?.');
const CLOSING_OR_CRY = setOf('"\'“”‘’`>)]},;:?.!');

/** UTF-16 units that are searched: twice the longest message that any chat takes. */
const LONGEST = 8_000;

/** The part of a text that is searched. */
export const readable = (text: string): string => (text.length > LONGEST ? text.slice(0, LONGEST) : text);

/** Whether `text` holds something that looks like a secret. Takes time linear in the text; for very long text the answer is yes. */
export function looksLikeSecret(text: string): boolean {
  if (text.length > LONGEST) return true;
  const normal = text.normalize('NFKC');
  if (SECRET_SHAPES.some(({ form }) => form.test(normal))) return true;
  if ([...normal.matchAll(NAMED_SECRET)].some(([, name = '', value = '']) => !isPlainWord(value, name))) return true;
  if (hasCardNumber(normal)) return true;
  const tokens = normal.split(/\s+/);
  return tokens.some((token, n) => {
    const bare = trimEdges(token, OPENING, CLOSING_OR_CRY);
    // A hash that is named as one is not a secret.
    const isHash = HASH_OF.test(tokens[n - 1] ?? '') || HASH_OF.test(bare);
    return isRandom(bare, isHash) || looksLikePassword(bare) || USUAL.test(trimEdges(token, OPENING, CLOSING));
  });
}

/** Long runs without structure: hex of at least 128 bits, or letters and digits that look random. */
function isRandom(token: string, isHash: boolean): boolean {
  if (token.length < 16 || token.length > 4_096) return token.length > 4_096;
  if (UUID.test(token) || CLOUD_ID.test(token)) return false;
  const runs = WEB.test(token) ? token.split(/[/?&=#.]+/) : [token, ...token.split(/[=:,;|]+/)];
  return runs.some((run) => {
    if (/^[0-9a-f]{32,}$/i.test(run)) return !isHash;
    if (run.length < 20 || UUID.test(run)) return false;
    if (/^[A-Za-z]{24,}$/.test(run)) return isLettersByChance(run);
    const classes = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(run)).length;
    if (classes < 2 || !/\d/.test(run) || !/^[\w+/=~.-]+$/.test(run)) return false;
    const longest = Math.max(...run.split(/[-_./~=+]+/).map((part) => part.length));
    return longest >= 16 && changes(run) / run.length > 0.25 && entropy(run) > 3.4;
  });
}

/** In words written together each starts with one capital. Random text has capitals side by side, and changes case twice as often. */
function isLettersByChance(run: string): boolean {
  return changes(run) / run.length > 0.36 && (run.match(/[A-Z]{2}/g) ?? []).length >= 2;
}

/** Short passwords as people make them: letters, digits and signs in one word, unlike any ordinary word. */
function looksLikePassword(token: string): boolean {
  if (token.length < 8 || token.length > 64 || WEB.test(token) || UUID.test(token) || ORDINARY.test(token)) return false;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\p{M}\d]/u].filter((kind) => kind.test(token)).length;
  const odd = /[!$%^*?=~|\\]/.test(token);
  if (kinds === 4) return changes(token) >= 3;
  if (kinds !== 3) return false;
  if (/\d/.test(token) ? odd : /[!$%^*]/.test(token) && changes(token) >= 5) return true;
  // Letters of both cases and digits, more mixed than any name.
  return token.length >= 10 && /^[A-Za-z0-9]+$/.test(token) && changes(token) / token.length >= 0.6;
}

/** How often the kind of character changes: often in random text, seldom in words. */
function changes(text: string): number {
  const kind = (c: string): number => (/\d/.test(c) ? 0 : /\p{Lu}/u.test(c) ? 1 : /\p{L}/u.test(c) ? 2 : 3);
  let count = 0;
  for (let n = 1; n < text.length; n += 1) if (kind(text[n] ?? '') !== kind(text[n - 1] ?? '')) count += 1;
  return count;
}

/** Shannon entropy, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** 13 to 19 digits with the checksum of payment cards. */
function hasCardNumber(text: string): boolean {
  return [...text.matchAll(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g)].some(([match]) => {
    const digits = [...match].filter((c) => c >= '0' && c <= '9').map(Number);
    if (digits.every((digit) => digit === digits[0])) return false;
    const sum = digits.reverse().reduce((total, digit, n) => total + (n % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
    return sum % 10 === 0;
  });
}
