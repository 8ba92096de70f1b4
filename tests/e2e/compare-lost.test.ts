// What was sealed by the six words is not lost with an answer: Try again sends the same, and the words are still handed over.

import type { Page } from 'playwright-core';
import { firstOf } from '../support/campaign.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { enter, heading, idOf, reveal, seal, show } from './people.ts';
import { intercept } from './intercept.ts';
import { ANY_STORE, openStage, type Stage } from './stage.ts';
import { lie, looking, statusOf } from './comparing.ts';
import { press } from './press.ts';
import { acceptQuietly, beginQuietly } from './quietly.ts';

describe.each(ANY_STORE)('comparing, on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  /** The server does what it is asked, and the page hears nothing more of it. */
  async function deafen(page: Page, path: string) {
    stage.traffic.expect(/ERR_/);
    const bodies: string[] = [];
    const address = `**/api/shares/*/${path}`;
    const answer = await intercept(page, address, async (route) => {
      bodies.push(route.request().postDataBuffer()?.toString('latin1') ?? '');
      await route.fetch();
      await route.abort('connectionreset');
    });
    const hear = await lie(page, () => null);
    return {
      bodies,
      mend() {
        answer();
        hear();
      },
    };
  }
  const toldOn = (page: Page) => page.getByLabel(senderSays.handover.wordsOnly, { exact: true });

  it('P7: sealed+words, and all answers of the seal are lost: Try again sends the same capsule, and the words are handed over', async () => {
    const { mine, theirs, words, secret, id } = await looking(stage, 'sealed+words');
    stage.hide(words ?? '');
    const { bodies, mend } = await deafen(mine, 'seal');
    await press(mine, senderSays.compare.match);
    await mine.getByText(messages.errors.network[1]).waitFor();
    expect(await statusOf(stage, id)).toBe('ready');
    await press(mine, senderSays.compare.match);
    await expect.poll(() => bodies.length, { timeout: 10_000 }).toBe(6);
    await mine.getByText(messages.errors.network[1]).waitFor();
    expect(new Set(bodies).size).toBe(1);
    mend();
    // A page that hears of its seal meanwhile goes on by itself.
    const handed = heading(mine, senderSays.handover.titleWords('Contractor'));
    await Promise.race([press(mine, senderSays.retry).catch(() => undefined), handed.waitFor()]);
    await handed.waitFor();
    expect(await toldOn(mine).inputValue()).toBe(words);
    await show(theirs, words);
    expect(await reveal(theirs)).toBe(secret);
  });

  it.each(firstOf(['both', 'words'] as const, 0, 'loaded again before the words were handed over'))(
    'P7: the page is loaded again before the words (%s) were handed over: they are shown until the sender has them, and then no more',
    async (opens) => {
      let words: string | null;
      if (opens === 'both') {
        const looked = await looking(stage, 'sealed+words');
        words = looked.words;
        await reloaded(looked.mine, words, () => press(looked.mine, senderSays.compare.match));
      } else {
        const mine = await beginQuietly(stage, { mode: 'words' });
        words = await reloaded(mine, null, () => enter(mine, stage.secret()));
      }
      expect(words).toMatch(/^(?:[a-z]+ ){4}[a-z]+$/);
      stage.hide(words ?? '');
    },
  );

  async function reloaded(mine: Page, known: string | null, sealing: () => Promise<string | null | void>): Promise<string | null> {
    const { mend } = await deafen(mine, 'seal');
    const words = (await sealing()) ?? known;
    await mine.getByText(messages.errors.network[1]).waitFor();
    mend();
    mine.on('dialog', (dialog) => void dialog.accept());
    await mine.reload();
    await heading(mine, senderSays.handover.titleWords('Contractor')).waitFor();
    expect(await toldOn(mine).inputValue()).toBe(words);
    await press(mine, senderSays.handover.done);
    await heading(mine, /^(?:Sent|Encrypted)\. Waiting for Contractor/).waitFor();
    await mine.reload();
    await heading(mine, /^(?:Sent|Encrypted)\. Waiting for Contractor/).waitFor();
    expect(await mine.content()).not.toContain(words);
    return words;
  }

  it('P7: all answers of the upload are lost: Try again goes on to waiting, and so does the page when it is loaded again', async () => {
    const secret = stage.secret();
    const mine = await beginQuietly(stage);
    const { mend } = await deafen(mine, 'payload');
    await enter(mine, secret);
    await mine.getByText(messages.errors.network[1]).waitFor();
    expect(await mine.getByText(senderSays.enter.elsewhere).count()).toBe(0);
    mend();
    await press(mine, senderSays.retry);
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    await mine.reload();
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    const theirs = await acceptQuietly(stage, idOf(mine));
    await seal(mine);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
  });
});
