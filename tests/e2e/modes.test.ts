// Each way in which a secret can travel, by two people in two browsers; what a store has a part in, on both stores.

import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import type { Chat } from './chat.ts';
import {
  accept,
  acceptInChat,
  begin,
  enter,
  FOR_CONTRACTOR,
  heading,
  idOf,
  LABEL,
  openBoth,
  readyLink,
  readySealed,
  reveal,
  seal,
  show,
  takeLink,
} from './people.ts';
import { scenes } from './scenes.ts';
import { ANY_STORE, once, openStage, rarely, type Stage } from './stage.ts';

describe.each(scenes(ANY_STORE))('modes on $on', ({ kind, cast }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind, cast);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  /** From the direct message to the page on which it opens. */
  const openFromChat = async (contractor: Chat) => {
    await contractor.message(FOR_CONTRACTOR).filter({ hasText: en.states.ready }).waitFor();
    return contractor.open(FOR_CONTRACTOR, en.buttons.open);
  };

  /** A form of chat is where the secret passes on purpose; everywhere else it is looked for. */
  const passesTheForm = (): void => stage.traffic.overlook((line) => line.startsWith('POST /playground/form'));

  rarely('sealed: opens in the browser that accepted', async () => {
    const { theirs, secret, id } = await readySealed(stage);
    expect((await stage.share(id)).mode).toBe('sealed');
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await stage.until(id, 'ended');
  });

  once(kind, 'sealed+words: opens in the browser that accepted, with the words', async () => {
    const { mine, theirs, secret, words, id } = await readySealed(stage, { opens: 'both' });
    expect((await stage.share(id)).mode).toBe('sealed+words');
    stage.hide(words ?? '');
    await heading(mine, senderSays.handover.titleWords('Contractor')).waitFor();
    expect(await mine.getByLabel(senderSays.handover.wordsOnly, { exact: true }).inputValue()).toBe(words);
    await show(theirs, words);
    expect(await reveal(theirs)).toBe(secret);
  });

  once(kind, 'words: sealed at once, accepted in chat, opened with the words in any browser of that person', async () => {
    const { alex, contractor } = await openBoth(stage);
    const secret = stage.secret();
    const mine = await begin(alex, { opens: 'words' });
    const words = await enter(mine, secret);
    stage.hide(words ?? '');
    await heading(mine, senderSays.handover.titleWords('Contractor')).waitFor();
    expect((await stage.share(idOf(mine))).state.status).toBe('sealed');
    await acceptInChat(contractor);
    const page = await openFromChat(contractor);
    // Told by voice: more spaces than there were, and nobody minds.
    await show(page, ` ${words?.replaceAll(' ', '  ')} `);
    expect(await reveal(page)).toBe(secret);
  });

  once(kind, 'link: opens once for whoever has the link, without a session', async () => {
    const { mine, link, secret, id } = await readyLink(stage);
    await takeLink(mine);
    await heading(mine, /^Sent\. Waiting for anyone with the link/).waitFor();
    const page = await (await stage.profile()).newPage();
    await page.goto(link);
    // The key leaves the address bar before anything else happens.
    await page.waitForURL(`${stage.url}/s/${id}`);
    await show(page);
    expect(await reveal(page)).toBe(secret);
    await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
  });

  once(kind, 'link+words: opens for whoever has both, also by a passphrase that they know already and anyone could guess', async () => {
    const { mine, link, secret, words, id } = await readyLink(stage, { words: true, known: 'Acme 7' });
    await takeLink(mine);
    const page = await (await stage.profile()).newPage();
    await page.goto(link);
    await page.getByText(messages.words.helpSecond).waitFor();
    await show(page, words);
    expect(await reveal(page)).toBe(secret);
    await stage.until(id, 'ended');
  });

  once(kind, 'modal entry, words: typed in chat and told so on every card, then opened like any other', async () => {
    passesTheForm();
    const { alex, contractor } = await openBoth(stage);
    const secret = stage.secret();
    await alex.ask({ opens: 'words', entry: 'modal' });
    await alex.press(alex.answer('Shared with Contractor'), en.buttons.enterHere);
    const form = alex.form(en.secretForm.title);
    await form.getByText(/seen by .* and this server/).waitFor();
    const words = await form.getByLabel(en.secretForm.words.label).inputValue();
    stage.hide(words);
    await form.getByLabel(en.secretForm.secret.label, { exact: true }).fill(secret);
    await form.getByRole('button', { name: en.secretForm.submit }).click();
    await alex.answer('This server keeps nothing of what you typed.').waitFor();
    await contractor.message(FOR_CONTRACTOR).filter({ hasText: 'this server see it on its way' }).waitFor();
    await alex.message('A credential for Contractor').filter({ hasText: 'this server see it on its way' }).waitFor();
    await acceptInChat(contractor);
    const page = await openFromChat(contractor);
    await show(page, words);
    expect(await reveal(page, LABEL)).toBe(secret);
  });

  rarely('modal entry, sealed: the recipient accepts in a browser first, then the sender types in chat', async () => {
    passesTheForm();
    const { alex, contractor } = await openBoth(stage);
    const secret = stage.secret();
    await alex.ask({ entry: 'modal' });
    await alex.answer(en.answers.createdModal).waitFor();
    const theirs = await accept(contractor);
    await alex.go('nt2');
    await alex.press('Contractor accepted', en.buttons.enterHere);
    const form = alex.form(en.secretForm.title);
    await form.getByLabel(en.secretForm.secret.label, { exact: true }).fill(secret);
    await form.getByRole('button', { name: en.secretForm.submit }).click();
    await show(theirs);
    expect(await reveal(theirs, LABEL)).toBe(secret);
    await alex.message(en.states.delivered).waitFor();
  });

  rarely('a pasted .env becomes rows, and each value arrives as it was', async () => {
    const { alex, contractor } = await openBoth(stage);
    const [first, second] = [stage.secret(), stage.secret()];
    const mine = await begin(alex);
    await mine.getByLabel(senderSays.enter.value, { exact: true }).focus();
    await mine.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'STRIPE_KEY=${first}\\nexport STRIPE_HOOK="${second} with spaces"\\n');
      // Firefox leaves the data of a ClipboardEvent out that a script has made.
      document.activeElement.dispatchEvent(Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData: data }));
    })()`);
    await mine.getByText(senderSays.paste.rows(2)).waitFor();
    await mine.getByRole('button', { name: senderSays.enter.seal, exact: true }).click();
    const theirs = await accept(contractor);
    await seal(mine);
    await show(theirs);
    await theirs.getByRole('button', { name: `${messages.opened.reveal} STRIPE_KEY` }).click();
    await theirs.getByRole('button', { name: `${messages.opened.reveal} STRIPE_HOOK` }).click();
    expect(await theirs.locator('.value pre').allTextContents()).toEqual([first, `${second} with spaces`]);
    await theirs.getByText(messages.opened.delivered).waitFor();
  });
});
