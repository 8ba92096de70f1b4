// Looks at the screens of a walk in whichever engine draws them: each lays them out in its own way.

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { keyboardFaults } from '../web/keyboard.ts';
import { checkLayout } from '../web/look.ts';
import type { Cast, Side } from './stage.ts';

/** Looks at the screen on which a person is. */
export type LookAt = (page: Page, whose: Side, name: string) => Promise<void>;

/** Where pictures of each screen go for a look by eye: `NT2_PICTURES=folder`, and `NT2_LOOK_DARK=1` for WebKit in the dark. Else none are made. */
const PICTURES = process.env['NT2_PICTURES'];

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  const size = page.viewportSize();
  for (const width of [1280, 390, 320]) {
    await page.setViewportSize({ width, height: 1_000 });
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200)))');
    await page.screenshot({ path: join(PICTURES, `${name.replaceAll(/\W+/g, '-')}-${width}.png`) });
  }
  if (size) await page.setViewportSize(size);
}

export const lookIn =
  (cast: Cast): LookAt =>
  async (page, whose, name) => {
    const where = `${name} in ${cast[whose]}`;
    // MiniBrowser's windows are never brought to the front, and WebKit draws no ring in one behind another.
    if (cast[whose] !== 'webkit') expect(await keyboardFaults(page), `${where}: by keyboard`).toEqual([]);
    await checkLayout(page, where);
    // Firefox’s driver would put a style of its own into the page for it.
    if (cast[whose] === 'webkit') await picture(page, where);
  };
