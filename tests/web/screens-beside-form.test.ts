// The page that stays open: the recipient is asked while the secret is being entered, and the check words stand beside the form.

import { expect, test } from 'vitest';
import { tagOf } from '../../src/core/share.ts';
import { messages } from '../support/page-messages.ts';
import { messages as says } from '../support/sender-messages.ts';
import { alice, bob, useStage, type Stage } from './harness.ts';
import { heading, press, two } from './hands.ts';
import { look } from './look.ts';

let stage: Stage;
useStage((opened) => {
  stage = opened;
});

test(
  'P5: told once something stands there, compared and sent in one press; a try that fails keeps it, and what is changed after it is what is sent; a known browser gets it by Send alone',
  { timeout: 90_000 },
  () =>
    two(stage, async (a, b) => {
      const id = await stage.share({ mode: 'sealed+words', isUntold: true });
      const stored = async () => await stage.app.shares.find(id);
      const mine = await stage.enter(a, alice, id);
      await mine.getByText(says.enter.untold('Bob')).waitFor();
      const value = mine.getByLabel(says.enter.value, { exact: true });
      await value.fill('first');
      await mine.getByText(says.meanwhile.told('Bob')).waitFor();
      expect(await mine.getByText(says.enter.untold('Bob')).count()).toBe(0);
      // Nothing but that there is something to accept.
      expect(await stored()).toMatchObject({ state: { status: 'offered', payload: null } });
      expect(await stored()).not.toHaveProperty('isUntold');
      await look(mine, 'asked while it is entered');

      const theirs = await stage.enter(b, bob, id);
      await press(theirs, messages.accept.button);
      await theirs.getByRole('list', { name: /^Check words: / }).waitFor();
      await mine.getByText(says.meanwhile.accepted('Bob'), { exact: true }).waitFor();
      const words = theirs.locator('.word');
      await expect.poll(() => mine.locator('.word').allTextContents()).toEqual(await words.allTextContents());
      await look(mine, 'compared beside the form');
      // Who types is not taken away from it.
      expect(await value.inputValue()).toBe('first');

      await mine.route('**/payload', (route) => route.fulfill({ status: 429, json: { code: 'quota.bytes' } }));
      await press(mine, says.compare.match);
      await mine.getByText(says.full['quota.bytes'][0]).waitFor();
      await mine.unroute('**/payload');
      await value.fill('second');
      // What it was about is no longer what stands there.
      expect(await mine.getByText(says.full['quota.bytes'][0]).count()).toBe(0);
      const passphrase = await mine.locator('.drawn-words').textContent();
      await press(mine, says.compare.without);
      await heading(mine, says.handover.titleWords('Bob'));
      expect(await mine.getByLabel(says.handover.wordsOnly).inputValue()).toBe(passphrase);
      await theirs.getByLabel(messages.words.label).fill(passphrase ?? '');
      await press(theirs, messages.ready.button);
      await press(theirs, `${messages.opened.reveal} Stripe webhook key`);
      expect(await theirs.locator('.value pre').textContent()).toBe('second');
      await theirs.close();

      // Compared above, though the try failed: said once, it holds for that browser.
      const next = await stage.share({ label: 'Second key' });
      const again = await stage.enter(b, bob, next);
      await press(again, messages.accept.button);
      const form = await stage.enter(a, alice, next);
      await form.getByText(/^You compared this browser with Bob on .*, so Send sends it at once\.$/).waitFor();
      await form.getByLabel(says.enter.value, { exact: true }).fill('third');
      await press(form, says.enter.seal);
      await heading(form, says.status.titles.ready('Bob'));

      // Another browser of hers has compared nothing: the words of a key that Bob's has left stand there before he accepts.
      await expect
        .poll(async () => (await stage.app.store.freePrekeys(tagOf(next), bob.key, Date.now())).length, { timeout: 20_000 })
        .toBe(20);
      const third = await stage.share({ label: 'Third key', isUntold: true });
      const c = await stage.profile();
      const other = await stage.enter(c, alice, third);
      await other.getByLabel(says.enter.value, { exact: true }).fill('third');
      await other.getByText(says.compare.leadAhead('Bob')).waitFor();
      const bobs = await stage.enter(b, bob, third);
      await expect.poll(() => other.locator('.word').allTextContents()).toHaveLength(6);
      await expect.poll(() => bobs.locator('.word').allTextContents()).toEqual(await other.locator('.word').allTextContents());
      expect(await stage.app.shares.find(third)).toMatchObject({ state: { status: 'offered', payload: null } });
      await press(other, says.compare.match);
      await heading(other, says.status.titles.sealed('Bob'));
      await press(bobs, messages.accept.show);
      await heading(bobs, 'Third key');
      await c.close();
    }),
);
