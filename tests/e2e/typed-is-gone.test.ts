// What a sender has typed does not come back: not with the back button, not with a reload, not in the boxes of the next page.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { heading } from './people.ts';
import { beginQuietly } from './quietly.ts';
import { firstOf } from '../support/campaign.ts';
import { ENGINES } from '../support/engines/engines.ts';
import { openStage, type Stage } from './stage.ts';
import { waitingLink } from './waiting.ts';

/** The third in a campaign. */
const engines = firstOf(ENGINES, 2, 'what was typed');

describe.each(engines)('what was typed in %s', (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('sqlite', { sender: engine, recipient: engine });
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  /** All that stands in boxes, and the text of the page. */
  const standing = (page: Page): Promise<string> =>
    page.evaluate<string>(
      "JSON.stringify([...document.querySelectorAll('input, textarea')].map((box) => box.value)) + document.documentElement.outerHTML",
    );

  async function typing(stage: Stage): Promise<{ mine: Page; typed: string[] }> {
    const mine = await beginQuietly(stage, { mode: 'link+words' });
    // The answer to "leave?" is yes.
    mine.on('dialog', (dialog) => void dialog.accept());
    await mine.getByLabel(senderSays.words.typed).check();
    await mine.getByRole('button', { name: /^Variable / }).click();
    const boxes = mine.locator('input[type="text"], textarea');
    const typed: string[] = [];
    await expect.poll(() => boxes.count()).toBe(4);
    for (const box of await boxes.all()) {
      const secret = stage.secret();
      await box.fill(secret);
      typed.push(secret);
    }
    // Name, value, environment variable, words.
    expect(typed).toHaveLength(4);
    return { mine, typed };
  }

  it('B7: does not come back to a sender who goes on to another page and back', async () => {
    const { mine, typed } = await typing(stage);
    await mine.goto(`${stage.url}/verify`);
    await mine.goBack();
    await mine.locator('textarea').waitFor();
    const now = await standing(mine);
    expect(typed.filter((secret) => now.includes(secret))).toEqual([]);
  });

  it('B7: does not come back to a sender who reloads', async () => {
    const { mine, typed } = await typing(stage);
    await mine.reload();
    await mine.locator('textarea').waitFor();
    const now = await standing(mine);
    expect(typed.filter((secret) => now.includes(secret))).toEqual([]);
  });

  it('B7: is not in a page that the browser keeps as it stands, and that page begins anew when it is brought back', async () => {
    const { mine, typed } = await typing(stage);
    // As a browser does that keeps pages in spite of no-store; Chromium does not, so that the two events are made here.
    await mine.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    const kept = await standing(mine);
    expect(typed.filter((secret) => kept.includes(secret))).toEqual([]);
    await mine.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
    await mine.locator('textarea').waitFor();
    const now = await standing(mine);
    expect(typed.filter((secret) => now.includes(secret))).toEqual([]);
  });

  it('B7: neither do words come back to a recipient', async () => {
    const { link } = await waitingLink(stage, { words: true });
    const theirs = await (await stage.profile()).newPage();
    await theirs.goto(link);
    const typed = stage.secret();
    await theirs.getByLabel(messages.words.label).fill(typed);
    await theirs.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
    expect(await standing(theirs)).not.toContain(typed);
    await theirs.getByLabel(messages.words.label).fill(typed);
    await theirs.goto(`${stage.url}/verify`);
    await theirs.goBack();
    await theirs.getByRole('heading', { level: 1 }).waitFor();
    // WebKit brings the page back as it stood, with the key of the link; the others load it anew, without.
    await heading(theirs, messages.key.title).or(heading(theirs, messages.ready.title)).first().waitFor();
    expect(await standing(theirs)).not.toContain(typed);
  });
});
