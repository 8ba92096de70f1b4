// Rules that every style sheet of the pages keeps, because an engine draws it wrong otherwise.

import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('a menu is drawn by the page: WebKitGTK paints its own box, light in the dark too, under the light text', () => {
  const sheets = globSync('src/web/**/*.css').map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const styled = sheets.filter(({ text }) => /(?:^|[\s,])select(?:[,\s]|\[)[^}]*\bbackground:/m.test(text));
  expect(styled.length).toBeGreaterThan(2);
  for (const { file, text } of styled) expect(/\bselect\s*\{[^}]*\bappearance: none;/.test(text), file).toBe(true);
});
