// Where link and words come from: a prompt that shows nothing, standard input, or a file. Never an argument and never the environment.

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { EXIT } from '../exit-codes.ts';
import { askHidden, type PromptTerminal } from '../give/prompt.ts';
import { readLimited } from '../give/read-limited.ts';
import { CommandFailure, UsageError } from '../output.ts';

/** No link and no passphrase is longer, however it was mangled on the way. */
const MOST_BYTES = 8_192;

export interface SourceDeps {
  /** Null: there is nobody to ask. */
  readonly terminal: PromptTerminal | null;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly isStdinTty: boolean;
}

export interface AskedText {
  readonly question: string;
  readonly file: string | null;
  readonly flag: string;
  /** Whether it may come by a pipe without a flag. */
  readonly isPiped: boolean;
}

/** Whether standard input is read for this. */
export const readsStdin = ({ file, isPiped }: Pick<AskedText, 'file' | 'isPiped'>, isStdinTty: boolean): boolean =>
  file === '-' || (file === null && isPiped && !isStdinTty);

/** @throws UsageError, CommandFailure. Neither repeats anything of what was read. */
export async function readSecretText(asked: AskedText, { terminal, stdin, isStdinTty }: SourceDeps): Promise<string> {
  const { question, file, flag } = asked;
  if (readsStdin(asked, isStdinTty)) {
    const read = await readLimited(stdin, MOST_BYTES);
    if (read.kind === 'too_large') throw new CommandFailure(EXIT.input, 'Standard input holds more than a link or words.');
    return withoutLineEnd(Buffer.from(read.bytes).toString('utf8'));
  }
  if (file !== null) return withoutLineEnd(readSmallFile(file, flag));
  if (terminal === null) throw new UsageError(`there is no terminal to ask at: name a file by ${flag}, or - for standard input`);
  return askHidden(question, { terminal, most: MOST_BYTES }).catch((error: unknown) => {
    const isEnded = error instanceof CommandFailure && error.exitCode === EXIT.interrupted;
    throw isEnded ? new CommandFailure(EXIT.interrupted, 'Nothing was opened.') : error;
  });
}

function readSmallFile(path: string, flag: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length <= MOST_BYTES) return text;
  } catch {
    // Said below.
  }
  throw new CommandFailure(EXIT.input, `The file of ${flag} cannot be read, or is too large.`);
}

const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '');

/** Yes by `y` or `yes`; anything else, and the end of the input, is a no. */
export async function askYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^\s*y(?:es)?\s*$/i.test(await terminal.question(`${question} [y/N] `));
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}

/** Waits for Enter, shows nothing of what is typed. */
export async function waitForEnter(terminal: PromptTerminal, what: string): Promise<void> {
  await askHidden(what, { terminal, most: MOST_BYTES }).catch(() => undefined);
}
