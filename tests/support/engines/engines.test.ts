// The three engines under one small page: whatever a walk asks for means the same in each, and what a page does wrong is heard in each.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listenToServer, watchProfile, type Traffic } from '../../e2e/traffic.ts';
import { ENGINES, launch, type EngineBrowser } from './engines.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAGE = `<!doctype html><html lang="en"><title>A page</title><meta http-equiv="Content-Security-Policy" content="img-src 'none'">
<h1>The   one
heading</h1><h2>The one below</h2>
<section aria-label="A region"><p>Some <b>bold words</b> here</p></section>
<label>Name <input id="name"></label>
<label for="note">A note</label><textarea id="note">old</textarea>
<label>Kind <select id="kind"><option value="a">Apples</option><option value="p">Pears</option></select></label>
<label><input type="checkbox" id="box"> Agreed</label>
<button onclick="said.textContent += 'pressed '">Press</button><button>Press twice</button>
<button hidden>Press never</button><button disabled id="late">Later</button>
<p id="said" role="status"></p>
<a href="/other" target="_blank" rel="noopener">Another page</a> <a id="file" download="file.txt">A file</a>
<script>
  const said = document.getElementById('said');
  document.getElementById('name').addEventListener('keydown', (event) => { if (event.key === 'Enter') said.textContent += 'entered '; });
  document.getElementById('name').addEventListener('input', () => { said.textContent += '.'; });
  document.getElementById('file').href = URL.createObjectURL(new Blob(['in the file']));
