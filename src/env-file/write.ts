// Writes .env text. Shells, dotenv, Node, python-dotenv and Compose do not read the same quotes in the same way, so a line is only called
// common when all of them read the value; for the rest there is one line for each reader, or none where it cannot hold the value.
// See docs/decisions/env-for-each-reader.md.

import type { EnvEntry } from './names.ts';

export const READERS = ['shell', 'dotenv', 'node', 'python', 'compose'] as const;
/** `dotenv`: the npm package. `node`: `node --env-file`. `python`: python-dotenv. `compose`: `env_file` of Docker Compose. */
export type Reader = (typeof READERS)[number];

const PLAIN = /^[A-Za-z0-9_\-.,:/@%+=]+$/;

// No loader keeps a carriage return that stands as it is, and python-dotenv takes ${…} for a reference in every kind of quotes.
const alone = (value: string): string | null => (PLAIN.test(value) ? value : null);
const single = (value: string): string | null => (/['\r]|\\\\|\\$|\$\{/.test(value) ? null : `'${value}'`);
const double = (value: string): string | null => (/["$`\\\r]/.test(value) ? null : `"${value}"`);

/** Each quote inside stands between two single-quoted pieces. A shell reads everything in this way. */
const forShell = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/**
 * Neither loader knows an escape for a quote, so a kind of quotes is needed that does not occur inside. dotenv takes a backslash before
 * the closing quote for an escape where a later line allows it, and both turn \n between double quotes into a line break.
 */
function forNode(value: string): string | null {
  if (value.includes('\r')) return null;
  const isOpenEnded = value.endsWith('\\');
  if (!value.includes("'") && !isOpenEnded) return `'${value}'`;
  if (!value.includes('"') && !isOpenEnded && !/\\[nr]/.test(value)) return `"${value}"`;
  if (!value.includes('`') && !isOpenEnded) return `\`${value}\``;
  return /[#\n\u2028\u2029]|^['"`\s]|\s$/.test(value) ? null : value;
}

/**
 * Double quotes with escapes. Two things have none: `${`, and a backslash before the closing quote, which even when escaped takes the
 * quote with it. What helps is a reference to nothing, with a dollar sign or with nothing as what stands in for it.
 */
function forPython(value: string): string {
  if (/^[^\s'"#$\r\n][^\s#$\r\n]*\\$/.test(value)) return value;
  const inside = value.replace(/["\\]/g, '\\$&').replaceAll('\r', '\\r').replaceAll('${', '${:-$}{');
  return `"${inside}${value.endsWith('\\') ? '${:-}' : ''}"`;
}

/** What Node reads, else double quotes, in which dotenv alone turns \r into a carriage return. */
const forDotenv = (value: string): string | null =>
  forNode(value) ?? (/"|\\[nr]|\\$/.test(value) ? null : `"${value.replaceAll('\r', '\\r')}"`);

/**
 * Double quotes with escapes, as Go writes them. A backslash before the closing quote is written by its number: older releases took even
 * one that is itself escaped for the escape of the quote.
 */
function forCompose(value: string): string {
  const inside = value
    .replace(/["\\$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `"${value.endsWith('\\') ? `${inside.slice(0, -2)}\\0134` : inside}"`;
}

const OWN: Readonly<Record<Reader, (value: string) => string | null>> = {
  shell: forShell,
  dotenv: forDotenv,
  node: forNode,
  python: forPython,
  compose: forCompose,
};

/** No environment holds a zero byte; some readers would drop it and keep the rest. */
const isFit = (value: string): boolean => !value.includes('\0');

/** One line (or more, for a value with line breaks) that every reader reads as this value, without a line end; null when no such line exists. */
export function commonLine({ name, value }: EnvEntry): string | null {
  const written = isFit(value) ? (alone(value) ?? single(value) ?? double(value)) : null;
  return written === null ? null : `${name}=${written}`;
}

/** The line for one reader: the common one where there is one; null when this reader can read this value from no .env file. */
export function lineFor(reader: Reader, entry: EnvEntry): string | null {
  const common = commonLine(entry);
  if (common !== null) return common;
  const written = isFit(entry.value) ? OWN[reader](entry.value) : null;
  return written === null ? null : `${entry.name}=${written}`;
}

/** A whole file for all readers, or for one; null when one of the lines does not exist. */
export function fileFor(reader: Reader | null, entries: readonly EnvEntry[]): string | null {
  const lines = entries.map((entry) => (reader === null ? commonLine(entry) : lineFor(reader, entry)));
  return lines.includes(null) ? null : lines.map((line) => `${line}\n`).join('');
}
