// A screen as it stands, as one document that any engine lays out again: what is typed and chosen is written down, styles are inside it as
// they were sent, so that each engine reads its own, and no script runs in it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where `look` leaves one of each screen it meets: tests/web/stills.test.ts sets it. Else none are kept. */
const FOLDER = process.env['NT2_STILLS'];

const STILL = `(async () => {
  const styles = [];
  for (const one of document.querySelectorAll('style, link[rel="stylesheet"]'))
    styles.push(one.tagName === 'STYLE' ? one.textContent : await (await fetch(one.href)).text());
  // What is fetched after the page. Chromium writes it down again, and leaves out what it does not know itself.
  for (const { cssRules } of document.adoptedStyleSheets) styles.push([...cssRules].map(({ cssText }) => cssText).join('\\n'));
  const mine = [...document.querySelectorAll('input, textarea, select')];
  const copy = document.documentElement.cloneNode(true);
  [...copy.querySelectorAll('input, textarea, select')].forEach((one, n) => {
    const { value, checked, selectedIndex } = mine[n];
    if (one.tagName === 'TEXTAREA') one.textContent = value;
    else if (one.tagName === 'SELECT') one.options[selectedIndex]?.setAttribute('selected', '');
    else if (one.type === 'checkbox' || one.type === 'radio') one.toggleAttribute('checked', checked);
    else if (one.type !== 'file') one.setAttribute('value', value);
  });
  copy.querySelectorAll('script, style, link, meta[http-equiv], noscript').forEach((one) => one.remove());
  const style = document.createElement('style');
  style.textContent = styles.join('\\n');
  copy.querySelector('head').append(style);
  return '<!doctype html>\\n' + copy.outerHTML;
})()`;

export const nameOfStill = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

export async function keepStill(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${nameOfStill(name)}.html`), await page.evaluate<string>(STILL));
}

/** The same document for readers of one colour scheme, whatever the browser's own is. */
export function inScheme(html: string, scheme: 'light' | 'dark'): string {
  return html
    .replaceAll(/@media\s*\(prefers-color-scheme:\s*dark\)/g, scheme === 'dark' ? '@media all' : '@media not all')
    .replaceAll(/color-scheme:\s*light dark/g, `color-scheme: ${scheme}`)
    .replaceAll('content="light dark"', `content="${scheme}"`);
}
