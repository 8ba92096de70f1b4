// The command as a user who is not root: file systems refuse root nothing.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNt2, type Ran } from './run.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
export const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** What sentences call the user. */
export const USER = isRoot ? `${NOBODY}` : String(process.getuid?.());

/** Before anything of nt2 is loaded; Node itself may lie where nobody may look. */
const DROP = `data:text/javascript,${encodeURIComponent(`process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});`)}`;

/**
 * What Node has read of nt2, as COMPILED of run.ts has it, but so that a user who is not root may read it too: without it most of a start
 * goes into reading the sources again. Call the second to remove it.
 */
export async function compileForAll(): Promise<{ readonly compiled: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-compiled-'));
  const compiled = join(folder, 'cache');
  const env = { NODE_COMPILE_CACHE: compiled, NT2_STATE_DIR: join(folder, 'data') };
  for (const args of [['token', 'list'], ['doctor']]) await startNt2(args, { env, folder }).done;
  const open = (path: string): void => {
    const isFolder = statSync(path).isDirectory();
    chmodSync(path, isFolder ? 0o755 : 0o644);
    if (isFolder) for (const name of readdirSync(path)) open(join(path, name));
  };
  chmodSync(folder, 0o755);
  open(compiled);
  return { compiled, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

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
