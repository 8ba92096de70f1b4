// One person on a way through nt2 that is counted, and what they can do: each act with the time that the machine then takes until they can go
// on. Nothing of vitest is in here: the bench walks too.

import type { BrowserContext, Page } from 'playwright-core';
import { painted } from '../support/painted.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { openChat, type Chat, type Who } from './chat.ts';
import { countActs } from './counting.ts';

export interface Step {
  readonly act: string;
  /** Until the next act is possible, in ms. */
  readonly ms: number;
}

/** What one person did on one way. */
export interface Walked {
  readonly steps: readonly Step[];
  /** As their browser has counted it: presses, pastes and commands. */
  readonly acts: readonly string[];
  /** How often they came from chat to a page. */
  readonly sittings: number;
}

export interface Walker {
  readonly profile: BrowserContext;
  /** Null for a person outside chat. */
  readonly chat: Chat | null;
  /** Begins to count anew. */
  begin(): void;
  /** One act, and what it waits for. */
  step<T>(act: string, press: () => Promise<T>, ready: (of: T) => Promise<unknown>): Promise<T>;
  walked(): Walked;
}

/** `who`: null for a person outside chat. */
export async function openWalker(profile: BrowserContext, url: string, who: Who | null): Promise<Walker> {
  const acts = await countActs(profile);
  const chat = who === null ? null : await openChat(profile, url, who);
  let steps: Step[] = [];
  let [from, sittings] = [0, 0];
  profile.on('page', () => (sittings += 1));
  return {
    profile,
    chat,
    begin() {
      steps = [];
      [from, sittings] = [acts.length, 0];
    },
    async step(act, press, ready) {
      const started = performance.now();
      const of = await press();
      await ready(of);
      steps.push({ act, ms: performance.now() - started });
      return of;
    },
    walked: () => ({ steps, acts: acts.slice(from), sittings }),
  };
}

/** Longer than anything takes on a busy machine: what has not come by then does not come, and a walk that waits on would say nothing. */
const LONGEST_MS = 120_000;

async function within(seen: Promise<unknown>, look: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`never there: ${look}`)), LONGEST_MS);
  });
  await Promise.race([seen, late]).finally(() => clearTimeout(timer));
}

/** Until it has been painted; looked for inside the page, because a driver that polls comes late. A page that goes on to another is asked anew. */
async function watch(page: Page, look: string): Promise<void> {
  for (;;) {
    try {
      await within(page.evaluate(`(${painted})(() => ${look})`), look);
      return;
    } catch (error) {
      if (page.isClosed() || !/context|navigat/i.test(String(error))) throw error;
    }
  }
}
export const canPress = (page: Page, name: string): Promise<unknown> =>
  watch(
    page,
    `[...document.querySelectorAll('button, a')].some((one) => one.textContent.startsWith(${JSON.stringify(name)}) && one.ariaDisabled !== 'true')`,
  );
export const says = (page: Page, text: string): Promise<unknown> =>
  watch(page, `document.body.textContent.includes(${JSON.stringify(text)})`);

export const press = (page: Page, name: string) => async (): Promise<void> => {
  await page.bringToFront();
  await page.getByRole('button', { name, exact: true }).click();
};
export const paste = (page: Page, secret: string) => (): Promise<void> =>
  page.getByLabel(senderSays.enter.value, { exact: true }).fill(secret);

export function chatOf({ chat }: Walker): Chat {
  if (chat === null) throw new Error('not in chat');
  return chat;
}

/** Follows a link of chat into a new tab. */
export const follow = (walker: Walker, inside: string, name: string) => async (): Promise<Page> => {
  const { page, pane } = chatOf(walker);
  await page.bringToFront();
  const link = pane
    .getByRole('article')
    .filter({ hasText: inside })
    .last()
    .getByRole('link', { name: new RegExp(`^${name}`) });
  const [opened] = await Promise.all([walker.profile.waitForEvent('page'), link.click()]);
  return opened;
};
