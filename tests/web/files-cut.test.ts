// Files through everything that goes wrong on the way: the server is killed, the page is left, a second tab opens, the person changes their
// mind, the recipient's connection breaks. What was added is what is saved, and its name was in no request, log line or store.

import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { PLAIN_BYTES } from '../../src/crypto/file/sizes.ts';
import { launchChromium } from '../support/chromium.ts';
import { filesIn } from '../support/dump.ts';
import { builtPages } from '../support/pages.ts';
import { sweep } from '../support/sweep.ts';
import { signInQuietly } from '../e2e/go.ts';
import { heading, press } from './hands.ts';
import { forkServer } from './killed-server.ts';

const CANARY = 'canary-name-of-a-file';
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const lineOf = (page: Page, name: string) => page.getByRole('region', { name: 'Files' }).getByRole('listitem').filter({ hasText: name });
const says = (page: Page, name: string, text: string | RegExp): Promise<void> => lineOf(page, name).getByText(text).waitFor();
const choose = (page: Page, path: string): Promise<void> => page.locator('input[type="file"]').setInputFiles(path);

/** Everything that this browser asks, as text. */
function listen(profile: BrowserContext, seen: string[]): void {
  profile.on('request', (request: Request) => {
    seen.push(
      `${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postDataBuffer()?.toString('latin1') ?? ''}`,
    );
  });
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Whatever this browser keeps under names that begin so. */
const kept = (page: Page, prefix: string): Promise<string[]> =>
  page.evaluate<string[]>(`new Promise((done) => {
    const asked = indexedDB.open('nt2');
    asked.onsuccess = () => {
      const keys = asked.result.transaction('drawer').objectStore('drawer').getAllKeys();
      keys.onsuccess = () => {
        asked.result.close();
        done(keys.result.filter((name) => name.startsWith(${JSON.stringify(prefix)})));
      };
    };
  })`);

test(
  'what was added is what is saved: through kill -9, a reload, a second tab, a cancelled one and a cut download',
  { timeout: 300_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nt2-files-cut-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const fileOf = (name: string, bytes: Uint8Array): string => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const [port, pages, browser] = await Promise.all([freePort(), builtPages(), launchChromium()]);
    onTestFinished(() => browser.close());
    const data = join(folder, 'data');
    const env = {
      NT2_PUBLIC_URL: `http://127.0.0.1:${port}`,
      NT2_PORT: String(port),
      NT2_SECRET: randomBytes(32).toString('base64url'),
      NT2_STORE: `sqlite:${join(data, 'nt2.db')}`,
      NT2_STATE_DIR: data,
      NT2_RATE_ADDRESS: '100000',
      NT2_RATE_PERSON: '100000',
      NT2_LOG_LEVEL: 'debug',
    };
    const server = await forkServer({ env, pages });
    onTestFinished(() => server.kill());
    const seen: string[] = [];
    const [a, b] = await Promise.all([browser.newContext({ locale: 'en-GB' }), browser.newContext({ locale: 'en-GB' })]);
    for (const profile of [a, b]) {
      listen(profile, seen);
      // A server that starts again takes its time.
      profile.setDefaultTimeout(90_000);
    }
    const count = (what: RegExp): number => seen.filter((one) => what.test(one)).length;
    const sender = await a.newPage();
    sender.on('dialog', (dialog) => void dialog.accept());
    await signInQuietly(sender, server.first.button);
    await sender.getByRole('button', { name: 'Add a file' }).waitFor();

    // The server dies with a chunk in its hands, and comes back.
    const killed = randomBytes(4 * PLAIN_BYTES + 11);
    let isDead = false;
    await sender.route('**/api/files/*/chunks/2', async (route) => {
      if (!isDead) {
        isDead = true;
        await server.kill();
      }
      await route.continue();
    });
    await choose(sender, fileOf(`${CANARY}-killed.bin`, killed));
    await says(sender, 'killed.bin', 'No connection. It goes on by itself.');
    await server.start();
    await says(sender, 'killed.bin', /encrypted and uploaded/);
    expect(count(/^POST \S+\/api\/files /)).toBe(1);

    // The page is left in the middle. A second tab has nothing of it; the same file, chosen again, goes on.
    const left = randomBytes(3 * PLAIN_BYTES + 5);
    let mayGo = false;
    await sender.route('**/api/files/*/chunks/1', (route) => (mayGo ? route.continue() : undefined));
    const path = fileOf(`${CANARY}-left.bin`, left);
    await choose(sender, path);
    await expect.poll(() => count(/^PUT \S+\/chunks\/2 /), { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    const second = await a.newPage();
    await second.goto(sender.url());
    await second.getByRole('button', { name: 'Add a file' }).waitFor();
    expect(await second.getByRole('region', { name: 'Files' }).getByRole('listitem').count()).toBe(0);
    await second.close();
    await sender.reload();
    await says(sender, 'killed.bin', /encrypted and uploaded/);
    await says(sender, 'left.bin', /% uploaded before this page was left/);
    mayGo = true;
    const before = seen.length;
    await choose(sender, path);
    await says(sender, 'left.bin', /encrypted and uploaded/);
    const after = seen.slice(before);
    expect(after.filter((one) => /^POST \S+\/api\/files /.test(one))).toEqual([]);
    expect(after.filter((one) => one.startsWith('PUT ')).length).toBeLessThan(4);

    // Cancelled: nothing of it stays, here or there.
    mayGo = false;
    const begun = count(/^PUT \S+\/chunks\/0 /);
    await choose(sender, fileOf(`${CANARY}-cancelled.bin`, randomBytes(3 * PLAIN_BYTES)));
    await expect.poll(() => count(/^PUT \S+\/chunks\/0 /), { timeout: 60_000 }).toBeGreaterThan(begun);
    await press(sender, `Cancel: ${CANARY}-cancelled.bin`);
    await lineOf(sender, 'cancelled.bin').waitFor({ state: 'detached' });
    await expect.poll(() => count(/^DELETE \S+\/api\/files\//), { timeout: 60_000 }).toBe(1);
    expect(await kept(sender, 'files:')).toEqual([`files:${server.first.share}`]);

    await press(sender, 'Send');
    await heading(sender, 'Your one-time link');
    const link = await sender.getByLabel('One-time link').inputValue();
    await expect.poll(() => kept(sender, 'files:'), { timeout: 60_000 }).toEqual([]);

    // The recipient's connection breaks, and what was saved is what was added.
    const page = await b.newPage();
    await page.goto(link);
    await page.getByText('Files: 2.').waitFor();
    await press(page, 'Show it');
    await page.getByText(/You can save these until/).waitFor();
    let cuts = 2;
    await page.route('**/files/*/chunks/1', (route) => (cuts-- > 0 ? route.abort() : route.continue()));
    for (const [name, bytes] of [
      ['killed.bin', killed],
      ['left.bin', left],
    ] as const) {
      const [download] = await Promise.all([page.waitForEvent('download'), press(page, `Save: ${CANARY}-${name}`)]);
      expect([download.suggestedFilename(), hashOf(readFileSync(await download.path()))]).toEqual([`${CANARY}-${name}`, hashOf(bytes)]);
    }
    expect(cuts).toBeLessThan(0);
    await press(page, 'Done');
    await heading(page, 'Cleared');

    const places = [
      { name: 'request', bytes: seen.join('\n') },
      { name: 'log', bytes: server.lines.join('\n') },
      ...filesIn(data).map(({ name, bytes }) => ({ name: `file ${name}`, bytes })),
    ];
    expect(sweep(places, [CANARY, killed.subarray(0, 48), left.subarray(0, 48)])).toEqual([]);
  },
);
