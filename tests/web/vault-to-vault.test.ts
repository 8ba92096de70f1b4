// From one vault into another, on a stage where chat knows both people: what waits is accepted, opened and kept there, an item goes to a key that
// their browser has left, and once more with one press. What the server gets meanwhile is watched to the last byte.

import { isCampaign } from '../support/campaign.ts';
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { keyOf } from '../../src/adapters/playground/config.ts';
import type { Person } from '../../src/core/share.ts';
import { useStage, watch, type Stage } from './harness.ts';
import { enterValue, heading, press } from './hands.ts';
import { look } from './look.ts';
import { begin, MASTER } from './vault-hands.ts';

let stage: Stage;
useStage(
  (opened) => {
    stage = opened;
  },
  {},
  { withChat: true },
);

const alex: Person = { key: keyOf('alex'), name: 'Alex' };
const contractor: Person = { key: keyOf('contractor'), name: 'Contractor' };
const FIRST = 'vault-first-canary-4711';
const VALUE = 'vault-to-vault-canary-4711';

/** Everything that pages of this profile send, bodies and addresses. */
function listen(profile: BrowserContext): string[] {
  const sent: string[] = [];
  profile.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`));
  return sent;
}

const toInbox = async (page: Page): Promise<void> => {
  await press(page, 'What waits for you');
  await heading(page, 'What waits for you');
};

test('what waits goes into the vault, and from there into another vault, twice', { timeout: 120_000 }, async () => {
  const [mine, theirs] = [await stage.profile(), await stage.profile()];
  const sent = [listen(mine), listen(theirs)];
  const vault = await theirs.newPage();
  watch(vault);
  await begin(vault, stage.url);
  await toInbox(vault);
  await vault.getByText('This browser isn’t signed in.').waitFor();
  await look(vault, 'vault, inbox, signed out', { isRare: true });
  await press(vault, 'Back');

  // The first hand-off is accepted in the vault, sent from the sender's page, and opened into the vault.
  const id = await stage.share({ sender: alex, recipient: contractor, label: 'Staging key' });
  await (await stage.enter(theirs, contractor, id)).close();
  const sender = await stage.enter(mine, alex, id);
  await enterValue(sender, FIRST);
  await sender.getByText('Waiting for Contractor to accept', { exact: true }).waitFor();
  await toInbox(vault);
  await press(vault, 'Accept: Staging key');
  await vault.getByText('Waits for Alex to send it.').waitFor();
  await look(vault, 'vault, inbox, accepted');
  await heading(sender, 'Do your check words match?');
  await press(sender, 'They match – send it');
  await press(vault, 'Open into my vault: Staging key');
  await vault.getByText('Staging key is in your vault now.').waitFor();
  await vault.getByText('Nothing waits for you.').waitFor();

  // An item to the key that this browser has left.
  const page = await mine.newPage();
  watch(page);
  await begin(page, stage.url);
  await press(page, 'Add an item');
  await page.getByLabel('What it is').fill('Stripe live key');
  await page.getByLabel('Folder (optional)').fill('Payments');
  await page.getByLabel('Value', { exact: true }).fill(VALUE);
  const file = { name: 'key.pem', mimeType: 'text/plain', buffer: Buffer.from(`file of ${VALUE}`) };
  await page.getByLabel('Add files').setInputFiles(file);
  await press(page, 'Save');
  const share = async (): Promise<void> => {
    const compare = page.getByRole('alert').locator('.drawn-words');
    const words = (await compare.textContent())?.split(' ') ?? [];
    const list = vault.getByRole('list', { name: /^Check words: / });
    await list.waitFor({ timeout: 10_000 });
    expect((await list.locator('.word').allTextContents()).map((word) => word.trim())).toEqual(words);
  };
  await press(page, 'Share this item');
  await page.getByLabel('A person', { exact: true }).check();
  await page.getByRole('radio', { name: 'Contractor' }).check();
  await press(page, 'Share it');
  await share();
  await look(page, 'vault, comparing', { isRare: true });
  await look(vault, 'vault, inbox, with words', { isRare: true });
  await press(page, 'They’re the same: send it');
  await page.getByText('Sent to Contractor.').waitFor();
  await press(vault, 'Open into my vault: Stripe live key');
  await vault.getByText('Stripe live key is in your vault now.').waitFor();

  // Once more, with one press; declined this time.
  await press(page, 'Back');
  await page.getByText(/^Shared last with Contractor/).waitFor();
  await press(page, 'Send again to Contractor');
  await share();
  await press(page, 'They’re the same: send it');
  await page.getByText('Sent to Contractor.').waitFor();
  await vault.getByRole('button', { name: 'Open into my vault: Stripe live key' }).waitFor();
  await press(vault, 'Decline: Stripe live key');
  await vault.getByText('Declined: Stripe live key.').waitFor();

  await press(vault, 'Back');
  await vault.getByRole('button', { name: /^Staging key/ }).waitFor();
  await vault.getByRole('button', { name: /^Stripe live key/ }).click();
  await vault.getByText('From Alex').waitFor();
  await vault.getByRole('button', { name: /^Reveal/ }).click();
  await vault.getByText(VALUE).waitFor();
  const kept = vault.waitForEvent('download');
  await press(vault, 'Save key.pem');
  expect(readFileSync(await (await kept).path(), 'utf8')).toBe(`file of ${VALUE}`);
  const receipt = await vault.getByRole('link', { name: 'Receipt' }).getAttribute('href');
  await vault.goto(`${stage.url}${receipt}`);
  await heading(vault, /holds|right|receipt/i);

  expect(sent.every((lines) => lines.length > 10)).toBe(true);
  for (const line of sent.flat()) {
    expect(line).not.toMatch(/canary|Payments|key\.pem/);
    expect(line).not.toContain(MASTER);
  }
  await Promise.all([mine.close(), theirs.close()]);
});

if (!isCampaign) console.log('left to a campaign: a passphrase that goes to another person');

test.skipIf(!isCampaign)(
  'a passphrase that goes to another person is not the master password, and a link goes out once more with one press',
  async () => {
    const profile = await stage.profile();
    await (await stage.enter(profile, alex, await stage.share({ sender: alex, recipient: contractor }))).close();
    const page = await profile.newPage();
    watch(page);
    await begin(page, stage.url);
    await press(page, 'Add an item');
    await page.getByLabel('What it is').fill('Stripe live key');
    await page.getByLabel('Value', { exact: true }).fill(VALUE);
    await press(page, 'Save');
    await press(page, 'Share this item');
    await page.getByLabel(/^Add a passphrase/).check();
    await page.getByLabel('Passphrase of your own', { exact: true }).fill('abc');
    await press(page, 'Share it');
    await page.getByText('Too easy to guess.').waitFor();
    await page.getByLabel('Passphrase of your own', { exact: true }).fill(MASTER);
    await press(page, 'Share it');
    await page.getByText('That’s the master password of this vault.').waitFor();
    await look(page, 'vault, share with a passphrase', { isRare: true });
    await page.getByLabel('Passphrase of your own', { exact: true }).fill('ladder copper violin harvest');
    await press(page, 'Share it');
    const first = await page.getByLabel('Your one-time link').inputValue();
    await press(page, 'Back');
    await press(page, 'New link as before');
    await page.getByLabel('Its passphrase: tell it another way').waitFor();
    expect(await page.getByLabel('Your one-time link').inputValue()).not.toBe(first);
    await profile.close();
  },
);
