// Reads and writes .env text. Reading forgives what people paste; writing quotes so that shells and dotenv loaders read the same value.

export interface EnvEntry {
  readonly name: string;
  readonly value: string;
}

const START = /^[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_][A-Za-z0-9_.-]*)[^\S\n]*=[^\S\n]*/;
const AFTER_QUOTE = /^[^\S\n]*(?:#[^\n]*)?(?:\n|$)/;
const PLAIN = /^[A-Za-z0-9_\-.,:/@%+=]*$/;

/** The entries, and the number of lines that are none of: an entry, a comment, blank. */
export function parseEnv(source: string): { readonly entries: EnvEntry[]; readonly strange: number } {
  let rest = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const entries: EnvEntry[] = [];
  let strange = 0;
  while (rest !== '') {
    const start = START.exec(rest);
    if (start === null) {
      const line = rest.split('\n', 1)[0] ?? '';
      if (line.trim() !== '' && !line.trim().startsWith('#')) strange += 1;
      rest = rest.slice(line.length + 1);
      continue;
    }
    const [whole, name = ''] = start;
    const found = readValue(rest.slice(whole.length));
    entries.push({ name, value: found.value });
    rest = rest.slice(whole.length + found.length);
  }
  return { entries, strange };
}

/** A value at the start of `rest`, and how many characters it takes with its line end. */
function readValue(rest: string): { value: string; length: number } {
  const quote = rest.charAt(0);
  if (quote === '"' || quote === "'" || quote === '`') {
    const end = closing(rest, quote);
    const after = end < 0 ? null : AFTER_QUOTE.exec(rest.slice(end + 1));
    if (after !== null) {
      const inside = rest.slice(1, end);
      return { value: quote === '"' ? unescape(inside) : inside, length: end + 1 + after[0].length };
    }
  }
  const line = rest.split('\n', 1)[0] ?? '';
  // Only a # after white space begins a comment: passwords hold #.
  return { value: line.replace(/(?:^|\s)#.*$/, '').trim(), length: line.length + 1 };
}

function closing(rest: string, quote: string): number {
  for (let at = 1; at < rest.length; at += 1) {
    if (quote === '"' && rest[at] === '\\') at += 1;
    else if (rest[at] === quote) return at;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescape(inside: string): string {
  return inside.replace(/\\([nrt"\\$`])/g, (_whole, mark: string) => ESCAPES[mark] ?? mark);
}

/** One line (or more, for a value with line breaks), without a line end. */
export function formatEnvLine({ name, value }: EnvEntry): string {
  if (PLAIN.test(value)) return `${name}=${value}`;
  if (!/['\r]/.test(value)) return `${name}='${value}'`;
  const inside = value.replace(/["\\$`]/g, '\\$&').replaceAll('\r', '\\r');
  return `${name}="${inside}"`;
}

export function formatEnv(entries: readonly EnvEntry[]): string {
  return entries.map((entry) => `${formatEnvLine(entry)}\n`).join('');
}

/** Whether pasted text is meant as a .env file and not as one value that happens to hold an equals sign. */
export function looksLikeEnv(source: string): boolean {
  const { entries, strange } = parseEnv(source);
  if (entries.length === 0 || strange > 0) return false;
  if (entries.length > 1) return true;
  const [only] = entries;
  const named = /^\s*export\s/.test(source) || /^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/.test(only?.name ?? '');
  return named && !/^=*$/.test(only?.value ?? '');
}

/** A name for the environment made from what a field is called: "Stripe webhook key" → STRIPE_WEBHOOK_KEY. */
export function envName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[0-9]/.test(plain) ? `_${plain}` : plain;
}

export const isEnvName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
