// What sender and recipient do on the pages, step by step: the parts from which the tests put their stories together.

import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { openChat, type Chat, type Wish } from './chat.ts';
import { acceptHere } from './go.ts';
import { press } from './press.ts';
import { PATIENCE_MS, type Stage } from './stage.ts';

export const LABEL = 'Stripe webhook key';
/** Card titles in the direct messages of both. */
export const FOR_CONTRACTOR = 'Alex has a credential for you';
export const OF_ALEX = 'Your credential for Contractor';

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });

export const idOf = (page: Page): string => /\/s\/([a-z2-7]{32})/.exec(page.url())?.[1] ?? '';

/** Both in chat, each in a profile of their own. */
export async function openBoth(stage: Stage): Promise<{ alex: Chat; contractor: Chat }> {
  const [mine, theirs] = await Promise.all([stage.profile({}, 'sender'), stage.profile()]);
  const [alex, contractor] = await Promise.all([openChat(mine, stage.url, 'Alex'), openChat(theirs, stage.url, 'Contractor')]);
  await contractor.go('nt2');
  return { alex, contractor };
}

/** The sender asks in chat and goes to the page that takes the secret. */
export async function begin(alex: Chat, wish: Wish = {}): Promise<Page> {
  await alex.ask(wish);
  const outside = wish.people?.length === 0;
  return outside ? alex.follow(en.answers.createdLink.title, en.buttons.link) : alex.follow('Shared with Contractor', en.buttons.enter);
}

/** Types the secret and seals; answers with the words, where there are any: drawn ones, or those that they know already. */
export async function enter(page: Page, secret: string, known: string | null = null): Promise<string | null> {
  await page.getByLabel(senderSays.enter.value, { exact: true }).fill(secret);
  const drawn = page.locator('.drawn-words');
  const needed = (await drawn.count()) > 0;
  if (needed) await expect.poll(() => drawn.textContent()).toMatch(/^(?:[a-z]+ ){4}[a-z]+$/);
  const words = known ?? (needed ? await drawn.textContent() : null);
  if (known !== null) {
    await page.getByLabel(senderSays.words.known).check();
    await page.getByLabel(senderSays.words.labelKnown).fill(known);
    await page.getByText(senderSays.words.weak).waitFor();
  }
  await press(page, senderSays.enter.seal);
  return words;
}

/** With words, or sealed to a prekey: a press in chat is enough. */
export async function acceptInChat(contractor: Chat): Promise<void> {
  await contractor.press(FOR_CONTRACTOR, en.buttons.accept);
}

/** Accepts from the direct message, in the browser of that profile; the page then shows the six words. */
export async function accept(contractor: Chat): Promise<Page> {
  const page = await contractor.open(FOR_CONTRACTOR, en.buttons.open);
  await acceptHere(page);
  await heading(page, messages.waiting.title('Alex')).waitFor();
  return page;
}

/** The six words on a page. */
export async function codeOf(page: Page): Promise<string[]> {
  const list = page.getByRole('list', { name: /^Check words: \w+/ });
  return (await list.locator('.word').allTextContents()).map((word) => word.trim());
}

/** Compares and seals. */
export async function seal(page: Page): Promise<void> {
  await heading(page, senderSays.compare.title).waitFor();
  await press(page, senderSays.compare.match);
}

/** One press; words before it, where they are needed. */
export async function show(page: Page, words: string | null = null): Promise<void> {
  await heading(page, messages.ready.title).waitFor();
  if (words !== null) await page.getByLabel(messages.words.label).fill(words);
  await press(page, messages.ready.button);
}

/** The same in one press, which copies and leaves it masked. */
export async function copyIt(page: Page, words: string | null = null, name = LABEL): Promise<void> {
  await page.getByRole('button', { name: messages.copy.it, exact: true }).waitFor();
  if (words !== null) await page.getByLabel(messages.words.label).fill(words);
  await press(page, messages.copy.it);
  await page.getByText(messages.copy.done(name)).first().waitFor();
}

/** Reveals the one row that there is, and waits until the delivery is confirmed. */
export async function reveal(page: Page, name = LABEL): Promise<string> {
  await press(page, `${messages.opened.reveal} ${name}`);
  const value = await page.locator('.value pre').textContent();
  await page.getByText(messages.opened.delivered).waitFor();
  return value ?? '';
}

/** All of `sealed` up to "ready". */
export async function readySealed(stage: Stage, wish: Wish = {}) {
  const { alex, contractor } = await openBoth(stage);
  const secret = stage.secret();
  const mine = await begin(alex, wish);
  const words = await enter(mine, secret);
  const theirs = await accept(contractor);
  await seal(mine);
  await heading(theirs, messages.ready.title).waitFor({ timeout: 2 * PATIENCE_MS });
  return { alex, contractor, mine, theirs, secret, words, id: idOf(mine) };
}

/** A link that nobody has opened yet, and the words that belong to it. */
export async function readyLink(stage: Stage, { words = false, known = null }: { words?: boolean; known?: string | null } = {}) {
  const alex = await openChat(await stage.profile({}, 'sender'), stage.url, 'Alex');
  const secret = stage.secret();
  const mine = await begin(alex, { people: [], opens: words ? 'both' : 'browser' });
  const told = await enter(mine, secret, known);
  const link = await mine.getByLabel(senderSays.handover.link).inputValue();
  hideKey(stage, link);
  if (told !== null) stage.hide(told);
  return { alex, mine, secret, link, words: told, id: idOf(mine) };
}

/** The key of a link is looked for as a whole, and in the pieces that a space or a line break may leave. */
export function hideKey(stage: Stage, link: string): void {
  const key = link.slice(link.indexOf('#') + 2);
  for (const piece of [key, key.slice(0, 18), key.slice(-24)]) stage.hide(piece);
}

/** "I have it": lets go of the link, so that the page closes without a question. */
export async function takeLink(mine: Page): Promise<void> {
  await mine.getByLabel(senderSays.handover.link).press('Control+c');
  await press(mine, senderSays.handover.done);
}
