// A person's vault in a real browser: begun, filled, locked and unlocked; what the server gets of it; what the tab holds when it is locked.

import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { heapOf } from './heap.ts';
import { alice, useStage, watch, type Stage } from './harness.ts';
import { look } from './look.ts';
import { isCampaign } from '../support/campaign.ts';

if (!isCampaign) console.log('left to a campaign: an export of a vault that opens in another browser');

let stage: Stage;
useStage((opened) => {
  stage = opened;
});

const MASTER = 'walnut orbit ferry cement';
const CANARY = 'vault-canary-4711-value';

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

async function begin(page: Page, url = stage.url): Promise<void> {
  await page.goto(`${url}/vault`);
  await heading(page, 'Start a vault');
  await page.getByLabel('Master password', { exact: true }).fill(MASTER);
  await page.getByLabel('The same once more', { exact: true }).fill(MASTER);
  await page.getByText('Strong enough').waitFor();
  await press(page, 'Start it');
  await heading(page, 'Your vault');
}

/** `withFile`: not where the heap is looked at, since the driver holds on to an input that it has given a file. */
async function addStripe(page: Page, withFile: boolean): Promise<void> {
  await press(page, 'Add an item');
  if (withFile) await look(page, 'vault, form', { isRare: true });
  await page.getByLabel('What it is').fill('Stripe live key');
  await page.getByLabel('Folder (optional)').fill('Payments');
  await page.getByLabel('Value', { exact: true }).fill(CANARY);
  const file = { name: 'key.pem', mimeType: 'text/plain', buffer: Buffer.from(`file-${CANARY}`) };
  if (withFile) await page.getByLabel('Add files').setInputFiles(file);
  await press(page, 'Save');
  await heading(page, 'Stripe live key');
}

