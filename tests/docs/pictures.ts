// Takes the pictures and the film of the README from the running pages: `node tests/docs/pictures.ts`. It plays both people of `nt2 try` in one
// See docs/decisions/film-as-apng.md.
// Chromium. Look at what it made before you commit it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { en } from '../../src/bot/messages/messages.ts';
import { go } from '../../src/web/messages/go.ts';
import { startNt2 } from '../e2e/process.ts';
import { launchChromium } from '../support/chromium.ts';
import { messages } from '../support/page-messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { encodeApng, type Frame } from './apng.ts';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const SIZE = { width: 1280, height: 760 };
/** Of the picture of the playground. */
const WIDE = { width: 1440, height: 900 };
const CAPTION = 52;
const LABEL = 'Stripe webhook key';
/** Looks like a secret, and is none. */
const VALUE = 'whsec_example_9f2c41d07b';
const ENV = `STRIPE_WEBHOOK_KEY=${VALUE}\nDATABASE_URL=postgres://app:example@db.internal/app`;

function save(name: string, bytes: Buffer): void {
  writeFileSync(join(FOLDER, name), bytes);
  console.log(`docs/images/${name}: ${Math.round(bytes.length / 1000)} kB`);
}

interface Shown {
  readonly says: string;
  readonly ms?: number;
  /** What is pressed next: it gets a ring. */
  readonly next?: Locator;
}

/** Puts each picture above a line that says what happens. */
async function createFilm(browser: Browser) {
  const table = await browser.newPage({ viewport: { width: SIZE.width, height: SIZE.height + CAPTION } });
  const frames: Frame[] = [];
  return {
    async show(page: Page, { says, ms = 2_000, next }: Shown): Promise<void> {
      await page.bringToFront();
      await next?.scrollIntoViewIfNeeded();
      const ring = await next?.boundingBox();
      const picture = (await page.screenshot({ caret: 'hide', animations: 'disabled' })).toString('base64');
      const at = ring && `left:${ring.x - 7}px;top:${ring.y - 7}px;width:${ring.width + 14}px;height:${ring.height + 14}px`;
      await table.setContent(`<body style="margin:0;overflow:hidden;background:#0d2a33">
        <img src="data:image/png;base64,${picture}" width="${SIZE.width}" style="display:block">
        ${at ? `<div style="position:absolute;box-sizing:border-box;${at};border:4px solid #f08c00;border-radius:14px"></div>` : ''}
        <p style="margin:0;font:600 19px/${CAPTION}px system-ui,sans-serif;text-align:center;color:#fff">${says}</p>`);
      frames.push({ png: await table.screenshot(), ms });
    },
    encode: () => encodeApng(frames),
  };
}

/** The page that opens in a tab of its own. */
async function opening(profile: BrowserContext, press: Locator): Promise<Page> {
  const [page] = await Promise.all([profile.waitForEvent('page'), press.click()]);
  await page.setViewportSize(SIZE);
  return page;
}

const button = (where: Page | Locator, name: string): Locator => where.getByRole('button', { name, exact: true });
/** The six words, once they stand there. */
const wordsOf = (page: Page): Locator => page.getByRole('list', { name: /^Check words: \w/ });
const heading = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

async function openChat(profile: BrowserContext, url: string) {
  const page = await profile.newPage();
  await page.goto(`${url}/playground`);
  const pane = (who: string): Locator => page.getByRole('region', { name: `The chat of ${who}` });
  const [alex, contractor] = [pane('Alex'), pane('Contractor')];
  const line = alex.getByRole('combobox', { name: /^Message / });
  await contractor.getByRole('navigation').getByRole('button', { name: /^nt2/ }).click();
  return {
    page,
    alex,
    contractor,
    line,
    send: button(alex, 'Send'),
    /** Closes the private answers, which have done their part. */
    tidy: (pane: Locator) => button(pane, 'Dismiss').last().click(),
    ask: (label: string) => line.fill(`/nt2 share @contractor ${label}`),
    enter: alex.getByRole('link', { name: new RegExp(`^${en.buttons.enter}`) }).last(),
    /** `link`: a browser of theirs is known, and goes straight to the page. */
    received: (kind: 'button' | 'link') =>
      contractor
        .getByRole('article')
        .filter({ hasText: 'Alex has a credential for you' })
        .last()
        .getByRole(kind, { name: new RegExp(`^${en.buttons.open}`) }),
  };
}
type Chat = Awaited<ReturnType<typeof openChat>>;

