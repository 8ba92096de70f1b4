// The page of a request's link: what it checks before it shows a field, the one answer that it sends, and every way in which it can be over. In
// a real Chromium on the real server.

import type { BrowserContext, Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { formatFragment, generateLinkKey } from '../../src/crypto/keys/link.ts';
import { messages } from '../../src/web/messages/request.ts';
import { accepting, newBrowser } from '../support/actors.ts';
import { alice, complaints, useStage, watch, type Stage } from './harness.ts';
import { askedByLink } from './asking.ts';
import { heading, press } from './hands.ts';
import { look } from './look.ts';

let stage: Stage;
let outside: BrowserContext;

useStage(async (opened) => {
  stage = opened;
  outside = await stage.profile();
});

const ASKED = 'Alice asks you for this';
const LONG = 'STRIPE_WEBHOOK_SIGNING_SECRET_OF_THE_EU_ACCOUNT_2026';
const values = (page: Page) => page.getByLabel('Value', { exact: true });

async function open(link: string, prepare: (page: Page) => Promise<unknown> = () => Promise.resolve()): Promise<Page> {
  const page = await outside.newPage();
  watch(page);
  await prepare(page);
  await page.goto(link);
  return page;
}

describe('a request by link', () => {
  test('takes exactly what is asked for, once: the link leaves the address, is kept until it is used and only until then, and nothing of it goes to a server', async () => {
    const asked = await askedByLink(stage, { fields: ['STRIPE_KEY', LONG] });
    const sent: string[] = [];
    const page = await open(asked.link, async (fresh) =>
      fresh.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.headers()['referer'] ?? ''}`)),
    );
    await heading(page, ASKED);
    expect(page.url()).toBe(asked.link.split('#')[0]);
    await page.getByText('For the Friday deploy').waitFor();
    expect(await page.locator('.asked-name').allTextContents()).toEqual(['STRIPE_KEY', LONG]);
    for (const name of ['Add a value', 'Add a note', 'Variable', 'Decline'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0);
    await look(page, 'asked by link');
    await page.getByText('What nt2 can and can’t promise').click();
    await page.getByText('Someone used nt2 to ask you for a secret.').waitFor();
    await page.reload();
    await heading(page, ASKED);
    await values(page).first().fill('rk_live_1');
    await press(page, 'Send');
    await heading(page, messages.sent.title);
    await page.getByText('only Alice can open it, once').waitFor();
    await look(page, 'answered');
    expect(await page.evaluate('history.state')).toBeNull();
    await page.reload();
    await heading(page, /^You sent this here at \d/);
    expect(await asked.read()).toEqual({ STRIPE_KEY: 'rk_live_1' });
    // Two looks and one answer; no address and no referrer has any of the link, and no key stays in this browser.
    expect(sent.filter((line) => line.includes('/api/')).map((line) => line.split(' ')[0])).toEqual(['GET', 'GET', 'POST']);
    expect(sent.filter((line) => line.includes(asked.fragment.slice(1, 20)))).toEqual([]);
    const kept = await page.evaluate<string[]>(
      `new Promise((resolve) => { indexedDB.open('nt2').onsuccess = ({ target }) => { target.result.transaction('drawer').objectStore('drawer').getAllKeys().onsuccess = (event) => resolve(event.target.result); }; })`,
    );
    expect(kept).toEqual([`answered:${asked.id}`]);
  });

  test('T12: used, expired, taken back and never there look the same before a press; a link that is damaged, cut or of a share is told apart, and no server is asked', async () => {
    const [used, back, whole] = [await askedByLink(stage), await askedByLink(stage), await askedByLink(stage)];
    await stage.app.shares.revoke(back.id, alice.key);
    const first = await open(used.link);
    await values(first).first().fill('one');
    await press(first, 'Send');
    await heading(first, messages.sent.title);
    const fresh = await stage.profile();
    const never = used.link.replace(used.id, `${used.id.slice(0, 6)}${'a'.repeat(26)}`);
    const seen: string[] = [];
    for (const [what, link] of Object.entries({ used: used.link, back: back.link, never })) {
      const page = await fresh.newPage();
      watch(page);
      await page.goto(link);
      if (what === 'never') {
        // Another id: the checksum says so.
        await heading(page, messages.damaged.title);
        continue;
      }
      await heading(page, messages.gone[0]);
      seen.push(await page.locator('main').innerHTML());
    }
    expect(new Set(seen).size).toBe(1);

    const page = await fresh.newPage();
    watch(page);
    const apis: string[] = [];
    page.on('request', (request) => request.url().includes('/api/') && apis.push(request.url()));
    const base = `${stage.url}/r/${whole.id}`;
    for (const [fragment, said] of [
      ['', messages.missing.title],
      [formatFragment(generateLinkKey(), whole.id), messages.damaged.title],
      [`7${whole.fragment.slice(1)}`, messages.damaged.title],
    ] as const) {
      await page.goto('about:blank');
      await page.goto(fragment === '' ? base : `${base}#${fragment}`);
      await heading(page, said);
    }
    await page.getByText(messages.damaged.version).waitFor();
    await look(page, 'a damaged link of a request', { isRare: true });
    await page.getByLabel(messages.label).fill('nonsense');
    await press(page, messages.button);
    await page.getByText(messages.bad).waitFor();
    expect(apis).toEqual([]);
    await page.getByLabel(messages.label).fill(`> Please use\n> ${whole.link} today`);
    await press(page, messages.button);
    await heading(page, ASKED);
    // A rewriter has made the fragment a part of the path.
    await page.goto('about:blank');
    await page.goto(`${base}/%23${whole.fragment}`);
    await page.getByText('servers in between could see the link').waitFor();
    expect(page.url()).toBe(base);
    await fresh.close();
  });

  test('a server that comes with another key, or with another request, shows no field, and nothing is sealed', async () => {
    const [asked, other] = [await askedByLink(stage), await askedByLink(stage)];
    const swapped = (await accepting(await newBrowser(new URL(stage.url).host), asked.share, Date.now())).input;
    const key = /^key (\S+)$/m.exec(swapped.note)?.[1];
    const theirs = { at: 1, device: swapped.device, key, note: swapped.note };
    const mine = (view: { acceptance: object }) => view.acceptance;
    for (const lie of [
      () => ({ acceptance: theirs }),
      (view: { acceptance: object }) => ({ acceptance: { ...mine(view), note: swapped.note } }),
      () => ({ id: other.id }),
    ]) {
      const page = await open(asked.link, (fresh) =>
        fresh.route(`**/api/requests/${asked.id}`, async (route) => {
          const answer = await route.fetch();
          const view = (await answer.json()) as { acceptance: object };
          await route.fulfill({ response: answer, json: { ...view, ...lie(view) } });
        }),
      );
      await heading(page, messages.foreign[0]);
      expect(await page.locator('main input, main textarea').count()).toBe(0);
      await page.close();
    }
  });

  test('T7: of two who answer the second is told; an answer that was lost is sent again as it was, and after a change the page asks first', async () => {
    const asked = await askedByLink(stage);
    const [first, second] = [await open(asked.link), await open(asked.link)];
    for (const page of [first, second])
      await values(page)
        .first()
        .fill(page === first ? 'first' : 'second');
    await press(first, 'Send');
    await heading(first, messages.sent.title);
    await press(second, 'Send');
    await heading(second, messages.already.title);
    expect((await asked.load()).state.status).toBe('ready');
    expect(await asked.read()).toEqual({ STRIPE_KEY: 'first' });

    // Cut once, the same answer is sent again by itself; cut until the page gives up, and then changed, it may have arrived.
    for (const [cuts, said] of [
      [1, messages.sent.title],
      [3, messages.unsure.title],
    ] as const) {
      const lost = await askedByLink(stage);
      let left: number = cuts;
      const page = await open(lost.link, async (fresh) => {
        await fresh.clock.install();
        await fresh.route('**/answer', async (route) => {
          left -= 1;
          if (left < 0) return route.continue();
          await route.fetch();
          return route.fulfill({ status: 502, body: 'bad gateway' });
        });
      });
      const until = (what: Locator) =>
        expect
          .poll(async () => {
            await page.clock.runFor(2_000);
            return what.isVisible();
          })
          .toBe(true);
      await values(page).first().fill('lost');
      await press(page, 'Send');
      if (cuts === 3) {
        await until(page.getByText(messages.faults.network));
        await values(page).first().fill('changed');
        await press(page, 'Send');
      }
      await until(page.getByRole('heading', { level: 1, name: said }));
      // Nobody was alarmed by a second answer.
      expect((await lost.load()).bellAt).toBe(0);
      expect(await lost.read()).toEqual({ STRIPE_KEY: 'lost' });
    }
    complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('status of 502')));
  });

  test('the largest answer that the page takes goes into one request, and a larger one is refused before it is sent', async () => {
    const asked = await askedByLink(stage, { fields: [] });
    const page = await open(asked.link);
    await values(page).fill('x'.repeat(39 * 1024));
    await press(page, 'Send');
    await page.getByText('This is more than 38 KiB.').waitFor();
    await values(page).fill('x'.repeat(38 * 1024 - 200));
    await press(page, 'Send');
    await heading(page, messages.sent.title);
    expect((await asked.load()).state.status).toBe('ready');
  });
});
