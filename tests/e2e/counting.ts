// Counts what a person does, on pages and in chat: presses, fields that they fill, commands that they type. Nothing of vitest is in here,
// so that the bench can walk and count the same.

import type { Page } from 'playwright-core';

/** Runs in a page. Nothing that a script does is counted: its events are not trusted. */
export const COUNTED = `(() => {
  if (globalThis.nt2Acts) return;
  const filled = new Set();
  globalThis.nt2Acts = [];
  addEventListener('click', (event) => event.isTrusted && event.target.closest('button, a') && nt2Acts.push(event.target.textContent), true);
  addEventListener('input', ({ target }) => { if (!filled.has(target)) { filled.add(target); nt2Acts.push('paste'); } }, true);
})()`;

export const actsOn = (page: Page): Promise<string[]> => page.evaluate<string[]>('globalThis.nt2Acts');

/** In the toy chat from now on: a typed line and its *Send* are one command. */
export async function countInChat(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(COUNTED);
  const before = (await actsOn(page)).length;
  return async () => (await actsOn(page)).slice(before).filter((act) => act !== 'Send').length;
}

/** One way through nt2, and the most that a person may have to do on it: presses, pastes and commands, and visits. */
interface CountedPath {
  readonly path: string;
  readonly most: number;
  readonly sittings: number;
}

/** What walks hold. */
export const PATHS = {
  senderWithPrekey: { path: 'sender, to a person who has accepted before', most: 4, sittings: 1 },
  recipientWithPrekey: { path: 'recipient, who has accepted before', most: 3, sittings: 1 },
} as const satisfies Record<string, CountedPath>;
