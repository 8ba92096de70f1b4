// Each screen in a real Chromium on the real server: looked at by axe in light and dark, at phone width, and walked by keyboard alone.
// Wrong turns have a file of their own: screens-wrong-turns.test.ts.

import { describe, expect, test } from 'vitest';
import { pasted } from '../support/paste.ts';
import { alice, bob, useStage, watch, type Stage } from './harness.ts';
import { look } from './look.ts';
import { press, heading, enterValue, linkFor, two } from './hands.ts';

let stage: Stage;

useStage((opened) => {
  stage = opened;
});

describe('from hand to hand', () => {
  test('two people accept, compare six words, seal, open and copy; every screen is readable', { timeout: 90_000 }, () =>
    two(stage, async (a, b) => {
      const id = await stage.share();
      const recipient = await stage.enter(b, bob, id);
      await heading(recipient, 'Alice has a credential for you');
      await look(recipient, 'accept');
      const sender = await stage.enter(a, alice, id);
      await heading(sender, 'Enter the secret for Bob');
      // The one thing to do is to put a value in.
      expect(await sender.evaluate('document.activeElement.id')).toMatch(/^row-\d+-value$/);
      await press(sender, 'Send');
      await sender.getByText('There’s nothing to send yet.').waitFor();
      await press(sender, 'Generate a password');
      await expect.poll(() => sender.getByLabel('Value', { exact: true }).inputValue()).toMatch(/^[A-Za-z0-9]{24}$/);
      await look(sender, 'enter');
      await enterValue(sender, "sk_live_it's $ecret");
      await sender.getByText('Waiting for Bob to accept', { exact: true }).waitFor();
      await look(sender, 'wait');
      // Closing the tab loses nothing.
      await sender.reload();
      await sender.getByText('Waiting for Bob to accept', { exact: true }).waitFor();

      await press(recipient, 'Accept');
      const code = recipient.getByRole('list', { name: /^Check words: / });
      await code.waitFor();
      await look(recipient, 'waiting');
      await heading(sender, 'Do your check words match?');
      expect(await sender.getByRole('list', { name: /^Check words: / }).getAttribute('aria-label')).toBe(
        await code.getAttribute('aria-label'),
      );
      await look(sender, 'compare');
      await press(sender, 'They match – send it');
      await heading(sender, 'Sent. Waiting for Bob to open it.');
      await look(sender, 'status');

      await heading(recipient, 'Ready to open');
      await look(recipient, 'ready');
      await press(recipient, 'Show it');
      await recipient.getByText('Delivered. The server’s copy has been deleted.').waitFor();
      expect(await recipient.textContent('main')).not.toContain('sk_live');
      await look(recipient, 'masked');
      await press(recipient, 'Reveal Stripe webhook key');
      expect(await recipient.textContent('main')).toContain("sk_live_it's $ecret");
      await recipient.getByLabel('Format').selectOption('shell');
      await press(recipient, 'Copy as Shell: STRIPE_WEBHOOK_KEY');
      await recipient.getByText('Copied: STRIPE_WEBHOOK_KEY as Shell.').first().waitFor();
      expect(await pasted(recipient)).toBe("export STRIPE_WEBHOOK_KEY='sk_live_it'\\''s $ecret'");
      await look(recipient, 'revealed');
      await heading(sender, 'Delivered');
      await look(sender, 'delivered');
      await press(recipient, 'Done');
      await heading(recipient, 'Cleared');
      // Beside what it has left for the next share.
      const kept = await recipient.evaluate<string[]>(
        "indexedDB.databases ? new Promise((done) => { const o = indexedDB.open('nt2'); o.onsuccess = () => { const r = o.result.transaction('drawer').objectStore('drawer').getAllKeys(); r.onsuccess = () => done(r.result); }; }) : []",
      );
      expect(kept.filter((name) => !name.startsWith('prekey:'))).toEqual(['device', `opened:${id}`]);
      await recipient.reload();
      await heading(recipient, /^You opened this here/);
      await look(recipient, 'opened here');
      await press(recipient, 'That was not me');
      await heading(recipient, 'The sender has been told');
      await look(recipient, 'told', { isRare: true });

      // The second time that browser is known: nothing to compare, and nobody to wait for.
      const again = await stage.share({ label: 'Second key' });
      const alices = await stage.enter(a, alice, again);
      await enterValue(alices, 'two');
      await heading(alices, 'Encrypted. Waiting for Bob to accept.');
      await look(alices, 'sealed ahead');
      const bobs = await stage.enter(b, bob, again);
      await heading(bobs, 'Alice has a credential for you');
      await look(bobs, 'accept and show');
      await press(bobs, 'Accept and show');
      await heading(bobs, 'Second key');
      await bobs.getByText('Delivered. The server’s copy has been deleted.').waitFor();
      // In another browser it can be accepted all the same.
      const third = await stage.share({ label: 'Third key' });
      await enterValue(await stage.enter(a, alice, third), 'three');
      const elsewhere = await stage.enter(await stage.profile(), bob, third);
      await heading(elsewhere, 'Alice has a credential for you, in another browser');
      await look(elsewhere, 'away', { isRare: true });
    }),
  );

  test('the keyboard alone is enough to accept', () =>
    two(stage, async (_, b) => {
      const recipient = await stage.enter(b, bob, await stage.share());
      await heading(recipient, /^Alice has/);
      const seen: string[] = [];
      for (let n = 0; n < 8; n += 1) {
        await recipient.keyboard.press('Tab');
        const name = await recipient.evaluate<string>("document.activeElement?.textContent?.trim() ?? ''");
        seen.push(name);
        const outline = await recipient.evaluate('getComputedStyle(document.activeElement).outlineStyle');
        expect(outline, name).toBe('solid');
        if (name === 'Accept') break;
      }
      expect(seen).toContain('Accept');
      await recipient.keyboard.press('Enter');
      await heading(recipient, 'Accepted. Alice now has to send it.');
      expect(await recipient.evaluate('document.activeElement?.tagName')).toBe('H1');
    }));

  test('T18: nothing typed is part of a form, and every box tells browser and password managers to keep out', () =>
    two(stage, async (a) => {
      const sender = await stage.enter(a, alice, await stage.share({ mode: 'words' }));
      await heading(sender, 'Enter the secret for Bob');
      expect(await sender.locator('form').count()).toBe(0);
      await press(sender, 'Variable STRIPE_WEBHOOK_KEY');
      const boxes = await sender.locator('input[type=text], textarea').all();
      expect(boxes.length).toBeGreaterThan(2);
      for (const box of boxes) {
        expect(await box.getAttribute('autocomplete')).toBe('off');
        expect(await box.getAttribute('spellcheck')).toBe('false');
        for (const name of ['data-1p-ignore', 'data-lpignore', 'data-bwignore']) expect(await box.getAttribute(name)).toBe('true');
      }
    }));

  test('a pasted .env becomes rows, and goes back to one value on demand', () =>
    two(stage, async (a) => {
      const sender = await stage.enter(a, alice, await stage.share());
      await sender.getByLabel('Value', { exact: true }).focus();
      await sender.evaluate('navigator.clipboard.writeText(\'A_KEY=one\\nexport B_KEY="two words"\\n\')');
      await sender.keyboard.press('Control+V');
      await sender.getByText('Read as 2 variables.').waitFor();
      expect(await sender.getByLabel('Value', { exact: true }).nth(1).inputValue()).toBe('two words');
      // The name is the variable's name, and stands there once.
      expect(await sender.evaluate(`[...document.querySelectorAll('.of-name input')].map((box) => box.value).join()`)).toBe('A_KEY,B_KEY');
      await look(sender, 'rows');
      expect(await sender.getByRole('textbox', { name: /^Environment variable/ }).count()).toBe(0);
      await press(sender, 'Variable B_KEY');
      expect(await sender.getByRole('textbox', { name: /^Environment variable/ }).inputValue()).toBe('B_KEY');
      await press(sender, 'Put it back as one value');
      expect(await sender.getByLabel('Value', { exact: true }).inputValue()).toContain('A_KEY=one');
    }));
});

