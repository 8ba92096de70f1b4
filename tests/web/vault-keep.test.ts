// From an opened page into the vault, in a real browser: begun on the spot, put in while it is locked, and what can go wrong with that.

import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { heapOf } from './heap.ts';
import { alice, bob, useStage, watch, type Stage } from './harness.ts';
import { enterValue, heading, press } from './hands.ts';
import { look } from './look.ts';
import { begin, fillBegin, MASTER, unlock } from './vault-hands.ts';

let stage: Stage;
useStage((opened) => {
  stage = opened;
});

const CANARY = 'vault-keep-canary-4711';
const KEPT = 'It’s in the vault of this browser now.';

async function linkTo(value: string): Promise<string> {
  const profile = await stage.profile();
  const sender = await stage.enter(profile, alice, await stage.share({ mode: 'link', label: 'Stripe live key' }));
  await enterValue(sender, value);
  const link = await sender.getByLabel('One-time link').inputValue();
  await profile.close();
  return link;
}

async function open(profile: BrowserContext, value = CANARY): Promise<Page> {
  const page = await profile.newPage();
  watch(page);
  await page.goto(await linkTo(value));
  await press(page, 'Show it');
  await page.getByText('Delivered. The server’s copy has been deleted.').waitFor();
  return page;
}

test('what was opened is kept in a vault that begins beside it, and no request has a byte of it', { timeout: 90_000 }, async () => {
  const profile = await stage.profile();
  const page = await open(profile);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`));
  await press(page, 'Keep in my vault');
  await page.getByRole('heading', { name: 'Start a vault for it' }).waitFor();
  await fillBegin(page);
  await page.getByText(KEPT).waitFor();
  // The secret is where it was.
  await page.getByRole('button', { name: /^Reveal/ }).click();
  await page.getByText(CANARY).waitFor();
  expect(sent.filter((line) => !line.startsWith('GET '))).toEqual([]);
  await press(page, 'Done');
  await heading(page, 'Cleared');
  const seen = { value: CANARY, password: MASTER };
  const holds = async (): Promise<string[]> => {
    const heap = await heapOf(page);
    return Object.entries(seen).flatMap(([name, text]) => (heap.includes(text) ? [name] : []));
  };
  await expect.poll(holds, { timeout: 20_000, interval: 500 }).toEqual([]);

  await page.goto(`${stage.url}/vault`);
  await unlock(page);
  await page.getByText('1 item came in while your vault was locked.').waitFor();
  await page.getByRole('button', { name: /^Stripe live key/ }).click();
  await heading(page, 'Stripe live key');
  await page.getByText('For the Friday deploy').waitFor();
  await page.getByRole('button', { name: /^Reveal/ }).click();
  await page.getByText(CANARY).waitFor();
  await press(page, 'Back');
  await press(page, 'Lock');
  await heading(page, 'Unlock your vault');
  await expect.poll(holds, { timeout: 20_000, interval: 500 }).toEqual([]);
  for (const line of sent) expect(line).not.toMatch(/canary|walnut|Stripe|Friday/);
  await profile.close();
});

test('an open vault in another tab shows it at once, with its sender and the place of its receipt', async () => {
  const [mine, theirs] = [await stage.profile(), await stage.profile()];
  const vault = await theirs.newPage();
  watch(vault);
  await begin(vault, stage.url);
  const share = await stage.share({ label: 'Stripe live key' });
  const page = await stage.enter(theirs, bob, share);
  const sender = await stage.enter(mine, alice, share);
  await enterValue(sender, CANARY);
  await sender.getByText('Waiting for Bob to accept', { exact: true }).waitFor();
  await press(page, 'Accept');
  await heading(sender, 'Do your check words match?');
  await press(sender, 'They match – send it');
  await press(page, 'Show it');
  await press(page, 'Keep in my vault');
  await page.getByText(KEPT).waitFor();
  await vault.getByRole('button', { name: /^Stripe live key/ }).click();
  await vault.getByText('From Alice').waitFor();
  expect(await vault.getByRole('link', { name: 'Receipt' }).getAttribute('href')).toBe(`/s/${share}/receipt`);
  await Promise.all([mine.close(), theirs.close()]);
});

const FULL = `IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }`;
const DELETED = "new Promise((done) => (indexedDB.deleteDatabase('nt2-vault').onsuccess = done)).then(() => null)";
/** As an nt2 of tomorrow would leave it. */
const NEWER = `new Promise((done) => {
  const asked = indexedDB.open('nt2-vault');
  asked.onsuccess = () => {
    const store = asked.result.transaction('about', 'readwrite').objectStore('about');
    const about = store.get('vault');
    about.onsuccess = () => { store.put({ ...about.result, v: 2 }, 'vault').onsuccess = () => { asked.result.close(); done(); }; };
  };
})`;

test(
  'a full disk, a vault that is deleted meanwhile and one of a newer nt2 are told, and the secret stays',
  { timeout: 90_000 },
  async () => {
    const profile = await stage.profile();
    const vault = await profile.newPage();
    watch(vault);
    await begin(vault, stage.url);
    const page = await open(profile);
    await page.evaluate(FULL);
    await press(page, 'Keep in my vault');
    await page.getByText('This browser has no room left, so it wasn’t kept.').waitFor();
    await look(page, 'kept nothing', { isRare: true });
    await page.evaluate(DELETED);
    await heading(vault, 'Start a vault');
    await press(page, 'Try again');
    await page.getByRole('heading', { name: 'Start a vault for it' }).waitFor();
    await look(page, 'beginning a vault beside what was opened');
    await page.getByRole('button', { name: /^Reveal/ }).click();
    await page.getByText(CANARY).waitFor();
    await page.close();

    await begin(vault, stage.url);
    await vault.evaluate(NEWER);
    await vault.reload();
    await heading(vault, 'This vault is of a newer nt2');
    await look(vault, 'vault, of a newer nt2', { isRare: true });
    const later = await open(profile);
    await press(later, 'Keep in my vault');
    await later.getByText('The vault of this browser is of a newer nt2 than this page.').waitFor();
    expect(await later.getByRole('button', { name: /^Reveal/ }).count()).toBe(1);
    await profile.close();
  },
);