test('a vault is begun, filled, locked and unlocked, and no request has a byte of it', async () => {
  const profile = await stage.profile();
  const page = await profile.newPage();
  watch(page);
  await page.goto(`${stage.url}/vault`);
  await heading(page, 'Start a vault');
  await look(page, 'vault, begin');
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`));
  await begin(page);
  await addStripe(page, true);
  await look(page, 'vault, item with a file', { isRare: true });
  await page.getByRole('button', { name: /^Reveal/ }).click();
  await page.getByText(CANARY).waitFor();
  await press(page, 'Back');
  await heading(page, 'Your vault');
  await look(page, 'vault, list');
  await press(page, 'Lock');
  await heading(page, 'Unlock your vault');
  await look(page, 'vault, locked');
  await page.getByLabel('Master password', { exact: true }).fill('not it at all');
  await press(page, 'Unlock');
  await page.getByText('That isn’t the password of this vault.').waitFor();
  await page.getByLabel('Master password', { exact: true }).fill(MASTER);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Stripe live key/ }).click();
  await heading(page, 'Stripe live key');
  // Kept over a reload; locked by it.
  await page.reload();
  await heading(page, 'Unlock your vault');
  expect(sent.length).toBeGreaterThan(3);
  expect(sent.filter((line) => !line.startsWith('GET ')).map((line) => line.split(' ')[0])).toEqual([]);
  for (const line of sent) expect(line).not.toMatch(/canary|walnut|Stripe|Payments/);
  await profile.close();
});

test('a locked vault leaves neither values nor labels nor the password in the tab', { timeout: 90_000 }, async () => {
  const profile = await stage.profile();
  const page = await profile.newPage();
  await begin(page);
  await addStripe(page, false);
  await page.getByRole('button', { name: /^Reveal/ }).click();
  const seen = { value: CANARY, label: 'Stripe live key', password: MASTER, folder: 'Payments' };
  const holds = async (): Promise<string[]> => {
    const heap = await heapOf(page);
    return Object.entries(seen).flatMap(([name, text]) => (heap.includes(text) ? [name] : []));
  };
  expect(await holds()).toEqual(expect.arrayContaining(['value', 'label', 'folder']));
  await press(page, 'Back');
  await heading(page, 'Your vault');
  await press(page, 'Lock');
  await heading(page, 'Unlock your vault');
  await expect.poll(holds, { timeout: 20_000, interval: 500 }).toEqual([]);
  await profile.close();
});

/** A passkey is of a name, and an address in numbers has none: the same server under the name of this machine. */
async function underAName(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((asked, answer) => {
    const { method = 'GET', url = '/', headers } = asked;
    const on = request(new URL(url, stage.url), { method, headers: { ...headers, host: new URL(stage.url).host } }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    asked.pipe(on);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}

test('a passkey unlocks it beside the password, and not after it was removed', async () => {
  const named = await underAName();
  const profile = await stage.profile();
  const page = await profile.newPage();
  watch(page);
  const authenticator = await profile.newCDPSession(page);
  await authenticator.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const;
  await authenticator.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, hasPrf: true, automaticPresenceSimulation: true },
  });
  await begin(page, named.url);
  await addStripe(page, false);
  await press(page, 'Back');
  await press(page, 'Ways to unlock');
  await heading(page, 'Ways to unlock');
  await look(page, 'vault, settings', { isRare: true });
  await page.getByLabel('Master password', { exact: true }).fill('wrong');
  await press(page, 'Add a passkey');
  await page.getByText('That isn’t the password of this vault.').waitFor();
  await page.getByLabel('Master password', { exact: true }).fill(MASTER);
  await press(page, 'Add a passkey');
  await page.getByText('Your passkey unlocks this vault now.').waitFor();
  await page.reload();
  await press(page, 'Use your passkey');
  await page.getByRole('button', { name: /^Stripe live key/ }).waitFor();
  await press(page, 'Ways to unlock');
  await press(page, 'Remove the passkey');
  await page.getByRole('button', { name: 'Add a passkey' }).waitFor();
  await page.reload();
  await heading(page, 'Unlock your vault');
  expect(await page.getByRole('button', { name: 'Use your passkey' }).count()).toBe(0);
  await profile.close();
  named.close();
});

test('two tabs: what one changes the other shows, and who comes second is told', async () => {
  const profile = await stage.profile();
  const [one, two] = [await profile.newPage(), await profile.newPage()];
  [one, two].forEach(watch);
  await begin(one);
  await two.goto(`${stage.url}/vault`);
  await two.getByLabel('Master password', { exact: true }).fill(MASTER);
  await two.keyboard.press('Enter');
  await heading(two, 'Your vault');
  await addStripe(one, false);
  await two.getByRole('button', { name: /^Stripe live key/ }).click();
  await press(two, 'Edit');
  await press(one, 'Edit');
  await one.getByLabel('Value', { exact: true }).fill('of the first tab');
  await press(one, 'Save');
  await heading(one, 'Stripe live key');
  await two.getByLabel('Value', { exact: true }).fill('of the second tab');
  await press(two, 'Save');
  await two.getByText('This was changed in another tab.').waitFor();
  expect(await two.getByLabel('Value', { exact: true }).inputValue()).toBe('of the second tab');
  await one.getByText('Earlier values').click();
  await one
    .getByText(/^Value|^Stripe live key.*, until|until/)
    .first()
    .waitFor();
  await look(one, 'vault, item');
  await profile.close();
});

test('one item leaves by a link, and the rest stays', async () => {
  const [mine, theirs] = [await stage.profile(), await stage.profile()];
  const signedIn = await stage.enter(mine, alice, await stage.share());
  await signedIn.close();
  const page = await mine.newPage();
  watch(page);
  await begin(page);
  await look(page, 'vault, empty', { isRare: true });
  await addStripe(page, true);
  await press(page, 'Share this item');
  await heading(page, 'Share Stripe live key');
  await page.getByLabel('With its file').waitFor();
  await page.getByLabel('A person', { exact: true }).check();
  await page.getByRole('radio', { name: 'Bob' }).check();
  await press(page, 'Share it');
  // No platform runs here that knows him: refused, and the item is there to be shared in another way.
  await page.getByText('It wasn’t shared.').waitFor();
  await page.getByLabel('A one-time link').check();
  await page.getByLabel('A one-time link').waitFor();
  await look(page, 'vault, share', { isRare: true });
  await press(page, 'Share it');
  const link = await page.getByLabel('Your one-time link').inputValue();
  await look(page, 'vault, shared by link', { isRare: true });
  const guest = await theirs.newPage();
  watch(guest);
  await guest.goto(link);
  await press(guest, 'Show it');
  await guest.getByText(/^Delivered\./).waitFor();
  await guest.getByText('key.pem').first().waitFor();
  await guest.getByRole('button', { name: /^Reveal/ }).click();
  await guest.getByText(CANARY).waitFor();
  await press(page, 'Back');
  await heading(page, 'Stripe live key');
  await press(page, 'Delete');
  await press(page, 'Yes, delete it');
  await page.getByText('Nothing here yet.').waitFor();
  expect(await page.getByRole('button', { name: /^Stripe live key/ }).count()).toBe(0);
  await Promise.all([mine.close(), theirs.close()]);
});

test.skipIf(!isCampaign)('an export opens in another browser, whole', async () => {
  const [mine, theirs] = [await stage.profile(), await stage.profile()];
  const page = await mine.newPage();
  watch(page);
  await begin(page);
  await addStripe(page, true);
  await press(page, 'Back');
  await press(page, 'Import or export');
  await look(page, 'vault, import and export', { isRare: true });
  await page.getByLabel('Passphrase of the file', { exact: true }).fill('orbit ferry cement walnut');
  await page.getByLabel('The same once more', { exact: true }).fill('orbit ferry cement walnut');
  const saved = page.waitForEvent('download');
  await press(page, 'Save the file');
  const file = await (await saved).path();
  const bytes = readFileSync(file);
  expect(bytes.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt /);
  expect(bytes.toString('latin1')).not.toContain(CANARY);

  const other = await theirs.newPage();
  watch(other);
  await begin(other);
  await press(other, 'Import or export');
  await other.getByLabel('Choose a file').setInputFiles({ name: 'nt2-vault.age', mimeType: '', buffer: bytes });
  await other.getByLabel('Its passphrase', { exact: true }).fill('orbit ferry cement');
  await press(other, 'Open it');
  await other.getByText('That isn’t the passphrase of this file.').waitFor();
  await other.getByLabel('Its passphrase', { exact: true }).fill('orbit ferry cement walnut');
  await press(other, 'Open it');
  await press(other, 'Add 1 item');
  await other.getByText('1 item added.').waitFor();
  await press(other, 'Back');
  await other.getByRole('button', { name: /^Stripe live key/ }).click();
  const kept = other.waitForEvent('download');
  await press(other, 'Save key.pem');
  expect(readFileSync(await (await kept).path(), 'utf8')).toBe(`file-${CANARY}`);
  await Promise.all([mine.close(), theirs.close()]);
});

test('a browser that keeps nothing is told, before anything is typed', async () => {
  const profile = await stage.profile();
  const page = await profile.newPage();
  watch(page);
  await page.addInitScript("Object.defineProperty(globalThis, 'indexedDB', { value: null })");
  await page.goto(`${stage.url}/vault`);
  await heading(page, 'This browser keeps nothing for this site');
  await look(page, 'vault, not kept', { isRare: true });
  expect(await page.locator('input').count()).toBe(0);
  await profile.close();
});
