import { describe, expect, it } from 'vitest';
import { readImports, readSources } from './read-imports.ts';
import { findViolations } from './violations.ts';

const plant = (path: string, text: string): string[] => findViolations([{ path, text }]);

describe('who may import what', () => {
  it('every file of src keeps to the table', () => {
    const files = readSources('src');
    expect(files.map((file) => file.path)).toContain('src/core/share.ts');
    expect(findViolations(files)).toEqual([]);
  });

  it('and so does every file of a package', () => {
    const files = readSources('packages/mcp/src');
    expect(files.map((file) => file.path)).toContain('packages/mcp/src/main.ts');
    expect(findViolations(files)).toEqual([]);
  });

  it.each([
    ['a static import', `import { a } from 'hono';`],
    ['a type import', `import type { A } from 'hono';`],
    ['an inline type import', `import { type A } from 'hono';`],
    ['a bare import', `import 'hono';`],
    ['a namespace import', `import * as all from 'hono';`],
    ['a re-export', `export { a } from 'hono';`],
    ['a re-export of everything', `export * from 'hono';`],
    ['a re-export of a type', `export type { A } from 'hono';`],
    ['a dynamic import', `const a = await import('hono');`],
    ['a dynamic import with a template', 'const a = await import(`hono`);'],
    ['a type that imports in place', `export type A = import('hono').Context;`],
    ['require', `const a = require('hono');`],
    ['an import with require', `import a = require('hono');`],
    ['an import over several lines', `import {\n  a,\n  b, // with a comment\n} from\n  'hono';`],
    ['an import behind a comment', `/* why */ import /* what */ { a } from /* where */ 'hono';`],
  ])('%s in the core is found', (_form, text) => {
    expect(plant('src/core/planted.ts', text)).toEqual(['src/core/planted.ts imports hono']);
  });

  it.each([
    ['a string', `export const a = "import { a } from 'hono'";`],
    ['a comment', `// import { a } from 'hono';\n/* import 'hono'; */`],
    ['a template', "export const a = `import 'hono'; ${1} await import('hono')`;"],
    ['a regular expression', `export const a = /import 'hono'/;`],
    ['a method', `export const a = { import(name: string) { return name; } }; a.import('hono');`],
  ])('%s that looks like an import is not one', (_form, text) => {
    expect(plant('src/core/planted.ts', text)).toEqual([]);
  });

  it.each([
    ['src/core/a.ts', 'node:crypto'],
    ['src/core/a.ts', '@noble/hashes/sha2.js'],
    ['src/core/shares/a.ts', '../../store/a.ts'],
    ['src/core/shares/a.ts', '../shares.ts'],
    ['src/core/shares/a.ts', '../tlog/tiles.ts'],
    ['src/core/shares/a.ts', '../receipts.ts'],
    ['src/core/tlog/a.ts', '../shares/transact.ts'],
    ['src/core/tlog/a.ts', '../backup/a.ts'],
    ['src/core/lifecycle/a.ts', '../shares/transact.ts'],
    ['src/core/evidence/a.ts', '../backup/a.ts'],
    ['src/core/backup/a.ts', '../lifecycle/decide.ts'],
    ['src/core/quotas.ts', './tlog/tiles.ts'],
    ['src/core/ports/a.ts', '../refusal.ts'],
    ['src/core/ports/a.ts', '../shares.ts'],
    ['src/core/ports/a.ts', '../../crypto/bytes.ts'],
    ['src/crypto/a.ts', '../core/share.ts'],
    ['src/crypto/a.ts', 'node:crypto'],
    ['src/crypto/a.ts', '@noblesse/hashes'],
    ['src/bot/a.ts', '../crypto/event.ts'],
    ['src/bot/a.ts', '@slack/bolt'],
    ['src/adapters/slack/a.ts', '../discord/a.ts'],
    ['src/adapters/slack/a.ts', 'discord.js'],
    ['src/adapters/slack/a.ts', '../../store/redis.ts'],
    ['src/adapters/playground/page/a.tsx', '../../../core/share.ts'],
    ['src/adapters/playground/page/a.tsx', '../../../bot/port.ts'],
    ['src/store/a.ts', '../server/a.ts'],
    ['src/server/a.ts', '../store/redis.ts'],
    ['src/server/a.ts', '../bot/cards.ts'],
    ['src/server/a.ts', '../config/settings.ts'],
    ['src/web/a.tsx', '../core/share.ts'],
    ['src/web/a.tsx', 'node:fs'],
    ['src/config/a.ts', '../core/share.ts'],
    ['src/app/server.ts', '../cli/main.ts'],
    ['src/app/installation.ts', './server.ts'],
    ['src/app/installation.ts', '../server/server.ts'],
    ['src/cli/a.ts', '../store/redis.ts'],
    ['src/core/a.ts', '../support/setup.ts'],
    ['packages/mcp/src/a.ts', 'node:child_process'],
    ['packages/mcp/src/a.ts', '../../../src/store/redis.ts'],
    ['packages/mcp/src/a.ts', '../../../src/cli/main.ts'],
    ['src/cli/a.ts', '../../packages/mcp/src/desk.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(plant(path, `import { a } from '${specifier}';`)).toEqual([`${path} imports ${specifier}`]);
  });

  it.each([
    ['src/core/shares/a.ts', '../../crypto/event.ts'],
    ['src/core/shares/a.ts', '../share.ts'],
    ['src/core/shares/a.ts', '../lifecycle/decide.ts'],
    ['src/core/shares.ts', './shares/claim.ts'],
    ['src/core/receipts.ts', './tlog/tiles.ts'],
    ['src/adapters/slack/a.ts', '@slack/bolt'],
    ['src/adapters/slack/a.ts', '../../bot/port.ts'],
    ['src/server/a.ts', '../bot/port.ts'],
    ['src/web/a.tsx', '../core/limits.ts'],
    ['src/web/a.tsx', 'preact/hooks'],
    ['src/app/platforms.ts', '../adapters/slack/a.ts'],
    ['src/cli/main.ts', '../app/server.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(plant(path, `import { a } from '${specifier}';`)).toEqual([]);
  });

  it('the playground page may know the types of the port, not its code', () => {
    const path = 'src/adapters/playground/page/a.tsx';
    expect(plant(path, `import type { Card } from '../../../bot/port.ts';`)).toEqual([]);
  });

  it('an import whose target is computed is refused, and so is a file in no room', () => {
    expect(plant('src/app/server.ts', 'const load = (name: string) => import(name);')).toHaveLength(1);
    expect(plant('src/helpers/a.ts', '')).toEqual(['src/helpers/a.ts belongs to no room']);
  });

  it('imports are read in order, and a type import is told apart', () => {
    const text = `import type { A } from './a.ts';\nexport { b } from './b.ts';\nvoid import('./c.ts');`;
    expect(readImports({ path: 'src/core/planted.ts', text })).toEqual([
      { specifier: './a.ts', typeOnly: true },
      { specifier: './b.ts', typeOnly: false },
      { specifier: './c.ts', typeOnly: false },
    ]);
  });
});
