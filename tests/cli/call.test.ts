// What nt2 tells a person to type is what they can type: it names itself as they called it.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asCalled } from '../../src/cli/as-called.ts';
import { nameCall } from '../../src/cli/call.ts';
import { COMMANDS } from '../../src/cli/help/commands.ts';
import { helpFor } from '../../src/cli/help/help.ts';

const path = ['/usr/bin', '/opt/node/bin'];

describe('nt2 names itself as it was called', () => {
  it.each([
    ['installed', '/opt/node/bin/nt2', undefined, 'nt2'],
    ['in a prefix that no shell looks in', '/home/me/prefix/bin/nt2', undefined, './prefix/bin/nt2'],
    ['elsewhere', '/srv/prefix/bin/nt2', undefined, '/srv/prefix/bin/nt2'],
    ['by npx', '/home/me/node_modules/.bin/nt2', 'exec', 'npx nt2'],
    ['in a script of npm', '/opt/node/bin/nt2', 'run-script', 'nt2'],
    ['the repository, from inside', '/home/me/scripts/nt2.mjs', undefined, 'node scripts/nt2.mjs'],
    ['the bundle, from outside', '/opt/nt2/dist/server/main.mjs', undefined, 'node /opt/nt2/dist/server/main.mjs'],
    ['a folder with a space and a quote', "/srv/it's here/nt2.mjs", undefined, "node '/srv/it'\\''s here/nt2.mjs'"],
    ['the image', '/srv/nt2/dist/server/main.mjs', undefined, 'nt2'],
  ])('%s', (_how, script, npm, name) => {
    expect(nameCall({ script, cwd: '/home/me', path, npm })).toBe(name);
  });

  it('in every command that it tells a person to type, and in no other sentence', () => {
    const call = 'npx nt2';
    for (const { name, example } of COMMANDS) {
      expect(asCalled(`run \`nt2 ${name}\` again`, call)).toBe(`run \`npx nt2 ${name}\` again`);
      expect(asCalled(example, call)).toContain(`npx nt2 ${name === 'version' ? '--version' : name}`);
    }
    expect(asCalled('not understood; see nt2 --help.', call)).toBe('not understood; see npx nt2 --help.');
    expect(asCalled(helpFor('log', 'tail'), call)).toMatch(/^npx nt2 log tail \[tag\]\n/);
    for (const same of ['nt2 runs', 'nt2 serves none', 'docker compose run --rm nt2 doctor', './prefix/nt2 doctor', 'nt2: hand a secret']) {
      expect(asCalled(same, call)).toBe(same);
    }
    expect(asCalled('nt2 doctor', "node '/a $& b/nt2.mjs'")).toBe("node '/a $& b/nt2.mjs' doctor");
  });

  it('by the command of the repository, as a process', () => {
    const run = (...args: string[]): string => {
      const cwd = join(import.meta.dirname, '../..');
      const { stdout, stderr } = spawnSync(process.execPath, ['scripts/nt2.mjs', ...args], { cwd, encoding: 'utf8' });
      return `${stdout}${stderr}`;
    };
    expect(run('docotr')).toContain('did you mean `node scripts/nt2.mjs doctor`? See node scripts/nt2.mjs --help.');
  });
});
