// Nine pages that wait in one browser over HTTP/1.1, which gives it six connections to a server: all of them hear, and a press in any is
// answered as if it were alone.

import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keyOf, TENANT } from '../../src/adapters/playground/config.ts';
import { limits } from '../../src/core/limits.ts';
import type { Person, Share } from '../../src/core/share.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { openChat } from './chat.ts';
import { signInQuietly } from './go.ts';
import { heading } from './people.ts';
import { press } from './press.ts';
import { openStage, PATIENCE_MS, rarely, type Stage } from './stage.ts';
import { waitingSealed } from './waiting.ts';

const TABS = 9;
/** What the other tabs may add to a press. */
const MORE_MS = 1_000;

const alex: Person = { key: keyOf('alex'), name: 'Alex' };
const contractor: Person = { key: keyOf('contractor'), name: 'Contractor' };

describe('many tabs of one browser', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('sqlite');
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  async function begun(): Promise<Share> {
    const common = { kind: 'credential', label: 'Key', note: '', entry: 'page', via: 'chat', place: null, mode: 'sealed' } as const;
    const expiresInMs = limits.expiry.initial;
    const made = await stage.app.shares.create({ ...common, sender: alex, recipient: contractor, tenant: TENANT, expiresInMs });
    if (!made.ok) throw new Error(made.code);
    return made.value;
  }

  /** The page of one more share, as this person, at its first screen. */
  async function another(profile: BrowserContext, who: Person): Promise<{ page: Page; share: Share }> {
    const share = await begun();
    const page = await profile.newPage();
    await signInQuietly(page, await stage.button(who, share.id));
    await page.getByRole('button', { name: who === alex ? senderSays.enter.seal : messages.accept.button, exact: true }).waitFor();
    return { page, share };
  }

  /** From a press until the page says so, in ms. */
  async function timed(page: Page, name: string, said: string): Promise<number> {
    const from = performance.now();
    await press(page, name);
    await page.getByText(said).first().waitFor();
    return performance.now() - from;
  }

  it('R2: nine pages of a recipient and two of the chat load and hear; accepting and showing take no longer than alone', async () => {
    const { theirs: ready } = await waitingSealed(stage);
    const profile = ready.context();
    const alone = await another(profile, contractor);
    const one = await timed(alone.page, messages.accept.button, messages.waiting.codeTitle);
    await openChat(profile, stage.url, 'Contractor');
    await openChat(profile, stage.url, 'Contractor');
    const others: { page: Page; share: Share }[] = [];
    while (others.length < TABS) others.push(await another(profile, contractor));

    const last = others.at(-1)!;
    expect(await timed(last.page, messages.accept.button, messages.waiting.codeTitle), 'accepting').toBeLessThan(one + MORE_MS);
    // A claim that found no connection would hang inside its lease.
    expect(await timed(ready, messages.ready.button, messages.opened.delivered), 'showing').toBeLessThan(one + 2 * MORE_MS);
    for (const { share } of others) expect(await stage.app.shares.revoke(share.id, alex.key)).toMatchObject({ ok: true });
    for (const { page } of others) await heading(page, messages.ended.revoked[0]).waitFor({ timeout: PATIENCE_MS });
  });

  rarely(
    'R2: nine pages of a sender: the one that is pressed seals within a second, and a tab that comes into sight has its turn',
    async () => {
      const profile = await stage.profile();
      const pages: { page: Page; share: Share }[] = [];
      while (pages.length < TABS) pages.push(await another(profile, alex));
      const { page } = pages[TABS - 1]!;
      await page.getByLabel(senderSays.enter.value, { exact: true }).fill(stage.secret());
      expect(await timed(page, senderSays.enter.seal, senderSays.wait.status('Contractor')), 'sealing').toBeLessThan(2 * MORE_MS);

      // Of nine that are all in sight three have a stream. The rest are hidden now, so a tab that is seen gets one at once.
      const seen = pages[TABS - 2]!;
      const set = (state: string): string =>
        `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`;
      for (const other of pages) if (other !== seen) await other.page.evaluate(set('hidden'));
      const turn = seen.page.waitForRequest((request) => request.url().endsWith('/events'), { timeout: 5_000 });
      await seen.page.evaluate(set('visible'));
      await turn;
      await seen.page.waitForTimeout(300);
      const from = performance.now();
      expect(await stage.app.shares.revoke(seen.share.id, alex.key)).toMatchObject({ ok: true });
      await heading(seen.page, senderSays.status.ended.revoked[0]).waitFor();
      expect(performance.now() - from, 'hearing').toBeLessThan(MORE_MS);
    },
  );
});
