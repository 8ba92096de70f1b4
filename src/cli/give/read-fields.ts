// Where a secret comes from: a pipe, a file, the output of a command, or a prompt. Never from an argument, which other people on the machine can read.

import type { Environment } from '../../config/setting.ts';
import { open } from 'node:fs/promises';
import type { Field } from '../../crypto/capsule/items.ts';
import { ITEM_LIMITS } from '../../crypto/share-terms.ts';
import { CommandFailure, UsageError } from '../output.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { askHidden, type PromptTerminal } from './prompt.ts';
import { readLimited, type LimitedRead } from './read-limited.ts';
import { fieldOf, rowsOf } from './rows.ts';
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
}

const MOST = ITEM_LIMITS.bytes;
/** What a row is called that nobody gave a name. */
const NAMELESS = 'Secret';

/** @throws UsageError, CommandFailure. Neither repeats anything of what was read. */
export async function readFields(flags: Flags, deps: InputDeps): Promise<readonly Field[]> {
  const [file, command] = [flags.one('--file'), flags.one('--from')];
  const names = flags.all('--field');
  if (file !== undefined && command !== undefined) throw new UsageError('--file and --from are two sources: give one of them');
  if (flags.has('--shell') && command === undefined) throw new UsageError('--shell is for --from');
  if (names.some((name) => name.trim() === '' || [...name].length > ITEM_LIMITS.fieldName))
    throw new UsageError(`--field is a name of 1 to ${ITEM_LIMITS.fieldName} characters`);
  if (new Set(names).size < names.length) throw new UsageError('each --field needs a name of its own');
  if (command === undefined && (file === undefined || file === '-') && !deps.isPipe) return askAll(names, flags, deps);
  const bytes =
    command === undefined
      ? whole(await (file === undefined || file === '-' ? readLimited(deps.stdin, MOST) : readFile(file)))
      : await runFrom(command, { isShell: flags.has('--shell'), most: MOST, env: deps.env, showErrors: deps.showErrors });
  return fieldsOf(bytes, names, flags, deps);
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

function fieldsOf(bytes: Uint8Array, names: readonly string[], flags: Flags, { tell }: InputDeps): readonly Field[] {
  const text = parseText(bytes);
  if (text === null)
    throw new CommandFailure(
      EXIT.input,
      'That is not text in UTF-8. Nothing was sent. Pipe it through base64 first, and say so with --note.',
    );
  const value = flags.has('--raw') ? text : withoutLineEnd(text);
  if (value === '') throw new CommandFailure(EXIT.input, 'There was nothing in it. Nothing was sent.');
  if (flags.has('--raw') && names.length < 2) return [fieldOf({ name: names[0] ?? NAMELESS, value })];
  const rows = rowsOf(value, { names, title: NAMELESS });
  if (rows.kind === 'missing')
    throw new CommandFailure(
      EXIT.input,
      'Not every --field stands in it. For several of them it must be a .env file that has each. Nothing was sent.',
    );
  rows.notes.forEach((note) => tell(note));
  return rows.fields;
}

async function askAll(names: readonly string[], flags: Flags, { terminal }: InputDeps): Promise<readonly Field[]> {
  if (terminal === null || flags.has('--raw'))
    throw new UsageError('the secret comes from a pipe, from --file, from --from, or from a prompt on a terminal');
  const fields: Field[] = [];
  for (const name of names.length === 0 ? [NAMELESS] : names) {
    const value = await askHidden(name, { terminal, most: MOST });
    if (value === '') throw new CommandFailure(EXIT.input, 'There was nothing in it. Nothing was sent.');
    fields.push(fieldOf({ name, value }));
  }
  return fields;
}
