// The unit that operators copy: systemd itself reads it, where it is, and it agrees with what nt2 says of its exit codes and its end.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CONFIG } from '../../src/config/exit-code.ts';

const root = join(import.meta.dirname, '../..');
const file = join(root, 'docs/systemd/nt2.service');
const lines = readFileSync(file, 'utf8').split('\n');
const valuesOf = (key: string): string[] => lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
const isThere = spawnSync('systemd-analyze', ['--version']).status === 0;
const why = 'systemd-analyze is not installed (Debian: apt-get install systemd)';
if (!isThere) console.log(`left out: ${why}`);

describe('C7: the systemd unit', () => {
  it('starts what `npm run build` makes, and is not started again after a setting that does not fit', () => {
    const [command = ''] = valuesOf('ExecStart');
    expect(command).toBe('/usr/bin/node /opt/nt2/dist/server/main.mjs serve');
    const build = readFileSync(join(root, 'scripts/build-server.mjs'), 'utf8');
    for (const part of ["join(root, 'dist/server')", "'main.mjs'"]) expect(build).toContain(part);
    expect(valuesOf('Environment')).toEqual(['MALLOC_ARENA_MAX=1']);
    expect(valuesOf('RestartPreventExitStatus')).toEqual([String(EXIT_CONFIG)]);
    expect(Number.parseInt(valuesOf('TimeoutStopSec')[0] ?? '', 10)).toBeGreaterThanOrEqual(20);
  });

  it('is named by the document that has the steps around it', () => {
    const steps = readFileSync(join(root, 'docs/operations.md'), 'utf8');
    for (const path of [...valuesOf('WorkingDirectory'), 'systemd/nt2.service', 'systemd-analyze verify']) expect(steps).toContain(path);
    expect(existsSync(file)).toBe(true);
  });

  it.skipIf(!isThere)('passes `systemd-analyze verify` without a word, and leaves little open', () => {
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    // Verify also looks for the program, which is where an operator puts it; nothing else may be said.
    const said = `${verified.stdout}${verified.stderr}`.split('\n').filter((line) => line !== '' && !line.includes('is not executable'));
    expect(said).toEqual([]);
    const judged = spawnSync('systemd-analyze', ['security', '--offline=yes', '--no-pager', '--threshold=20', file], { encoding: 'utf8' });
    expect(judged.stdout).toContain('Overall exposure level');
    expect(judged.status, judged.stdout.split('\n').at(-2)).toBe(0);
  });
});
