// Safari's engine as Playwright shows a browser: one session of the driver for each person, whose tabs are pages. Its profiles live in
// memory, because MiniBrowser keeps none when it is driven.

import { writeFileSync } from 'node:fs';
import type { BrowserContext, Keyboard, Page } from 'playwright-core';
import { newFileIn } from '../downloads.ts';
import type { EngineBrowser } from '../engines.ts';
import { openEyes, type Eyes, type Listener } from './eyes.ts';
import { finding, pressKeys, type Ground } from './locator.ts';
import { partOf } from './part.ts';
import { openSession, type Session } from './session.ts';
import { until } from '../until.ts';

/** What Playwright takes by default, in ms. */
const PATIENCE_MS = 30_000;

type Shared =
  | 'goto'
  | 'reload'
  | 'goBack'
  | 'close'
  | 'bringToFront'
  | 'url'
  | 'content'
  | 'evaluate'
  | 'keyboard'
  | 'waitForURL'
  | 'screenshot'
  | 'viewportSize'
  | 'setViewportSize';
interface Tab extends Pick<Page, Shared> {}

function createPage(session: Session, handle: string, { eyes, patienceMs }: { eyes: Eyes; patienceMs: () => number }): Page {
  const ask = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> => session.ask(handle, method, path, body);
  const ground: Ground = { eyes, patienceMs, ask };
  const settled = (): Promise<boolean> => until('the page is there', patienceMs(), () => eyes.look<boolean>('return true'));
  const move = async (path: string, body?: object): Promise<null> => {
    await ask('POST', path, body);
    await settled();
    return null;
  };
  let size: { readonly width: number; readonly height: number } | null = null;
  const tab: Tab = {
    goto: (url) => move('/url', { url }),
    reload: () => move('/refresh'),
    goBack: () => move('/back'),
    close: () => ask('DELETE', '/window'),
    // A press asks for its own window, which comes to the front by that.
    bringToFront: async () => {},
    url: () => eyes.url,
    content: () => until('the page is there', patienceMs(), () => eyes.look<string>('return document.documentElement.outerHTML')),
    async evaluate(expression: unknown) {
      if (typeof expression !== 'string') throw new Error('WebKit: evaluate takes one expression as a text');
      // Wrapped, so that a script that answers nothing is told from a page that changes.
      const [value] = await until('the page is there', patienceMs(), () =>
        eyes.look<[unknown]>(`return Promise.resolve(${expression}).then((value) => [value ?? null])`),
      );
      return value as never;
    },
    keyboard: partOf<Keyboard>('keyboard', { press: (keys) => pressKeys(ground, keys) }),
    async screenshot({ path = '' } = {}) {
      const picture = Buffer.from(await ask<string>('GET', '/screenshot'), 'base64');
      if (path !== '') writeFileSync(path, picture);
      return picture;
    },
    viewportSize: () => size,
    // The driver knows the window, which is larger by its frame.
    async setViewportSize(wanted) {
      const inner = (): Promise<{ width: number; height: number }> => tab.evaluate('({ width: innerWidth, height: innerHeight })');
      const outer = await ask<{ width: number; height: number }>('GET', '/window/rect');
      const now = await inner();
      const rect = { width: wanted.width + outer.width - now.width, height: wanted.height + outer.height - now.height };
      await ask('POST', '/window/rect', rect);
      await until(`a page ${wanted.width} px wide`, patienceMs(), async () => ((await inner()).width === wanted.width ? true : undefined));
      size = wanted;
    },
    async waitForURL(wanted) {
      if (typeof wanted !== 'string' && !(wanted instanceof RegExp)) throw new Error('WebKit: waitForURL takes a text or a pattern');
      const is = (url: string | undefined): boolean =>
        url !== undefined && (typeof wanted === 'string' ? url === wanted : wanted.test(url));
      await until(
        () => `at ${String(wanted)} (still at ${eyes.url})`,
        patienceMs(),
        async () => (is(await eyes.look<string>('return location.href')) ? true : undefined),
      );
    },
  };
  const page: Page = partOf<Page>('page', {
    ...tab,
    ...finding(ground, []),
    // The driver itself says yes to every dialog, so that is the one answer that a walk can ask for.
    on: (event: string) => {
      if (event !== 'dialog') throw new Error(`WebKit's driver does not tell of ${event}`);
      return page;
    },
  });
  return page;
}

/** Into which folder the files of a page go. */
const downloadsOf = new WeakMap<Page, string>();

async function openProfile(driver: string, listener: Listener): Promise<BrowserContext> {
  const session = await openSession(driver, (url) => listener.ask(url));
  let patience = PATIENCE_MS;
  const handles = (): Promise<string[]> => session.ask(null, 'GET', '/window/handles');
  const unused = await handles();
  const known = new Map<string, Eyes>();
  const open = (handle: string): Page => {
    const eyes = openEyes(session, handle, listener);
    known.set(handle, eyes);
    const page = createPage(session, handle, { eyes, patienceMs: () => patience });
    downloadsOf.set(page, session.downloads);
    return page;
  };
  let isOpen = true;
  const profile: Partial<BrowserContext> = {
    setDefaultTimeout: (ms) => void (patience = ms),
    async newPage() {
      // The browser comes with one tab.
      const handle = unused.pop() ?? (await session.ask<{ handle: string }>(null, 'POST', '/window/new', { type: 'window' })).handle;
      return open(handle);
    },
    waitForEvent: ((event: string) => {
      if (event !== 'page') throw new Error(`WebKit's driver does not tell of ${event}`);
      return until('a new tab', patience, async () => {
        const handle = (await handles()).find((handle) => !known.has(handle));
        return handle === undefined ? undefined : open(handle);
      });
    }) as BrowserContext['waitForEvent'],
    async close() {
      if (!isOpen) return;
      isOpen = false;
      // What was complained about since the last look.
      for (const handle of await handles()) await known.get(handle)?.look('return null');
      await session.end();
    },
  };
  return partOf<BrowserContext>('profile', profile);
}

export async function launchWebKit(driver: string): Promise<EngineBrowser> {
  const profiles: BrowserContext[] = [];
  return {
    async newContext(_options, listener) {
      const profile = await openProfile(driver, listener);
      profiles.push(profile);
      return profile;
    },
    openKept: () => Promise.reject(new Error('WebKit: MiniBrowser keeps no data when it is driven')),
    takeFile: (page, press) => newFileIn(downloadsOf.get(page) ?? '', press),
    close: async () => void (await Promise.all(profiles.map((profile) => profile.close()))),
  };
}
