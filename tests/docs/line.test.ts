// The pages that tell how nt2 is set up in LINE name only what is there, in both languages.

import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/adapters/line/limits.ts';
import { PATHS } from '../../src/adapters/line/config.ts';
import { LINE_SETTINGS } from '../../src/config/line.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { readPage } from './pages.ts';

const PAGES = ['docs/platforms/line.md', 'docs/platforms/line.ja.md'] as const;

describe.each(PAGES)('%s', (path) => {
  const page = readPage(path);
  test('names every setting that LINE needs, and none that there is not', () => {
    const named = [...page.matchAll(/\b(?:NT2|LINE)_[A-Z_]+\b/g)].map(([name]) => name);
    expect(named.filter((name) => !Object.hasOwn(SETTINGS, name))).toEqual([]);
    const needed = Object.keys(LINE_SETTINGS).filter((name) => name !== 'LINE_API_URL');
    expect(needed.filter((name) => !named.includes(name))).toEqual([]);
  });

  test('gives the addresses that LINE is told, and the commands', () => {
    for (const at of [PATHS.webhook, PATHS.callback]) expect(page).toContain(`https://your.server${at}`);
    for (const command of ['/nt2 share @', '`list`', '`revoke`', '`receipt`', '`help`']) expect(page).toContain(command);
  });
});

test('the least that a button must carry leaves room for the three people that the page promises', () => {
  // `v1|submit|`, a reference and a label of their usual length, and three ids with commas.
  expect('v1|submit|'.length + 40 + 3 * 34 + 80).toBeLessThanOrEqual(LIMITS.data);
});