describe('with words', () => {
  test('T4: wrong words take nothing away, and right ones open; the work is done in a Worker with a measure', { timeout: 90_000 }, () =>
    two(stage, async (a, b) => {
      const id = await stage.share({ mode: 'words' });
      const sender = await stage.enter(a, alice, id);
      await sender
        .locator('.drawn-words')
        .filter({ hasText: /(\w+ ){4}\w+/ })
        .waitFor();
      const workers: string[] = [];
      sender.on('worker', (worker) => workers.push(worker.url()));
      // What they know already is enough beside another lock only.
      expect(await sender.getByLabel('One that they know already').count()).toBe(0);
      await sender.getByLabel('My own passphrase').check();
      await sender.getByLabel('Your passphrase').fill('password');
      await sender.getByText('This is one of the first that anyone would try.').waitFor();
      await look(sender, 'own words', { isRare: true });
      await sender.getByLabel('Five random words').check();
      const words = (await sender.locator('.drawn-words').textContent()) ?? '';
      await enterValue(sender, 'by words');
      await sender.getByRole('progressbar').waitFor();
      await heading(sender, 'Encrypted. Bob needs the passphrase.');
      expect(workers).toHaveLength(1);
      await look(sender, 'tell the words');

      const recipient = await stage.enter(b, bob, id);
      await press(recipient, 'Accept');
      await heading(recipient, 'Ready to open');
      await press(recipient, 'Show it');
      await recipient.getByText('Type the passphrase first.').waitFor();
      await recipient.getByLabel('Passphrase from the sender').fill('wrong words these are');
      await press(recipient, 'Show it');
      await recipient.getByText('Nothing is lost: you have 9 tries left.').waitFor({ timeout: 30_000 });
      await look(recipient, 'wrong words', { isRare: true });
      // As a telephone writes what was told by voice (R8, U8); it costs no try, since it is read right at once.
      await recipient
        .getByLabel('Passphrase from the sender')
        .fill(` ${words[0]?.toUpperCase()}${words.slice(1).replaceAll(' ', ', ')}.\u200b`);
      await recipient.keyboard.press('Enter');
      await recipient.getByText('Delivered. The server’s copy has been deleted.').waitFor({ timeout: 30_000 });
    }),
  );
});

