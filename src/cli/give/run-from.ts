// `--from 'command'`: the secret is what a program prints. Its failure is ours, with its exit code, and what it printed is never repeated.

import type { Environment } from '../../config/setting.ts';
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { withoutCredentials } from '../account/environment.ts';
import { CommandFailure, UsageError } from '../output.ts';
import { EXIT } from '../exit-codes.ts';
import { TOO_LARGE } from './too-large.ts';
import { readLimited } from './read-limited.ts';
import { splitWords } from './split-words.ts';

export interface FromOptions {
  /** A shell runs it, and not the program itself. */
  readonly isShell: boolean;
  readonly most: number;
  readonly env: Environment;
  /** A person sees what it asks or complains of: as if they had run it themselves. In a log of a machine that would stay. */
  readonly showErrors: boolean;
}

/** As a shell reports them. */
const [NOT_FOUND, NOT_EXECUTABLE, BY_SIGNAL] = [127, 126, 128];
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

export async function runFrom(command: string, options: FromOptions): Promise<Uint8Array> {
  const [file, ...args] = options.isShell ? ['/bin/sh', '-c', command] : wordsOf(command);
  const child = spawn(file ?? '', args, {
    env: withoutCredentials(options.env),
    stdio: ['inherit', 'pipe', options.showErrors ? 'inherit' : 'ignore'],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? notRun(NOT_FOUND) : notRun(NOT_EXECUTABLE)));
    child.once('close', (code, signal) => resolve(code ?? BY_SIGNAL + (SIGNALS[signal ?? ''] ?? 0)));
  });
  ended.catch(() => undefined);
  const read = await readLimited(child.stdout, options.most).catch(() => null);
  if (read?.kind === 'too_large') {
    child.kill();
    throw new CommandFailure(EXIT.input, TOO_LARGE(options.most));
  }
  const code = await ended;
  if (code !== 0)
    throw new CommandFailure(code, `The command of --from ended with exit code ${code}, so nothing was sent. Run it alone to see why.`);
  return read?.bytes ?? new Uint8Array();
}

const notRun = (code: number): CommandFailure =>
  new CommandFailure(code, `The command of --from ${code === NOT_FOUND ? 'is not installed' : 'cannot be run'} here, so nothing was sent.`);

function wordsOf(command: string): readonly string[] {
  const split = splitWords(command, homedir());
  if (split.kind === 'words') return split.words;
  if (split.kind === 'shell')
    throw new UsageError('the command of --from needs a shell, for a pipe or a variable in it: add --shell, and sh runs it');
  throw new UsageError(
    split.kind === 'open'
      ? 'a quote in the command of --from is not closed'
      : "--from takes a command, such as --from 'op read op://team/stripe/key'",
  );
}
