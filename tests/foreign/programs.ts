// The verifiers that others wrote, and why one is not used when it is not here.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { findPrograms } from '../../scripts/programs.mjs';

const programs = findPrograms() as Readonly<Record<string, string | undefined>>;
/** Where Debian puts them; FOREIGN_GOPATH adds a folder with packages of another release. */
const GOPATH = [process.env['FOREIGN_GOPATH'], '/usr/share/gocode'].filter((path) => path !== undefined).join(':');
const hasGoPackage = (name: string): boolean => GOPATH.split(':').some((path) => existsSync(join(path, 'src', name)));

/** Why the tests that need it are skipped; null when it is here. */
export const missing = {
  go:
    programs['go'] !== undefined && hasGoPackage('golang.org/x/mod/sumdb/tlog')
      ? null
      : 'Go and its package x/mod are not installed (Debian: apt-get install golang-go golang-golang-x-mod-dev)',
  formats:
    programs['go'] !== undefined && hasGoPackage('github.com/transparency-dev/formats/note')
      ? null
      : 'the packages of transparency-dev are not installed (Debian 13: apt-get install golang-go golang-github-transparency-dev-formats-dev)',
  openssl: programs['openssl'] === undefined ? 'openssl is not installed' : null,
  ssh: programs['ssh-keygen'] === undefined ? 'ssh-keygen is not installed (Debian: apt-get install openssh-client)' : null,
};
for (const reason of Object.values(missing)) if (reason !== null) console.log(`left out: foreign verifiers: ${reason}`);

/** Builds the Go program once for each state of its source, into .cache. Needs no network. */
export function buildGo(name: 'verify' | 'formats' = 'verify'): string {
  const source = join(root, 'tests/foreign', `${name}.go`);
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const folder = join(root, '.cache', 'foreign');
  const binary = join(folder, `${name}-${digest}`);
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  const fresh = `${binary}.${process.pid}`;
  const env = { ...process.env, GOPATH, GO111MODULE: 'off', GOCACHE: join(folder, 'go-build'), GOFLAGS: '', CGO_ENABLED: '0' };
  execFileSync(programs['go'] as string, ['build', '-o', fresh, source], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  renameSync(fresh, binary);
  return binary;
}

export interface Outcome {
  readonly ok: boolean;
  readonly said: string;
}

export function run(program: string, args: readonly string[], input?: string | Uint8Array): Outcome {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', ...(input !== undefined && { input }) });
  return { ok: status === 0, said: `${stdout}${stderr}`.trim() };
}

/** A folder that is gone after the work. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-foreign-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