describe('with a link', () => {
  test('the sender takes the link along before the page lets go of it', () =>
    two(stage, async (a) => {
      const { sender, link } = await linkFor(stage, a);
      await look(sender, 'send the link');
      await press(sender, 'I’ve sent it – show the status');
      await sender.getByText('Copy or send the link first').waitFor();
      await press(sender, 'Copy the link');
      await sender.getByText('Copied.').waitFor();
      expect(await pasted(sender)).toBe(link);
      await press(sender, 'I’ve sent it – show the status');
      await heading(sender, /^Sent\. Waiting for anyone with the link/);
      await press(sender, 'Take it back');
      await press(sender, 'Yes, take it back');
      await heading(sender, 'Taken back');
      await look(sender, 'taken back', { isRare: true });
    }));

  test(
    'T9: a mangled link is repaired, a cut one is told before anything is claimed, and the key can be typed by hand',
    { timeout: 60_000 },
    () =>
      two(stage, async (a, b) => {
        const { link } = await linkFor(stage, a);
        const [address = '', key = ''] = link.split('#');
        const page = await b.newPage();
        watch(page);
        const sent: string[] = [];
        page.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`));
        await page.goto(`${address}#${key.slice(0, -3)}`);
        await heading(page, 'This link is damaged');
        await look(page, 'damaged');
        expect(page.url()).toBe(address);
        await page.getByLabel('Link or key').fill(`${key.toUpperCase()}.`);
        await press(page, 'Use this key');
        await heading(page, 'Ready to open');
        // T10: no request carries it, and the address bar does not keep it.
        expect(sent.filter((line) => line.startsWith('POST') || line.toLowerCase().includes(key.slice(5, 40)))).toEqual([]);
        for (const mangled of [`%23${key}`, `#%2523${key.toUpperCase()}`, `#${key}).`]) {
          const other = await b.newPage();
          await other.goto(`${address}${mangled}`);
          await heading(other, 'Ready to open');
          expect(other.url()).toBe(address);
          await other.close();
        }
        await press(page, 'Show it');
        await page.getByText('Delivered. The server’s copy has been deleted.').waitFor();
        await look(page, 'shown by link');
      }),
  );
});
