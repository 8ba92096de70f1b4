// Tells whether a text that should only describe a secret holds one. It says yes or no and not where, so that no caller is tempted to log
// or repeat it. A wrong yes costs a label; a wrong no leaves a secret in chat.

import { trimEdges, setOf } from './edges.ts';

/** Shapes that issuers give their keys, so that they can be found. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/,
  /\bAGE-SECRET-KEY-/i,
  /\b(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AROA|ABIA|ACCA)[A-Z0-9]{16}\b/, // AWS
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}/, // Stripe
  /\bwhsec_[A-Za-z0-9+/=]{8,}/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bglpat-[A-Za-z0-9_-]{16,}/, // GitLab
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/, // Slack
  /\bxapp-\d-[A-Za-z0-9-]{10,}/,
  /hooks\.slack\.com\/services\/[A-Za-z0-9/]{20,}/,
  /discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/,
  /\bAIza[A-Za-z0-9_-]{30,}/, // Google
  /\bya29\.[A-Za-z0-9_-]{20,}/,
  /\bGOCSPX-[A-Za-z0-9_-]{20,}/,
  /\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}/, // several model vendors
  /\bnpm_[A-Za-z0-9]{30,}/,
  /\bpypi-[A-Za-z0-9_-]{20,}/,
  /\bdop_v1_[a-f0-9]{40,}/,
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/, // SendGrid
  /\bhv[sb]\.[A-Za-z0-9_-]{20,}/, // Vault
  /\bnt2_[A-Za-z0-9]{20,}/,
  /\bhf_[A-Za-z0-9]{30,}/, // Hugging Face
  /\b[a-z]{2,5}_(?=[A-Za-z]*\d)[A-Za-z0-9]{30,}/, // other issuers with a short prefix and an underscore
  /(?<![\w-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}/, // JSON web token
  /:\/\/[^\s/:@]*:[^\s/@]{3,}@/, // user:password@host
  /\/s\/[a-z2-7]{32}#\S+/i, // a whole link of ours, key and all
  /\/go#\S+/,
];

/** `password: …`, `API_KEY=…`: the name in front says what follows. */
const NAMED =
  /(pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s*(?:=|:)\s*["']?([^\s"']{4,})/gi;

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
  if (SHAPES.some((shape) => shape.test(normal))) return true;
  if ([...normal.matchAll(NAMED)].some(([, name = '', value = '']) => !isPlain(value, name))) return true;
  if (hasCardNumber(normal)) return true;
  const tokens = normal.split(/\s+/);
  return tokens.some((token, n) => {
    const bare = trimEdges(token, OPENING, CLOSING_OR_CRY);
    // A hash that is named as one is not a secret.
    const isHash = HASH_OF.test(tokens[n - 1] ?? '') || HASH_OF.test(bare);
    return isRandom(bare, isHash) || looksLikePassword(bare) || USUAL.test(trimEdges(token, OPENING, CLOSING));
  });
}

/** What follows `password:` without being one: a word, words joined by strokes, or an account name after `credentials:`. */
function isPlain(value: string, name: string): boolean {
  if (/^credential/i.test(name) && /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/.test(value)) return true;
  return /^\p{L}+(?:[/&+]\p{L}+)*[.,;:!?)]*$/u.test(value) && !/\p{Ll}\p{Lu}/u.test(value);
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
