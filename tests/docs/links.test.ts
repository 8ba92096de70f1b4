// Documents that point somewhere point to something: pages, headings, pictures, tests.

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readSources } from '../architecture/read-imports.ts';
import { KINDS_PAGE, withChecks } from './checks.ts';
import { DECISIONS, withList } from './decisions.ts';
import { anchorsOf, linksOf, pagePaths, readPage } from './pages.ts';
import { ARCHITECTURE, withRooms } from './rooms.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Pictures are taken from the running pages (`node tests/docs/pictures.ts`): a copy of the sources without any is still whole. */
const PICTURES = 'docs/images/';

describe('documents', () => {
  test('those that a repository needs are there', () => {
    const wanted = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/threat-model.md'];
    expect(pagePaths()).toEqual(expect.arrayContaining(wanted));
  });

  test.each(pagePaths())('%s: every link leads somewhere', (path) => {
    const lost = linksOf(readPage(path)).filter((target) => {
      if (/^https?:\/\//.test(target)) return false;
      const [file = '', anchor] = target.split('#');
      const page = file === '' ? path : posix.join(dirname(path), file);
      if (page.startsWith(PICTURES) && !existsSync(join(root, PICTURES))) return false;
      if (!existsSync(join(root, page))) return true;
      return anchor !== undefined && page.endsWith('.md') && !anchorsOf(readPage(page)).includes(anchor);
    });
    expect(lost).toEqual([]);
  });

  test('the list of decisions names every page with its date (to write it anew: node tests/docs/fill.ts)', () => {
    expect(readPage(DECISIONS)).toBe(withList(readPage(DECISIONS)));
  });

  test('the list of checks is that of the code (to write it anew: node tests/docs/fill.ts)', () => {
    const page = readPage(KINDS_PAGE);
    expect(page).toBe(withChecks(page));
    expect(page).toContain('| `iban.checksum` | warns | ');
    // A row that is wrong or missing is written anew.
    expect(withChecks(page.replace('| `text.two` | warns | ', '| `text.three` | notes | '))).toBe(page);
  });

  test('the table and the diagram of rooms say what the test of imports holds (to write them anew: node tests/docs/fill.ts)', () => {
    const page = readPage(ARCHITECTURE);
    expect(page).toBe(withRooms(page));
    expect(page).toContain('| `src/core` | ');
    expect(page).toContain('  core --> crypto\n');
    expect(withRooms(page.replace('  core --> crypto\n', '').replace('| `src/core` | ', '| `src/heart` | '))).toBe(page);
  });

  test('every decision about the code is named by the code that it explains', () => {
    const elsewhere: Readonly<Record<string, string>> = {
      'compiled-at-the-build': 'scripts/build-server.mjs',
      'field-names': 'is about all of it',
      'film-as-apng': 'tests/docs/pictures.ts',
      'house-redrawn': 'is about all of it',
      'image-without-packages': 'docker/Dockerfile',
      'lockfile-of-other-platforms': 'scripts/lock.mjs',
      mcp: 'packages/mcp',
      'package-without-dependencies': 'scripts/package.mjs',
      'three-engines': 'tests/e2e',
    };
    const code = readSources('src').map(({ text }) => text);
    const pages = readdirSync(join(root, 'docs/decisions')).map((name) => name.replace(/\.md$/, ''));
    const unnamed = pages.filter((page) => page !== 'README' && !code.some((text) => text.includes(`docs/decisions/${page}.md`)));
    expect(unnamed).toEqual(Object.keys(elsewhere));
  });

  test('every decision has its date', () => {
    const pages = readdirSync(join(root, 'docs/decisions')).filter((name) => name !== 'README.md');
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) expect(readPage(`docs/decisions/${page}`), page).toMatch(/^\d{4}-\d\d-\d\d$/m);
  });
});
