import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findMissing } from '../../scripts/lock.mjs';
import { type Node, readNodes, readSources, root, type SourceFile } from './read-imports.ts';

const sources = readSources('src');

const isNamed = (value: unknown, name: string): boolean => {
  const node = value as Node | undefined;
  return (node?.type === 'Identifier' && node['name'] === name) || (node?.type === 'Literal' && node['value'] === name);
};

const isProcess = (value: unknown): boolean => {
  const node = value as Node | undefined;
  return isNamed(node, 'process') || (node?.type === 'MemberExpression' && isNamed(node['property'], 'process'));
};

/** Whether a file reaches for the environment, in any spelling. */
function readsEnvironment(file: SourceFile): boolean {
  return readNodes(file).some((node) => {
    if (node.type === 'MemberExpression') return isProcess(node['object']) && isNamed(node['property'], 'env');
    if (node.type === 'VariableDeclarator') return isProcess(node['init']) && (node['id'] as Node).type === 'ObjectPattern';
    return node.type === 'ImportSpecifier' && isNamed(node['imported'], 'env');
  });
}

/** Whether a file takes the time or a random number from the world instead of from its caller. */
function readsClockOrChance(file: SourceFile): boolean {
  return readNodes(file).some((node) => {
    if (node.type === 'NewExpression') return isNamed(node['callee'], 'Date') && (node['arguments'] as Node[]).length === 0;
    if (node.type !== 'MemberExpression') return false;
    const { object, property } = node as Node & { object: Node; property: Node };
    return (isNamed(object, 'Date') && isNamed(property, 'now')) || (isNamed(object, 'Math') && isNamed(property, 'random'));
  });
}

const planted = (text: string): SourceFile => ({ path: 'src/planted.ts', text });
const names = (files: SourceFile[]): string[] => files.map((file) => file.path);

/** The settings of the server, and what a person's commands are given. */
const READERS = ['src/config/read.ts', 'src/cli/account/environment.ts'];

describe('the habits of the house', () => {
  it('no source file is longer than 300 lines', () => {
    const isLong = (file: SourceFile): boolean => file.text.split('\n').length > 301;
    expect([300, 301].map((lines) => isLong(planted('x;\n'.repeat(lines))))).toEqual([false, true]);
    for (const folder of ['src', 'tests', 'scripts']) {
      const files = readSources(folder);
      expect(files.length, folder).toBeGreaterThan(5);
      expect(names(files.filter(isLong))).toEqual([]);
    }
  });

  it('nothing is exported by default', () => {
    const hasDefault = (file: SourceFile): boolean =>
      readNodes(file).some(
        (node) => node.type === 'ExportDefaultDeclaration' || (node.type === 'ExportSpecifier' && isNamed(node['exported'], 'default')),
      );
    expect(hasDefault(planted('export default 1;'))).toBe(true);
    expect(hasDefault(planted('const a = 1; export { a as default };'))).toBe(true);
    expect(hasDefault(planted(`export const a = 'export default 1';`))).toBe(false);
    expect(names(sources.filter(hasDefault))).toEqual([]);
  });

  it('file names are kebab-case', () => {
    expect(names(sources).filter((path) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.tsx?$/.test(path))).toEqual(
      [],
    );
  });

  it('the core and the bot know no platform by name', () => {
    const knows = (file: SourceFile): boolean => /\b(?:slack|discord|teams)\b|['"`]line['"`]/i.test(file.text);
    for (const name of ['slack', 'Discord', 'teams', 'line', 'LINE']) expect(knows(planted(`const home = '${name}';`)), name).toBe(true);
    expect(knows(planted('const home: Line = line;'))).toBe(false);
    expect(knows(planted('const slacken = 1;'))).toBe(false);
    // The two exceptions know what the keys of many services look like and are called, those of chat platforms among them.
    const rooms = /^src\/(?:core|bot|crypto)\/(?!secret-shapes\.ts$|messages\/en-pasted-kinds\.ts$)/;
    expect(names(sources.filter((file) => rooms.test(file.path) && knows(file)))).toEqual([]);
  });

  it('only src/config/read.ts reads the environment, and for a person’s commands src/cli/account/environment.ts', () => {
    for (const text of [
      'process.env.HOME',
      `process['env']`,
      'globalThis.process.env',
      'const { env } = process;',
      `import { env } from 'node:process';`,
    ]) {
      expect(readsEnvironment(planted(text)), text).toBe(true);
    }
    expect(readsEnvironment(planted(`const doc = 'process.env.HOME'; // process.env`))).toBe(false);
    expect(names(sources.filter((file) => !READERS.includes(file.path) && readsEnvironment(file)))).toEqual([]);
  });

  it('the core takes the clock and randomness from its caller', () => {
    for (const text of ['Date.now()', 'new Date()', 'Math.random()']) expect(readsClockOrChance(planted(text)), text).toBe(true);
    expect(readsClockOrChance(planted('new Date(at)'))).toBe(false);
    expect(names(sources.filter((file) => file.path.startsWith('src/core/') && readsClockOrChance(file)))).toEqual([]);
  });

  it.each(['package-lock.json', 'tools/node/package-lock.json'])('%s names no registry', (path) => {
    const lock = readFileSync(join(root, path), 'utf8');
    expect(lock).toContain('"integrity"');
    // A folder of ours is no registry.
    expect(lock.replaceAll(/"resolved": "packages\/[a-z]+",\n +"link": true/g, '')).not.toContain('"resolved"');
  });

  it('package-lock.json holds every build of every package, so that npm ci takes it on any platform (else: node scripts/lock.mjs)', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const planted = { packages: { 'node_modules/a': { optionalDependencies: { '@a/linux-x64-musl': '1.0.0' } } } };
    expect(findMissing(planted)).toEqual([
      ['node_modules/@a/linux-x64-musl', { version: '1.0.0', os: ['linux'], cpu: ['x64'], libc: ['musl'], dev: undefined, optional: true }],
    ]);
    expect(findMissing(lock)).toEqual([]);
  });
});
