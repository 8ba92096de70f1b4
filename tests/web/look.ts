// Looks at a screen as people see it who cannot see it well: axe in light and dark, and nothing to scroll sideways on a phone.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { keyboardFaults } from './keyboard.ts';
import { keepStill } from './still.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What every box for text says, as it stands in the document: a property that Preact sets may come out as something else. */
const QUIET: Readonly<Record<string, string>> = {
  autocomplete: 'off',
  autocorrect: 'off',
  autocapitalize: 'off',
  spellcheck: 'false',
  'data-1p-ignore': 'true',
  'data-lpignore': 'true',
  'data-bwignore': 'true',
};

/** Attributes of boxes that say something else, and text of a secret that a translator may send away. Answers with the number of boxes. */
export async function checkBoxes(page: Page, name: string): Promise<number> {
  const boxes = await page.evaluate<{ id: string; says: Record<string, string | null> }[]>(
    `[...document.querySelectorAll('input:not([type]), input[type="text"], input[type="search"], textarea')].map((box) => ({
      id: box.id,
      says: Object.fromEntries(${JSON.stringify(Object.keys(QUIET))}.map((one) => [one, box.getAttribute(one)])),
    }))`,
  );
  for (const { id, says } of boxes) expect(says, `${name}: ${id}`).toEqual(QUIET);
  const translated = await page.evaluate<string[]>(
    "[...document.querySelectorAll('.word, .drawn-words, .value pre, .row-env')].filter((one) => one.getAttribute('translate') !== 'no').map((one) => one.className)",
  );
  expect(translated, `${name}: left to translators`).toEqual([]);
  return boxes.length;
}

/** What a finger has to meet is at least 24 px high and wide: controls, and links that stand alone on their line. */
const SMALL = `[...document.querySelectorAll('button, summary, input, textarea, select, .check, .brand, p > a:only-child')]
  .filter((one) => one.tagName !== 'A' || one.parentElement.textContent.trim() === one.textContent.trim())
  .map((one) => ({ one, box: one.getBoundingClientRect() }))
  .filter(({ one, box }) => one.type !== 'range' && box.width > 1 && (box.height < 24 || box.width < 24))
  .map(({ one, box }) => one.outerHTML.slice(0, 80) + ' ' + box.width + ' by ' + box.height)`;

/** A control that is wider than the box around it sticks out of it, also where the page itself has room. */
const STICKS_OUT = `[...document.querySelectorAll('main button, main input, main textarea, main select')]
  .map((one) => ({ one, box: one.getBoundingClientRect(), around: one.parentElement.getBoundingClientRect() }))
  .filter(({ box, around }) => box.width > 1 && (box.right > around.right + 1 || box.left < around.left - 1))
  .map(({ one, box, around }) => one.outerHTML.slice(0, 80) + ' ' + [box.left, box.right, 'in', around.left, around.right].join(' '))`;

/** Text that its box cuts off: hidden, ended with dots, or in a box that nobody can type in. */
const CUT = `[...document.querySelectorAll('main *:not(.sr-only, .unseen, input[type="file"])')]
  .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && (one.tagName !== 'INPUT' || one.readOnly))
  .filter((one) => one.readOnly === true || ['hidden', 'clip'].includes(getComputedStyle(one).overflowX))
  .map((one) => one.outerHTML.slice(0, 80) + ' ' + one.scrollWidth + ' in ' + one.clientWidth)
  .concat([...document.querySelectorAll('textarea')]
    .filter((one) => one.readOnly && one.scrollHeight > one.clientHeight + 1)
    .map((one) => one.outerHTML.slice(0, 80) + ' ' + one.scrollHeight + ' high in ' + one.clientHeight))`;

/** A link that looks like a button has each line of its words in the middle. */
const ASIDE = `[...document.querySelectorAll('main a.button')].flatMap((one) => {
  const [lines, texts, box] = [[], document.createTreeWalker(one, NodeFilter.SHOW_TEXT), one.getBoundingClientRect()];
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest('.sr-only, .unseen')) continue;
    const words = document.createRange();
    words.selectNodeContents(texts.currentNode);
    for (const { left, right, top, bottom } of words.getClientRects()) {
      const line = lines.find((other) => other.top < (top + bottom) / 2 && (top + bottom) / 2 < other.bottom);
      if (line === undefined) lines.push({ left, right, top, bottom });
      else Object.assign(line, { left: Math.min(left, line.left), right: Math.max(right, line.right) });
    }
  }
  return lines
    .filter(({ left, right }) => Math.abs(left + right - box.left - box.right) > 8)
    .map(({ left, right }) => one.outerHTML.slice(0, 80) + ' ' + [left, right, 'in', box.left, box.right].join(' '));
})`;

export const RULES = {
  light: "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }",
  // All other rules ask the same document again, of which only the colours are others.
  dark: "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }",
} as const;

/** Through the debugger: the page's own policy lets no foreign script in, and shall not. Half a megabyte: sent to a document once. */
export async function axeFaults(page: Page, rules: string = RULES.light): Promise<string[]> {
  if (!(await page.evaluate<boolean>('globalThis.axe !== undefined'))) await page.evaluate(`(() => { ${AXE} })()`);
  return page.evaluate<string[]>(`(async () => {
    const { violations } = await axe.run(document, { runOnly: ${rules}, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' '));
  })()`);
}

/** A campaign, and a run that keeps stills, take their time. */
const isLong = process.env['NT2_CAMPAIGN'] !== undefined || process.env['NT2_STILLS'] !== undefined;

interface Looking {
  /** Beside another column the next stop may be above the last one. Absent: one. */
  readonly columns?: 1 | 2;
  /** Few people meet it, and it is made of what other screens are made of: `npm test` looks at its layout alone. */
  readonly isRare?: boolean;
}

/** No violation in light and dark, a way through by keyboard, no text cut off, and nothing to scroll sideways down to 320 px. */
export async function look(page: Page, name: string, { columns = 1, isRare = false }: Looking = {}): Promise<void> {
  await keepStill(page, name);
  if (isRare && !isLong) return checkLayout(page, name, [320]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await axeFaults(page, RULES[colorScheme]), `${name}, ${colorScheme}`).toEqual([]);
  }
  await checkBoxes(page, name);
  const faults = (await keyboardFaults(page)).filter((fault) => columns === 1 || !fault.startsWith('stands above'));
  expect(faults, `${name}: by keyboard`).toEqual([]);
  await checkLayout(page, name);
}

/** What engines draw each in their own way: nothing cut off, too small to press, sticking out or to scroll sideways. */
export async function checkLayout(page: Page, name: string, widths: readonly number[] = [640, 390, 320]): Promise<void> {
  const size = page.viewportSize();
  expect(await page.evaluate<string[]>(CUT), `${name}: cut off`).toEqual([]);
  // 640 px are a window of 1280 at 200 %.
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    expect(await page.evaluate<string[]>(SMALL), `${name}, ${width} px: too small to press`).toEqual([]);
    expect(await page.evaluate<string[]>(STICKS_OUT), `${name}, ${width} px: sticks out`).toEqual([]);
    expect(await page.evaluate<string[]>(ASIDE), `${name}, ${width} px: words aside`).toEqual([]);
    expect(await page.evaluate<string[]>(CUT), `${name}, ${width} px: cut off`).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth'), `${name}, ${width} px`).toBeLessThanOrEqual(width);
  }
  if (size) await page.setViewportSize(size);
}
