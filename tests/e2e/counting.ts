// Counts what a person does, on pages and in chat: presses, fields that they fill, commands that they type. Nothing of vitest is in here,
// so that the bench can walk and count the same.

import type { BrowserContext, Page } from 'playwright-core';

/** Runs in a page. Nothing that a script does is counted: its events are not trusted. In chat a typed line and its *Send* are one command. */
const COUNTED = `(() => {
  if (globalThis.nt2Acts) return;
  const filled = new Set();
  globalThis.nt2Acts = [];
  const note = (act) => { nt2Acts.push(act); globalThis.nt2Act?.(act); };
  addEventListener('click', ({ isTrusted, target }) => {
    const pressed = isTrusted ? target.closest('button, a') : null;
    if (pressed === null) return;
    if (location.pathname === '/playground' && pressed.textContent === 'Send') filled.clear();
    else note(pressed.textContent);
  }, true);
  addEventListener('input', ({ target }) => { if (!filled.has(target)) { filled.add(target); note('paste'); } }, true);
})()`;

export const actsOn = (page: Page): Promise<string[]> => page.evaluate<string[]>('globalThis.nt2Acts');

/** All that is done in a profile from now on, in order, also on pages that were left for another. Begins before its first page. */
export async function countActs(profile: BrowserContext): Promise<string[]> {
  const acts: string[] = [];
  await profile.exposeFunction('nt2Act', (act: string) => void acts.push(act));
  await profile.addInitScript(COUNTED);
  return acts;
}

/** In the toy chat from now on. */
export async function countInChat(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(COUNTED);
  const before = (await actsOn(page)).length;
  return async () => (await actsOn(page)).slice(before).length;
}

/** One way through nt2, and the most that a person may have to do on it: presses, pastes and commands, and visits. */
export interface CountedPath {
  readonly path: string;
  readonly most: number;
  readonly sittings: number;
}

/** What walks hold. */
export const PATHS = {
  senderFirst: { path: 'sender, first time, who compares the words', most: 5, sittings: 1 },
  senderUncompared: { path: 'sender, first time, who chooses to send when it is accepted', most: 5, sittings: 1 },
  recipientFirst: { path: 'recipient, first time', most: 4, sittings: 2 },
  outsider: { path: 'person outside chat, by link', most: 2, sittings: 1 },
  senderWithPrekey: { path: 'sender, to a person who has accepted before', most: 4, sittings: 1 },
  askerFirst: { path: 'asker, first time, who keeps the page open', most: 4, sittings: 1 },
  askerWithPrekey: { path: 'asker, who has accepted before', most: 3, sittings: 1 },
  giverWithPrekey: { path: 'giver, who has compared the asker’s browser before', most: 4, sittings: 1 },
  giverFirst: { path: 'giver, first time, who compares the words', most: 5, sittings: 1 },
  recipientWithPrekey: { path: 'recipient, who has accepted before', most: 3, sittings: 1 },
} as const satisfies Record<string, CountedPath>;
