// What browsers keep, copy, restore and warn about. On SQLite alone: none of it reaches a store.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { pasted } from '../support/paste.ts';
import { enter, heading, LABEL, readyLink, reveal, show, takeLink } from './people.ts';
import { press } from './press.ts';
import { acceptQuietly, beginQuietly } from './quietly.ts';
import { openStage, PATIENCE_MS, type Stage } from './stage.ts';
import { waitingLink, waitingSealed } from './waiting.ts';

describe('browser habits', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('sqlite');
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  /** The names in the page's own drawer. */
  const drawer = (page: Page): Promise<string[]> =>
    page.evaluate<string[]>(`new Promise((resolve, reject) => {
      const asked = indexedDB.open('nt2', 1);
      asked.onerror = reject;
      asked.onsuccess = () => { const all = asked.result.transaction('drawer').objectStore('drawer').getAllKeys(); all.onsuccess = () => resolve(all.result); };
    })`);

  /** Tries to read a kept private key out of the browser, in every format; answers with what came of it. */
  const exported = (page: Page, name: string): Promise<string[]> =>
    page.evaluate<string[]>(`new Promise((resolve) => {
      indexedDB.open('nt2', 1).onsuccess = ({ target }) => {
        target.result.transaction('drawer').objectStore('drawer').get('${name}').onsuccess = async ({ target: { result } }) => {
          const keysIn = (value) => value instanceof CryptoKey ? [value] : Object(value) === value ? Object.values(value).flatMap(keysIn) : [];
          const key = keysIn(result).find(({ type }) => type !== 'public');
          resolve(await Promise.all(['pkcs8', 'raw', 'jwk'].map((format) => crypto.subtle.exportKey(format, key).then(() => 'exported', ({ name }) => name))));
        };
      };
    })`);

  /** Whether leaving the page now asks first. The answer is to stay. */
  async function asksBeforeLeaving(page: Page): Promise<boolean> {
    let asked = false;
    const stay = (dialog: { dismiss(): Promise<void> }): void => {
      asked = true;
      void dialog.dismiss();
    };
    page.once('dialog', stay);
    await page.evaluate("setTimeout(() => { location.href = '/robots.txt'; })");
    await page.waitForTimeout(400);
    page.off('dialog', stay);
    return asked;
  }

  it('a browser that forbids the Worker does the work on words in the page', async () => {
    const { link, words, secret } = await waitingLink(stage, { words: true });
    const profile = await stage.profile();
    await profile.addInitScript("globalThis.Worker = function () { throw new DOMException('no Worker here', 'SecurityError'); };");
    const page = await profile.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(link);
    await show(page, words);
    expect(await reveal(page)).toBe(secret);
    expect(asked.filter((path) => path.startsWith('/assets/scrypt-'))).toHaveLength(1);
  });

  it('T9: a new screen has the focus as soon as it is drawn: a person who types at once loses nothing in the middle of a word', async () => {
    const { link } = await waitingLink(stage);
    const profile = await stage.profile();
    await profile.addInitScript(`new MutationObserver(() => {
      const heading = document.querySelector('h1');
      if (heading?.textContent === ${JSON.stringify(messages.damaged.title)}) globalThis.focusWas ??= document.activeElement === heading;
    }).observe(document, { childList: true, characterData: true, subtree: true });`);
    const page = await profile.newPage();
    await page.goto(link.slice(0, -1));
    await heading(page, messages.damaged.title).waitFor();
    expect(await page.evaluate('focusWas')).toBe(true);
  });

  it('D, E and F are kept so that no script can read them out; E is gone after delivery, F after sealing', async () => {
    const secret = stage.secret();
    const mine = await beginQuietly(stage);
    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    const id = /[a-z2-7]{32}/.exec(mine.url())?.[0] ?? '';
    // The device key is what this browser is known by.
    expect(await drawer(mine)).toEqual(['device', `pending:${id}`, 'wrap']);
    expect(await exported(mine, 'wrap')).toEqual(Array(3).fill(expect.stringMatching(/^(?:InvalidAccess|NotSupported)Error$/)));

    const theirs = await acceptQuietly(stage, id);
    // Beside what it leaves for later shares, which is kept in the same form.
    const ofThisShare = async () => (await drawer(theirs)).filter((name) => !name.startsWith('prekey:'));
    expect(await ofThisShare()).toEqual([`accept:${id}`, 'device']);
    for (const name of [`accept:${id}`, 'device'])
      expect(await exported(theirs, name)).toEqual(Array(3).fill(expect.stringMatching(/^(?:InvalidAccess|NotSupported)Error$/)));

    await mine.getByRole('button', { name: senderSays.compare.match }).click();
    await heading(mine, senderSays.status.titles.ready('Contractor')).waitFor();
    await expect.poll(async () => (await drawer(mine)).filter((name) => name.startsWith('pending'))).toEqual([]);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await expect.poll(ofThisShare, { timeout: PATIENCE_MS }).toEqual(['device', `opened:${id}`]);
    for (const name of (await drawer(theirs)).filter((one) => one.startsWith('prekey:')).slice(0, 2))
      expect(await exported(theirs, name)).toEqual(Array(3).fill(expect.stringMatching(/^(?:InvalidAccess|NotSupported)Error$/)));
    // Neither of the other drawers of a browser holds anything of it.
    const kept = await theirs.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state])',
    );
    expect(kept).not.toContain(secret);
    expect(await theirs.evaluate<string[]>('caches.keys()')).toEqual([]);
  });

  it('T7: leaving before the secret was copied asks first, and leaving after it does not', async () => {
    const { theirs, secret } = await waitingSealed(stage);
    await show(theirs);
    await theirs.getByText(messages.opened.delivered).waitFor();
    // Browsers ask only on behalf of a page that was used.
    await theirs.getByRole('heading', { level: 1 }).click();
    expect(await asksBeforeLeaving(theirs)).toBe(true);
    await theirs.getByRole('button', { name: `${messages.opened.copy} ${LABEL}` }).click();
    await theirs.getByText(messages.copy.done(LABEL)).first().waitFor();
    expect(await pasted(theirs)).toBe(secret);
    expect(await asksBeforeLeaving(theirs)).toBe(false);
  });

  it('T7: a sender who leaves with something typed, or before the link is copied, is asked first', async () => {
    const { mine } = await readyLink(stage);
    expect(await asksBeforeLeaving(mine)).toBe(true);
    await mine.getByRole('button', { name: senderSays.handover.done }).click();
    await mine.getByText(senderSays.handover.doneEarly).waitFor();
    await takeLink(mine);
    await heading(mine, /^Sent\. Waiting for/).waitFor();
    expect(await asksBeforeLeaving(mine)).toBe(false);
  });

  it('T17: a browser that does not allow copying: never "Copied", but the text is there, selected, to be copied by hand', async () => {
    const { theirs, secret } = await waitingSealed(stage);
    // All permissions that are not named are denied.
    await theirs.context().clearPermissions();
    await theirs.context().grantPermissions(['geolocation']);
    // The press that opens was to copy too: what it opened is all there, masked, and it says that it was not copied.
    await press(theirs, messages.copy.it);
    await theirs.getByText(messages.copy.refused).waitFor();
    expect(await theirs.textContent('main')).not.toContain(secret);
    await theirs.getByRole('button', { name: `${messages.opened.copy} ${LABEL}` }).click();
    await theirs.getByText(messages.copy.failed).first().waitFor();
    expect(await theirs.getByText(messages.copy.done(LABEL)).count()).toBe(0);
    const selected =
      "(({ value = '', selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(document.activeElement ?? {})";
    await expect.poll(() => theirs.evaluate<string>(selected)).toBe(secret);
    // It was not copied, so the page still does not let go without a question.
    expect(await asksBeforeLeaving(theirs)).toBe(true);
  });

  it('T17: where the person has allowed looking, the clipboard is cleared after thirty seconds when it is still ours, and left alone when it is not', async () => {
    const { theirs } = await waitingSealed(stage);
    await theirs.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await theirs.clock.install();
    await show(theirs);
    const copy = theirs.getByRole('button', { name: `${messages.opened.copy} ${LABEL}` });
    await copy.click();
    await theirs
      .getByText(/cleared in \d+ s/)
      .first()
      .waitFor();
    await theirs.clock.runFor(31_000);
    await theirs.getByText(messages.copy.wiped).first().waitFor();
    expect(await theirs.evaluate<string>('navigator.clipboard.readText()')).toBe('');

    await copy.click();
    await theirs
      .getByText(/cleared in \d+ s/)
      .first()
      .waitFor();
    await theirs.evaluate("navigator.clipboard.writeText('a shopping list')");
    await theirs.clock.runFor(31_000);
    await theirs.getByText(messages.copy.left).first().waitFor();
    expect(await theirs.evaluate<string>('navigator.clipboard.readText()')).toBe('a shopping list');
  });

  it('T18: nothing that is typed or shown is offered to a password manager: no <form>, and every field says so', async () => {
    const check = async (page: Page): Promise<void> => {
      expect(await page.locator('form, input[type="password"]').count()).toBe(0);
      const fields = await page.locator('input[type="text"]:not([readonly]), textarea:not([readonly])').all();
      for (const field of fields) {
        for (const [name, value] of [
          ['autocomplete', 'off'],
          ['spellcheck', 'false'],
          ['data-1p-ignore', 'true'],
          ['data-lpignore', 'true'],
          ['data-bwignore', 'true'],
          ['data-form-type', 'other'],
        ] as const)
          expect(await field.getAttribute(name), name).toBe(value);
        const before = page.url();
        await field.press('Enter');
        expect(page.url()).toBe(before);
      }
    };
    const mine = await beginQuietly(stage, { mode: 'link+words' });
    await mine.getByLabel(senderSays.words.typed).check();
    await check(mine);
    const { link } = await waitingLink(stage, { words: true });
    const holder = await (await stage.profile()).newPage();
    await holder.goto(link);
    await holder.getByLabel(messages.words.label).waitFor();
    await check(holder);
    const answer = await holder.request.get(stage.url + new URL(link).pathname);
    expect(answer.headers()).toMatchObject({ 'cache-control': 'no-store, no-transform', 'referrer-policy': 'no-referrer' });
  });

  it('T18: after Done the page holds nothing, neither when one goes away and back nor in its history', async () => {
    const { theirs, secret } = await waitingSealed(stage);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await theirs.getByRole('button', { name: messages.opened.done, exact: true }).click();
    await heading(theirs, messages.cleared.title).waitFor();
    expect(await theirs.content()).not.toContain(secret);
    await theirs.goto(`${stage.url}/`);
    await theirs.goBack();
    await theirs.getByRole('heading', { level: 1 }).waitFor();
    expect(await theirs.content()).not.toContain(secret);
  });

  it('going away without Done and coming back shows nothing either', async () => {
    const { theirs, secret } = await waitingSealed(stage);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    theirs.on('dialog', (dialog) => void dialog.accept());
    await theirs.goto(`${stage.url}/`);
    await theirs.goBack();
    // The mark alone is left of it.
    await heading(theirs, /^You opened this here \S/).waitFor();
    expect(await theirs.content()).not.toContain(secret);
  });

  it('a page that is hidden masks at once and forgets after ten minutes; an idle one after two, with a warning', async () => {
    const hide = (page: Page, state: 'hidden' | 'visible'): Promise<unknown> =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    const first = await waitingSealed(stage);
    await first.theirs.clock.install();
    await show(first.theirs);
    expect(await reveal(first.theirs)).toBe(first.secret);
    await hide(first.theirs, 'hidden');
    await first.theirs.locator('.value pre').waitFor({ state: 'detached' });
    await first.theirs.clock.runFor(601_000);
    await hide(first.theirs, 'visible');
    await heading(first.theirs, messages.cleared.title).waitFor();
    expect(await first.theirs.content()).not.toContain(first.secret);

    const { link, secret } = await waitingLink(stage);
    const idle = await (await stage.profile()).newPage();
    await idle.clock.install();
    await idle.goto(link);
    await show(idle);
    expect(await reveal(idle)).toBe(secret);
    await idle.clock.runFor(95_000);
    await idle.getByRole('button', { name: messages.opened.keep }).waitFor();
    // Any movement is a sign of life, and takes the warning away.
    await idle.mouse.move(200, 300);
    await idle.getByRole('button', { name: messages.opened.keep }).waitFor({ state: 'detached' });
    await idle.clock.runFor(100_000);
    expect(await idle.content()).toContain(secret);
    await idle.clock.runFor(30_000);
    await heading(idle, messages.cleared.title).waitFor();
    expect(await idle.content()).not.toContain(secret);
  });
});
