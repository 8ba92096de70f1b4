// What two people do on the pages, each with a browser profile of their own.

import type { BrowserContext, Page } from 'playwright-core';
import { alice, type Stage } from './harness.ts';

export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click();
export const heading = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();
export const enterValue = async (page: Page, value: string): Promise<void> => {
  await page.getByLabel('Value', { exact: true }).fill(value);
  await press(page, 'Send');
};

/** Both profiles are closed behind it. */
export async function two(stage: Stage, run: (a: BrowserContext, b: BrowserContext) => Promise<void>): Promise<void> {
  const [a, b] = await Promise.all([stage.profile(), stage.profile()]);
  try {
    await run(a, b);
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

/** A link that waits, and the page of its sender. */
export async function linkFor(stage: Stage, a: BrowserContext): Promise<{ sender: Page; link: string }> {
  const sender = await stage.enter(a, alice, await stage.share({ mode: 'link' }));
  await enterValue(sender, 'by link');
  await heading(sender, 'Your one-time link');
  return { sender, link: await sender.getByLabel('One-time link').inputValue() };
}
