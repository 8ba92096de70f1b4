// Cold pages in Chromium, plain and as on a slow phone.

import type { Browser, Page } from 'playwright-core';
import { median, quantile, whole } from './table.ts';

/** Slow 4G as browsers' own tools mean it, with a processor four times slower. */
const SLOW = { latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWDOWN = 4;
/** The median of all runs, and both quartiles. */
export const spread = (times: readonly number[]): string =>
  `${whole(median(times))} ms (${whole(quantile(times, 0.25))} to ${whole(quantile(times, 0.75))})`;

/** As on a slow phone from now on. */
export async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', { offline: false, ...SLOW });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
}

export interface PageOptions {
  readonly browser: Browser;
  readonly isSlow: boolean;
}

/** A profile of its own, nothing cached. */
export async function inNewPage<T>({ browser, isSlow }: PageOptions, use: (page: Page) => Promise<T>): Promise<T> {
  const profile = await browser.newContext();
  try {
    const page = await profile.newPage();
    if (isSlow) await slowDown(page);
    return await use(page);
  } finally {
    await profile.close();
  }
}
