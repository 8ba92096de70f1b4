// Where a secret comes from: a pipe, a file, the output of a command, or a prompt. Never from an argument, which other people on the machine can read.

import type { Environment } from '../../config/setting.ts';
import { open } from 'node:fs/promises';
import type { Field } from '../../crypto/capsule/items.ts';
import { ITEM_LIMITS, type Kind } from '../../crypto/share-terms.ts';
import { CommandFailure, UsageError } from '../output.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { askHidden, type PromptTerminal } from './prompt.ts';
import { fieldOfKind, firstFields, parseNamedFields, type NamedField } from './named-fields.ts';
import { readLimited, type LimitedRead } from './read-limited.ts';
import { rowsOf } from './rows.ts';
import { runFrom } from './run-from.ts';
import { parseText, withoutLineEnd } from './text.ts';
import { TOO_LARGE } from './too-large.ts';

export interface InputDeps {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Null: standard input or standard error is no terminal. */
  readonly terminal: PromptTerminal | null;
  readonly isPipe: boolean;
  readonly showErrors: boolean;
  readonly env: Environment;
  readonly tell: (sentence: string) => void;
  /** Files go along: without a source there are no rows. */
  readonly isOptional?: boolean;
}

const MOST = ITEM_LIMITS.bytes;
/** What a row is called that nobody gave a name. */
const NAMELESS = 'Secret';
const NOTHING = 'There was nothing in it. Nothing was sent.';

/** @throws UsageError, CommandFailure. Neither repeats anything of what was read. */
export async function readFields(flags: Flags, kind: Kind, deps: InputDeps): Promise<readonly Field[]> {
  const [file, command] = [flags.one('--file'), flags.one('--from')];
  const named = parseNamedFields(flags.all('--field'));
  const names = named.map(({ name }) => name);
  if (file !== undefined && command !== undefined) throw new UsageError('--file and --from are two sources: give one of them');
  if (flags.has('--shell') && command === undefined) throw new UsageError('--shell is for --from');
  if (named.some(({ source }) => source.kind !== 'asked')) {
    if (file !== undefined || command !== undefined)
      throw new UsageError('a --field that says where it comes from needs no --file or --from');
    return readEach(named, kind, { flags, deps });
  }
  const isNamed = file !== undefined || command !== undefined || names.length > 0;
  if (deps.isOptional === true && !isNamed && !deps.isPipe) return [];
  if (command === undefined && (file === undefined || file === '-') && !deps.isPipe) return askAll(names, kind, { flags, deps });
  const bytes =
    command === undefined
      ? whole(await (file === undefined || file === '-' ? readLimited(deps.stdin, MOST) : readFile(file)))
      : await runFrom(command, { isShell: flags.has('--shell'), most: MOST, env: deps.env, showErrors: deps.showErrors });
  return deps.isOptional === true && !isNamed && bytes.length === 0 ? [] : fieldsOf(bytes, names, { flags, kind, deps });
}

function whole(read: LimitedRead): Uint8Array {
  if (read.kind === 'too_large') throw new CommandFailure(EXIT.input, TOO_LARGE(MOST));
  return read.bytes;
}

/** Reads no more than a share holds, also of a file that has no end. */
async function readFile(path: string): Promise<LimitedRead> {
  const file = await open(path).catch(() => {
    throw new CommandFailure(EXIT.input, 'The file of --file cannot be read.');
  });
  try {
    return await readLimited(file.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>, MOST);
  } catch {
    throw new CommandFailure(EXIT.input, 'The file of --file cannot be read: it may be a folder.');
  } finally {
    await file.close();
  }
}

interface Reading {
  readonly flags: Flags;
  readonly deps: InputDeps;
}

/** Each field from its own place; those that name none are asked for at the terminal. */
async function readEach(named: readonly NamedField[], kind: Kind, { flags, deps }: Reading): Promise<readonly Field[]> {
  const fields: Field[] = [];
  for (const { name, source } of named) {
    if (source.kind === 'asked') {
      fields.push(...(await askAll([name], kind, { flags, deps })));
      continue;
    }
    const bytes = whole(await (source.kind === 'file' ? readFile(source.path) : readLimited(deps.stdin, MOST)));
    fields.push(fieldOfKind(kind, { name, value: valueOf(bytes, flags) }));
  }
  return fields;
}

function valueOf(bytes: Uint8Array, flags: Flags): string {
  const text = parseText(bytes);
  if (text === null) throw new CommandFailure(EXIT.input, 'That is not text in UTF-8. Nothing was sent. Send it as a file, by --attach.');
  const value = flags.has('--raw') ? text : withoutLineEnd(text);
  if (value === '') throw new CommandFailure(EXIT.input, NOTHING);
  return value;
}

function fieldsOf(bytes: Uint8Array, names: readonly string[], { flags, kind, deps }: Reading & { readonly kind: Kind }): readonly Field[] {
  const value = valueOf(bytes, flags);
  const { tell } = deps;
  if (flags.has('--raw') && names.length < 2) return [fieldOfKind(kind, { name: names[0] ?? NAMELESS, value })];
  const rows = rowsOf(value, { names, title: NAMELESS });
  if (rows.kind === 'missing')
    throw new CommandFailure(
      EXIT.input,
      'Not every --field stands in it. For several of them it must be a .env file that has each. Nothing was sent.',
    );
  rows.notes.forEach((note) => tell(note));
  const [only] = rows.fields;
  return rows.notes.length === 0 && only !== undefined ? [fieldOfKind(kind, only)] : rows.fields;
}

/** Without a name, the fields that a form of this kind begins with; each of those may be left out by Enter. */
async function askAll(names: readonly string[], kind: Kind, { flags, deps: { terminal } }: Reading): Promise<readonly Field[]> {
  if (terminal === null || flags.has('--raw'))
    throw new UsageError('the secret comes from a pipe, from --file, from --from, or from a prompt on a terminal');
  const fields: Field[] = [];
  const usual = names.length === 0 ? firstFields(kind).map(({ name }) => name) : [];
  for (const name of names.length > 0 ? names : usual.length > 0 ? usual : [NAMELESS]) {
    const value = await askHidden(name, { terminal, most: MOST });
    if (value === '' && usual.length > 0) continue;
    if (value === '') throw new CommandFailure(EXIT.input, NOTHING);
    fields.push(fieldOfKind(kind, { name, value }));
  }
  if (fields.length === 0) throw new CommandFailure(EXIT.input, NOTHING);
  return fields;
}