</script></html>`;

const isCampaign = process.env['NT2_CAMPAIGN'] !== undefined;
if (!isCampaign) console.log('left to a campaign: that a step means the same in each engine; the walks of tests/e2e take these steps');

describe.skipIf(!isCampaign).each(ENGINES)('a walk in %s', (engine) => {
  let [server, browser, traffic, profile, page] = [] as unknown as [Server, EngineBrowser, Traffic, BrowserContext, Page];
  let url = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      // As nt2's own pages are: none of them is kept for the way back.
      response
        .setHeader('content-type', 'text/html')
        .setHeader('cache-control', 'no-store')
        .end(request.url === '/' ? PAGE : '<title>Other</title><h1>Elsewhere</h1>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    url = `http://127.0.0.1:${port}`;
    traffic = listenToServer(port);
    browser = await launch(engine);
    profile = await browser.newContext({ reducedMotion: 'reduce' }, traffic);
    profile.setDefaultTimeout(20_000);
    if (engine !== 'webkit') await watchProfile(profile, traffic);
    page = await profile.newPage();
    await page.goto(`${url}/`);
  });
  afterAll(async () => {
    await browser.close();
    traffic.stop();
    server.close();
  });

  it('finds by role and name, label, text and selector, and narrows what it found', async () => {
    const named = async (name: string | RegExp, exact = false): Promise<number> => page.getByRole('button', { name, exact }).count();
    expect([await named('press'), await named('Press', true), await named(/^press/i), await named('PRESS', true)]).toEqual([2, 1, 2, 0]);
    expect(await page.getByRole('heading', { name: 'the one heading' }).count()).toBe(1);
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['The one below']);
    const region = page.getByRole('region', { name: 'A region' });
    expect(await region.getByText('BOLD').textContent()).toBe('bold words');
    expect(await region.getByText(/^Some bold words/).count()).toBe(1);
    expect(await region.getByRole('button').count()).toBe(0);
    expect(await page.getByLabel('A note', { exact: true }).inputValue()).toBe('old');
    expect(await page.getByLabel('A region').count()).toBe(1);
    const buttons = page.getByRole('button');
    expect(await buttons.filter({ hasText: 'twice' }).textContent()).toBe('Press twice');
    expect(await buttons.and(page.locator('#late')).textContent()).toBe('Later');
    expect(await page.locator('h2').or(page.locator('h1')).allTextContents()).toEqual(['The   one\nheading', 'The one below']);
    expect([await buttons.first().textContent(), await buttons.last().textContent()]).toEqual(['Press', 'Later']);
    expect([await page.locator('[hidden]').isVisible(), await page.locator('#late').isVisible()]).toEqual([false, true]);
  });

  it('never acts on one of several, and waits for what is not ready', async () => {
    await expect(page.getByRole('button', { name: /^Press/ }).click()).rejects.toThrow(/2 elements/);
    await page.evaluate("void setTimeout(() => { document.getElementById('late').disabled = false; }, 300)");
    const late = page.locator('#late');
    await late.click();
    expect(await late.getAttribute('disabled')).toBeNull();
    await page.evaluate("void setTimeout(() => document.getElementById('late').remove(), 300)");
    await late.waitFor({ state: 'detached' });
  });

  it('types, chooses, checks and presses keys as a person does', async () => {
    const name = page.getByLabel('Name');
    await name.fill('Zoë – 1');
    expect(await name.inputValue()).toBe('Zoë – 1');
    await name.press('Enter');
    await page.getByRole('button', { name: 'Press', exact: true }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /^\.+entered pressed $/ })
      .waitFor();
    const note = page.getByLabel('A note');
    await note.fill('two\nlines');
    expect(await note.inputValue()).toBe('two\nlines');
    await page.getByLabel('Kind').selectOption({ label: 'Pears' });
    expect(await page.getByLabel('Kind').inputValue()).toBe('p');
    await page.getByLabel('Kind').selectOption({ value: 'a' });
    expect(await page.getByLabel('Kind').inputValue()).toBe('a');
    const box = page.getByLabel('Agreed');
    await box.check();
    await box.check();
    expect(await box.isChecked()).toBe(true);
    await box.uncheck();
    expect(await box.isChecked()).toBe(false);
    await name.focus();
    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.id');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('note');
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('name');
  });

  it('goes elsewhere, back and anew, opens what a link opens, and takes the file that a page gives', async () => {
    const [other] = await Promise.all([profile.waitForEvent('page'), page.getByRole('link', { name: 'Another page' }).click()]);
    await other.waitForURL(/\/other$/);
    expect(await other.getByRole('heading', { level: 1 }).textContent()).toBe('Elsewhere');
    await other.close();
    const file = await browser.takeFile(page, () => page.getByRole('link', { name: 'A file' }).click());
    expect(readFileSync(file, 'utf8')).toBe('in the file');
    await page.goto(`${url}/other`);
    await page.goBack();
    await page.getByRole('button', { name: 'Press', exact: true }).waitFor();
    expect(page.url()).toBe(`${url}/`);
    await page.reload();
    expect(await page.getByRole('status').textContent()).toBe('');
    expect(await page.evaluate<number[]>('Promise.resolve([1, 2])')).toEqual([1, 2]);
    expect(await page.content()).toContain('The one below');
    expect(await page.evaluate<boolean>("matchMedia('(prefers-reduced-motion: reduce)').matches")).toBe(true);
  });

  it('hears what a page does wrong: an error, a broken rule, another host; and the server hears what it is sent', async () => {
    await page.goto(`${url}/`);
    await page.getByRole('button', { name: 'Press', exact: true }).waitFor();
    traffic.take();
    const elsewhere = 'http://elsewhere.invalid/';
    await page.evaluate(`void setTimeout(() => {
      console.error('a complaint');
      Object.assign(new Image(), { src: '/picture' });
      fetch('${elsewhere}').catch(() => {});
      fetch('/other', { method: 'POST', body: 'the body that was sent' }).then(() => { document.title = 'Sent'; });
      throw new Error('an error');
    })`);
    await expect.poll(() => page.evaluate<string>('document.title')).toBe('Sent');
    const heard = { complaints: [] as string[], foreign: [] as string[] };
    await expect
      .poll(
        async () => {
          await page.content();
          const { complaints, foreign } = traffic.take();
          heard.complaints.push(...complaints);
          heard.foreign.push(...foreign);
          return [/a complaint/, /an error/, /CSP|Content.Security.Policy/].map((wanted) =>
            heard.complaints.some((text) => wanted.test(text)),
          );
        },
        { timeout: 10_000 },
      )
      .toEqual([true, true, true]);
    expect(heard.foreign).toContain(elsewhere);
    expect(traffic.seen.some((line) => line.startsWith('POST /other\n') && line.includes('the body that was sent'))).toBe(true);
  });
});
