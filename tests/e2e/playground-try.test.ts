// `nt2 try` as someone meets it: one command, one address, one browser in which one person plays both parts.
// On SQLite alone, because that is what a trial runs on.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { dumpSqlite, filesIn } from '../support/dump.ts';
import { pasted } from '../support/paste.ts';
import { sweep } from '../support/sweep.ts';
import { startNt2, type Nt2Process } from './process.ts';
import { listenToServer, watchProfile } from './traffic.ts';
import { goByKeys, pressByKeys } from '../web/by-keys.ts';
import { keyboardFaults, watchFocus } from '../web/keyboard.ts';
import { axeFaults } from '../web/look.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('nt2 try', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-try-'));
  let nt2: Nt2Process;
  let browser: Browser;
  beforeAll(async () => {
    [nt2, browser] = await Promise.all([startNt2(['try'], { cwd: folder }), launchChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await nt2?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes from one printed address to a dead link, with one person who plays both parts, by the keyboard alone', async () => {
    const [, url = '', port = ''] = await nt2.says(/(http:\/\/127\.0\.0\.1:(\d+))\/playground/);
    const canary = `canary${randomBytes(12).toString('hex')}`;
    const profile = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 1000 } });
    profile.setDefaultTimeout(20_000);
    const traffic = listenToServer(Number(port));
    await watchProfile(profile, traffic);
    await watchFocus(profile);
    const said: string[] = [];
    profile.on('response', (response) => {
      if (/\/playground\/(?!events)/.test(response.url()))
        void response.text().then(
          (text) => said.push(text),
          () => undefined,
        );
    });

    const chat = await profile.newPage();
    await chat.goto(`${url}/playground`);
    const alex = chat.getByRole('region', { name: 'The chat of Alex' });
    const contractor = chat.getByRole('region', { name: 'The chat of Contractor' });
    // No mouse: every press of this walk is Tab and Enter.
    const press = pressByKeys;
    const go = (pane: typeof alex, name: RegExp): Promise<void> => press(chat, pane.getByRole('navigation').getByRole('button', { name }));
    const dm = (pane: typeof alex): Promise<void> => go(pane, /^nt2/);

    // The sender types, with the help of completion: person and label are there, so no form comes.
    const line = alex.getByRole('combobox', { name: /^Message / });
    await line.pressSequentially('/nt2 share @con');
    await alex.getByRole('option', { name: /@contractor/ }).waitFor();
    await line.press('Enter');
    await line.pressSequentially('Stripe webhook key');
    await line.press('Enter');
    const card = alex.getByRole('article').filter({ hasText: 'A credential for Contractor' });
    const cardSays = (state: string): Promise<void> => card.filter({ hasText: state }).waitFor();

    // Enters a credential on the page.
    const opened = profile.waitForEvent('page');
    await press(chat, alex.getByRole('link', { name: /^Enter the secret/ }));
    const mine = await opened;
    await press(mine, mine.getByRole('button', { name: 'Enter the secret' }));
    await mine.waitForURL(/\/s\/[a-z2-7]{32}$/);
    const address = mine.url();
    await goByKeys(mine, mine.getByLabel('Value', { exact: true }));
    await mine.keyboard.insertText(canary);
    await press(mine, mine.getByRole('button', { name: 'Send', exact: true }));
    await mine.getByRole('heading', { name: /^Encrypted\. Waiting for/ }).waitFor();
    await cardSays('Waiting for an answer');

    // The contractor accepts in the direct message.
    await dm(contractor);
    const theirCard = contractor.getByRole('article').filter({ hasText: 'Alex has a credential for you' });
    await press(chat, theirCard.getByRole('button', { name: 'Open' }));
    const followed = profile.waitForEvent('page');
    await press(chat, contractor.getByRole('link', { name: /^Go to the page/ }));
    const theirs = await followed;
    await press(theirs, theirs.getByRole('button', { name: 'Accept on this device' }));
    await cardSays('Accepted');

    // The same six words on both sides.
    const six = (page: typeof mine): Promise<string | null> =>
      page.getByRole('list', { name: /^Check words: / }).getAttribute('aria-label');
    await mine.getByRole('heading', { name: 'Do your check words match?' }).waitFor();
    const words = await six(mine);
    expect(words).toMatch(/^Check words: (?:[a-z]+, ){5}[a-z]+$/);
    expect(await six(theirs)).toBe(words);
    await press(mine, mine.getByRole('button', { name: 'They match – send it' }));
    await cardSays('Ready to open');

    // Opens, copies, and the clipboard really has it.
    await press(theirs, theirs.getByRole('button', { name: 'Show it' }));
    await press(theirs, theirs.getByRole('button', { name: 'Copy Stripe webhook key' }));
    await theirs.getByText('Copied: Stripe webhook key.').first().waitFor();
    expect(await pasted(theirs)).toBe(canary);
    await theirs.getByText('Delivered. The server’s copy has been deleted.').waitFor();
    await cardSays('Opened, then deleted');
    await mine.getByRole('heading', { name: 'Delivered' }).waitFor();
    await press(theirs, theirs.getByRole('button', { name: 'Done', exact: true }));

    // The link again, where it was opened: it opens nothing, and tells so without ringing anybody. The sender is rung by who says it was not them.
    const again = await profile.newPage();
    await again.goto(address);
    await again.getByRole('heading', { name: /^You opened this here/ }).waitFor();
    expect(await again.getByRole('button', { name: 'Show it' }).count()).toBe(0);
    await dm(alex);
    const rung = alex.getByRole('article').filter({ hasText: 'Someone else tried to open it' });
    expect(await rung.count()).toBe(0);
    await press(again, again.getByRole('button', { name: 'That was not me' }));
    await again.getByRole('heading', { name: 'The sender has been told' }).waitFor();
    await rung.waitFor();

    // Another one, by the form; and it is taken back.
    await go(alex, /^# engineering/);
    await goByKeys(chat, line);
    await chat.keyboard.type('/nt2 share @contractor ');
    await chat.keyboard.press('Enter');
    const form = alex.getByRole('dialog', { name: 'Share a secret' });
    await goByKeys(chat, form.getByLabel('What it is'));
    await chat.keyboard.type('Old key');
    await press(chat, form.getByRole('button', { name: 'Continue', exact: true }));
    await dm(alex);
    const old = alex.getByRole('article').filter({ hasText: 'Old key' });
    await press(chat, old.getByRole('button', { name: 'Take back' }));
    await press(chat, alex.getByRole('button', { name: 'Yes, take it back' }));
    await old.filter({ hasText: 'Taken back' }).waitFor();
    await press(chat, alex.getByRole('button', { name: 'Dismiss' }));
    // Every stop of the chat and its cards: reached, in order, with a ring and nothing in front of it; and axe finds each named. Where two
    // chats stand side by side and their messages scroll, the next stop may be above the one before.
    expect((await keyboardFaults(chat)).filter((fault) => !fault.startsWith('stands above'))).toEqual([]);
    expect(await axeFaults(chat)).toEqual([]);

    await profile.close();
    traffic.stop();
    const { complaints, foreign } = traffic.take();
    const data = join(folder, 'data', 'try');
    const places = [
      { name: 'log', bytes: nt2.printed() },
      { name: 'request', bytes: traffic.seen.join('\n') },
      { name: 'chat', bytes: said.join('\n') },
      ...filesIn(folder),
      ...[...dumpSqlite(join(data, 'nt2.db'))].map(([name, bytes]) => ({ name, bytes })),
    ];
    expect(said.length).toBeGreaterThan(5);
    expect({ found: sweep(places, [canary, 'AGE-SECRET-KEY-1']), complaints, foreign }).toEqual({ found: [], complaints: [], foreign: [] });
  });

  it('stops when it is asked to, and remembers everything but the chat at the next start', async () => {
    expect(await nt2.stop()).toBe(0);
    nt2 = await startNt2(['try'], { cwd: folder });
    const [, url = ''] = await nt2.says(/(http:\/\/127\.0\.0\.1:\d+)\/playground/);
    const page = await browser.newPage();
    await page.goto(`${url}/playground`);
    const alex = page.getByRole('region', { name: 'The chat of Alex' });
    await alex.getByRole('combobox', { name: /^Message / }).fill('/nt2 list');
    await alex.getByRole('button', { name: 'Send' }).click();
    await alex.getByText('Nothing is waiting.').waitFor();
    expect(await alex.getByText('A credential for Contractor').count()).toBe(0);
  });
});
