// The commands of docs/terminal.md about .nt2share files, run by a shell as they stand there.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { root } from '../architecture/read-imports.ts';
import { COMPILED } from '../cli/run.ts';
import { readPage } from './pages.ts';

const VALUE = 'whsec_from_the_page';
const missing = spawnSync('age-keygen', ['--version']).error ? 'the age program is not installed (Debian: apt-get install age)' : null;
if (missing) console.log(`left out: the commands about .nt2share files: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), 'nt2-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(missing !== null)('the commands of the page do what it says, with no server and by age itself', () => {
  const section = /^## A file in place of a server\n([^]*?)^## /m.exec(readPage('docs/terminal.md'))?.[1] ?? '';
  const blocks = [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(2);
  mkdirSync(join(folder, 'bin'));
  const nt2 = join(folder, 'bin/nt2');
  writeFileSync(nt2, `#!/bin/sh\nexec node --disable-warning=ExperimentalWarning '${join(root, 'src/cli/main.ts')}' "$@"\n`);
  chmodSync(nt2, 0o755);
  writeFileSync(join(folder, 'key.txt'), `${VALUE}\n`);
  spawnSync('age-keygen', ['-o', 'identity.txt'], { cwd: folder });
  const env = { PATH: `${dirname(nt2)}:${dirname(process.execPath)}:${process.env['PATH']}`, HOME: folder, NODE_COMPILE_CACHE: COMPILED };
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', blocks.join('')], { cwd: folder, env, encoding: 'utf8' });
  expect([status, stderr.includes(VALUE)]).toEqual([0, false]);
  const [file, opened, json] = stdout.split('\n');
  expect([file, `${opened}`.startsWith(VALUE)]).toEqual(['relay.nt2share', true]);
  expect(JSON.parse(`${opened}`.slice(VALUE.length) || `${json}`)).toMatchObject({ items: [{ fields: [{ value: VALUE }] }] });
  expect(readFileSync(join(folder, '.env'), 'utf8')).toContain(VALUE);
});
