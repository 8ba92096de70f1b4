// What stands between a page and the server: an answer that is changed, or lost.

import type { Page, Route } from 'playwright-core';

/**
 * Answers what the page asks at `address` until the returned function is called. Playwright's route stays where it is: taking it away
 * while a request is held would hand that request on, and the answer that is still under way for it would throw.
 */
export async function intercept(page: Page, address: string | RegExp, answer: (route: Route) => Promise<void>): Promise<() => void> {
  let on = true;
  await page.route(address, (route) => (on ? answer(route) : route.fallback()));
  return () => {
    on = false;
  };
}
