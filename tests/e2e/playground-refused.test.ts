// The toy chat when something is refused or nobody answers: the person is told where they look, nothing that was typed is lost, and it goes on
// by itself. On SQLite alone, because that is what a trial runs on.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { freePort } from '../support/redis.ts';
import { startNt2, type Nt2Process } from './process.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const GONE = 'The playground does not answer. Is nt2 still running?';

describe('the toy chat tells', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-refused-'));
  let nt2: Nt2Process;
  let browser: Browser;
  let page: Page;
  let url: string;
  beforeAll(async () => {
    const env = { NT2_PORT: String(await freePort()) };
    [nt2, browser] = await Promise.all([startNt2(['try'], { env, cwd: folder }), launchChromium()]);
    [, url = ''] = await nt2.says(/(http:\/\/127\.0\.0\.1:\d+)\/playground/);
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.setDefaultTimeout(30_000);
  });
  afterEach(() => page.unrouteAll());
  afterAll(async () => {
    await browser?.close();
    await nt2?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const busy = {
    status: 429,
    contentType: 'application/problem+json',
    body: JSON.stringify({ code: 'rate.limited', detail: 'Too many requests. Try again in a minute.' }),
  };
  const chat = () => page.getByRole('region', { name: 'The chat of Alex' });
  const said = (text: string) => page.getByRole('alert').filter({ hasText: text });

  it('what the server says when it refuses the state of the chat, and shows the chat as soon as it may', async () => {
    await page.route('**/playground/state', (route) => route.fulfill(busy));
    await page.goto(`${url}/playground`);
    await said('Too many requests. Try again in a minute.').waitFor();
    await page.unrouteAll();
    await chat().waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    // Half an answer is none, and does not stop the next one.
    await page.route('**/playground/state', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '{"peo' }));
    await page.reload();
    await said(GONE).waitFor();
    await page.unrouteAll();
    await chat().waitFor();
  });

  it('in the form itself that it was not taken: it stays as it was typed and can be sent again', async () => {
    await chat()
      .getByRole('combobox', { name: /^Message / })
      .fill('/nt2 share @contractor');
    await chat().getByRole('button', { name: 'Send' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('What it is').fill('Stripe webhook key');
    const send = form.getByRole('button', { name: 'Continue', exact: true });
    await page.route('**/playground/form', (route) => route.fulfill(busy));
    await send.click();
    await form.getByRole('alert').filter({ hasText: 'Too many requests. Try again in a minute.' }).waitFor();
    await page.unrouteAll();
    expect(await form.getByLabel('What it is').inputValue()).toBe('Stripe webhook key');
    await send.click();
    await form.waitFor({ state: 'hidden' });
    await chat().getByText('Waiting for an answer').first().waitFor();
  });

  it('that nobody is there any more, also to someone who presses', async () => {
    await nt2.stop();
    await said(GONE).waitFor();
    await chat()
      .getByRole('combobox', { name: /^Message / })
      .fill('hello');
    await chat().getByRole('button', { name: 'Send' }).click();
    await chat().getByRole('status').filter({ hasText: GONE }).waitFor();
    expect(
      await chat()
        .getByRole('combobox', { name: /^Message / })
        .inputValue(),
    ).toBe('hello');
  });
});
