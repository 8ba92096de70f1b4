import { describe, expect, it } from 'vitest';
import { findCircles } from './circles.ts';
import { readSources } from './read-imports.ts';

/** Files given as path and text, and the circles found, each as one line. */
const circlesIn = (texts: Record<string, string>): string[] =>
  findCircles(Object.entries(texts).map(([path, text]) => ({ path, text }))).map(
    ({ level, members }) => `${level === '' ? 'files' : level}: ${members.join(' → ')}`,
  );

describe('circles of imports', () => {
  it('nothing in src imports itself round a circle, neither a file nor what lies beside it in one folder', () => {
    const files = readSources('src');
    expect(files.map((file) => file.path)).toContain('src/core/share.ts');
    expect(findCircles(files)).toEqual([]);
    expect(findCircles([...files, ...readSources('packages/mcp/src')])).toEqual([]);
  });

  it.each([
    ['values', `import { b } from './b.ts';`],
    ['types', `import type { B } from './b.ts';`],
    ['inline types', `import { type B } from './b.ts';`],
    ['types imported in place', `export type A = import('./b.ts').B;`],
    ['re-exported types', `export type { B } from './b.ts';`],
    ['dynamic imports', `export const load = () => import('./b.ts');`],
  ])('a circle of %s between two files is found', (_form, text) => {
    expect(circlesIn({ 'src/room/a.ts': text, 'src/room/b.ts': `import type { A } from './a.ts';` })).toEqual([
      'files: src/room/a.ts → src/room/b.ts',
      'src/room: src/room/a.ts → src/room/b.ts',
    ]);
  });

  it('a long way round is found across folders', () => {
    const circle = circlesIn({
      'src/one/a.ts': `import { b } from '../two/b.ts';`,
      'src/two/b.ts': `import { c } from '../three/c.ts';`,
      'src/three/c.ts': `import { a } from '../one/a.ts';`,
    });
    expect(circle).toContain('files: src/one/a.ts → src/two/b.ts → src/three/c.ts');
    expect(circle).toContain('src: src/one/ → src/two/ → src/three/');
  });

  it('two folders side by side that need each other are a circle, although no file is in one', () => {
    const circle = circlesIn({
      'src/room/left/a.ts': `import { b } from '../right/b.ts';`,
      'src/room/right/b.ts': '',
      'src/room/right/c.ts': `import type { D } from '../left/d.ts';`,
      'src/room/left/d.ts': '',
    });
    expect(circle).toEqual(['src/room: src/room/left/ → src/room/right/']);
  });

  it('so are a folder and a file beside it, when the file needs one part of the folder and another part needs the file', () => {
    const circle = circlesIn({
      'src/room/share.ts': `import { parse } from './parts/parse.ts';`,
      'src/room/parts/parse.ts': '',
      'src/room/parts/use.ts': `import { share } from '../share.ts';`,
    });
    expect(circle).toEqual(['src/room: src/room/parts/ → src/room/share.ts']);
  });

  it('a file that imports what lies in the folder beneath it is harmless, and so are folders in a line', () => {
    const circle = circlesIn({
      'src/room.ts': `import { a } from './room/a/a.ts';\nimport { c } from './room/c.ts';`,
      'src/room/a/a.ts': `import { b } from '../b/b.ts';\nimport type { C } from '../c.ts';`,
      'src/room/b/b.ts': `import type { C } from '../c.ts';`,
      'src/room/c.ts': '',
    });
    expect(circle).toEqual([]);
  });
});
