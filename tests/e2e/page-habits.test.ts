// Where browsers differ from what a page would like: blocked site data, links pasted into an open tab, pages that are left or forgotten.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keyOf } from '../../src/adapters/playground/config.ts';
import { inMinutes, timesFor } from '../../src/web/recipient/after-press/times.ts';
import { go } from '../../src/web/messages/go.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { CHROMIUM } from '../support/chromium.ts';
import { passGo } from './go.ts';
import { enter, heading, idOf, reveal, show } from './people.ts';
import { acceptQuietly, beginQuietly } from './quietly.ts';
import { openStage, PATIENCE_MS, type Stage } from './stage.ts';
import { waitingLink, waitingSealed } from './waiting.ts';

const contractor = { key: keyOf('contractor'), name: 'Contractor' };

describe('pages', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('sqlite');
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  const pageOf = async (): Promise<Page> => (await stage.profile()).newPage();

  it('B3: with all site data blocked, links and buttons from chat say so, nothing is used up, and the key leaves the address', async () => {
    const { link, secret } = await waitingLink(stage);
    const { id } = await waitingSealed(stage);
    const folder = mkdtempSync(join(tmpdir(), 'nt2-blocked-'));
    mkdirSync(join(folder, 'Default'));
    // "Block all cookies", as the settings of the browser write it.
    writeFileSync(
      join(folder, 'Default', 'Preferences'),
      JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 }, block_third_party_cookies: true } }),
    );
    const profile = await chromium.launchPersistentContext(folder, { ...CHROMIUM, headless: true });
    try {
      profile.setDefaultTimeout(PATIENCE_MS);
      const faults: string[] = [];
      profile.on('weberror', (error) => faults.push(error.error().message));
      const page = await profile.newPage();
      await page.goto(stage.url);
      expect(await page.evaluate('(() => { try { return sessionStorage.length } catch (error) { return error.name } })()')).toBe(
        'SecurityError',
      );

      await page.goto(link);
      await show(page);
      await heading(page, messages.errors.storage[0]).waitFor();
      expect(page.url()).not.toContain('#');

      const button = await stage.button(contractor, id as never);
      await page.goto(button);
      await heading(page, go.storage[0]).waitFor();
      await page.goto(`${stage.url}/s/${id}`);
      await heading(page, messages.errors.storage[0]).waitFor();
      expect(faults).toEqual([]);

      // The same press in a browser that keeps something, and the same link.
      const open = await pageOf();
      await open.goto(button);
      await passGo(open);
      await heading(open, messages.elsewhere.title).waitFor();
      const other = await pageOf();
      await other.goto(link);
      await show(other);
      expect(await reveal(other)).toBe(secret);
    } finally {
      await profile.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  /** As a link does that is pasted into the address bar of the tab: nothing is loaded. */
  const paste = (page: Page, address: string): Promise<void> => page.evaluate(`location.href = ${JSON.stringify(address)}`);

  it('B4: the whole link, pasted into the tab of a cut one, is taken, leaves the address at once, and opens', async () => {
    const { link, secret } = await waitingLink(stage);
    const page = await pageOf();
    await page.goto(link.slice(0, link.indexOf('#')));
    await heading(page, messages.key.title).waitFor();
    await paste(page, link);
    await heading(page, messages.ready.title).waitFor();
    expect(page.url()).toBe(link.slice(0, link.indexOf('#')));
    await show(page);
    expect(await reveal(page)).toBe(secret);
  });

  it('B4: after a damaged one too; and what is shown already is not thrown away for it', async () => {
    const { link, secret } = await waitingLink(stage);
    const page = await pageOf();
    await page.goto(link.slice(0, -2));
    await heading(page, messages.damaged.title).waitFor();
    await paste(page, link);
    await show(page);
    expect(await reveal(page)).toBe(secret);
    await paste(page, `${link}x`);
    await expect.poll(() => page.url()).toBe(link.slice(0, link.indexOf('#')));
    expect(await page.locator('.value pre').textContent()).toBe(secret);
  });

  it('B4: typed text of a sender stays when a link is pasted over it, and its key leaves the address', async () => {
    const mine = await beginQuietly(stage, { mode: 'link' });
    const secret = stage.secret();
    await mine.getByLabel(senderSays.enter.value, { exact: true }).fill(secret);
    const clean = mine.url();
    await paste(mine, `${clean}#2something`);
    await expect.poll(() => mine.url()).toBe(clean);
    expect(await mine.getByLabel(senderSays.enter.value, { exact: true }).inputValue()).toBe(secret);
  });

  it('B4: so does what was typed a moment before, when the page has not been painted since', async () => {
    const mine = await beginQuietly(stage, { mode: 'link' });
    const box = mine.getByLabel(senderSays.enter.value, { exact: true });
    await box.waitFor();
    const secret = stage.secret();
    const clean = mine.url();
    // Both in one turn of the page: what the browser says of a pasted link comes before the next frame.
    await mine.evaluate(
      `(() => {
        const box = document.querySelector('textarea');
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), 'value').set.call(box, ${JSON.stringify(secret)});
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));
        return Promise.resolve().then(() => {
          history.replaceState(null, '', '#2something');
          window.dispatchEvent(new HashChangeEvent('hashchange'));
        });
      })()`,
    );
    expect(mine.url()).toBe(clean);
    await mine.waitForTimeout(300);
    expect(await box.inputValue()).toBe(secret);
  });

  it('B4: the address behind a button, pasted into the tab of a used one, is taken and works', async () => {
    const { id } = await waitingSealed(stage);
    const page = await pageOf();
    await page.goto(`${stage.url}/go`);
    await heading(page, go.missing[0]).waitFor();
    await paste(page, await stage.button(contractor, id as never));
    expect(await passGo(page)).toBe(true);
    await heading(page, messages.elsewhere.title).waitFor();
  });

  const hide = (page: Page, state: 'hidden' | 'visible'): Promise<unknown> =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'))`);

  it('U2, B7: says beforehand when it clears itself, and afterwards which of it was the reason', async () => {
    const background = await pageOf();
    await background.clock.install();
    const first = await waitingLink(stage);
    await background.goto(first.link);
    await show(background);
    const { hidden } = inMinutes(timesFor(''));
    await background.getByText(messages.opened.forgets(inMinutes(timesFor('')))).waitFor();
    // Nothing was copied or revealed: it is still there after that time, masked, and the person is warned first.
    await hide(background, 'hidden');
    await background.clock.runFor(hidden * 60_000 + 1_000);
    await hide(background, 'visible');
    await background.getByText(messages.opened.idle(30)).last().waitFor();
    // A key or a move of the pointer is enough: the person is there.
    await background.keyboard.press('Shift');
    await background.getByText(messages.opened.idle(30)).last().waitFor({ state: 'detached' });
    expect(await reveal(background)).toBe(first.secret);
    // Masked as soon as it is out of sight, and not cleared by idle time there.
    await hide(background, 'hidden');
    await background.clock.runFor(5 * 60_000);
    await hide(background, 'visible');
    expect(await background.locator('main').textContent()).not.toContain(first.secret);
    await hide(background, 'hidden');
    await background.clock.runFor(hidden * 60_000 + 1_000);
    await hide(background, 'visible');
    await background.getByText(messages.cleared.hidden).waitFor();

    const left = await pageOf();
    const second = await waitingLink(stage);
    await left.goto(second.link);
    await show(left);
    await left.getByText(messages.opened.delivered).waitFor();
    await left.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    await left.getByText(messages.cleared.left).waitFor();
    expect(await left.content()).not.toContain(second.secret);
  });

  it('R15: the seconds until a page clears itself are spoken twice, and shown every second', async () => {
    const { link } = await waitingLink(stage);
    const page = await pageOf();
    await page.clock.install();
    await page.goto(link);
    await show(page);
    await page.getByText(messages.opened.delivered).waitFor();
    // All that a screen reader is told from now on.
    await page.evaluate(`globalThis.spoken = [];
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
          const live = (target.nodeType === 1 ? target : target.parentElement)?.closest('[role="status"], [role="alert"], [aria-live]');
          if (live && live.textContent.trim() && !target.parentElement?.closest('[aria-hidden="true"]')) spoken.push(live.textContent.trim());
          for (const node of addedNodes) if (node.nodeType === 1 && node.matches('[role="status"], [role="alert"]') && node.textContent.trim()) spoken.push(node.textContent.trim());
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true })`);
    const shown = new Set<string>();
    await page.clock.runFor(88_000);
    for (let second = 0; second < 30; second += 1) {
      await page.clock.runFor(1_000);
      for (const text of await page.locator('.notice.warn p').allTextContents()) shown.add(text);
    }
    const spoken = await page.evaluate<string[]>('[...new Set(spoken)]');
    expect(spoken).toEqual([messages.opened.idle(30), messages.opened.idle(10)]);
    expect(shown.size).toBeGreaterThan(20);
    await page.clock.runFor(3_000);
    await page.getByText(messages.cleared.idle).waitFor();
  });

  it('U9: six words are whole at every width, the widest of the list too', async () => {
    const { theirs } = await waitingAccepted();
    for (const words of [Array<string>(6).fill('mushroom'), Array<string>(6).fill('workshop')]) {
      await theirs.evaluate(
        `document.querySelectorAll('.code-words .word').forEach((word, at) => (word.textContent = ${JSON.stringify(words)}[at]))`,
      );
      for (const width of [1_280, 600, 420, 390, 375, 360, 320]) {
        await theirs.setViewportSize({ width, height: 800 });
        const cut = await theirs.evaluate<string[]>(`[...document.querySelectorAll('.code-words li')].flatMap((box) => {
          const word = box.querySelector('.word').getBoundingClientRect();
          const { right } = box.getBoundingClientRect();
          const list = box.parentElement.getBoundingClientRect();
          return word.right > Math.min(right, list.right) + 0.5 || box.scrollWidth > box.clientWidth ? [box.textContent] : [];
        })`);
        expect(cut, `${width} px`).toEqual([]);
      }
    }
    const lines = await theirs.evaluate<number>(
      "Math.max(...[...document.querySelectorAll('.code-words .word')].map((word) => word.getClientRects().length))",
    );
    expect(lines).toBe(1);
  });

  async function waitingAccepted(): Promise<{ theirs: Page }> {
    const mine = await beginQuietly(stage);
    await enter(mine, stage.secret());
    const theirs = await acceptQuietly(stage, idOf(mine));
    await theirs.getByRole('list', { name: /^Check words: \w+/ }).waitFor();
    return { theirs };
  }
});