/** The main path, the first time: two people who have not used nt2 before. */
async function takeFilm(browser: Browser, profile: BrowserContext, chat: Chat): Promise<Buffer> {
  const { show, encode } = await createFilm(browser);
  await chat.ask(LABEL);
  await chat.page.keyboard.press('Escape');
  await show(chat.page, { says: 'Alex types a command. It says who and what, never the secret.', ms: 3_000, next: chat.send });
  await chat.send.click();
  await chat.enter.waitFor();
  await show(chat.page, { says: 'Only Alex sees the answer.', next: chat.enter });
  const mine = await opening(profile, chat.enter);
  const enter = button(mine, go.steps.enter);
  await enter.waitFor();
  await show(mine, { says: 'Alex, in the browser', ms: 1_500, next: enter });
  await enter.click();
  await mine.getByLabel(senderSays.enter.value, { exact: true }).fill(VALUE);
  const send = button(mine, senderSays.enter.seal);
  // What it says then moves the button.
  await mine.getByText(senderSays.meanwhile.told('Contractor'), { exact: true }).waitFor();
  await send.scrollIntoViewIfNeeded();
  await show(mine, { says: 'The secret is encrypted here, before anything leaves the browser.', ms: 3_000, next: send });
  await send.click();
  await heading(mine, senderSays.wait.title('Contractor'));
  await chat.tidy(chat.alex);
  await chat.page.setViewportSize(WIDE);
  save('playground.png', await chat.page.screenshot());
  await chat.page.setViewportSize(SIZE);
  await show(chat.page, {
    says: 'Contractor gets a message. Nothing in it opens the secret.',
    ms: 2_500,
    next: chat.received('button'),
  });
  await chat.received('button').click();
  const theirs = await opening(profile, chat.contractor.getByRole('link', { name: new RegExp(`^${en.buttons.page}`) }));
  const accept = button(theirs, go.steps.accept);
  await accept.waitFor();
  await show(theirs, { says: 'Contractor accepts. That makes a key which never leaves this browser.', ms: 2_500, next: accept });
  await accept.click();
  await wordsOf(theirs).waitFor();
  await show(theirs, { says: 'Contractor sees six check words …', ms: 2_500 });
  const match = button(mine, senderSays.compare.match);
  await wordsOf(mine).waitFor();
  await mine.locator('button:not([aria-disabled="true"])', { hasText: senderSays.compare.match }).waitFor();
  await show(mine, { says: '… and Alex the same. Compared on a call, they prove that no one is in between.', ms: 3_000, next: match });
  await match.click();
  await heading(theirs, messages.ready.title);
  const open = button(theirs, messages.ready.button);
  await show(theirs, { says: 'It opens once, on this device.', next: open });
  await open.click();
  const copy = button(theirs, `${messages.opened.copy} ${LABEL}`);
  await theirs.getByText(messages.opened.delivered).waitFor();
  await show(theirs, { says: 'Opened, still masked, and deleted from the server.', ms: 3_000, next: copy });
  await chat.contractor.getByText(en.states.delivered).first().waitFor();
  await chat.tidy(chat.contractor);
  await show(chat.page, { says: 'The chat says how it ended, and never held the secret.', ms: 4_000 });
  return encode();
}

/** A .env of two, to a browser that has accepted before: the recipient's page, opened. */
async function openSecond(profile: BrowserContext, chat: Chat): Promise<Page> {
  await chat.page.bringToFront();
  await chat.ask('Production .env');
  await chat.page.keyboard.press('Escape');
  await chat.send.click();
  const mine = await opening(
    profile,
    chat.alex
      .getByRole('article')
      .last()
      .getByRole('link', { name: new RegExp(`^${en.buttons.enter}`) }),
  );
  await button(mine, senderSays.enter.seal).waitFor();
  await mine.getByLabel(senderSays.enter.value, { exact: true }).focus();
  await mine.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(ENV)});
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  })()`);
  await button(mine, senderSays.enter.seal).click();
  await chat.page.bringToFront();
  const theirs = await opening(profile, chat.received('link'));
  const show = button(theirs, messages.accept.show);
  await show.click();
  await theirs.getByText(messages.opened.delivered).waitFor();
  return theirs;
}

const folder = mkdtempSync(join(tmpdir(), 'nt2-pictures-'));
const nt2 = await startNt2(['try'], { cwd: folder });
const browser = await launchChromium({ isWhole: true });
try {
  const [, url = ''] = await nt2.says(/(http:\/\/127\.0\.0\.1:\d+)\/playground/);
  const profile = await browser.newContext({ locale: 'en-GB', viewport: SIZE, reducedMotion: 'reduce' });
  profile.setDefaultTimeout(30_000);
  const chat = await openChat(profile, url);
  save('main-path.png', await takeFilm(browser, profile, chat));
  const opened = await openSecond(profile, chat);
  save('open-light.png', await opened.screenshot({ fullPage: true }));
} finally {
  await browser.close();
  await nt2.stop();
  rmSync(folder, { recursive: true, force: true });
}
