// From a slash command to a dead link, with two people in two browsers; what a store has a part in, on both stores.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { heading, LABEL, openBoth, readySealed, reveal, show } from './people.ts';
import { IN_PLACE, walkMainPath } from './main-walk.ts';
import { scenes } from './scenes.ts';
import { once, openStage, STORES, type Stage } from './stage.ts';
import { waitingSealed } from './waiting.ts';

describe.each(scenes(STORES))('the main path on $on', ({ kind, cast }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind, cast);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  it('goes from a slash command to a dead link, and every card in chat lives along', async () => {
    const { state } = await stage.share(await walkMainPath(stage));
    expect(state).toMatchObject({ status: 'ended', cause: 'delivered' });
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
      // Who wrote the message is ticked; who cannot get it is not offered.
      expect(await form.getByLabel('Contractor').isChecked()).toBe(true);
      expect(await form.getByRole('checkbox', { checked: true }).count()).toBe(1);
      for (const no of ['Alex', 'Deploy bot']) expect(await form.getByLabel(no).count()).toBe(0);
      await form.getByLabel(en.form.label.label).fill(LABEL);
      await form.getByRole('button', { name: en.form.folded.options, exact: true }).click();
      expect(await form.getByLabel(en.form.label.label).inputValue()).toBe(LABEL);
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
    expect(await mine.getByRole('button', { name: messages.ready.button }).count()).toBe(0);
    const answer = await mine.evaluate<string>(
      `fetch('/api/shares/${id}', { headers: { 'x-nt2': '1' } }).then((response) => response.text())`,
    );
    expect(answer).toContain('"role":"sender"');
    expect(answer).not.toMatch(/capsule"|"payload":"|openers/);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
  });
});
