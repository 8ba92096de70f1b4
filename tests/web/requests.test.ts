// What a browser asks for and draws until a page is ready, cold: whatever the page does not need yet is in the way of what it needs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { go } from '../../src/web/messages/go.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { builtPages } from '../support/pages.ts';
import { alice, bob, useStage, watch, type Stage } from './harness.ts';

let stage: Stage;
let sources: ReadonlyMap<string, string>;
useStage(async (opened) => {
  stage = opened;
  const { entries } = JSON.parse(readFileSync(join(await builtPages(), 'manifest.json'), 'utf8')) as {
    entries: Record<string, { file: string }>;
  };
  sources = new Map(Object.entries(entries).map(([source, { file }]) => [`/${file}`, source]));
});

const [PAGE, VIEW, AFTER_PRESS] = ['/s/:id', '/api/shares/:id', 'src/web/recipient/after-press.ts'];
const NAMED = 'src/web/recipient/named.ts';

/** The names of elements that were taken out or moved. */
const WATCH_REMOVED = `globalThis.nt2Removed = [];
const note = ({ removedNodes }) => nt2Removed.push(...[...removedNodes].filter(({ nodeType }) => nodeType === 1).map(({ nodeName }) => nodeName));
new MutationObserver((changes) => changes.forEach(note)).observe(document, { subtree: true, childList: true })`;

/** Opens a share; answers with what had been asked for when the button could be pressed, files by the names of their sources. */
async function askedUntil(page: Page, address: string, button: string): Promise<string[]> {
  const asked: string[] = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname.replace(/[a-z2-7]{32}/, ':id');
    if (path !== '/favicon.ico') asked.push(sources.get(path) ?? path);
  });
  await page.goto(address);
  await page.getByRole('button', { name: button, exact: true }).and(page.locator(':not([aria-disabled])')).waitFor();
  return asked;
}

/** A second tab beside one that is signed in: the same person, with nothing in the cache of files. */
async function coldTab(signedIn: Page): Promise<Page> {
  const devtools = await signedIn.context().newCDPSession(signedIn);
  await devtools.send('Network.clearBrowserCache');
  await devtools.detach();
  const page = await signedIn.context().newPage();
  watch(page);
  return page;
}

test('a page is ready after 3 requests, and no one fetches what only another person needs', { timeout: 90_000 }, async () => {
  const [mine, theirs] = [await stage.profile(), await stage.profile()];
  const [linked, named] = [await stage.share({ mode: 'link' }), await stage.share()];
  const [sender, recipient] = [await stage.enter(mine, alice, linked), await stage.enter(theirs, bob, named)];

  const form = await askedUntil(await coldTab(sender), `${stage.url}/s/${linked}`, senderSays.enter.seal);
  expect(form.slice(0, 3)).toEqual([PAGE, VIEW, 'src/web/sender.tsx']);
  expect(form).not.toContain(AFTER_PRESS);

  const accept = await askedUntil(await coldTab(recipient), `${stage.url}/s/${named}`, messages.accept.button);
  expect(accept.slice(0, 4)).toEqual([PAGE, VIEW, NAMED, AFTER_PRESS]);
  expect(accept.filter((one) => one.includes('/sender'))).toEqual([]);

  // The style of the form has come with it, and the page's policy takes it.
  expect(await sender.evaluate<string>("getComputedStyle(document.querySelector('.entry')).borderRadius")).toBe('12px');

  await sender.getByLabel(senderSays.enter.value, { exact: true }).fill('the secret itself');
  await sender.getByRole('button', { name: senderSays.enter.seal, exact: true }).click();
  const link = await sender.locator('#link').inputValue();
  const stranger = await (await stage.profile()).newPage();
  watch(stranger);
  await stranger.addInitScript(WATCH_REMOVED);
  expect(await askedUntil(stranger, link, messages.ready.button)).toEqual([PAGE, VIEW, AFTER_PRESS]);
  // What the HTML has drawn stays where it is; only the screen inside it gives way to the next.
  expect([...new Set(await stranger.evaluate<string[]>('globalThis.nt2Removed'))]).toEqual(['SECTION']);

  // Without a key and without a session, there is nothing to press for.
  const idle = await (await stage.profile()).newPage();
  const asked: string[] = [];
  idle.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await idle.goto(`${stage.url}/s/${named}`);
  await idle.getByRole('heading', { level: 1, name: messages.errors.session[0] }).waitFor();
  expect(asked.filter((path) => path.startsWith('/assets/'))).toEqual([]);
});

test('/go is there after its page and two questions at once, and a browser without a key asks no server whether it is known', async () => {
  const page = await (await stage.profile()).newPage();
  watch(page);
  const asked = await askedUntil(page, await stage.button(alice, await stage.share()), go.steps.enter);
  expect(asked[0]).toBe('/go');
  expect(asked.slice(1, 3).toSorted()).toEqual(['/api/session', '/api/session/look']);
  expect(asked.slice(3)).toEqual(['src/web/go/proofs.ts']);
});
