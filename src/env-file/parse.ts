// Parses .env text. Lenient with what people paste; reports each line that it did not understand, so that nothing of a paste goes missing.

import { fillIn, type Assignment, type ReadEntry } from './references.ts';
import { parseValue, type Reading } from './value.ts';

export interface StrangeLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

export interface EnvFile {
  readonly entries: readonly ReadEntry[];
  /** Lines that are none of: an assignment, a comment, blank. */
  readonly strange: readonly StrangeLine[];
}

/** No value grows beyond this by references. More than a share may hold is of no use, and no reason to stand still. */
const MOST = 262_144;

// Before a name also the invisible characters that a web page leaves in what is copied from it.
const START = /^(?:[^\S\n]|[\u200b\u2060])*((?:export|declare -x|typeset -x)[ \t]+)?([A-Za-z0-9_][A-Za-z0-9_.:-]*)[ \t]*=([ \t]*)/;
const SHELL_ONLY = /^\s*set [-+](?:a|o allexport)[ \t;]*$/;
const EXPORT_ONLY = /^\s*export((?:[ \t]+[A-Za-z_]\w*)+)[ \t;]*$/;

export function parseEnv(source: string): EnvFile {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const found: Assignment[] = [];
  const names = new Set<string>();
  const strange: StrangeLine[] = [];
  let rest = text;
  let line = 1;
  let goesOn = false;
  while (rest !== '') {
    const start = START.exec(rest);
    const [whole = '', prefix, name = '', gap = ''] = start ?? [];
    const read: Reading | null =
      start === null ? null : parseValue(rest.slice(whole.length), { gap: gap !== '', isShell: goesOn || prefix !== undefined });
    const current = rest.split('\n', 1)[0] ?? '';
    if (read === null) {
      const isNothing = current.trim() === '' || current.trim().startsWith('#') || SHELL_ONLY.test(current) || repeats(current, names);
      if (!isNothing) strange.push({ line, text: current });
    } else {
      names.add(name);
      found.push({ name, pieces: read.pieces, isDoubtful: read.isDoubtful });
    }
    const length = read === null ? current.length + 1 : whole.length + read.length;
    goesOn = read?.goesOn ?? false;
    line += rest.slice(0, length).split('\n').length - 1;
    rest = rest.slice(length);
  }
  return { entries: fillIn(found, MOST), strange };
}

/** `export A B` for what stands above adds nothing. */
function repeats(line: string, known: ReadonlySet<string>): boolean {
  const names = EXPORT_ONLY.exec(line)?.[1]
    ?.trim()
    .split(/[ \t]+/);
  return names !== undefined && names.every((name) => known.has(name));
}

/** Whether one line alone says that it sets a variable, and is not a value that ends with an equals sign. */
const isSpoken = ({ name, asWritten }: ReadEntry, isExport: boolean): boolean =>
  !/^=*$/.test(asWritten) && (isExport || /^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/.test(name));
const isBase64 = ({ asWritten }: ReadEntry): boolean => asWritten === '=';

/**
 * What a pasted text is: `rows` when all of it is understood, `partly` when it looks like a .env file of which some lines are not,
 * `value` when it is one value that may happen to hold an equals sign.
 */
export function recognize(source: string): { readonly kind: 'rows' | 'partly' | 'value'; readonly file: EnvFile } {
  if (source.length > MOST) return { kind: 'value', file: { entries: [], strange: [] } };
  const file = parseEnv(source);
  const isExport = /^\s*(?:export|declare -x|typeset -x)\s/.test(source);
  const isMeant = file.entries.length > 1 ? !file.entries.every(isBase64) : file.entries.some((entry) => isSpoken(entry, isExport));
  return { kind: !isMeant ? 'value' : file.strange.length > 0 ? 'partly' : 'rows', file };
}
