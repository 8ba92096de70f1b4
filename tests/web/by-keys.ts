// Presses by keyboard alone: by Tab to what is meant, with a ring that is seen there, and Enter.

import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

interface InPage {
  /** Steps from what has the focus to this one, in the order of the document, and round once. -1: it is no stop. */
  nt2Steps(one: unknown): number;
  /** Whether it has the focus, is meant to show it, and does. */
  nt2Ring(one: unknown): boolean[];
}

const IN_PAGE = `Object.assign(globalThis, {
  nt2Steps(one) {
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(
      (stop) => !stop.disabled && stop.checkVisibility({ visibilityProperty: true }));
    const to = stops.indexOf(one);
    const from = stops.indexOf(document.activeElement);
    return to < 0 ? -1 : to >= from ? to - from : to - from + stops.length + 1;
  },
  nt2Ring(one) {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return [one === document.activeElement, one.matches(':focus-visible'), outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2];
  },
})`;

/** By Tab alone. A stop that a browser adds by itself, such as text that scrolls, costs a step more. */
export async function goByKeys(page: Page, target: Locator): Promise<void> {
  await page.bringToFront();
  await target.waitFor();
  await page.evaluate(IN_PAGE);
  const stepsTo = (): Promise<number> => target.evaluate((one) => (globalThis as unknown as InPage).nt2Steps(one));
  for (let round = 0, steps = await stepsTo(); steps !== 0 && round < 5; round += 1, steps = await stepsTo())
    for (let step = 0; step < Math.max(steps, 1); step += 1) await page.keyboard.press('Tab');
  const ring = await target.evaluate((one) => (globalThis as unknown as InPage).nt2Ring(one));
  expect(ring, String(target)).toEqual([true, true, true]);
}

export async function pressByKeys(page: Page, target: Locator): Promise<void> {
  await goByKeys(page, target);
  // Six words take no press in their first moment.
  await expect.poll(() => target.isEnabled(), { timeout: 10_000 }).toBe(true);
  await page.keyboard.press('Enter');
}
