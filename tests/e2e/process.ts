// nt2 as a process of its own: what it prints is kept, and it is asked to stop as an operator would.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { builtPages } from '../support/pages.ts';

export interface Nt2Process {
  readonly pid: number;
  /** All that it has printed. */
  printed(): string;
  /** Waits until it has printed this. */
  says(line: RegExp): Promise<RegExpExecArray>;
  /** Waits for its end and answers with the exit code. */
  ended(): Promise<number | null>;
  /** Sends a signal and does not wait. */
  signal(name: NodeJS.Signals): void;
  /** Sends SIGTERM and answers with the exit code. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL: it can finish nothing. */
  kill(): Promise<void>;
}

const COMMAND = fileURLToPath(new URL('../../scripts/nt2.mjs', import.meta.url));

/** Starts `nt2 …`. `env` is all of the environment that matters; `cwd` is where it keeps its data; `command` stands in for nt2's own; `wrap`: what runs it. */
export async function startNt2(
  args: readonly string[],
  {
    env = {},
    cwd,
    command = COMMAND,
    wrap = (whole) => whole,
  }: { env?: Record<string, string>; cwd: string; command?: string; wrap?: (whole: readonly string[]) => readonly string[] },
): Promise<Nt2Process> {
  await builtPages();
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:NT2|SLACK|DISCORD)_/.test(name)));
  const [file = '', ...rest] = wrap([process.execPath, command, ...args]);
  const child = spawn(file, rest, {
    cwd,
    env: { ...own, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const gone = once(child, 'exit') as Promise<[number | null]>;
  return {
    pid: child.pid ?? 0,
    printed: () => output,
    async says(line) {
      const until = Date.now() + 30_000;
      for (;;) {
        const found = line.exec(output);
        if (found) return found;
        if (child.exitCode !== null || Date.now() > until) throw new Error(`nt2 did not say ${line}:\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    ended: async () => (await gone)[0],
    signal: (name) => void child.kill(name),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      const [code] = await gone;
      clearTimeout(late);
      return code;
    },
  };
}
