// A page that was opened before its share could be: the first press looks again, and opens nothing blindly.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { alice, openStage, watch, type Stage } from './harness.ts';
import { messages } from '../support/page-messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => stage?.close());

test.each(['link', 'link+words'] as const)(
  'T7: the key of a %s that was sealed after the page was opened shows the secret, and does not use it up unseen',
  { timeout: 90_000 },
  async (mode) => {
    const id = await stage.share({ mode });
    const early = await (await stage.profile()).newPage();
    watch(early);
    await early.goto(`${stage.url}/s/${id}`);
    await early.getByRole('heading', { level: 1, name: messages.errors.session[0] }).waitFor();

    const mine = await stage.enter(await stage.profile(), alice, id);
    await mine.getByLabel('Value', { exact: true }).fill('the secret itself');
    await mine.getByRole('button', { name: 'Send', exact: true }).click();
    await mine.locator('#link').waitFor();
    const link = await mine.locator('#link').inputValue();
    const words = mode === 'link' ? null : await mine.locator('#words-told').inputValue();

    await early.getByText(messages.errors.sessionKey).click();
    await early.locator('#key').fill(link);
    await early.getByRole('button', { name: messages.key.button, exact: true }).click();
    await early.getByRole('button', { name: messages.ready.button, exact: true }).click();
    if (words !== null) {
      await early.locator('#words').fill(words);
      await early.getByRole('button', { name: messages.ready.button, exact: true }).click();
    }
    await early
      .getByRole('button', { name: new RegExp(`^${messages.opened.reveal}`) })
      .first()
      .click({ timeout: 15_000 });
    expect(await early.locator('pre').first().textContent()).toBe('the secret itself');
  },
);

test('a sender’s form that comes after the page began with another address does not take that over', async () => {
  const id = await stage.share({ mode: 'link' });
  const page = await stage.enter(await stage.profile(), alice, id);
  const gate = () => Promise.withResolvers<void>();
  const [file, answer, asked, askedAnew] = [gate(), gate(), gate(), gate()];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.clearBrowserCache');
  await page.route(/\/assets\/sender-/, async (route) => {
    asked.resolve();
    await file.promise;
    await route.continue();
  });
  await page.goto(`${stage.url}/s/${id}`);
  await asked.promise;
  await page.route(`**/api/shares/${id}`, async (route) => {
    askedAnew.resolve();
    await answer.promise;
    await route.continue();
  });
  const arrived = page.waitForResponse(/\/assets\/sender-/);
  await page.evaluate("location.hash = 'abcd'");
  await askedAnew.promise;
  file.resolve();
  const address = (await arrived).url();
  // Once its import has ended here, that of the page has ended too, which came first.
  await page.evaluate(`import(${JSON.stringify(address)}).then(() => new Promise((done) => setTimeout(done)))`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(messages.loading);
  answer.resolve();
  await page.getByRole('button', { name: senderSays.enter.seal, exact: true }).waitFor();
});
