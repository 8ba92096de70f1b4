// From a slash command to a dead link, with two people in two browsers; what a store has a part in, on both stores.

import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../src/bot/words.ts';
import { verify } from '../../src/cli/receipt/verify.ts';
import { say as receiptSays } from '../../src/web/words/receipt.ts';
import { say as senderSays } from '../../src/web/words/sender.ts';
import { say } from '../../src/web/words/share.ts';
import {
  accept,
  begin,
  codeOf,
  enter,
  FOR_CONTRACTOR,
  heading,
  idOf,
  LABEL,
  OF_ALEX,
  openBoth,
  readySealed,
  reveal,
  seal,
  show,
} from './people.ts';
import { said } from '../cli/said.ts';
import { once, openStage, STORES, type Stage } from './stage.ts';
import { waitingSealed } from './waiting.ts';

const IN_PLACE = 'A credential for Contractor';

describe.each(STORES)('the main path on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  it('goes from a slash command to a dead link, and every card in chat lives along', async () => {
    const { alex, contractor } = await openBoth(stage);
    const secret = stage.secret();
    const mine = await begin(alex);
    const id = idOf(mine);
    const card = (says: string) => alex.message(IN_PLACE).filter({ hasText: says }).waitFor();
    await card(en.states.offered);
    // Bystanders read that card: it tells neither what it is about nor anything that opens it.
    expect(await alex.message(IN_PLACE).textContent()).not.toContain(LABEL);

    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    const theirs = await accept(contractor);
    await card(en.states.accepted);

    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine), { timeout: 10_000 }).toHaveLength(6);
    await expect.poll(() => codeOf(theirs), { timeout: 10_000 }).toEqual(await codeOf(mine));
    expect((await codeOf(mine)).every((word) => /^[a-z]{3,8}$/.test(word))).toBe(true);

    await seal(mine);
    await heading(mine, senderSays.status.titles.ready('Contractor')).waitFor();
    await card(en.states.ready);
    await contractor.message('Alex has sealed it for you').waitFor();

    await show(theirs);
    await expect(theirs.content()).resolves.not.toContain(secret);
    expect(await reveal(theirs)).toBe(secret);
    await card(en.states.delivered);
    expect(await alex.message(IN_PLACE).getByRole('button', { name: en.buttons.open }).count()).toBe(0);
    await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
    await contractor.message(FOR_CONTRACTOR).filter({ hasText: en.states.delivered }).waitFor();
    await alex.go('nt2');
    await alex.message(OF_ALEX).filter({ hasText: en.states.delivered }).waitFor();

    const { state } = await stage.share(id);
    expect(state).toMatchObject({ status: 'ended', cause: 'delivered' });
    expect((await stage.app.store.load(id as never))?.state).not.toHaveProperty('payload');

    // And the proof of all that, from the same card: it is checked in the browser, and by the command on the file that it gives.
    await alex.press(OF_ALEX, en.buttons.receipt);
    const receipt = await alex.follow(en.answers.go.title, en.buttons.page);
    await heading(receipt, receiptSays.verdict.holds).waitFor();
    await receipt.getByText(receiptSays.events.ended.delivered).last().waitFor();
    const key = (await receipt.locator('.ground dd.mono').last().textContent()) ?? '';
    const [download] = await Promise.all([
      receipt.waitForEvent('download'),
      receipt.getByRole('link', { name: receiptSays.files.receipt }).click(),
    ]);
    const file = await download.path();
    expect(await said(() => verify([file, '--key', key]))).toMatchObject({ code: 0, out: expect.stringMatching(/^This receipt holds/) });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(secret);
    writeFileSync(file, text.replace('by device', 'by devise'));
    expect((await said(() => verify([file, '--key', key]))).code).toBe(1);
  });

  once(
    kind,
    'T20: begins in a thread by the menu of a message, where chats have no slash commands, and the card stays in that thread',
    async () => {
      const { alex } = await openBoth(stage);
      const asked = alex.pane.getByRole('article').filter({ hasText: 'I am blocked on checkout' });
      await asked.locator('summary').click();
      await asked.getByRole('button', { name: 'Share a secret in this thread' }).click();
      const form = alex.form(en.form.title);
      await form.getByLabel('Contractor').check();
      await form.getByLabel(en.form.label.label).fill(LABEL);
      expect(await form.getByLabel(en.form.place.label).inputValue()).toBe('thread');
      await form.getByRole('button', { name: en.form.submit }).click();
      await alex.answer('Shared with Contractor').waitFor();
      await alex.message(IN_PLACE).filter({ hasText: en.states.offered }).waitFor();
      await alex.go('engineering');
      await alex.pane.getByRole('button', { name: /1 reply/ }).waitFor();
    },
  );

  it('leaves no ciphertext and no key behind: the store holds neither capsule nor payload of a delivered share', async () => {
    const { theirs, id, secret } = await waitingSealed(stage);
    const holds = async (): Promise<boolean> =>
      [...(await stage.dump())].some(([name, bytes]) =>
        kind === 'redis' ? /:[cp]:/.test(name) && name.endsWith(id) : name === 'ciphertexts' && bytes.includes(id),
      );
    expect(await holds()).toBe(true);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    expect(await holds()).toBe(false);
  });

  once(kind, 'sells no second look: the sender cannot read what was sealed, neither before nor after (T12)', async () => {
    const { mine, theirs, secret, id } = await readySealed(stage);
    await mine.reload();
    await heading(mine, senderSays.status.titles.ready('Contractor')).waitFor();
    expect(await mine.getByRole('button', { name: say.ready.button }).count()).toBe(0);
    const answer = await mine.evaluate<string>(
      `fetch('/api/shares/${id}', { headers: { 'x-nt2': '1' } }).then((response) => response.text())`,
    );
    expect(answer).toContain('"role":"sender"');
    expect(answer).not.toMatch(/capsule"|"payload":"|openers/);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
  });
});
