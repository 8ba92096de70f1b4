// The command as a person runs it: a process of its own, its output and its exit code.

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
/** As scripts/nt2.mjs has it: what Node has read once, in whichever test, it need not read again. It halves a start. */
export const COMPILED = join(import.meta.dirname, '../../.cache/compile');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
}

export function startNt2(
  args: readonly string[],
  { env, folder, input }: { readonly env: Readonly<Record<string, string>>; readonly folder: string; readonly input?: string },
): Running {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED, ...env },
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (err += part.toString()));
  return { child, done: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))) };
}
