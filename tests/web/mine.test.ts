// The page of all that is a person's own, in a real browser: by keyboard, narrow, dark, and for one person at a time.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { go } from '../../src/web/messages/go.ts';
import { mineMessages as mine } from '../../src/web/messages/mine.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { alice, bob, person, useStage, watch, type Stage } from './harness.ts';
import { heading } from './hands.ts';
import { look } from './look.ts';

let stage: Stage;
useStage((opened) => {
  stage = opened;
});

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const rows = (page: Page, name: string) => section(page, name).getByRole('listitem');
const row = (page: Page, label: string) => page.getByRole('listitem').filter({ hasText: label });

test(
  'J3: from chat to all that waits, is over and can be found; each row does what it offers, by keyboard too',
  { timeout: 60_000 },
  async () => {
    const labels = Array.from({ length: 12 }, (_, n) => `Key number ${n + 1}`);
    for (const label of labels) await stage.share({ label });
    const ended = await stage.share({ label: 'Old door code', note: 'canary note', kind: 'note' });
    await stage.app.shares.revoke(ended, alice.key);
    await stage.share({ sender: person('Carol'), label: 'From Carol' });

    const profile = await stage.profile();
    const page = await profile.newPage();
    watch(page);
    await page.goto(`${await stage.button(alice, ended)}/mine`);
    await heading(page, go.mine.title);
    await page.getByRole('button', { name: go.steps.continue }).click();
    await page.waitForURL(`${stage.url}/mine`);
    await heading(page, mine.title);
    await expect.poll(() => rows(page, mine.sections.mine).count()).toBe(10);
    await look(page, 'mine');
    const text = (await page.textContent('main')) ?? '';
    for (const canary of ['Carol', 'canary note', '#']) expect(text).not.toContain(canary);

    // The rest, and the focus on the first of it.
    await page.getByRole('button', { name: mine.moreOf(mine.sections.mine) }).press('Enter');
    await expect.poll(() => rows(page, mine.sections.mine).count()).toBe(12);
    await expect.poll(() => page.evaluate<string>('document.activeElement.textContent')).toBe('Key number 2');

    // A search, and what fits no words.
    await page.getByRole('searchbox', { name: mine.find }).fill('NUMBER 12');
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    await row(page, 'Key number 12')
      .getByRole('button', { name: mine.of(mine.actions.remind, 'Key number 12') })
      .press('Enter');
    await page.getByRole('status').filter({ hasText: mine.done.remind }).waitFor();
    // Not twice within an hour: it is offered no more.
    await expect.poll(() => row(page, 'Key number 12').getByRole('button').count()).toBe(2);
    await row(page, 'Key number 12')
      .getByRole('button', { name: mine.of(mine.actions.extend, 'Key number 12') })
      .press('Enter');
    await page
      .getByRole('status')
      .filter({ hasText: /^It now expires/ })
      .waitFor();
    await row(page, 'Key number 12')
      .getByRole('button', { name: mine.of(mine.actions.revoke, 'Key number 12') })
      .press('Enter');
    // The focus is on the answer that changes nothing, and goes back from there.
    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.textContent');
    await expect.poll(focused).toBe(mine.confirm.no);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe(mine.actions.revoke);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe(mine.confirm.no);
    await look(page, 'mine, taking back');
    await page.getByRole('button', { name: mine.confirm.yes }).press('Enter');
    await expect.poll(() => rows(page, mine.sections.ended).count()).toBe(1);
    await page
      .getByRole('status')
      .filter({ hasText: mine.done.revoke('Key number 12') })
      .waitFor();
    await page.getByRole('searchbox').fill('a b c d e f');
    await section(page, mine.sections.mine).getByText(mine.tooMany).waitFor();

    // Once more: the same label, and nothing typed yet.
    await page.getByRole('searchbox').fill('door');
    await page.getByLabel(mine.show).selectOption('ended');
    await row(page, 'Old door code')
      .getByRole('button', { name: mine.of(mine.actions.again, 'Old door code') })
      .press('Enter');
    await page.waitForURL(/\/s\/[a-z2-7]{32}$/);
    await heading(page, senderSays.enter.title('Bob'));
    // The foot of the sender's page leads back, and the new one waits there for its secret.
    await page.getByRole('link', { name: mine.title }).click();
    await expect.poll(() => row(page, 'Old door code').filter({ hasText: mine.waits.enter }).count()).toBe(1);

    // Two people in one browser: one list at a time, and it says whose.
    await page.goto(await stage.button(bob, ended));
    await page.getByRole('button', { name: go.steps.continue }).click();
    await page.waitForURL(`${stage.url}/s/${ended}`);
    await page.goto(`${stage.url}/mine`);
    await expect.poll(() => rows(page, mine.sections.mine).count()).toBe(10);
    expect(await page.getByLabel(mine.as).locator('option:checked').textContent()).toBe('Bob');
    expect(await row(page, 'Key number 11').getByRole('button').count()).toBe(0);
    await page.getByLabel(mine.as).selectOption({ label: 'Alice' });
    await expect.poll(() => row(page, 'Key number 11').getByRole('button').count()).toBe(3);

    // The address on a card: a known browser needs no session, and any other reads one sentence.
    await profile.clearCookies();
    await page.goto(`${stage.url}/mine?by=${ended}&as=sender`);
    await expect.poll(() => rows(page, mine.sections.mine).count()).toBe(10);
    expect(page.url()).toBe(`${stage.url}/mine`);
    const stranger = await (await stage.profile()).newPage();
    await stranger.goto(`${stage.url}/mine?by=${ended}&as=sender`);
    await heading(stranger, mine.nobody[0]);
    await look(stranger, 'mine, nobody');
  },
);
