// The command as a user who is not root: file systems refuse root nothing.

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Ran } from './run.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
export const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** What sentences call the user. */
export const USER = isRoot ? `${NOBODY}` : String(process.getuid?.());

/** Before anything of nt2 is loaded; Node itself may lie where nobody may look. */
const DROP = `data:text/javascript,${encodeURIComponent(`process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});`)}`;

/** Ends it after so many milliseconds, and then there is no exit code. */
const PATIENCE_MS = 30_000;

export function nt2AsNobody(
  args: readonly string[],
  { env, folder }: { env: Readonly<Record<string, string>>; folder: string },
): Promise<Ran> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...(isRoot ? ['--import', DROP] : []), MAIN, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (err += part.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    }),
  );
}

/** Null: it is mounted. Else why it could not be. */
export function mountSmall(dir: string, options: string): string | null {
  if (!isRoot) return 'only root may mount a small disk';
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'nt2-test', dir]);
  return mounted.status === 0 ? null : 'a small disk cannot be mounted here';
}

export const unmount = (dir: string): void => void spawnSync('umount', [dir]);
