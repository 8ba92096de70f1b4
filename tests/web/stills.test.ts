// Every screen of tests/web/screens.ts as Firefox and Safari's engine draw it, in light and dark: axe, the way through by Tab, and the layout
// at 640 px (a window of 1280 at 200 %), 390 and 320. Chromium's own part is done where the screen is met, by `look`.
//
// A campaign draws all of them. What `npm test` walks in these engines is tests/e2e/engines.test.ts.
// `NT2_STILLS=<folder>` takes stills that are there already, `NT2_PICTURES=<folder>` leaves a picture of each for a look by eye.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { engineMissing, launch } from '../support/engines/engines.ts';
import { keyboardFaults } from './keyboard.ts';
import { axeFaults, checkLayout, RULES } from './look.ts';
import { DRAWN, SCREENS } from './screens.ts';
import { inScheme, nameOfStill } from './still.ts';

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 1_800_000 });
const isWanted = process.env['NT2_CAMPAIGN'] !== undefined || process.env['NT2_STILLS'] !== undefined;
if (!isWanted)
  console.log('skipped: every screen in Firefox and WebKitGTK, some minutes; `npm run campaign -- tests/web/stills.test.ts` draws them');
const PICTURES = process.env['NT2_PICTURES'];
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** They have two columns, in which the next stop may be above the last one. */
const COLUMNS = ['every card', 'the reference'].map(nameOfStill);

/** A script folds its columns into one where it is narrow, and a still has none. */
const FOLDED = nameOfStill('every card');

/** Walks once more through the tests that meet the screens, in Chromium, and keeps each. */
async function collect(folder: string): Promise<void> {
  const files = ['tests/web', 'tests/e2e']
    .flatMap((room) => readdirSync(join(ROOT, room)).map((name) => `${room}/${name}`))
    .filter((name) => name.endsWith('.test.ts') && basename(name) !== basename(import.meta.filename))
    .filter((name) => /\bimport .*\blook\b.* from '.*\/look\.ts'/.test(readFileSync(join(ROOT, name), 'utf8')));
  const walk = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...files], {
    cwd: ROOT,
    env: { ...process.env, NT2_STILLS: folder },
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((resolve) => walk.on('close', resolve));
  if (code !== 0) throw new Error(`the walk through the screens ended with ${code}`);
}

async function drawnFaults(
  page: Page,
  name: string,
  { url, scheme, byKeys }: { url: string; scheme: 'light' | 'dark'; byKeys: boolean },
): Promise<string[]> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${url}/${scheme}/${name}`);
  const found = [...(await axeFaults(page, RULES[scheme]))];
  // Of WebKit a stop counts as seen: it scrolls after it has told of the focus, and on a busy machine the next key is there before.
  const isWebKit = await page.evaluate<boolean>('!/Firefox|Chrome/.test(navigator.userAgent)');
  const isFault = (fault: string): boolean =>
    !(COLUMNS.includes(name) && fault.startsWith('stands above')) && !(isWebKit && fault.startsWith('covered'));
  if (byKeys) found.push(...(await keyboardFaults(page)).filter(isFault));
  await checkLayout(page, name, name === FOLDED ? [640] : undefined).catch((error: unknown) => found.push(String(error)));
  for (const width of PICTURES === undefined ? [] : [1280, 640, 320]) {
    await page.setViewportSize({ width, height: 1_000 });
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200)))');
    await page.screenshot({ path: join(PICTURES ?? '', `${name}-${scheme}-${width}.png`) });
  }
  return found.map((fault) => `${name}, ${scheme}: ${fault}`);
}

describe.skipIf(!isWanted)('I10: every screen', () => {
  const folder = process.env['NT2_STILLS'] ?? mkdtempSync(join(tmpdir(), 'nt2-stills-'));
  let server: Server | undefined;
  let url: string;
  const names = (): string[] =>
    readdirSync(folder)
      .map((file) => basename(file, '.html'))
      .toSorted();

  beforeAll(async () => {
    if (process.env['NT2_STILLS'] === undefined) await collect(folder);
    const opened = createServer(({ url: path = '/' }, response) => {
      const [, scheme = '', name = ''] = path.split('/');
      response.setHeader('content-type', 'text/html; charset=utf-8');
      const isThere = names().includes(name);
      response.writeHead(isThere ? 200 : 404);
      response.end(isThere ? inScheme(readFileSync(join(folder, `${name}.html`), 'utf8'), scheme === 'dark' ? 'dark' : 'light') : '');
    }).listen(0, '127.0.0.1');
    server = opened;
    await new Promise((resolve) => opened.once('listening', resolve));
    url = `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  });
  afterAll(() => server?.close());

  it('is there as a still', () => {
    const rows = Object.values(SCREENS).flatMap((titles) => Object.values(titles).flatMap((one) => (typeof one === 'string' ? [] : one)));
    for (const name of [...rows, ...DRAWN])
      expect(
        names().some((one) => one.startsWith(nameOfStill(name.replace(/\*$/, '')))),
        name,
      ).toBe(true);
  });

  for (const engine of ['firefox', 'webkit'] as const)
    it.skipIf(engineMissing[engine] !== null)(
      `is whole in ${engine}: light and dark, by keyboard alone, at 200 % and down to 320 px`,
      async () => {
        const browser = await launch(engine);
        const found: string[] = [];
        const profile = await browser.newContext({ locale: 'en-GB' }, { ask: () => {}, complain: (text) => void found.push(text) });
        const page = await profile.newPage();
        for (const name of names())
          for (const scheme of ['light', 'dark'] as const)
            found.push(...(await drawnFaults(page, name, { url, scheme, byKeys: scheme === 'light' })));
        await browser.close();
        expect(found).toEqual([]);
      },
    );
});
