// Crawlers, scanners and link previews: what they fetch and what they press changes nothing, down to the last row. On both stores.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { go } from '../../src/web/messages/go.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { messages } from '../support/page-messages.ts';
import { AGENTS } from '../support/crawlers.ts';
import { openChat } from './chat.ts';
import { begin, enter, idOf, reveal, show } from './people.ts';
import { openStage, ANY_STORE, type Stage } from './stage.ts';
import { waitingLink, waitingSealed } from './waiting.ts';

/** The addresses of the API's description, which tests/docs holds equal to the router: a new route is crawled from the day on which it is written. */
function routesOfServer(): string[] {
  const { paths } = JSON.parse(readFileSync(new URL('../../docs/protocol/openapi.json', import.meta.url), 'utf8')) as { paths: object };
  return Object.keys(paths).map((path) =>
    path
      .replace(/\{(?:id|path)\}/, ':id')
      .replace('{file}', ':file')
      .replace('{tag}', 'aaaaaa'),
  );
}

describe.each(ANY_STORE)('crawlers on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  /** A share in each state and mode that someone could find. */
  async function plant() {
    const sealed = await waitingSealed(stage);
    const link = await waitingLink(stage, { words: true });
    const plain = await waitingLink(stage);
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    const offered = await begin(alex, { opens: 'both' });
    const words = await begin(alex, { opens: 'words' });
    const told = await enter(words, stage.secret());
    stage.hide(told ?? '');
    await stage.until(idOf(words), 'sealed');
    const ids = [sealed.id, link.id, plain.id, idOf(offered), idOf(words)];
    await stage.quiet();
    return { sealed, link, plain, ids };
  }

  const changedSince = async (before: Awaited<ReturnType<Stage['dump']>>): Promise<string[]> => {
    const after = await stage.dump();
    return [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => !before.get(name)?.equals(after.get(name) ?? Buffer.alloc(0)),
    );
  };

  /** Crawlers GET and HEAD every route that they can find: in the server's table, the adapter's, and in the pages. */
  async function crawl(ids: readonly string[]): Promise<void> {
    const table = routesOfServer();
    expect(table.length).toBeGreaterThan(20);
    const fromAdapter = stage.adapter.routes.map(({ path }) => path);
    const fromPages: string[] = [];
    for (const path of ['/', '/go', `/s/${ids[0]}`, `/r/${ids[0]}`, '/playground']) {
      const html = await (await fetch(stage.url + path)).text();
      fromPages.push(path, ...[...html.matchAll(/(?:href|src|content)="(\/[^"]*)"/g)].map(([, found]) => found ?? ''));
    }
    const paths = [...new Set([...table, ...fromAdapter, ...fromPages])].flatMap((path) =>
      path.includes(':id') ? ids.map((id) => path.replace(':id', id)) : [path.replace(':file', 'none.js')],
    );
    expect(paths).toEqual(expect.arrayContaining([`/api/shares/${ids[1]}/claim`, `/s/${ids[2]}`, '/playground/command', '/healthz']));
    // Each address gets two of the ten, and each of a share two others, so that all ten have been at every route that has an id.
    const isTurn = (path: string, n: number, count: number): boolean => {
      const at = ids.findIndex((id) => path.includes(id));
      return n % ids.length === (at < 0 ? count % ids.length : at);
    };
    const asks = paths.flatMap((path, count) =>
      AGENTS.filter((_agent, n) => isTurn(path, n, count)).flatMap((agent) => ['GET', 'HEAD'].map((method) => ({ path, agent, method }))),
    );
    const statuses = new Map<number, number>();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let ask = asks.pop(); ask !== undefined; ask = asks.pop()) {
          const answer = await fetch(stage.url + ask.path, {
            method: ask.method,
            headers: { 'user-agent': ask.agent },
            redirect: 'manual',
          });
          // Streams never end by themselves.
          if (answer.headers.get('content-type') === 'text/event-stream') await answer.body?.cancel();
          else await answer.arrayBuffer();
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        }
      }),
    );
    expect([...statuses.keys()].filter((status) => status >= 500 || (status >= 300 && status < 400))).toEqual([]);
  }

  /** A scanner that runs scripts presses every button it sees, without session and without key. Answers with what it pressed. */
  async function scan(ids: readonly string[]): Promise<string[]> {
    const page = await (await stage.profile({ userAgent: `${AGENTS[8]}` })).newPage();
    const pressed = new Set<string>();
    for (const path of [...ids.map((id) => `/s/${id}`), '/', '/go', `/s/${'a'.repeat(32)}`]) {
      await page.goto(stage.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      for (const name of await pressEverything(page)) pressed.add(`${path.slice(0, 3)} ${name}`);
    }
    return [...pressed];
  }

  it('T1, T2, T3: fetching every route and pressing every button changes no row, no key and no time to live', async () => {
    const { sealed, link, plain, ids } = await plant();
    const before = await stage.dump();
    expect(before.size).toBeGreaterThan(3);
    await crawl(ids);
    expect(await changedSince(before)).toEqual([]);
    // Without a session there is not even a button that could be answered with no.
    expect(await scan(ids)).toEqual([`/s/ ${messages.key.button}`]);
    expect(await changedSince(before)).toEqual([]);

    // Everything is still there for those whom it is for, and a name in the User-Agent makes nobody a crawler.
    await show(sealed.theirs);
    expect(await reveal(sealed.theirs)).toBe(sealed.secret);
    const holder = await (await stage.profile({ userAgent: `${AGENTS[0]}` })).newPage();
    await holder.goto(plain.link);
    await show(holder);
    expect(await reveal(holder)).toBe(plain.secret);
    await holder.goto(link.link);
    await show(holder, link.words);
    expect(await reveal(holder)).toBe(link.secret);
  });

  it('T2: opening the address behind a button from chat, without a press, does not use it up', async () => {
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    await alex.ask();
    const address = await alex.address('Shared with Contractor', en.buttons.enter);
    await stage.quiet();
    const before = await stage.dump();
    const scanner = await (await stage.profile()).newPage();
    for (let n = 0; n < 3; n += 1) {
      await scanner.goto('about:blank');
      await scanner.goto(address);
      await scanner.getByRole('button', { name: go.steps.enter }).waitFor();
    }
    expect(await changedSince(before)).toEqual([]);
    const mine = await alex.follow('Shared with Contractor', en.buttons.enter);
    await mine.getByLabel('Value', { exact: true }).waitFor();
  });
});

/** Presses what it sees until nothing new appears, and types rubbish where it can. Answers with the names of what was pressed. */
async function pressEverything(page: Page): Promise<string[]> {
  const done = new Set<string>();
  for (let round = 0; round < 6; round += 1) {
    // An opened one leaves the list, so the next one is the first.
    const closed = page.locator('details:not([open]) > summary:visible');
    for (let left = await closed.count(); left > 0; left -= 1) await closed.first().click();
    for (const box of await page.locator('input[type="text"]:visible, textarea:visible').all()) await box.fill('x'.repeat(57));
    const names = await page.getByRole('button').allTextContents();
    const fresh = names.filter((name) => !done.has(name));
    if (fresh.length === 0) break;
    for (const name of fresh) {
      done.add(name);
      const button = page.getByRole('button', { name, exact: true }).first();
      if (await button.isVisible()) await button.click();
      await page.waitForLoadState('networkidle').catch(() => undefined);
    }
  }
  return [...done];
}
