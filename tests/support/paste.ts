// What lies in the clipboard, found out as a person would: by pasting it somewhere. No permission to read is asked for or given.

import type { Page } from 'playwright-core';

/** Pastes into another page of the same browser. */
export async function pasted(page: Page): Promise<string> {
  const other = await page.context().newPage();
  await other.setContent('<textarea></textarea>');
  await other.locator('textarea').click();
  await other.keyboard.press('Control+v');
  const text = await other.locator('textarea').inputValue();
  await other.close();
  await page.bringToFront();
  return text;
}
