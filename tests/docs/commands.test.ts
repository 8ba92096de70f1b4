// The commands that an operator copies, run word by word and in their order by a shell, with a `docker` and a `sudo` that only look whether
// the files they are pointed at are there: a command in the wrong folder shows.

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Stands in for Docker: says what it was asked, and fails where Docker would not find its files. */
const DOCKER = `#!/bin/sh
echo "docker $*" >&2
case "$1" in
  build) test -f "$3" || { echo "no $3 in $PWD" >&2; exit 1; }
         for context; do :; done; test -f "$context/package.json" || { echo "no sources in $context" >&2; exit 1; };;
  compose) file=compose.yml; test "$2" = -f && file=$3
           test -f "$file" || { echo "no configuration file provided: not found ($PWD)" >&2; exit 14; };;
  run) case "$*" in *' init '*) mkdir -p secrets redis && touch nt2.env secrets/root;; esac;;
esac
`;
const SUDO =
  '#!/bin/sh\ncase "$1" in chown) for file; do :; done; test -e "$file" || { echo "no $file in $PWD" >&2; exit 1; };; *) exec "$@";; esac\n';
const GIT = '#!/bin/sh\nexit 0\n';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The unmarked blocks of a page, from one heading on to another one. */
function blocks(page: string, from: string, to: string): string {
  const text = readFileSync(join(root, page), 'utf8');
  const part = text.slice(text.indexOf(`\n${from}\n`), text.indexOf(`\n${to}\n`));
  return [...part.matchAll(/^```\n([\s\S]*?)^```$/gm)].map((found) => found[1] ?? '').join('');
}

function run(commands: string): { readonly code: number | null; readonly said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-commands-'));
  folders.push(folder);
  const [copy, bin] = [join(folder, 'nt2'), join(folder, 'bin')];
  mkdirSync(bin);
  cpSync(join(root, 'docker'), join(copy, 'docker'), { recursive: true });
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  for (const [name, script] of Object.entries({ docker: DOCKER, sudo: SUDO, git: GIT })) {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  const done = spawnSync('sh', ['-e', '-c', commands], { cwd: copy, encoding: 'utf8', env: { PATH: `${bin}:${process.env['PATH']}` } });
  return { code: done.status, said: done.stderr };
}

it('C6: upgrade.md can be copied line by line, from the root of the repository', () => {
  const { code, said } = run(blocks('docs/upgrade.md', '## First a backup', '## Several'));
  expect(code, said).toBe(0);
  expect(said.split('\n').filter((line) => line.startsWith('docker compose'))).toEqual([
    'docker compose run --rm -T nt2 backup -',
    'docker compose stop nt2',
    'docker compose run --rm nt2 doctor',
    'docker compose up -d',
  ]);
});

it('C6: the first hour of operations.md can be copied line by line', () => {
  const first = blocks('docs/operations.md', '## The first hour', '## systemd');
  const [withRedis = ''] = first.split('docker run -d');
  const { code, said } = run(withRedis);
  expect(code, said).toBe(0);
  expect(said).toContain('docker compose --profile tls up -d');
});

it('C3, C7: the one container comes back by itself, within bounds of memory, processes and log', () => {
  const [, command = ''] = /^(docker run -d [\s\S]*?nt2:[\d.]+)$/m.exec(readFileSync(join(root, 'docs/operations.md'), 'utf8')) ?? [];
  for (const flag of [
    '--restart unless-stopped',
    '--memory 512m',
    '--pids-limit 100',
    '--log-opt max-size',
    '--read-only',
    '--cap-drop ALL',
  ])
    expect(command).toContain(flag);
});
