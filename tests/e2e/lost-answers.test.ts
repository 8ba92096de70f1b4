// The one release, when the network, a reload or a second reader gets in between.
// What a store has a part in is walked on both.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { openChat } from './chat.ts';
import { intercept } from './intercept.ts';
import { beginQuietly } from './quietly.ts';
import { accept, begin, enter, heading, hideKey, idOf, openBoth, reveal, seal, show } from './people.ts';
import { openStage, ANY_STORE, type Stage } from './stage.ts';
import { waitingLink, waitingSealed } from './waiting.ts';

const OPENED_HERE = /^You opened this here \S/;

describe.each(ANY_STORE)('lost answers on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  /** The server does what it is asked; its answer never arrives. Returns a function that mends the line. */
  async function cutAnswers(page: Page, path: string): Promise<() => void> {
    stage.traffic.expect(/ERR_CONNECTION_RESET/);
    return intercept(page, `**/api/shares/*/${path}`, async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
  }
  const again = (page: Page) => page.getByRole('button', { name: messages.tryAgain, exact: true }).click();

  it('T7: the answer of the one release is lost: the same device presses again and has it, another one gets nothing and rings', async () => {
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    const { link, secret, id } = await waitingLink(stage);
    const page = await (await stage.profile()).newPage();
    await page.goto(link);
    const mend = await cutAnswers(page, 'claim');
    await show(page);
    await heading(page, messages.errors.network[0]).waitFor();
    await stage.until(id, 'claimed');

    const other = await (await stage.profile()).newPage();
    await other.goto(link);
    await show(other);
    await heading(other, messages.errors.taken[0]).waitFor();
    await alex.go('nt2');
    await alex.message('Someone else tried to open it').waitFor();

    mend();
    await again(page);
    await show(page);
    expect(await reveal(page)).toBe(secret);
    await stage.until(id, 'ended');
  });

  it('T7: also for a named person: his own second browser gets nothing while the first is owed an answer', async () => {
    const { alex, contractor } = await openBoth(stage);
    const secret = stage.secret();
    const mine = await begin(alex, { opens: 'words' });
    const words = await enter(mine, secret);
    await contractor.press('Alex has a credential for you', en.buttons.accept);
    const pageOf = async (chat: typeof contractor) => {
      return chat.open('Alex has a credential for you', en.buttons.open);
    };
    const first = await pageOf(contractor);
    const elsewhere = await openChat(await stage.profile(), stage.url, 'Contractor');
    await elsewhere.go('nt2');
    const second = await pageOf(elsewhere);
    const mend = await cutAnswers(first, 'claim');
    await show(first, words);
    await heading(first, messages.errors.network[0]).waitFor();
    await show(second, words);
    await heading(second, messages.errors.taken[0]).waitFor();
    mend();
    await again(first);
    await show(first, words);
    expect(await reveal(first)).toBe(secret);
  });

  it('the confirmation is lost: the secret stays on the screen, and the page confirms again when asked', async () => {
    const { theirs, secret, id } = await waitingSealed(stage);
    stage.traffic.expect(/ERR_INTERNET_DISCONNECTED/);
    const mend = await intercept(theirs, '**/deliver', (route) => route.abort('internetdisconnected'));
    await show(theirs);
    await theirs.getByText(messages.opened.notConfirmed).waitFor();
    expect((await stage.share(id)).state.status).toBe('claimed');
    mend();
    await theirs.getByRole('button', { name: messages.opened.confirmAgain }).click();
    expect(await reveal(theirs)).toBe(secret);
    await stage.until(id, 'ended');
  });

  it('the answer to sealing is lost: the sender gets the link all the same, and it opens', async () => {
    const secret = stage.secret();
    const mine = await beginQuietly(stage, { mode: 'link' });
    await cutAnswers(mine, 'seal');
    await enter(mine, secret);
    // The share itself tells that it arrived, and the page still has the key.
    const link = await mine.getByLabel(senderSays.handover.link).inputValue();
    hideKey(stage, link);
    const page = await (await stage.profile()).newPage();
    await page.goto(link);
    await show(page);
    expect(await reveal(page)).toBe(secret);
  });

  it('a reload before the delivery was confirmed gives the same secret to the same device; after it, nothing', async () => {
    const { theirs, secret, id } = await waitingSealed(stage);
    stage.traffic.expect(/ERR_/);
    const mend = await intercept(theirs, '**/deliver', (route) => route.abort());
    await show(theirs);
    await theirs.getByText(messages.opened.notConfirmed).waitFor();
    theirs.on('dialog', (dialog) => void dialog.accept());
    mend();
    await theirs.reload();
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await stage.until(id, 'ended');
    await theirs.reload();
    await heading(theirs, OPENED_HERE).waitFor();
    expect(await theirs.content()).not.toContain(secret);
  });

  it('a second reader of the same link finds that it opens nothing, and the sender’s direct message rings', async () => {
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    const { link, secret } = await waitingLink(stage);
    const first = await (await stage.profile()).newPage();
    await first.goto(link);
    await show(first);
    expect(await reveal(first)).toBe(secret);
    const second = await (await stage.profile()).newPage();
    await second.goto(link);
    // Until someone presses, a link that is over looks like one that is not.
    await show(second);
    await heading(second, 'This link no longer works').waitFor();
    await second.getByText(messages.over.holder).waitFor();
    await alex.go('nt2');
    await alex.message('Someone else tried to open it').waitFor();
  });

  it('U1: a link that was opened here says so, to whoever has no account too; pressed as not theirs, it rings', async () => {
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    const { link, secret, id } = await waitingLink(stage);
    const page = await (await stage.profile()).newPage();
    await page.goto(link);
    await show(page);
    expect(await reveal(page)).toBe(secret);
    await stage.until(id, 'ended');
    await page.goto('about:blank');
    await page.goto(link);
    await heading(page, OPENED_HERE).waitFor();
    await alex.go('nt2');
    const rung = alex.message('Someone else tried to open it');
    expect(await rung.count()).toBe(0);
    await page.getByRole('button', { name: messages.notMe.button }).click();
    await heading(page, messages.notMe.told[0]).waitFor();
    await rung.waitFor();
  });

  it('T6: two readers press at the same moment: exactly one has it', async () => {
    const { link, secret, id } = await waitingLink(stage);
    const pages = await Promise.all([stage.profile(), stage.profile(), stage.profile()].map(async (profile) => (await profile).newPage()));
    await Promise.all(pages.map((page) => page.goto(link)));
    await Promise.all(pages.map((page) => heading(page, messages.ready.title).waitFor()));
    await Promise.all(pages.map((page) => show(page)));
    const no = new RegExp(`${messages.errors.taken[0]}|${messages.over.title}`);
    const got = await Promise.all(
      pages.map(async (page) => {
        const reveals = page.getByRole('button', { name: /^Reveal/ });
        await reveals.or(heading(page, no)).first().waitFor();
        return (await reveals.count()) === 1 ? reveal(page) : null;
      }),
    );
    expect(got.filter((value) => value !== null)).toEqual([secret]);
    await stage.until(id, 'ended');
  });

  it('the lease runs out without a confirmation: it ends as released, not confirmed, and the sender is told to change it', async () => {
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    const { theirs, id } = await waitingSealed(stage);
    stage.traffic.expect(/ERR_/);
    await theirs.route('**/deliver', (route) => route.abort());
    await show(theirs);
    await stage.until(id, 'claimed');
    stage.turn(5 * 60_000);
    expect((await stage.until(id, 'ended')).state).toMatchObject({ cause: 'unconfirmed' });
    await alex.go('nt2');
    await alex.message(/Sent, not confirmed.*for @contractor/).waitFor();
  });

  it('U1: whoever comes back to what they opened here is told so and rings nobody; pressed as not theirs, it rings', async () => {
    const { alex, contractor } = await openBoth(stage);
    const mine = await begin(alex);
    const secret = stage.secret();
    await enter(mine, secret);
    const theirs = await accept(contractor);
    await seal(mine);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await stage.until(idOf(theirs), 'ended');
    await theirs.reload();
    await heading(theirs, OPENED_HERE).waitFor();
    expect(await theirs.getByRole('button', { name: messages.ready.button }).count()).toBe(0);
    const receipt = theirs.getByRole('link', { name: messages.receipt });
    await receipt.waitFor();
    await alex.go('nt2');
    await alex.message(en.states.delivered).first().waitFor();
    const rung = alex.message('Someone else tried to open it');
    expect(await rung.count()).toBe(0);
    // No refusal in the log either: each one notes when.
    expect(await stage.share(idOf(theirs))).toMatchObject({ bellAt: 0, knockAt: 0 });
    await theirs.getByRole('button', { name: messages.notMe.button }).click();
    await heading(theirs, messages.notMe.told[0]).waitFor();
    await rung.filter({ hasText: 'It had already been opened' }).waitFor();
  });
});
