import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserMessages as devices } from '../../src/web/messages/devices.ts';
import { go } from '../../src/web/messages/go.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { passGo } from '../e2e/go.ts';
import { messages } from '../support/page-messages.ts';
import { alice, bob, complaints, openStage, watch, type Stage } from './harness.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('I2: a browser that came from chat once comes straight to its page, until it is withdrawn', async () => {
  const share = await stage.share();
  const profile = await stage.profile();
  const page = await profile.newPage();
  watch(page);
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  // The first time: who it is, from whom and what, and one press that signs in and accepts.
  await page.goto(await stage.button(bob, share));
  await heading(go.recipient.title('Alice')).waitFor();
  expect(await page.locator('.facts').textContent()).toContain('Bob');
  expect(await page.locator('.facts').textContent()).toContain('Stripe webhook key');
  await page.getByRole('button', { name: go.steps.accept }).click();
  await heading(messages.waiting.title('Alice')).waitFor();
  // From then on: the plain address, as it stands on a card, and the next button from chat without a press.
  await profile.clearCookies();
  await page.goto(`${stage.url}/s/${share}?as=recipient`);
  await heading(messages.waiting.title('Alice')).waitFor();
  expect(page.url()).toBe(`${stage.url}/s/${share}`);
  await profile.clearCookies();
  await page.goto(await stage.button(bob, share));
  expect(await passGo(page)).toBe(false);
  // Another person at the same browser, named by the card.
  await page.goto(await stage.button(alice, share));
  await page.getByRole('button', { name: go.steps.enter }).click();
  await page.waitForURL(`${stage.url}/s/${share}`);
  await profile.clearCookies();
  for (const [as, name] of [
    ['recipient', messages.waiting.title('Alice')],
    ['sender', /./],
    ['recipient', messages.waiting.title('Alice')],
  ] as const) {
    const tab = await profile.newPage();
    await tab.goto(`${stage.url}/s/${share}?as=${as}`);
    await tab.getByRole('heading', { level: 1, name }).first().waitFor();
    if (as === 'sender') await tab.getByRole('button', { name: senderSays.compare.match, exact: true }).waitFor();
    await tab.close();
  }
  // The list of browsers: one for each of the two, and each withdraws their own.
  await page.goto(`${stage.url}/devices`);
  for (const left of [1, 0]) {
    const withdraw = page.getByRole('button', { name: devices.withdrawOf(devices.here) });
    await withdraw.first().click();
    await expect.poll(() => withdraw.count()).toBe(left);
  }
  await page.goto(`${stage.url}/s/${share}?as=recipient`);
  await heading(messages.errors.session[0]).waitFor();
  expect(complaints).toEqual([]);
});
