// Tells whether a text that should only describe a secret holds one. It answers yes or no and says nothing about where:
// whoever asks must not be tempted to log or repeat it. A wrong yes costs a label, a wrong no leaves a secret in chat.

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
  /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}/, // JSON web token
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]{3,}@/i, // user:password@host
  /\/s\/[a-z2-7]{32}#\S+/i, // a whole link of ours, key and all
  /\/go#\S+/,
];

/** `password: …`, `API_KEY=…`: the name in front says what follows. */
const NAMED =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s*(?:=|:)\s*["']?([^\s"']{4,})/i;

/** Words that do not become secrets by standing in a row: plain, hyphenated, dotted, with a number, version or date behind. */
const ORDINARY = /^(?:[\p{L}\p{M}]+\d{0,4}|\d+\p{L}{0,3})(?:[-_./:,'’&+@()#](?:[\p{L}\p{M}]+\d{0,4}|\d+\p{L}{0,3})?)*$/u;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const WEB = /^https?:\/\//i;

/** Whether `text` holds something that looks like a secret itself. Takes time linear in the text. */
export function looksLikeSecret(text: string): boolean {
  const normal = text.normalize('NFKC');
  if (SHAPES.some((shape) => shape.test(normal))) return true;
  const named = NAMED.exec(normal)?.[1];
  if (named !== undefined && !isWord(named)) return true;
  if (hasCardNumber(normal)) return true;
  return normal
    .split(/\s+/)
    .map((token) => token.replaceAll(/^["'“”‘’`<([{]+|["'“”‘’`>)\]},;:!?.]+$/gu, ''))
    .some((token) => isRandom(token) || looksLikePassword(token));
}

const isWord = (text: string): boolean => /^\p{L}+[.,;:!?)]*$/u.test(text) && !/\p{Ll}\p{Lu}/u.test(text);

/** Long runs without structure: hex of 128 bits or more, or letters and digits with the spread of chance. */
function isRandom(token: string): boolean {
  if (token.length < 16 || token.length > 4_096) return token.length > 4_096;
  if (UUID.test(token)) return false;
  const runs = WEB.test(token) ? token.split(/[/?&=#.]+/) : [token, ...token.split(/[=:,;|]+/)];
  return runs.some((run) => {
    if (/^[0-9a-f]{32,}$/i.test(run)) return true;
    if (run.length < 20 || UUID.test(run)) return false;
    const classes = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(run)).length;
    if (classes < 2 || !/\d/.test(run) || !/^[\w+/=~.-]+$/.test(run)) return false;
    const longest = Math.max(...run.split(/[-_./~=+]+/).map((part) => part.length));
    return longest >= 16 && changes(run) / run.length > 0.25 && entropy(run) > 3.4;
  });
}

/** Short ones as people make them: letters, digits and signs in one word, and not the way a word is written. */
function looksLikePassword(token: string): boolean {
  if (token.length < 8 || token.length > 64 || WEB.test(token) || UUID.test(token) || ORDINARY.test(token)) return false;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\p{M}\d]/u].filter((kind) => kind.test(token)).length;
  const odd = /[!$%^*?=~|\\]/.test(token);
  return kinds === 4 ? changes(token) >= 3 : kinds === 3 && odd && /\d/.test(token);
}

/** How often the kind of character changes: chance changes often, words seldom. */
function changes(text: string): number {
  const kind = (c: string): number => (/\d/.test(c) ? 0 : /\p{Lu}/u.test(c) ? 1 : /\p{L}/u.test(c) ? 2 : 3);
  let count = 0;
  for (let n = 1; n < text.length; n += 1) if (kind(text[n] ?? '') !== kind(text[n - 1] ?? '')) count += 1;
  return count;
}

/** Shannon, bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** 13 to 19 digits that pass the check sum of payment cards. */
function hasCardNumber(text: string): boolean {
  return [...text.matchAll(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g)].some(([match]) => {
    const digits = [...match].filter((c) => c >= '0' && c <= '9').map(Number);
    if (digits.every((digit) => digit === digits[0])) return false;
    const sum = digits.reverse().reduce((total, digit, n) => total + (n % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
    return sum % 10 === 0;
  });
}
