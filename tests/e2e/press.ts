// A press as a person makes it, on a page that is in front. A page that has been behind another one for ten seconds is drawn
// about once a second by Chromium, and Playwright's press waits for two frames.

import type { Page } from 'playwright-core';

/** Presses the button of that name. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.bringToFront();
  await page.getByRole('button', { name, exact: true }).click();
}
