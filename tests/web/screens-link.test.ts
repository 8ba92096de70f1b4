// The page of a link before and after it is opened, and how its sender passes it on: in a real Chromium on the real server.

import { describe, expect, test } from 'vitest';
import { pasted } from '../support/paste.ts';
import { useStage, watch, type Stage } from './harness.ts';
import { readQr, withoutZbar } from '../support/qr.ts';
import { heading, linkFor, press, two } from './hands.ts';
import { look } from './look.ts';

let stage: Stage;

useStage((opened) => {
  stage = opened;
});

describe('a link', () => {
  test(
    'says who, what and until when before a press, explains itself in place, and keeps the key through reload and back until Show it',
    {
      timeout: 90_000,
    },
    () =>
      two(stage, async (a, b) => {
        const { link } = await linkFor(stage, a);
        const page = await b.newPage();
        watch(page);
        const sent: string[] = [];
        page.on('request', (request) => sent.push(`${request.method()} ${request.url()} ${request.headers()['referer'] ?? ''}`));
        const isWhole = async (): Promise<void> => {
          await page.getByText('In the sender’s own words').waitFor();
          await page.getByText('Stripe webhook key').waitFor();
          expect(await page.locator('.facts').textContent()).toMatch(/^FromAliceWhatStripe webhook key.*Expires/);
          expect(page.url()).toBe(link.split('#')[0]);
        };
        await page.goto(link);
        await isWhole();
        await look(page, 'ready by link');
        await page.getByText('What nt2 can and can’t promise').click();
        await page.getByText('Someone used nt2 to send you a secret.').waitFor();
        await look(page, 'explained in place');
        await page.reload();
        await isWhole();
        await page.goto(stage.url);
        await page.goBack();
        await isWhole();
        await press(page, 'Show it');
        await page.getByText('Delivered. The server’s copy has been deleted.').waitFor();
        expect(await page.evaluate('history.state')).toBeNull();
        await press(page, 'Done');
        await page.reload();
        await heading(page, /^You opened this here at \d/);
        await page.getByText('Wasn’t it you?').waitFor();
        await look(page, 'opened here by link');
        // One claim and its confirmation; no address and no referrer has the key.
        expect(sent.filter((line) => line.startsWith('POST'))).toHaveLength(2);
        expect(sent.filter((line) => line.includes(link.slice(-50)))).toEqual([]);
      }),
  );

  test('a server that leaves the cover out, or gives that of another link, is met with the truth and shows no name', () =>
    two(stage, async (a, b) => {
      const { link } = await linkFor(stage, a);
      const other = (await linkFor(stage, a)).link;
      const id = (url: string): string => url.slice(url.indexOf('/s/') + 3, url.indexOf('#'));
      const { cover } = (await (await b.request.get(`${stage.url}/api/shares/${id(other)}`)).json()) as { cover: string };
      for (const [given, said] of [
        [null, 'This link doesn’t say who sent it.'],
        [cover, 'doesn’t belong to it, so it isn’t shown'],
      ] as const) {
        const page = await b.newPage();
        watch(page);
        await page.route(`**/api/shares/${id(link)}`, async (route) => {
          const answer = await route.fetch();
          await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), cover: given } });
        });
        await page.goto(link);
        await page.getByText(said).waitFor();
        expect(await page.locator('main').textContent()).not.toContain('Alice');
        await look(page, `cover: ${said}`);
        await page.close();
      }
    }));

  test('the link goes on in a ready message: by mail, by the sheet of a phone, or to copy; a closed sheet is no sending', () =>
    two(stage, async (a) => {
      await a.addInitScript(`navigator.share = (data) => {
        (window.shared ??= []).push(data);
        return window.shared.length === 1 ? Promise.reject(new DOMException('closed', 'AbortError')) : Promise.resolve();
      }`);
      const { sender, link } = await linkFor(stage, a);
      const address = (await sender.getByRole('link', { name: 'Email' }).getAttribute('href')) ?? '';
      expect(decodeURIComponent(address)).toContain(link);
      await press(sender, 'Share…');
      await press(sender, 'I’ve sent it – show the status');
      await sender.getByText('Copy or send the link first').waitFor();
      await press(sender, 'Share…');
      await sender.getByText('Shared.').waitFor();
      const shared = await sender.evaluate<{ title: string; text: string }[]>('window.shared');
      expect(shared[1]?.title).toBe('One-time link from Alice: Stripe webhook key');
      expect(shared[1]?.text.split('\n')).toContain(link);
      await press(sender, 'Copy the message');
      await sender.getByText('Copied.').waitFor();
      expect(await pasted(sender)).toBe(shared[1]?.text);
      await sender.getByText('Read the message').click();
      await look(sender, 'the ready message');
      await press(sender, 'I’ve sent it – show the status');
      await heading(sender, /^Sent\. Waiting for anyone with the link/);
    }));

  test(
    'the link is a QR code after a press: read from the screen in light and dark, at half its size, and printed 3 cm wide',
    { timeout: 60_000 },
    () =>
      two(stage, async (a) => {
        const { sender, link } = await linkFor(stage, a);
        const stored = (): Promise<string> =>
          sender.evaluate<string>(
            '(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, (await indexedDB.databases()).length, (await caches?.keys?.()) ?? []]))()',
          );
        const before = await stored();
        await press(sender, 'Show QR code');
        const code = sender.getByRole('img', { name: 'QR code:' });
        await code.waitFor();
        await look(sender, 'the link as a QR code');
        expect(await stored()).toBe(before);
        const debug = await a.newCDPSession(sender);
        const asSeen = async (name: string, scale: number, colorScheme: 'light' | 'dark', width = ''): Promise<void> => {
          await sender.emulateMedia({ colorScheme });
          await debug.send('Emulation.setDeviceMetricsOverride', { width: 1280, height: 900, deviceScaleFactor: scale, mobile: false });
          await code.evaluate((one, to) => ((one as unknown as { style: { width: string } }).style.width = to), width);
          expect(readQr(await code.screenshot({ scale: 'device' })), name).toBe(link);
        };
        if (withoutZbar === null) {
          await asSeen('light', 1, 'light');
          await asSeen('dark', 1, 'dark');
          await asSeen('a telephone’s screen', 2, 'dark');
          await asSeen('half its size', 0.5, 'light');
          await asSeen('printed', 300 / 96, 'light', '3cm');
        }
        await sender.emulateMedia({ colorScheme: null });
        await press(sender, 'Show QR code');
        await code.waitFor({ state: 'detached' });
        await press(sender, 'I’ve sent it – show the status');
        await heading(sender, /^Sent\. Waiting for anyone with the link/);
      }),
  );
});
