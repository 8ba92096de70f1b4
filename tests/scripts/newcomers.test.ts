// What a newcomer meets first: the list of scripts, and the container to work in.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HELP } from '../../scripts/help.mjs';
import { packages } from '../../scripts/programs.mjs';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

it('npm run help names each script of package.json, in eleven lines, and a test that is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const told = [...HELP.matchAll(/^npm (?:run )?([a-z]+)(?= {2,})/gm)].map(([, name = '']) => name);
  // npm calls `prepack` before `npm pack`, which is its own; a script of that name would not be asked.
  expect(Object.keys(scripts).filter((name) => Object.hasOwn(scripts, `pre${name}`))).toEqual([]);
  expect(told.map((name) => (name === 'pack' ? 'prepack' : name)).toSorted()).toEqual(Object.keys(scripts).toSorted());
  expect(HELP.split('\n')).toHaveLength(11);
  const [, example = ''] = /npm test -- (tests\S+)/.exec(HELP) ?? [];
  expect(read(example)).toContain('it(');
});

it('the container to work in has the programs that the tests install, the Node of the image, and sends no telemetry', () => {
  const dockerfile = read('.devcontainer/Dockerfile');
  const [, list = ''] = /--no-install-recommends ([^&]*)&&/.exec(dockerfile.replaceAll('\\\n', ' ')) ?? [];
  expect(list.trim().split(/\s+/).toSorted()).toEqual(Object.values(packages).toSorted());
  const [, node = ''] = /node:([\d.]+)/.exec(read('docker/Dockerfile')) ?? [];
  expect(dockerfile).toContain(`FROM docker.io/library/node:${node}-bookworm\n`);
  expect(JSON.parse(read('.devcontainer/devcontainer.json'))).toMatchObject({
    customizations: { vscode: { settings: { 'telemetry.telemetryLevel': 'off' } } },
  });
});
