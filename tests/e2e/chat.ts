// The playground as one person uses it: types, fills in, presses, and follows a button into the browser.

import type { BrowserContext, Locator, Page } from 'playwright-core';
import { en } from '../../src/bot/messages/messages.ts';
import { passGo } from './go.ts';

export type Who = 'Alex' | 'Contractor' | 'Sam';

export interface Wish {
  readonly people?: readonly string[];
  readonly label?: string;
  readonly kind?: string;
  readonly opens?: 'browser' | 'words' | 'both';
  readonly entry?: 'page' | 'modal';
  readonly wait?: '15m' | '24h';
  readonly note?: string;
}

export interface Chat {
  readonly page: Page;
  readonly pane: Locator;
  /** Types a line and sends it. */
  type(line: string): Promise<void>;
  go(conversation: 'engineering' | 'random' | 'nt2'): Promise<void>;
  /** The newest message in the open conversation that says this. */
  message(says: string | RegExp): Locator;
  /** The private answer to the last press or command. */
  answer(says: string | RegExp): Locator;
  /** Presses a button of the newest message that says this, or of an answer. */
  press(on: string | RegExp | Locator, button: string): Promise<void>;
  form(title: string): Locator;
  /** /nt2 share and its form, sent. */
  ask(wish?: Wish): Promise<void>;
  /** The page behind a button of a card: by its plain address where a browser of that person is known, else by the single-use link that the press brings. */
  open(on: string | RegExp | Locator, button: string): Promise<Page>;
  /** Follows a private button into a new tab, and through /go to the page of the share. */
  follow(says: string | RegExp, link: string): Promise<Page>;
  /** The address behind a private button, unused. */
  address(says: string | RegExp, link: string): Promise<string>;
}

const ONLY_YOU = 'nt2, only you can see this';

/** The one who presses its button is that person in this browser. */
export async function enterBy(profile: BrowserContext, address: string): Promise<Page> {
  const page = await profile.newPage();
  await page.goto(address);
  return continued(page);
}

async function continued(page: Page): Promise<Page> {
  await passGo(page);
  return page;
}

export async function openChat(profile: BrowserContext, url: string, who: Who): Promise<Chat> {
  const page = await profile.newPage();
  await page.goto(`${url}/playground`);
  const pane = page.getByRole('region', { name: `The chat of ${who}` });
  if (who === 'Sam') await page.getByLabel('You are').first().selectOption({ label: 'Sam' });
  await pane.waitFor();

  const articles = pane.getByRole('article');
  const privately = page.getByLabel(ONLY_YOU);
  const message = (says: string | RegExp): Locator =>
    articles
      .filter({ hasText: says })
      .and(pane.locator(`article:not([aria-label="${ONLY_YOU}"])`))
      .last();
  const answer = (says: string | RegExp): Locator => articles.and(privately).filter({ hasText: says });
  const form = (title: string): Locator => pane.getByRole('dialog', { name: title });
  const link = (says: string | RegExp, name: string): Locator => answer(says).getByRole('link', { name: new RegExp(`^${name}`) });

  const chat: Chat = {
    page,
    pane,
    message,
    answer,
    form,
    async type(line) {
      await page.bringToFront();
      await pane.getByRole('combobox', { name: /^Message / }).fill(line);
      await pane.getByRole('button', { name: 'Send', exact: true }).click();
    },
    async go(conversation) {
      await page.bringToFront();
      const name = conversation === 'nt2' ? /^nt2/ : new RegExp(`^# ${conversation}`);
      await pane.getByRole('navigation').getByRole('button', { name }).click();
      await pane.getByRole('log', { name: new RegExp(conversation) }).waitFor();
    },
    async press(on, button) {
      await page.bringToFront();
      const target = typeof on === 'string' || on instanceof RegExp ? message(on) : on;
      await target.getByRole('button', { name: button, exact: true }).click();
    },
    async open(on, button) {
      await page.bringToFront();
      const target = typeof on === 'string' || on instanceof RegExp ? message(on) : on;
      const plain = target.getByRole('link', { name: new RegExp(`^${button}`) });
      const pressed = target.getByRole('button', { name: button, exact: true });
      await plain.or(pressed).waitFor();
      if (!(await plain.isVisible())) {
        await pressed.click();
        return chat.follow(en.answers.go.title, en.buttons.page);
      }
      const [opened] = await Promise.all([profile.waitForEvent('page'), plain.click()]);
      return continued(opened);
    },
    async ask({ people = ['contractor'], label = 'Stripe webhook key', kind, opens, entry, wait, note } = {}) {
      await chat.go('engineering');
      const isLink = people.length === 0;
      await chat.type(isLink ? '/nt2 link' : `/nt2 share ${people.map((id) => `@${id}`).join(' ')}`);
      const dialog = form(isLink ? en.form.titleLink : en.form.title);
      await dialog.getByLabel(en.form.label.label).fill(label);
      if ([opens, entry, wait, note].some((one) => one !== undefined))
        await dialog.getByRole('button', { name: en.form.folded.options, exact: true }).click();
      if (kind !== undefined) await dialog.getByLabel(en.form.kind.label).selectOption({ value: kind });
      if (opens !== undefined) await dialog.getByLabel(en.form.opens.label).selectOption({ value: opens });
      if (entry !== undefined) await dialog.getByLabel(en.form.entry.label).selectOption({ value: entry });
      if (wait !== undefined) await dialog.getByLabel(en.form.wait.label).selectOption({ value: wait });
      if (note !== undefined) await dialog.getByLabel(en.form.note.label).fill(note);
      await dialog.getByRole('button', { name: en.form.submit, exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
    },
    async follow(says, name) {
      await page.bringToFront();
      const [opened] = await Promise.all([profile.waitForEvent('page'), link(says, name).click()]);
      return continued(opened);
    },
    async address(says, name) {
      return (await link(says, name).getAttribute('href')) ?? '';
    },
  };
  return chat;
}
