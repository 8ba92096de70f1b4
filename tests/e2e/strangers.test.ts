// People and programs that are not meant: what they see, what they can press, and that it changes nothing.
// What a store has a part in is walked on both.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserContext, Page } from 'playwright-core';
import { en } from '../../src/bot/messages/messages.ts';
import { mineMessages } from '../../src/web/messages/mine.ts';
import { messages } from '../support/page-messages.ts';
import { openChat } from './chat.ts';
import { begin, enter, heading, readySealed, reveal, show } from './people.ts';
import { openStage, ANY_STORE, type Stage } from './stage.ts';
import { waitingLink, waitingSealed } from './waiting.ts';

describe.each(ANY_STORE)('strangers on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  /** A colleague who is signed in for a share of their own. */
  async function signedIn(profile: BrowserContext): Promise<Page> {
    const sam = await openChat(profile, stage.url, 'Sam');
    return begin(sam);
  }

  /** Sends what a page could send; the answer is the code of the refusal, or the status. */
  const post = (page: Page, id: string, action: string, body: object = {}): Promise<string> =>
    page.evaluate<string>(`fetch('/api/shares/${id}/${action}', {
      method: 'POST', headers: { 'x-nt2': '1', 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(body))},
    }).then(async (response) => (response.ok ? String(response.status) : (await response.json()).code))`);

  it('T11: a colleague who knows the address sees nothing of it, and can neither decline, revoke nor use it up', async () => {
    const { theirs, secret, id } = await waitingSealed(stage, { note: 'For the Friday deploy' });
    const page = await signedIn(await stage.profile());
    await stage.quiet();
    const { version } = await stage.share(id);
    await page.goto(`${stage.url}/s/${id}`);
    await page.getByRole('button', { name: messages.ready.button }).waitFor();
    expect(await page.locator('body').textContent()).not.toMatch(/Stripe|Friday|Alex|Contractor/);
    for (const action of ['decline', 'revoke']) expect(await post(page, id, action), action).toMatch(/^share\.(?:gone|not_)/);
    expect((await stage.share(id)).version).toBe(version);

    await show(page);
    await heading(page, new RegExp(`${messages.over.title}|${messages.errors.notRecipient[0]}`)).waitFor();
    expect((await stage.share(id)).state).toMatchObject({ status: 'ready', failures: 0 });
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
  });

  it('T11: neither side can do what is the other one’s: the recipient cannot revoke, the sender cannot accept, decline or claim', async () => {
    const { mine, theirs, id } = await readySealed(stage);
    expect(await post(theirs, id, 'revoke')).toBe('share.not_sender');
    expect(await post(mine, id, 'decline')).toBe('share.not_recipient');
    expect(await post(mine, id, 'claim', { note: 'x', device: 'x', openers: [] })).not.toMatch(/^2/);
    expect(await post(mine, id, 'accept', { note: 'x', device: 'x', key: 'x' })).not.toMatch(/^2/);
    expect((await stage.share(id)).state).toMatchObject({ status: 'ready', failures: 0 });
  });

  it('T5: a claim without a proof is a failed one, in whatever way it is left out', async () => {
    const { link, id } = await waitingLink(stage);
    const page = await (await stage.profile()).newPage();
    await page.goto(link);
    await page.getByRole('button', { name: messages.ready.button }).waitFor();
    const claims: string[] = [];
    // What the page sends, without its proofs.
    await page.route('**/claim', async (route) => {
      const body = route.request().postDataJSON() as Record<string, unknown>;
      for (const openers of [undefined, null, [], '', [null], {}]) {
        const answer = await route.fetch({ postData: JSON.stringify({ ...body, openers }) });
        claims.push(`${answer.status()}`);
      }
      await route.abort();
    });
    stage.traffic.expect(/ERR_FAILED/);
    await show(page);
    await heading(page, messages.errors.network[0]).waitFor();
    expect(claims.length).toBeGreaterThanOrEqual(6);
    expect(claims.filter((status) => !status.startsWith('4'))).toEqual([]);
    expect((await stage.share(id)).state.status).toBe('ready');
  });

  it('T8: someone who has the id alone cannot lock the recipient out, however often they try', async () => {
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    const contractor = await openChat(await stage.profile(), stage.url, 'Contractor');
    const secret = stage.secret();
    const mine = await begin(alex, { opens: 'words' });
    const words = await enter(mine, secret);
    stage.hide(words ?? '');
    await contractor.go('nt2');
    await contractor.press('Alex has a credential for you', en.buttons.accept);
    const theirs = await contractor.open('Alex has a credential for you', en.buttons.open);
    const id = /[a-z2-7]{32}/.exec(theirs.url())?.[0] ?? '';
    const page = await signedIn(await stage.profile());
    await page.goto(`${stage.url}/s/${id}`);
    // They press once; ten times more their browser sends what it sent then.
    const refused: number[] = [];
    await page.route('**/claim', async (route) => {
      for (let n = 0; n < 10; n += 1) refused.push((await route.fetch()).status());
      await route.continue();
    });
    await show(page);
    await heading(page, new RegExp(`${messages.over.title}|${messages.errors.notRecipient[0]}`)).waitFor();
    expect(refused).toHaveLength(10);
    expect(refused.filter((status) => status < 400 || status >= 500)).toEqual([]);
    expect((await stage.share(id)).state).toMatchObject({ status: 'ready', failures: 0 });
    await show(theirs, words);
    expect(await reveal(theirs)).toBe(secret);
  });

  it('a button from chat works once: a person who finds the address later is told so, and is nobody', async () => {
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    await alex.ask();
    const address = await alex.address('Shared with Contractor', en.buttons.enter);
    await alex.follow('Shared with Contractor', en.buttons.enter);
    const thief = await stage.profile();
    const page = await thief.newPage();
    await page.goto(address);
    await heading(page, 'This button has been used').waitFor();
    expect(await thief.cookies()).toEqual([]);
  });

  it('T12: a list shows what waits, and nothing in it opens anything by itself', async () => {
    const { alex, contractor, id } = await readySealed(stage);
    await contractor.type('/nt2 list');
    const list = contractor.answer(en.answers.lists.mine.title);
    await list.getByText('Stripe webhook key', { exact: false }).first().waitFor();
    // To all of it on a page, where their own browser signs in by its key.
    expect(await list.getByRole('link').count()).toBe(1);
    const own = `${stage.url}/mine?by=${id}&as=recipient`;
    expect(await list.getByRole('link').getAttribute('href')).toBe(own);
    await alex.go('engineering');
    const links = alex.message('A credential for Contractor').getByRole('link');
    expect(await links.count()).toBe(1);
    expect(await links.getAttribute('href')).toBe(`${stage.url}/s/${id}`);
    const page = await (await stage.profile()).newPage();
    await page.goto(`${stage.url}/s/${id}`);
    await heading(page, messages.errors.session[0]).waitFor();
    await page.goto(own);
    await heading(page, mineMessages.nobody[0]).waitFor();
  });
});
