// What goes wrong in ordinary days, and how it goes on: nothing is retyped, nothing is lost, and everybody is told.
// What a store has a part in is walked on both.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { acceptHere } from './go.ts';
import { openChat } from './chat.ts';
import {
  accept,
  acceptInChat,
  begin,
  codeOf,
  enter,
  FOR_CONTRACTOR,
  heading,
  idOf,
  OF_ALEX,
  openBoth,
  readySealed,
  reveal,
  seal,
  show,
} from './people.ts';
import { press } from './press.ts';
import { scenes } from './scenes.ts';
import { openStage, ANY_STORE, type Stage } from './stage.ts';
import { waitingLink } from './waiting.ts';

const IN_PLACE = 'A credential for Contractor';

describe.each(scenes(ANY_STORE))('wrong turns on $on', ({ kind, cast }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind, cast);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  it('the sender closes the tab while waiting, and comes back from the direct message: nothing is retyped', async () => {
    const { alex, contractor } = await openBoth(stage);
    const secret = stage.secret();
    const mine = await begin(alex);
    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    await mine.close();

    const theirs = await accept(contractor);
    await alex.go('nt2');
    const again = await alex.open('Contractor accepted', en.buttons.seal);
    await heading(again, senderSays.compare.title).waitFor();
    expect(await again.getByLabel(senderSays.enter.value, { exact: true }).count()).toBe(0);
    await seal(again);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
  });

  it('the recipient accepts again in another browser: it opens there, and no longer in the first', async () => {
    const { alex, contractor } = await openBoth(stage);
    const secret = stage.secret();
    const mine = await begin(alex);
    await enter(mine, secret);
    const first = await accept(contractor);
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine), { timeout: 10_000 }).toHaveLength(6);
    const before = await codeOf(mine);

    const other = await openChat(await stage.profile(), stage.url, 'Contractor');
    await other.go('nt2');
    const second = await other.open(FOR_CONTRACTOR, en.buttons.newBrowser);
    await heading(second, messages.again.title).waitFor();
    await press(second, messages.again.button);
    await heading(second, messages.waiting.title('Alex')).waitFor();
    await expect.poll(() => codeOf(second), { timeout: 10_000 }).toHaveLength(6);
    // The sender's page takes the old words away, and compares with the browser that counts now when it is told to.
    await press(mine, senderSays.compare.anewButton);
    await expect.poll(() => codeOf(mine), { timeout: 10_000 }).toEqual(await codeOf(second));
    expect(await codeOf(mine)).not.toEqual(before);
    await heading(first, messages.again.title).waitFor();

    await seal(mine);
    await heading(first, messages.elsewhere.title).waitFor();
    await show(second);
    expect(await reveal(second)).toBe(secret);
  });

  it('T4: wrong words cost a try and nothing else; the right ones open it afterwards', async () => {
    const { link, words, secret, id } = await waitingLink(stage, { words: true });
    const page = await (await stage.profile()).newPage();
    await page.goto(link);
    await show(page, 'not those words at all');
    await page.getByText(messages.words.wrong(9)).waitFor();
    expect((await stage.share(id)).state).toMatchObject({ status: 'ready', failures: 1 });
    await show(page, words);
    expect(await reveal(page)).toBe(secret);
  });

  it('the recipient declines: nothing is handed over, and the sender hears of it', async () => {
    const { alex, contractor } = await openBoth(stage);
    const mine = await begin(alex);
    await enter(mine, stage.secret());
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    await contractor.press(FOR_CONTRACTOR, en.buttons.decline);
    await contractor.answer(en.answers.declined.title).waitFor();
    await heading(mine, senderSays.status.ended.declined[0]).waitFor();
    await alex.message(IN_PLACE).filter({ hasText: en.states.declined }).waitFor();
    await alex.go('nt2');
    await alex.message(OF_ALEX).filter({ hasText: en.states.declined }).waitFor();
    expect((await stage.share(idOf(mine))).state).toMatchObject({ status: 'ended', cause: 'declined' });
  });

  it('the sender takes it back, asked twice: the recipient’s open page says so, and so does the card', async () => {
    const { mine, theirs, contractor, alex, id } = await readySealed(stage);
    await press(mine, senderSays.revoke.button);
    await press(mine, senderSays.revoke.no);
    expect((await stage.share(id)).state.status).toBe('ready');
    await press(mine, senderSays.revoke.button);
    await press(mine, senderSays.revoke.yes);
    await heading(mine, senderSays.status.ended.revoked[0]).waitFor();
    await contractor.message(FOR_CONTRACTOR).filter({ hasText: en.states.revoked }).waitFor();
    await alex.message(IN_PLACE).filter({ hasText: en.states.revoked }).waitFor();
    await show(theirs);
    await heading(theirs, messages.over.title).waitFor();
    await theirs.reload();
    await heading(theirs, messages.ended.revoked[0]).waitFor();
  });

  it('chat cannot reach the recipient: the sender is told at once, in chat and on the page, and the card says what to do', async () => {
    const { alex, contractor } = await openBoth(stage);
    await contractor.pane.getByLabel('DMs closed').check();
    const mine = await begin(alex);
    await alex.message(IN_PLACE).filter({ hasText: 'I can’t send you direct messages' }).waitFor();
    await alex.go('nt2');
    await alex.message('I can’t message Contractor').waitFor();
    expect((await stage.share(idOf(mine))).unreachable).toEqual(['recipient']);
    await enter(mine, stage.secret());
    await mine.getByText(senderSays.unreachable('Contractor')).waitFor();

    // The way that the card in the channel shows works without any direct message.
    await contractor.go('engineering');
    await contractor.press(IN_PLACE, en.buttons.open);
    const theirs = await contractor.open(contractor.answer(FOR_CONTRACTOR), en.buttons.open);
    await acceptHere(theirs);
    await seal(mine);
    await heading(theirs, messages.ready.title).waitFor();
  });

  it('a press on Accept in chat, before anything is sealed with words, waits for the sender and loses nothing', async () => {
    const { alex, contractor } = await openBoth(stage);
    const mine = await begin(alex, { opens: 'words' });
    await acceptInChat(contractor);
    await stage.until(idOf(mine), 'accepted');
    const secret = stage.secret();
    const words = await enter(mine, secret);
    stage.hide(words ?? '');
    const page = await contractor.open('Alex has sent it', en.buttons.open);
    await show(page, words);
    expect(await reveal(page)).toBe(secret);
  });

  it('T15: everything stands still for longer than the share may wait: it ends exactly once, and chat is told', async () => {
    const { mine, id } = await readySealed(stage, { wait: '15m', label: 'Overdue' });
    await mine.close();
    // The pages of both lose their server for a moment.
    stage.traffic.expect(/ERR_(?:CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/);
    await stage.restart(25 * 3_600_000);
    const { state } = await stage.until(id, 'ended');
    expect(state).toMatchObject({ cause: 'expired' });
    await stage.restart();
    const alex = await openChat(await stage.profile(), stage.url, 'Alex');
    // By the card, which chat had forgotten over the restart and got anew; no message tells the same once more.
    const told = stage.outbound.cards.filter((card) => card.includes('Overdue') && card.includes(en.states.expired));
    expect(told.some((card) => card.startsWith(`{"title":"${OF_ALEX}`))).toBe(true);
    expect(told.filter((card) => card.startsWith(`{"title":"${en.states.expired}"`))).toEqual([]);
    const leaves = [...(await stage.dump())]
      .filter(([name]) => name.endsWith('leaves'))
      .map(([, bytes]) => bytes.toString())
      .join('');
    expect(leaves.match(new RegExp(`type ended\nshare ${id}`, 'g'))).toHaveLength(1);
    await alex.type('/nt2 list');
    await alex.answer(en.answers.lists.mine.none.slice(0, 19)).waitFor();
  });
});
