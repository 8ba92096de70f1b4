// The six words bind what is sealed: to one acceptance, one name and one account.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { acceptHere } from './go.ts';
import { begin, codeOf, enter, FOR_CONTRACTOR, heading, idOf, readySealed, reveal, seal, show } from './people.ts';
import { acceptQuietly, beginQuietly, openQuietly } from './quietly.ts';
import { ANY_STORE, openStage, type Stage } from './stage.ts';
import { type Lie, compareTitle, lie, looking, statusOf } from './comparing.ts';
import { press } from './press.ts';
import { look } from '../web/look.ts';

/** Looked for and pressed in one turn of the page. */
const pressIfThere = (page: Page, name: string) =>
  page.evaluate(`[...document.querySelectorAll('button')].find(({ textContent }) => textContent === ${JSON.stringify(name)})?.click()`);

describe.each(ANY_STORE)('comparing, on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());
  /** The contractor in another browser, which accepts too. */
  async function acceptAgain(id: string): Promise<Page> {
    const page = await openQuietly(stage, id);
    await press(page, messages.again.button);
    await heading(page, messages.waiting.title('Alex')).waitFor();
    await expect.poll(() => codeOf(page)).toHaveLength(6);
    return page;
  }

  /** Presses `first`, where there is one; and `match` with the very first picture in which the words stand above it. */
  const pressTwice = (page: Page, first: string | null) =>
    page.evaluate(`new Promise((done) => {
      const find = (name) => [...document.querySelectorAll('button')].find((button) => button.textContent === name);
      ${first === null ? '' : `find(${JSON.stringify(first)}).click();`}
      const look = () => {
        const match = find(${JSON.stringify(senderSays.compare.match)});
        const shown = document.querySelectorAll('.word')[5]?.textContent.trim();
        if (!match || !shown) return requestAnimationFrame(look);
        match.click();
        done();
      };
      look();
    })`);
  /** A heading of the screen, or of a part of it. */
  const part = (page: Page, name: string) => page.getByRole('heading', { name });
  const stillAsks = async (page: Page, id: string, title: string) => {
    // Longer than a press takes to reach the server.
    await page.waitForTimeout(500);
    await part(page, title).waitFor();
    expect(await statusOf(stage, id)).toBe('accepted');
  };

  it('P5: a known browser is sealed for without a press only under the name and account for which it was compared, and the page says for whom and since when', async () => {
    const { alex, contractor, mine: first, theirs: opened } = await readySealed(stage);
    await Promise.all([first.close(), opened.close()]);
    const secret = stage.secret();
    const mine = await begin(alex, { label: 'Second key' });
    const id = idOf(mine);
    const stranger = { recipient: 'Sam', recipientRef: 'QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=' };
    const { recipient, recipientRef } = stranger;
    // While it is entered, the server begins to lie; it goes on until the end of each round.
    let end = await lie(mine, (view) => ({ ...view, recipientRef }));
    await enter(mine, secret);
    const theirs = await contractor.open(FOR_CONTRACTOR, en.buttons.open);
    await acceptHere(theirs);

    const rounds: [Lie, string][] = [
      [(view) => ({ ...view, recipientRef }), senderSays.compare.account('Contractor')],
      [(view) => ({ ...view, recipient }), senderSays.compare.renamed('Sam', 'Contractor')],
      [(view) => ({ ...view, ...stranger }), senderSays.compare.borrowed('Sam', 'Contractor')],
    ];
    for (const [how, warning] of rounds) {
      end();
      end = await lie(mine, how);
      await mine.reload();
      await heading(mine, compareTitle).waitFor();
      await mine.getByText(warning).waitFor();
      await expect.poll(() => codeOf(mine)).toEqual(await codeOf(theirs));
      expect(await statusOf(stage, id)).toBe('accepted');
    }
    end();
    await mine.reload();
    const today = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(Date.now());
    await mine.getByText(senderSays.compare.sealedByItself('Contractor', today)).waitFor();
    await show(theirs);
    expect(await reveal(theirs, 'Second key')).toBe(secret);
  });

  it('P5: an acceptance whose signature does not fit is told before any words are shown, and nothing is sealed to it', async () => {
    const { mine, id } = await looking(stage);
    await lie(mine, (view) => {
      const acceptance = view['acceptance'] as Record<string, unknown>;
      return { ...view, acceptance: { ...acceptance, device: 'QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=' } };
    });
    await mine.reload();
    await heading(mine, senderSays.badAcceptance[0]).waitFor();
    await look(mine, 'an acceptance that does not fit', { isRare: true });
    expect(await codeOf(mine)).toEqual([]);
    expect(await mine.getByRole('button', { name: /seal/i }).count()).toBe(0);
    expect(await statusOf(stage, id)).toBe('accepted');
  });

  it('P6: when another browser accepts, the words that were compared are taken away, and the new ones come by a press of their own', async () => {
    const { mine, id } = await looking(stage);
    const second = await acceptAgain(id);
    await heading(mine, senderSays.compare.anewTitle).waitFor();
    expect(await codeOf(mine)).toEqual([]);
    expect(await mine.getByRole('button', { name: senderSays.compare.match }).count()).toBe(0);
    // The second half of a double press, or one that was on its way: it comes with the first picture of the new words, and counts for nothing.
    await mine.getByRole('button', { name: senderSays.compare.anewButton, exact: true, disabled: false }).waitFor();
    await pressTwice(mine, senderSays.compare.anewButton);
    await heading(mine, compareTitle).waitFor();
    expect(await codeOf(mine)).toEqual(await codeOf(second));
    expect(await statusOf(stage, id)).toBe('accepted');
    await seal(mine);
    await show(second);
  });

  it('P16: the words come beside the form, under a press that was meant for another button, at a moment that the server chooses: it sends nothing; what is sent is what stands there then', async () => {
    const mine = await beginQuietly(stage);
    const id = idOf(mine);
    const value = mine.getByLabel(senderSays.enter.value, { exact: true });
    await value.fill(stage.secret());
    await mine.getByText(senderSays.meanwhile.told('Contractor')).waitFor();
    // A press that is on its way when the words come.
    const early = pressTwice(mine, null);
    const theirs = await acceptQuietly(stage, id);
    await early;
    await stillAsks(mine, id, compareTitle);
    await expect.poll(() => codeOf(mine)).toEqual(await codeOf(theirs));
    expect(await mine.getByRole('button', { name: senderSays.enter.seal, exact: true }).count()).toBe(0);
    // Back from "They differ", at the place where "They match" stands.
    await press(mine, senderSays.compare.differ);
    await part(mine, senderSays.compare.differTitle).waitFor();
    await pressTwice(mine, senderSays.compare.back);
    await stillAsks(mine, id, compareTitle);
    // What was to say that the words match asks for other words, because they were exchanged right then.
    await mine.evaluate(`(() => {
      const look = () => {
        const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === ${JSON.stringify(senderSays.compare.anewButton)});
        if (!button) return requestAnimationFrame(look);
        button.click();
      };
      look();
    })()`);
    const other = await acceptAgain(id);
    await part(mine, senderSays.compare.anewTitle).waitFor();
    await stillAsks(mine, id, senderSays.compare.anewTitle);
    // Nothing of the form has left the page, and whoever reads first, presses later.
    expect((await stage.share(id)).state).toMatchObject({ payload: null });
    const changed = stage.secret();
    await value.fill(changed);
    await press(mine, senderSays.compare.anewButton);
    await expect.poll(() => codeOf(mine)).toEqual(await codeOf(other));
    await press(mine, senderSays.compare.match);
    await heading(mine, senderSays.status.titles.ready('Contractor')).waitFor();
    await show(other);
    expect(await reveal(other)).toBe(changed);
  });

  it('P6: a press on the words of the first acceptance seals to nothing else, also when the second one comes with it', async () => {
    const { mine, id, secret } = await looking(stage);
    const old = await codeOf(mine);
    const { state } = await stage.share(id);
    const first = state.status === 'accepted' ? state.acceptance.key : null;
    // The page does not hear of the second acceptance until the press is made.
    stage.traffic.expect(/ERR_/);
    const hear = await lie(mine, () => null);
    const second = await acceptAgain(id);
    expect(await codeOf(mine)).toEqual(old);
    const [request] = await Promise.all([mine.waitForRequest('**/seal'), press(mine, senderSays.compare.match)]);
    expect((request.postDataJSON() as { note: string }).note).toContain(`\nfor ${first}\n`);
    await mine.getByText(senderSays.changedMeanwhile).waitFor();
    expect(await statusOf(stage, id)).toBe('accepted');
    // The same press once more is still one for the old words.
    const [repeated] = await Promise.all([mine.waitForRequest('**/seal'), press(mine, senderSays.compare.match)]);
    expect((repeated.postDataJSON() as { note: string }).note).toContain(`\nfor ${first}\n`);
    await mine.getByText(senderSays.changedMeanwhile).waitFor();
    hear();
    // So is each one until the page hears of the second acceptance, which is by a press or by itself.
    await expect
      .poll(async () => {
        await pressIfThere(mine, senderSays.compare.match);
        return heading(mine, senderSays.compare.anewTitle).count();
      })
      .toBe(1);
    expect(await statusOf(stage, id)).toBe('accepted');
    await press(mine, senderSays.compare.anewButton);
    await expect.poll(() => codeOf(mine)).toEqual(await codeOf(second));
    expect(await mine.getByText(senderSays.changedMeanwhile).count()).toBe(0);
    await seal(mine);
    await show(second);
    expect(await reveal(second)).toBe(secret);
  });

  it('P6: neither a server that takes the acceptance back in between, nor one that changes the name, gets a press for other words', async () => {
    const { mine, id } = await looking(stage);
    let told: Lie = (view) => ({ ...view, acceptance: null, status: 'offered' });
    await lie(mine, (view) => told(view));
    await acceptAgain(id);
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    told = (view) => view;
    await acceptAgain(id);
    await heading(mine, senderSays.compare.anewTitle).waitFor();
    await press(mine, senderSays.compare.anewButton);
    await heading(mine, compareTitle).waitFor();
    told = (view) => ({ ...view, recipient: 'Sam' });
    await acceptAgain(id);
    await heading(mine, senderSays.compare.anewTitle).waitFor();
    await mine.getByText(senderSays.compare.anew('Sam')).waitFor();
    expect(await statusOf(stage, id)).toBe('accepted');
  });
});
