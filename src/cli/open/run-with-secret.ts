// Runs a command with a secret in its environment and nowhere else: not in this process's own, not in an argument, not in a file.
// The command line and the MCP server share it. What it says of a command that does not start never repeats the environment.

import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, join } from 'node:path';
import type { EnvEntry } from '../../env-file/names.ts';

/** As shells have them: no such command, and one that cannot be run. */
const EXIT_NOT_FOUND = 127;
const EXIT_CANNOT_RUN = 126;

/** Linux gives no variable more, with its name and the byte that ends it. */
const MOST_BYTES = 131_072;

export interface SecretRun {
  readonly command: string;
  readonly args: readonly string[];
  /** What the child's environment is besides the secret. */
  readonly env: NodeJS.ProcessEnv;
  readonly secret: readonly EnvEntry[];
  readonly cwd?: string;
  /** Without it the child has the terminal of this process, and the signals that this process gets. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  /** False: there is nothing to read for the child, because this process has read it. */
  readonly withStdin: boolean;
  /** With `onOutput`: ends the child and what it has started, with SIGTERM, and three seconds later with SIGKILL. */
  readonly signal?: AbortSignal;
}

export interface Ended {
  /** Of the child; 128 + n when signal n ended it. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
}

/** `started`: the child has the secret. */
export type Start =
  | { readonly kind: 'started'; readonly ended: Promise<Ended> }
  | { readonly kind: 'failed'; readonly exitCode: number; readonly detail: string };

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Looked at before a secret is opened for it: null, or why it cannot be run. Windows finds commands by rules of its own. */
export function commandFault(command: string, env: NodeJS.ProcessEnv): { readonly exitCode: number; readonly detail: string } | null {
  if (process.platform === 'win32') return null;
  const paths = command.includes('/') ? [command] : (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder || '.', command));
  if (paths.some(isExecutable)) return null;
  const isThere = paths.some((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
  return isThere
    ? { exitCode: EXIT_CANNOT_RUN, detail: 'That command is there, and this user cannot run it.' }
    : { exitCode: EXIT_NOT_FOUND, detail: 'There is no such command here.' };
}

/** Null, or the variable that no environment can hold, and why. */
export function unfitVariable(secret: readonly EnvEntry[]): string | null {
  for (const { name, value } of secret) {
    if (value.includes('\0')) return `${name} holds a zero byte, which no environment variable can.`;
    const bytes = Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
    if (bytes > MOST_BYTES) return `${name} is larger than an environment variable can be (128 KiB).`;
  }
  return null;
}

const GRACE_MS = 3_000;
/** At a terminal the child gets what is typed (Ctrl+C, Ctrl+\) by itself; a second one would mean "at once". */
const TYPED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];
/** Node would open its debugger at SIGUSR1, and everything it holds with it. */
const HANDED_ON: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', ...TYPED];

export function runWithSecret({ command, args, env, secret, cwd, onOutput, withStdin, signal }: SecretRun): Promise<Start> {
  const unfit = unfitVariable(secret);
  if (unfit !== null) return Promise.resolve({ kind: 'failed', exitCode: EXIT_CANNOT_RUN, detail: unfit });
  const stdin = withStdin ? 'inherit' : 'ignore';
  const isPiped = onOutput !== undefined;
  const stdio: StdioOptions = isPiped ? [stdin, 'pipe', 'pipe'] : [stdin, 'inherit', 'inherit'];
  const whole = { ...env, ...Object.fromEntries(secret.map(({ name, value }) => [name, value])) };
  return new Promise((resolve) => {
    const handOn = (name: NodeJS.Signals): void => {
      if (!(TYPED.includes(name) && process.stdin.isTTY)) child.kill(name);
    };
    // Before there is a child: a signal in between waits until this is done.
    if (!isPiped) for (const name of HANDED_ON) process.on(name, handOn);
    // A group of its own, so that what it starts ends with it. At a terminal it stays in the group that the terminal talks to.
    const child = spawn(command, args, { env: whole, stdio, detached: isPiped, ...(cwd === undefined ? {} : { cwd }) });
    let isStarted = false;
    const stop = (): void => {
      endGroup(child, 'SIGTERM');
      setTimeout(() => endGroup(child, 'SIGKILL'), GRACE_MS).unref();
    };
    child.stdout?.on('data', (bytes: Buffer) => onOutput?.('stdout', bytes));
    child.stderr?.on('data', (bytes: Buffer) => onOutput?.('stderr', bytes));
    const ended = new Promise<Ended>((end) => {
      // What it has left running holds the pipes, and the secret: it ends too, and then all that was printed has been read.
      if (isPiped) child.on('exit', () => endGroup(child, 'SIGKILL'));
      child.on(isPiped ? 'close' : 'exit', (code: number | null, by: NodeJS.Signals | null) => {
        for (const name of HANDED_ON) process.off(name, handOn);
        signal?.removeEventListener('abort', stop);
        end({ exitCode: code ?? 128 + (by === null ? 0 : system.signals[by]), signal: by });
      });
    });
    child.on('spawn', () => {
      isStarted = true;
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop);
      resolve({ kind: 'started', ended });
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (isStarted) return;
      for (const name of HANDED_ON) process.off(name, handOn);
      const exitCode = error.code === 'ENOENT' ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
      resolve({ kind: 'failed', exitCode, detail: `The command did not start (${error.code ?? 'unknown'}).` });
    });
  });
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended.
  }
}
