// What the page of a recipient still holds after Done: the heap of the tab itself, as Chromium's own profiler sees it.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { heapOf } from './heap.ts';
import { alice, useStage, type Stage } from './harness.ts';

let stage: Stage;
useStage((opened) => {
  stage = opened;
});

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

test('P15: after Done the tab holds neither the values nor what could show them again', { timeout: 90_000 }, async () => {
  const [mine, theirs] = [await stage.profile(), await stage.profile()];
  const sender = await stage.enter(mine, alice, await stage.share({ mode: 'link' }));
  await sender.getByLabel('Value', { exact: true }).fill('heap-canary-4711-value');
  await press(sender, 'Send');
  const link = await sender.getByLabel('One-time link').inputValue();

  const page = await theirs.newPage();
  const seen: Record<string, string> = { value: 'heap-canary-4711-value', link: link.split('#')[1] ?? '' };
  page.on('request', (request) => {
    const body = request.postData() ?? '';
    if (request.url().endsWith('/deliver')) seen['acknowledgement'] = (JSON.parse(body) as { ack: string }).ack;
    if (request.url().endsWith('/claim')) seen['claim secret'] = (JSON.parse(body) as { secret: string }).secret;
  });
  const released = page.waitForResponse((response) => response.url().endsWith('/claim'));
  await page.goto(link);
  // Opens as Show it does, and holds more: what is copied, until the clipboard is cleared.
  await press(page, 'Copy it');
  await page.getByText('Delivered. The server’s copy has been deleted.').waitFor();
  const { capsule, payload } = (await (await released).json()) as { capsule: string; payload: string };
  Object.assign(seen, { capsule, payload });
  expect(Object.values(seen).every((text) => text.length > 20)).toBe(true);
  const holds = (heap: string): string[] => Object.keys(seen).filter((name) => heap.includes(seen[name] ?? ''));

  // While it is shown, so that the look itself is known to find what is there.
  expect(holds(await heapOf(page))).toEqual(expect.arrayContaining(['value', 'link', 'acknowledgement']));
  await press(page, 'Clear it now');
  await page.getByText('Clipboard cleared.').first().waitFor();
  await press(page, 'Done');
  await page.getByRole('heading', { level: 1, name: 'Cleared' }).waitFor();
  await expect.poll(async () => holds(await heapOf(page)), { timeout: 20_000, interval: 500 }).toEqual([]);
  await Promise.all([mine.close(), theirs.close()]);
});
