// A surface is new in one file, and a secret can come out of it: each has a row in the table, and each cell names a test that looks.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/help/commands.ts';
import { readSources, root } from '../architecture/read-imports.ts';
import { rooms } from '../architecture/rooms.ts';
import { allRows } from '../../src/server/api/table/rows.ts';
import { pathOf } from '../../src/reference/document.ts';
import { INSIDE, SECRETS, SURFACES } from './surfaces.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const froms = Object.values(SURFACES).flatMap(({ from }) => from);
/** `GET /api/*` has all that begins so. */
const isOf = (from: string, one: string): boolean => (from.endsWith('*') ? one.startsWith(from.slice(0, -1)) : one === from);
const hasRow = (one: string): boolean => froms.some((from) => isOf(from, one));

describe('J10: each surface against each secret', () => {
  it('every route has a row', () => {
    const routes = Object.values(allRows).map((row) => `${row.method} ${pathOf(row)}`);
    expect(routes.length).toBeGreaterThan(40);
    expect(routes.filter((route) => !hasRow(route))).toEqual([]);
  });

  it('every command has a row, and no row a command that there is not', () => {
    const commands = [...read('src/cli/main.ts').matchAll(/^ {2}'?([a-z][a-z -]*?)'?: async \(\) =>/gm)].map(([, name]) => `nt2 ${name}`);
    expect(commands.length).toBeGreaterThan(25);
    expect(commands.filter((command) => !hasRow(command))).toEqual([]);
    expect(froms.filter((from) => from.startsWith('nt2 ') && !commands.includes(from))).toEqual([]);
  });

  it('every room gives something out, by a row, or is said why it does not', () => {
    const homes = [...rooms.map(({ home }) => home), 'src/adapters/<name>/'];
    const isInside = (home: string): boolean =>
      Object.hasOwn(INSIDE, home) || (home.startsWith('src/app/') && Object.hasOwn(INSIDE, 'src/app/'));
    expect(homes.filter((home) => !hasRow(home) && !isInside(home))).toEqual([]);
    for (const home of [...froms, ...Object.keys(INSIDE)].filter((one) => /^(?:src|packages)\//.test(one) && one !== 'src/app/'))
      expect(homes).toContain(home);
  });

  it.each(Object.entries(SURFACES))('%s: each cell names a test that there is', (_name, { from, seen }) => {
    expect(from.length).toBeGreaterThan(0);
    for (const secret of SECRETS) {
      const [file, title] = seen[secret];
      expect(read(file).replaceAll("\\'", "'"), `${secret}: ${title}`).toContain(`'${title}'`);
    }
  });

  it('no process is given anything but where to begin', () => {
    const starts = /node:child_process|node:cluster|node:worker_threads|process\.title\b/;
    const files = [...readSources('src'), ...readSources('packages/mcp/src')].flatMap(({ path, text }) =>
      starts.test(text) ? [path] : [],
    );
    expect(files.toSorted()).toEqual([
      'src/app/primary.ts',
      'src/cli/give/run-from.ts',
      'src/cli/main.ts',
      'src/cli/open/run-with-secret.ts',
      'src/cli/serve.ts',
      'src/store/sqlite/checkpoint-thread.ts',
    ]);
    // Its own program with the arguments it was started with, which hold no secret: a command takes none.
    expect(read('src/app/primary.ts')).toContain('cluster.setupPrimary({ exec: program, args: [...args] })');
    expect(read('src/store/sqlite/checkpoint-thread.ts')).toContain('workerData: { file }, env: {}, execArgv: []');
    // The command that the person named, without what signs in at nt2.
    expect(read('src/cli/give/run-from.ts')).toContain('env: withoutCredentials(options.env)');
    // The one command that is meant to have a secret, in its environment; `run-with-secret.test.ts` looks for it everywhere else.
    expect(read('src/cli/open/destination.ts')).toContain('env: withoutCredentials(env)');
    // Public keys, and files.
    const isOpen = (value: string): boolean => value === '<vkey or @file>' || value === '<file>';
    for (const { name, takes = '', flags = [] } of COMMANDS) {
      expect(takes, name).not.toMatch(/secret|password|passphrase|token|key/);
      for (const { flag, value = '' } of flags)
        expect(isOpen(value) ? '' : `${flag} ${value}`, name).not.toMatch(
          /^--(?:secret|password|passphrase|token|key)\b|<(?:secret|password|passphrase|token|key)>/,
        );
    }
  });
});
