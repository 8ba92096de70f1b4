// The step between a press in chat and the page, as each test takes it: the one place that knows what stands there.

import type { Page } from 'playwright-core';
import { go } from '../../src/web/messages/go.ts';
import { messages } from '../support/page-messages.ts';
import { until } from '../support/engines/until.ts';
import { press } from './press.ts';

/** How long the page may take, in ms. The bench comes along here too, so nothing of vitest does. */
const GO_MS = 40_000;
const ARRIVED = /\/(?:s\/[a-z2-7]{32}(?:\/receipt)?|devices|mine)$/;
const STEPS = [go.steps, go.askedSteps.person, go.askedSteps.link];
const FIRST = new RegExp(`^(?:${STEPS.flatMap(({ accept, enter, continue: on }) => [accept, enter, on]).join('|')})$`);

/** Through /go, by its one button where this browser is not known yet. Answers whether there was one. */
export async function passGo(page: Page): Promise<boolean> {
  const button = page.getByRole('button', { name: FIRST });
  // A look at the button is also a look at the address, and a page that is about to change has neither.
  const isAsked = async (): Promise<boolean> => await button.isVisible().catch(() => false);
  await until('the button or the page', GO_MS, async () => (await isAsked()) || ARRIVED.test(page.url()) || undefined);
  const first = await isAsked();
  if (first) await press(page, FIRST);
  await page.waitForURL(ARRIVED);
  return first;
}

/** Accepts on the page, unless the press at /go has done that. */
export async function acceptHere(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: messages.accept.button, exact: true });
  const waiting = page.getByRole('heading', { level: 1, name: messages.waiting.title('Alex') });
  await button
    .or(waiting)
    .or(page.getByRole('heading', { level: 1, name: messages.ready.title }))
    .first()
    .waitFor();
  if (await button.isVisible()) await press(page, messages.accept.button);
}

/** Signs this tab in by the token behind a button, without the page that asks, and goes where it leads. */
export async function signInQuietly(page: Page, address: string): Promise<void> {
  const { origin, hash } = new URL(address);
  const [token = '', to] = hash.slice(1).split('/');
  await page.goto(`${origin}/robots.txt`);
  const share = await page.evaluate<string>(`(async () => {
    const asked = await fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json', 'x-nt2': '1' }, body: JSON.stringify({ token: '${token}' }) });
    const { person, share } = await asked.json();
    sessionStorage.setItem('nt2.as', person.ref);
    return share;
  })()`);
  await page.goto(`${origin}/s/${share}${to === undefined ? '' : `/${to}`}`);
}
