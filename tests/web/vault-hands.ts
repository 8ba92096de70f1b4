// What a person does with a vault in a browser.

import type { Page } from 'playwright-core';
import { heading, press } from './hands.ts';

export const MASTER = 'walnut orbit ferry cement';

/** Fills the form that begins a vault, wherever it stands. */
export async function fillBegin(page: Page): Promise<void> {
  await page.getByLabel('Master password', { exact: true }).fill(MASTER);
  await page.getByLabel('The same once more', { exact: true }).fill(MASTER);
  await page.getByText('Strong enough').waitFor();
  await press(page, 'Start it');
}

export async function begin(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/vault`);
  await heading(page, 'Start a vault');
  await fillBegin(page);
  await heading(page, 'Your vault');
}

export async function unlock(page: Page): Promise<void> {
  await heading(page, 'Unlock your vault');
  await page.getByLabel('Master password', { exact: true }).fill(MASTER);
  await page.keyboard.press('Enter');
  await heading(page, 'Your vault');
}
