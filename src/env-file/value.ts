// What stands behind an equals sign, as shells and loaders quote it. Where their readings differ, the likelier one is taken and the
// value is called doubtful, so that the page can say so.

import { pieces, type Piece } from './references.ts';

export interface Reading {
  readonly pieces: readonly Piece[];
  /** How many characters it takes, with its line end. */
  readonly length: number;
  /** Another assignment follows on the same line. */
  readonly goesOn: boolean;
  readonly isDoubtful: boolean;
}

interface Word {
  readonly pieces: readonly Piece[];
  readonly length: number;
  readonly kinds: readonly ("'" | '"' | '$' | '\\' | 'bare')[];
}

/** Behind a word: nothing, a semicolon, a comment; or (second) another assignment, in a shell only. */
const END = /^[ \t]*(?:;[ \t]*)*(?:#[^\n]*)?(?:\n|$)/;
const NEXT_COMMAND = /^[ \t]*;[ \t]*(?=(?:export[ \t]+)?[A-Za-z_]\w*=)/;
const NEXT_WORD = /^[ \t]+(?=[A-Za-z_]\w*=)/;
const SEMICOLON = /^[ \t]*;/;

/** Null: the line is no assignment, because something else follows on it. `isShell`: `export` or a semicolon before it says so. */
export function parseValue(rest: string, { gap, isShell }: { gap: boolean; isShell: boolean }): Reading | null {
  const line = rest.split('\n', 1)[0] ?? '';
  if (rest.startsWith('`')) {
    const end = rest.indexOf('`', 1);
    const after = end < 0 ? null : END.exec(rest.slice(end + 1));
    if (after !== null) return sure([rest.slice(1, end)], end + 1 + after[0].length);
  } else if (/^(?:['"]|\$')/.test(rest) || (isShell && !(gap && rest.startsWith('#')))) {
    const read = parseQuoted(rest, line, isShell);
    if (read !== 'raw') return read;
    if (isShell) return { ...parsePlain(line, gap), isDoubtful: true };
  } else if (rest.startsWith('-----BEGIN ')) {
    const block = parseBlock(rest);
    if (block !== null) return block;
  }
  return parsePlain(line, gap);
}

const sure = (parts: readonly Piece[], length: number): Reading => ({ pieces: parts, length, goesOn: false, isDoubtful: false });

function parseQuoted(rest: string, line: string, isShell: boolean): Reading | null | 'raw' {
  const word = parseWord(rest);
  if (word === null) return 'raw';
  const { kinds } = word;
  const behind = rest.slice(word.length);
  const isBare = kinds.includes('bare');
  const isQuoted = kinds.some((kind) => kind !== 'bare');
  const end = END.exec(behind);
  const command = NEXT_COMMAND.exec(behind);
  const next = command ?? (isShell ? NEXT_WORD.exec(behind) : null);
  if (end === null && next === null) return isQuoted && SEMICOLON.test(behind) ? null : 'raw';
  const length = word.length + (end ?? next ?? [''])[0].length;
  const goesOn = end === null;
  if (kinds.length <= 1) {
    // Server=x;Database=y without quotes: a shell sets two variables, but a person may well have meant one.
    const isSplit = !isQuoted && command !== null && !/^[ \t]*;[ \t]*export\s/.test(behind);
    return { pieces: word.pieces, length, goesOn, isDoubtful: isSplit };
  }
  const [first] = kinds;
  const isWrapped = (first === "'" || first === '"') && kinds.at(-1) === first;
  if (isBare && isWrapped && end !== null) {
    const inside = rest.slice(1, word.length - 1);
    if (isJson(inside)) return sure([inside], length);
    // dotenv takes the outer pair off and leaves the rest.
    if (!isShell) return { pieces: first === '"' ? pieces(inside) : [inside], length, goesOn, isDoubtful: true };
  }
  if (isBare && !isShell) return { ...parsePlain(line, false), isDoubtful: true };
  return { pieces: word.pieces, length, goesOn, isDoubtful: false };
}

/** One word of a shell: quoted pieces, escapes and bare text side by side. Null when a quote stays open. */
function parseWord(rest: string): Word | null {
  const found: Piece[] = [];
  const kinds: Word['kinds'][number][] = [];
  let at = 0;
  while (at < rest.length) {
    const mark = rest.charAt(at);
    // Right behind a quote a # begins a comment for loaders.
    if (/[\s;]/.test(mark) || (mark === '#' && kinds.length > 0 && kinds.at(-1) !== 'bare')) break;
    const from = at;
    if (mark === "'") {
      at = rest.indexOf("'", from + 1) + 1;
      if (at === 0) return null;
      found.push(rest.slice(from + 1, at - 1));
      kinds.push("'");
    } else if (mark === '"' || rest.startsWith("$'", at)) {
      const open = mark === '"' ? 1 : 2;
      const end = closing(rest, from + open, mark === '"' ? '"' : "'");
      if (end < 0) return null;
      const inside = rest.slice(from + open, end);
      found.push(...(open === 1 ? pieces(inside, unescape) : [unescapeAnsi(inside)]));
      kinds.push(open === 1 ? '"' : '$');
      at = end + 1;
    } else if (mark === '\\' && kinds.length > 0 && kinds.at(-1) !== 'bare') {
      if (/^\\(?:\n|$)/.test(rest.slice(at, at + 2))) return null;
      found.push(rest.charAt(at + 1));
      kinds.push('\\');
      at += 2;
    } else {
      const bare = /^(?:\\[^\n]|[^\s;'"\\]|\\)+/.exec(rest.slice(at))?.[0] ?? mark;
      at += bare.length;
      found.push(...pieces(bare, unescapeBare));
      kinds.push('bare');
    }
  }
  // Where bare text stands between quotes on several lines, the quotes belong to several variables.
  return kinds.includes('bare') && kinds.length > 1 && rest.slice(0, at).includes('\n') ? null : { pieces: found, length: at, kinds };
}

function closing(rest: string, from: number, quote: string): number {
  for (let at = from; at < rest.length; at += 1) {
    if (rest[at] === '\\') at += 1;
    else if (rest[at] === quote) return at;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const unescape = (inside: string): string => inside.replace(/\\([nrt"\\$`])/g, (_whole, mark: string) => ESCAPES[mark] ?? mark);
/** A backslash before a letter or digit is more likely part of a Windows path. */
const unescapeBare = (bare: string): string => bare.replace(/\\([^A-Za-z0-9\n])/g, '$1');

const ANSI: Readonly<Record<string, string>> = { ...ESCAPES, a: '\u0007', b: '\b', e: '\u001b', E: '\u001b', f: '\f', v: '\v' };

/** $'…' as bash and zsh write it; octal and hexadecimal numbers are bytes of UTF-8. */
function unescapeAnsi(inside: string): string {
  const bytes: Uint8Array[] = [];
  let from = 0;
  const utf8 = new TextEncoder();
  for (const match of inside.matchAll(/\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([\s\S]))/g)) {
    const [whole, hex, octal, short, long, mark = ''] = match;
    bytes.push(utf8.encode(inside.slice(from, match.index)));
    const byte = hex === undefined ? octal && Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
    const point = Number.parseInt(short ?? long ?? '', 16);
    if (typeof byte === 'number') bytes.push(Uint8Array.of(byte));
    else if (point <= 0x10ffff) bytes.push(utf8.encode(String.fromCodePoint(point)));
    else bytes.push(utf8.encode(/[\\'"?]/.test(mark) ? mark : (ANSI[mark] ?? whole)));
    from = match.index + whole.length;
  }
  bytes.push(utf8.encode(inside.slice(from)));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes.flatMap((part) => [...part])));
}

/** A key in PEM over several lines without quotes: no loader reads it, but what is meant is plain. */
function parseBlock(rest: string): Reading | null {
  const lines: string[] = [];
  let length = 0;
  for (let next = 0; next >= 0 && length < rest.length; length = next < 0 ? rest.length : next + 1) {
    next = rest.indexOf('\n', length);
    const line = rest.slice(length, next < 0 ? undefined : next).trimEnd();
    if (lines.length > 0 && line.includes('-----BEGIN ')) return null;
    lines.push(line);
    if (/^-----END [A-Z0-9 ]+-----$/.test(line))
      return lines.length < 2 ? null : sure([lines.join('\n')], next < 0 ? rest.length : next + 1);
  }
  return null;
}

/** Without quotes, to the end of the line. */
function parsePlain(line: string, gap: boolean): Reading {
  // Only a # after white space begins a comment: passwords hold #.
  const comment = gap && line.startsWith('#') ? 0 : line.search(/[ \t]#/);
  const text = trimBlanks(comment < 0 ? line : line.slice(0, comment));
  const [first = ''] = text;
  const isWrapped = text.length > 1 && /['"`]/.test(first) && text.endsWith(first);
  const literal = isWrapped ? text.slice(1, -1) : text;
  const isOdd = (/^['"`]/.test(text) && !isJson(literal)) || (!gap && line.startsWith('#'));
  return { pieces: isWrapped ? [literal] : pieces(literal), length: line.length + 1, goesOn: false, isDoubtful: isOdd };
}

/** Blanks and tabs off both ends; what else looks like white space is part of a value, and shown. */
function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && /[ \t]/.test(text.charAt(from))) from += 1;
  while (to > from && /[ \t]/.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
