// The check of keyboards itself, on pages with planted faults: each is found, and a page without one passes.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { keyboardFaults, watchFocus } from './keyboard.ts';

const RING = '<style>:focus-visible { outline: 3px solid #0b6450 } body { background: #fff } .none:focus { outline: none }</style>';

describe('the check of keyboards', () => {
  let browser: Browser;
  let page: Page;
  const said: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    const profile = await browser.newContext();
    await watchFocus(profile);
    page = await profile.newPage();
    page.on('console', (message) => said.push(message.text()));
  });
  afterAll(() => browser.close());

  const show = (body: string): Promise<unknown> => page.goto(`data:text/html,${encodeURIComponent(`${RING}<main>${body}</main>`)}`);

  test('passes what is reached, seen and let go of, and gives the focus back', async () => {
    await show(`<p><a href="#x">one</a></p><input id="in"><details><summary>more</summary><a href="#y">hidden</a></details>
      <label><input type="radio" name="r"> a</label><label><input type="radio" name="r" checked> b</label><button disabled>off</button>`);
    await page.focus('#in');
    expect(await keyboardFaults(page)).toEqual([]);
    expect(await page.evaluate('document.activeElement.id')).toBe('in');
  });

  test.each([
    ['no ring', '<button class="none">x</button>'],
    ['a ring of too little contrast', '<button style="outline-color: #eee">x</button>'],
    ['covered', '<button>x</button><div style="position: fixed; inset: 0; background: #fff"></div>'],
    ['not reached', '<button>x</button><button tabindex="-1">y</button>'],
    ['not reached', '<input onkeydown="if (event.key === \'Tab\') event.preventDefault()"><button>behind a trap</button>'],
    ['out of order', '<button>x</button><button tabindex="1">y</button>'],
    ['stands above', '<div style="display: flex; flex-direction: column-reverse; gap: 9px"><button>x</button><button>y</button></div>'],
  ])('finds %s: %s', async (fault, body) => {
    await show(body);
    expect(await keyboardFaults(page)).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
  });

  test('a screen that loses the focus with what was pressed is told, and one that takes it on is not', async () => {
    await show('<button id="kept" onclick="this.remove(); document.querySelector(\'h1\').focus()">x</button><h1 tabindex="-1">next</h1>');
    await page.click('#kept');
    await show('<button id="lost" onclick="this.remove()">x</button>');
    await page.click('#lost');
    await expect.poll(() => said).toEqual([expect.stringContaining('lost the focus with <button id="lost"')]);
  });
});
