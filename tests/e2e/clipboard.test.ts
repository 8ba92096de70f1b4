// The clipboard in a browser as people have it: no permission that nobody has given, and what lies in it is found out by pasting.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { messages } from '../support/page-messages.ts';
import { pasted } from '../support/paste.ts';
import { openWindow, screenMissing } from '../support/screen.ts';
import { walkLink } from './counted-paths.ts';
import { openWalker } from './counted-walker.ts';
import { expectCount } from './expect-count.ts';
import { heading, LABEL, show } from './people.ts';
import { openStage, PATIENCE_MS, type Stage } from './stage.ts';
import { waitingLink, waitingSealed } from './waiting.ts';

if (screenMissing !== null) console.log(`left out, the walk with a window: ${screenMissing}`);

/** The thirty seconds of the page are over when the test says so. */
const KEPT = `const real = setTimeout; globalThis.setTimeout = (act, ms, ...more) =>
  ms === 30_000 ? ((globalThis.thirtySeconds = act), real(() => {}, 2 ** 31 - 1)) : real(act, ms, ...more);`;

/**
 * Runs this in the page as a timer would: no press counts any more. In Chromium one counts for five seconds, and so does whatever Playwright
 * asks of a page; so the page spends it first, on a full screen, and is then asked through the debugger.
 */
async function withoutPress(page: Page, act: string): Promise<void> {
  const debug = await page.context().newCDPSession(page);
  const { result } = await debug.send('Runtime.evaluate', {
    expression: `(async () => {
      if (navigator.userActivation.isActive) await document.documentElement.requestFullscreen();
      if (document.fullscreenElement) await document.exitFullscreen();
      if (navigator.userActivation.isActive) return 'a press still counts';
      ${act}
      return 'done';
    })()`,
    awaitPromise: true,
    userGesture: false,
  });
  await debug.detach();
  expect(result.value).toBe('done');
}
const timeIsOver = (page: Page): Promise<void> => withoutPress(page, 'globalThis.thirtySeconds();');

const bar = (page: Page) => page.locator('.clipboard');
const copy = (page: Page): Promise<void> => page.getByRole('button', { name: `${messages.opened.copy} ${LABEL}` }).click();
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** Writes down each time that the page turns to the clipboard without a press: that is when Chromium asks the person. */
const LISTEN = `for (const name of ['read', 'readText', 'write', 'writeText']) {
  const real = Clipboard.prototype[name];
  Clipboard.prototype[name] = function (...args) {
    if (!navigator.userActivation.isActive) (globalThis.unasked ??= []).push(name);
    return real.apply(this, args);
  };
}`;
const unasked = (page: Page): Promise<string[]> => page.evaluate<string[]>('globalThis.unasked ?? []');

describe('the clipboard', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('sqlite');
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  it('B2: promises no clearing by itself, turns to the clipboard in presses only, and Done clears when the time is over', async () => {
    const { theirs, secret } = await waitingSealed(stage);
    await theirs.addInitScript(LISTEN + KEPT);
    await theirs.reload();
    await show(theirs);
    await copy(theirs);
    await bar(theirs).getByText(messages.copy.held).waitFor();
    await timeIsOver(theirs);
    await bar(theirs).getByText(messages.copy.over).waitFor();
    expect(await pasted(theirs)).toBe(secret);
    expect(await unasked(theirs)).toEqual([]);
    await press(theirs, messages.opened.done);
    await heading(theirs, messages.cleared.title).waitFor();
    await bar(theirs).getByText(messages.copy.wiped).waitFor();
    expect(await pasted(theirs)).toBe('');
    expect(await unasked(theirs)).toEqual([]);
  });

  it('B2: “Clear it now” clears at once, and Done before the time is over leaves what is still to be pasted', async () => {
    const { link, secret } = await waitingLink(stage);
    const { page, outsider } = await walkLink(await openWalker(await stage.profile(), stage.url, null), { link, label: LABEL });
    expectCount('outsider', outsider);
    await press(page, messages.copy.wipeNow);
    await bar(page).getByText(messages.copy.wiped).waitFor();
    expect(await pasted(page)).toBe('');

    await copy(page);
    await press(page, messages.opened.done);
    await bar(page).getByText(messages.copy.held).waitFor();
    expect(await pasted(page)).toBe(secret);
    await press(page, messages.copy.wipeNow);
    await bar(page).getByText(messages.copy.wiped).waitFor();
    expect(await pasted(page)).toBe('');
  });

  it.skipIf(screenMissing !== null)(
    `B2: a Chromium with a window asks the recipient for no permission${screenMissing === null ? '' : ` (${screenMissing})`}`,
    async () => {
      const { link, secret } = await waitingLink(stage);
      const folder = mkdtempSync(join(tmpdir(), 'nt2-window-'));
      const { profile, close } = await openWindow(folder, { width: 1_280, height: 900 });
      try {
        profile.setDefaultTimeout(PATIENCE_MS);
        await profile.addInitScript(LISTEN + KEPT);
        const page = profile.pages()[0] ?? (await profile.newPage());
        await page.goto(link);
        await show(page);
        await copy(page);
        await bar(page).getByText(messages.copy.held).waitFor();
        await timeIsOver(page);
        // With the question open, the page would wait for its answer and go on saying that it holds it.
        await bar(page).getByText(messages.copy.over).waitFor();
        expect(await unasked(page)).toEqual([]);
        expect(await pasted(page)).toBe(secret);
        await press(page, messages.opened.done);
        await bar(page).getByText(messages.copy.wiped).waitFor();
        expect(await pasted(page)).toBe('');

        // That this window does ask, when a page does what ours must not do: the question stands, and the promise with it.
        await withoutPress(
          page,
          `globalThis.answer = 'none yet';
          navigator.clipboard.writeText('').then(() => (globalThis.answer = 'written'), (error) => (globalThis.answer = error.name));
          await new Promise((resolve) => setTimeout(resolve, 1_000));`,
        );
        expect(await page.evaluate<string>('globalThis.answer')).toBe('none yet');
        expect(await unasked(page)).toEqual(['writeText']);
      } finally {
        await close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
