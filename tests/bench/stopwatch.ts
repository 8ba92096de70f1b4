// A stopwatch inside the page: it sees the button and the rows as they are painted, from the start of the navigation.
// A driver that polls cannot: Playwright looks after 0, 20, 70, 170, 270, 770 and 1,270 ms, so its times jump by half a second.

import type { Page } from 'playwright-core';
import { painted } from '../support/painted.ts';

/** Milliseconds from the start of the navigation. */
export interface PageTimes {
  /** The button stood there and did what it says. */
  readonly readyMs: number;
  /** The rows stood there; the button was pressed as soon as it could be. */
  readonly shownMs: number;
}

/** The button of that name, once it does what it says. */
const findButton = (name: string): string => `() => [...document.querySelectorAll('button')].find(
  ({ textContent, disabled, ariaDisabled }) => textContent.trim() === ${JSON.stringify(name)} && !disabled && ariaDisabled !== 'true')`;

/** Before the page is opened: how long until this button is there. */
export async function startReadyWatch(page: Page, button: string): Promise<void> {
  await page.addInitScript(`globalThis.nt2Ready = (${painted})(${findButton(button)}).then(() => performance.now())`);
}

/** After it was opened. */
export function readReadyMs(page: Page): Promise<number> {
  return page.evaluate('globalThis.nt2Ready');
}

/** Before the page is opened: how long until this button is there, and until the rows are that it leads to. */
export async function startStopwatch(page: Page, button: string): Promise<void> {
  await page.addInitScript(`globalThis.nt2Timed = (async () => {
    const painted = ${painted};
    const pressed = await painted(${findButton(button)});
    const readyMs = performance.now();
    pressed.click();
    await painted(() => document.querySelector('.rows'));
    return { readyMs, shownMs: performance.now() };
  })()`);
}

/** After it was opened: waits until the rows stand there. */
export function readStopwatch(page: Page): Promise<PageTimes> {
  return page.evaluate('globalThis.nt2Timed');
}

/** Of any answer, from the start of the navigation to its last byte. */
export function readAnswerMs(page: Page): Promise<number> {
  return page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd");
}
