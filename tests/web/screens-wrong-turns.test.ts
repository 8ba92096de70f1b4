// The screens of wrong turns, in a real Chromium on the real server: each says what happened and what to do next.

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { browserMessages, machineMessages } from '../../src/web/messages/devices.ts';
import { endMachine, longMachine } from './long-machine.ts';
import { messages as common } from '../../src/web/messages/share.ts';
import { alice, bob, useStage, person, watch, type Stage } from './harness.ts';
import { checkLayout, look } from './look.ts';
import { press, heading, enterValue, two } from './hands.ts';

let stage: Stage;

useStage((opened) => {
  stage = opened;
});

/** Chooses so, and lets no seal reach the server; answers with a promise of the first one. */
async function sendWhenAccepted(page: Page, value: string): Promise<{ readonly tried: Promise<void> }> {
  const tried = new Promise<void>((done) => {
    void page.route('**/seal', async (route) => {
      done();
      await route.fulfill({ status: 409, body: '' });
    });
  });
  await page.getByLabel('Value', { exact: true }).fill(value);
  await press(page, 'Send when they accept');
  await page.getByText(/^It will be sent by itself when Bob accepts/).waitFor();
  return { tried };
}

describe('wrong turns', () => {
  test(
    'chosen to be sent when it is accepted: kept over a reload and in a second tab, sent once and for nobody to press',
    { timeout: 60_000 },
    () =>
      two(stage, async (a, b) => {
        for (const tag of await stage.app.store.tags()) await stage.app.store.clearPrekeys(tag);
        const id = await stage.share();
        const sender = await stage.enter(a, alice, id);
        await sender.getByRole('button', { name: 'Send when they accept' }).waitFor();
        await look(sender, 'enter, or when they accept');
        // It checks the form as Send does.
        await press(sender, 'Send when they accept');
        await sender.getByText('There’s nothing to send yet.').waitFor();
        const heard: string[] = [];
        a.on('request', (request) => void heard.push(`${request.url()} ${request.postData() ?? ''}`));
        await sender.getByLabel('Value', { exact: true }).fill('goes by itself');
        await press(sender, 'Send when they accept');
        const lead = /^It will be sent by itself when Bob accepts, as long as this page stays open\./;
        await sender.getByText(lead).waitFor();
        await look(sender, 'wait, when they accept');
        await sender.reload();
        await sender.getByText(lead).waitFor();
        const tab = await a.newPage();
        watch(tab);
        await tab.goto(sender.url());
        await tab.getByText(lead).waitFor();
        expect(heard.join('\n')).not.toMatch(/whenAccepted|when_accepted|uncompared/i);
        const recipient = await stage.enter(b, bob, id);
        await press(recipient, 'Accept');
        await Promise.all([heading(sender, 'Sent. Waiting for Bob to open it.'), heading(tab, 'Sent. Waiting for Bob to open it.')]);
        await press(recipient, 'Show it');
        await recipient.getByText('Delivered. The server’s copy has been deleted.').waitFor();
        const kept = `new Promise((done) => {
        const opened = indexedDB.open('nt2', 1);
        opened.onsuccess = () => {
          const asked = opened.result.transaction('drawer').objectStore('drawer').getAllKeys();
          asked.onsuccess = () => done(asked.result.filter((key) => /pending|compared/.test(key)));
        };
      })`;
        await expect.poll(() => sender.evaluate(kept)).toEqual([]);
      }),
  );

  test('T7: a lost answer of the claim is asked for again, by itself', () =>
    two(stage, async (a, b) => {
      const sender = await stage.enter(a, alice, await stage.share({ mode: 'link' }));
      await enterValue(sender, 'twice asked');
      const link = await sender.getByLabel('One-time link').inputValue();
      const page = await b.newPage();
      let cut = 0;
      await page.route('**/claim', async (route) => {
        cut += 1;
        if (cut > 1) return route.continue();
        // The server hears it, the page does not hear the server.
        await route.fetch();
        return route.abort('connectionreset');
      });
      await page.goto(link);
      await press(page, 'Show it');
      await page.getByText('Delivered. The server’s copy has been deleted.').waitFor();
      expect(cut).toBe(2);
    }));

  test('the words to compare come after their list was refused twice, with no press', () =>
    two(stage, async (a, b) => {
      let cut = 0;
      await b.route('**/assets/words-list-*.js', (route) => {
        cut += 1;
        return cut > 2 ? route.continue() : route.fulfill({ status: 429 });
      });
      const id = await stage.share();
      const sender = await stage.enter(a, alice, id);
      await enterValue(sender, 'compared in the end');
      const recipient = await stage.enter(b, bob, id);
      await press(recipient, 'Accept');
      await recipient.getByRole('list', { name: /^Check words: \w+/ }).waitFor();
      expect(cut).toBe(3);
    }));

  test(
    'accepted in another browser: accept again here; what was to go to the first acceptance asks for a press; and the page says where it opens',
    { timeout: 60_000 },
    () =>
      two(stage, async (a, b) => {
        // Without what Bob's browser has left in another test.
        for (const tag of await stage.app.store.tags()) await stage.app.store.clearPrekeys(tag);
        const id = await stage.share();
        const waiting = await stage.enter(a, alice, id);
        const seals = await sendWhenAccepted(waiting, 'for the second browser');
        const first = await stage.enter(b, bob, id);
        await press(first, 'Accept');
        await heading(first, /^Accepted\./);
        await seals.tried;
        await waiting.close();
        const c = await stage.profile();
        const second = await stage.enter(c, bob, id);
        await heading(second, 'You accepted in another browser');
        await look(second, 'again', { isRare: true });
        await press(second, 'Accept here instead');
        await heading(second, /^Accepted\./);
        const sender = await stage.enter(a, alice, id);
        await heading(sender, 'Do your check words match?');
        expect((await stage.app.store.load(id))?.state.status).toBe('accepted');
        await press(sender, 'Send without comparing');
        await heading(sender, /^Sent/);
        await first.reload();
        await heading(first, 'This opens in another browser');
        await look(first, 'elsewhere', { isRare: true });
        await press(second, 'Show it');
        await second.getByText('Delivered. The server’s copy has been deleted.').waitFor();
        expect(await first.getByRole('button', { name: 'Show it' }).count()).toBe(0);
        await c.close();
      }),
  );

  test('what finds no room is kept in the box and goes in at the next try, when there is some', { timeout: 60_000 }, () =>
    two(stage, async (a) => {
      const quinn = person('Quinn');
      // Without what Bob's browser has left in another test.
      for (const tag of await stage.app.store.tags()) await stage.app.store.clearPrekeys(tag);
      const large = await Promise.all(Array.from({ length: 7 }, () => stage.share({ sender: quinn })));
      for (const one of large.slice(0, 6))
        expect(await stage.app.shares.uploadPayload(one, quinn.key, new Uint8Array(327_680))).toMatchObject({ ok: true });
      expect(await stage.app.shares.uploadPayload(large[6]!, quinn.key, new Uint8Array(130_000))).toMatchObject({ ok: true });
      const sender = await stage.enter(a, quinn, await stage.share({ sender: quinn }));
      await enterValue(sender, 'kept while it waits');
      await sender.getByText('You have too much waiting.').waitFor();
      await look(sender, 'no room', { isRare: true });
      expect(await sender.getByLabel('Value', { exact: true }).inputValue()).toBe('kept while it waits');
      expect(await stage.app.shares.revoke(large[0]!, quinn.key)).toMatchObject({ ok: true });
      await press(sender, 'Try again');
      await sender.getByText('Waiting for Bob to accept', { exact: true }).waitFor();
    }),
  );

  test('declined, a stranger, nobody known, signed out, a used button: each has its sentence and a next step', { timeout: 60_000 }, () =>
    two(stage, async (a, b) => {
      const id = await stage.share();
      const recipient = await stage.enter(b, bob, id);
      await press(recipient, 'Decline');
      await heading(recipient, 'Declined');
      const sender = await stage.enter(a, alice, id);
      await heading(sender, 'Declined');

      const open = await stage.share();
      const c = await stage.profile();
      const nobody = await c.newPage();
      watch(nobody);
      await nobody.goto(`${stage.url}/s/${open}`);
      await heading(nobody, 'Open this where you got it');
      await look(nobody, 'nobody known', { isRare: true });
      await nobody.goto(`${stage.url}/devices`);
      await heading(nobody, browserMessages.nobody[0]);
      await look(nobody, 'your browsers, nobody', { isRare: true });
      await nobody.route('**/api/**', () => {});
      await nobody.goto(`${stage.url}/s/${open}`);
      await heading(nobody, common.loading);
      await look(nobody, 'a page that loads', { isRare: true });
      await nobody.unroute('**/api/**');
      const stranger = await stage.enter(c, person('Eve'), open);
      await press(stranger, 'Show it');
      await heading(stranger, /This is for someone else|This link no longer works/);
      await look(stranger, 'stranger', { isRare: true });

      const button = await stage.button(bob, open);
      const page = await (await stage.profile()).newPage();
      await page.goto(button);
      await page.getByText('Alice has something for you').waitFor();
      await look(page, 'go');
      await press(page, 'Accept on this device');
      await heading(page, /^Accepted/);
      await page.goto(`${stage.url}/`);
      await page.getByText('This browser is signed in for Bob.').waitFor();
      await look(page, 'front page');
      await page.getByRole('link', { name: 'Your browsers' }).click();
      await page.getByRole('button', { name: 'Remove: This browser' }).waitFor();
      await look(page, 'your browsers');
      await page.route('**/api/machines', (route) => route.fulfill({ json: { machines: [longMachine] } }));
      await page.reload();
      await page.getByText(machineMessages.bound).waitFor();
      await look(page, 'your machines');
      await endMachine(page);
      await page.route('**/api/devices', (route) => route.abort(), { times: 1 });
      await page.reload();
      await heading(page, 'No answer from the server');
      await look(page, 'no answer', { isRare: true });
      await press(page, 'Try again');
      await heading(page, 'Your browsers');
      for (const [path, title] of [
        ['mine', 'What you sent and received'],
        ['board', 'No board for you here'],
      ] as const) {
        await page.route(`**/assets/${path}-*.js`, (route) => route.abort(), { times: 1 });
        await page.goto(`${stage.url}/${path}`);
        await heading(page, 'No answer from the server');
        await press(page, 'Try again');
        await heading(page, title);
      }
      await page.goto(`${stage.url}/`);
      await page.getByText('This browser is signed in for Bob.').waitFor();
      await page.route('**/api/session', (route) => route.fulfill({ status: 429, json: { code: 'rate.limited' } }), { times: 1 });
      await press(page, 'Sign out');
      await page.getByText(/so you’re still signed in/).waitFor();
      await press(page, 'Sign out');
      await page.getByText(/^Signed out/).waitFor();
      await page.goto(`${stage.url}/s/${open}`);
      await heading(page, 'Open this where you got it');
      await page.goto(`${stage.url}/`);
      await page.goto(button);
      await heading(page, 'This button has been used');
      await look(page, 'a used button', { isRare: true });
      expect(page.url()).toBe(`${stage.url}/go`);
      await c.close();
    }),
  );

  test('an address that is too long, of no page, or of another host is told in the usual card, where it can be', async () => {
    const profile = await stage.profile({ javaScriptEnabled: false });
    const page = await profile.newPage();
    watch(page);
    const shown = async (url: string): Promise<readonly [number | undefined, string]> => {
      const answer = await page.goto(url);
      return [answer?.status(), await page.locator('h1').innerText()];
    };
    expect(await shown(stage.url.replace('127.0.0.1', 'localhost'))).toEqual([421, 'nt2 isn’t at this address']);
    await page.getByText(`It’s at ${stage.url}. Open your link there.`).waitFor();
    expect(await shown(`${stage.url}/s/x?${'y'.repeat(60_000)}`)).toEqual([431, 'This address is too long']);
    await profile.close();
    const scripted = await (await stage.profile()).newPage();
    watch(scripted);
    const card = await scripted.goto(`${stage.url}/s/x?${'y'.repeat(60_000)}`);
    // It paints itself, and could not run, fetch, send or frame anything. So are the pages of an installation in Slack.
    expect(card?.headers()['content-security-policy']).toMatch(
      /^default-src 'none'; style-src(?: 'sha256-[\w+/]{43}=')+; img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/,
    );
    expect(await scripted.evaluate("getComputedStyle(document.querySelector('.brand svg')).fill")).toBe('none');
    await look(scripted, 'an address that is too long', { isRare: true });
    expect((await scripted.goto(`${stage.url}/no/such/page`))?.status()).toBe(404);
    await heading(scripted, 'There’s nothing here');
    await look(scripted, 'nothing here', { isRare: true });
  });

  test('the reference of the API runs and fetches nothing, and is read in light and dark, by keyboard and down to 320 px', async () => {
    const profile = await stage.profile();
    const fetched: string[] = [];
    profile.on('request', (request) => void fetched.push(new URL(request.url()).pathname));
    const page = await profile.newPage();
    watch(page);
    const answer = await page.goto(`${stage.url}/reference`);
    expect(answer?.headers()['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src 'self'; /);
    expect(fetched.filter((path) => path !== '/favicon.ico')).toEqual(['/reference']);
    expect(await page.evaluate("getComputedStyle(document.querySelector('nav')).position")).toBe('sticky');
    // Every operation looks like the next: two of each group, and a few schemas, are looked at closely, and all of it for its width.
    expect(await page.evaluate('document.querySelectorAll(".operation").length')).toBeGreaterThan(50);
    await checkLayout(page, 'the whole reference');
    const cut = "document.querySelectorAll('nav ul ul li:nth-child(n + 3), .operation:nth-of-type(n + 3), .schema:nth-of-type(n + 4)')";
    await page.evaluate(`${cut}.forEach((one) => one.remove())`);
    // In one column, in which the Tab key goes down alone: in two it goes on at the top of the second.
    await page.setViewportSize({ width: 800, height: 900 });
    await look(page, 'the reference');
    await profile.close();
  });
});
