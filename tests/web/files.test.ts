// Files beside the rows, from one browser to another: added, cut off, gone on with after a reload, sent, looked at and saved.

import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { PLAIN_BYTES } from '../../src/crypto/file/sizes.ts';
import { heapOf } from './heap.ts';
import { heading, press, two } from './hands.ts';
import { alice, useStage, watch, type Stage } from './harness.ts';
import { look } from './look.ts';

let stage: Stage;
useStage((opened) => {
  stage = opened;
});
const folder = mkdtempSync(join(tmpdir(), 'nt2-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A picture of 2 by 2 pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGP8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==',
  'base64',
);

function fileOf(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
/** The driver keeps what it was given to look for: it never is given this. */
const NAME = 'big-heapcanary-4711.bin';
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const lineOf = (page: Page, name: string) => page.getByRole('region', { name: 'Files' }).getByRole('listitem').filter({ hasText: name });
const says = (page: Page, name: string, text: string | RegExp): Promise<void> => lineOf(page, name).getByText(text).waitFor();
const add = async (page: Page, ...paths: string[]): Promise<void> => {
  await page.getByRole('button', { name: 'Add a file' }).waitFor();
  await page.locator('input[type="file"]').setInputFiles(paths);
};

async function saved(page: Page, name: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('the files come into a form without moving what stands below them, however wide it is', async () => {
  const profile = await stage.profile();
  const id = await stage.share({ mode: 'link+words' });
  for (const width of [1280, 640, 390, 320]) {
    let come = (): void => {};
    const held = new Promise<void>((resolve) => (come = resolve));
    await profile.route('**/assets/files-*.js', (route) => held.then(() => route.continue()));
    const page = await stage.enter(profile, alice, id);
    await page.setViewportSize({ width, height: 900 });
    const words = page.getByRole('radio', { name: 'My own passphrase' });
    await words.waitFor();
    const before = (await words.boundingBox())?.y ?? 0;
    expect(await page.getByRole('button', { name: 'Add a file' }).count()).toBe(0);
    come();
    await page.getByRole('button', { name: 'Add a file' }).waitFor();
    expect(Math.abs(((await words.boundingBox())?.y ?? 0) - before), `${width} px`).toBeLessThan(6);
    await page.close();
    await profile.unroute('**/assets/files-*.js');
  }
  await profile.close();
});

test('three files beside no value: sent by a link, looked at, saved whole, and gone from the server with Done', { timeout: 240_000 }, () =>
  two(stage, async (a, b) => {
    const big = randomBytes(2 * PLAIN_BYTES + 700_000);
    const sender = await stage.enter(a, alice, await stage.share({ mode: 'link', label: 'Scans' }));
    await add(sender, fileOf(NAME, big), fileOf('empty.txt', Buffer.alloc(0)), fileOf('photo.png', PNG));
    for (const name of [NAME, 'empty.txt', 'photo.png']) await says(sender, name, /encrypted and uploaded/);
    await look(sender, 'enter, with files');
    await press(sender, 'Send');
    await heading(sender, 'Your one-time link');
    const link = await sender.getByLabel('One-time link').inputValue();

    const page = await b.newPage();
    watch(page);
    await page.goto(link);
    await heading(page, 'Ready to open');
    await page.getByText('Files: 3.').waitFor();
    await look(page, 'ready, with files');
    await press(page, 'Show it');
    await page.getByText(/You can save these until/).waitFor();
    await look(page, 'files, opened');
    await press(page, 'Show the picture: photo.png');
    await page.getByRole('img', { name: 'The picture in photo.png' }).waitFor();
    await look(page, 'files, with a picture');
    const first = await saved(page, /^Save: big/);
    expect([first.name, hashOf(first.bytes)]).toEqual([NAME, hashOf(big)]);
    expect((await saved(page, 'Save: empty.txt')).bytes.length).toBe(0);
    expect((await saved(page, 'Save: photo.png')).bytes.equals(PNG)).toBe(true);
    expect(await stage.app.store.countFiles()).toMatchObject({ files: 3 });
    const holds = async (): Promise<string[]> => {
      const heap = await heapOf(page);
      return [NAME, `blob:${new URL(page.url()).origin}`].filter((text) => heap.includes(text));
    };
    expect(await holds()).toContain(NAME);
    await press(page, 'Done');
    await heading(page, 'Cleared');
    expect(await page.content()).not.toContain(NAME);
    // The test's own list of what Tab reaches holds buttons that are gone.
    await page.evaluate('delete globalThis.nt2Keyboard');
    await expect.poll(holds, { timeout: 20_000, interval: 500 }).toEqual([]);
    await expect.poll(() => stage.app.store.countFiles(), { timeout: 60_000 }).toEqual({ files: 0, bytes: 0 });
  }),
);
