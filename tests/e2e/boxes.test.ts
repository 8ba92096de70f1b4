// What stands in the document for every box that someone types into, and for every word that someone reads aloud: on each page, and in
// the toy chat.

import { firstOf } from '../support/campaign.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as receiptSays } from '../../src/web/messages/receipt.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { checkBoxes } from '../web/look.ts';
import { heading, LABEL, openBoth, show } from './people.ts';
import { beginQuietly } from './quietly.ts';
import { openStage, type Stage } from './stage.ts';
import { waitingLink, waitingSealed } from './waiting.ts';

describe('boxes', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('sqlite');
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  it.each(firstOf(['bank', 'credential', 'document', 'note'] as const, 2, 'boxes of a'))(
    'U8: of a %s tell every phone to change nothing and keep nothing',
    async (kind) => {
      const mine = await beginQuietly(stage, { mode: 'link+words', kind });
      await mine.getByLabel(senderSays.words.typed).check();
      expect(await checkBoxes(mine, kind)).toBeGreaterThan(1);
    },
  );

  it('U8: of a recipient, of receipts and of the toy chat do so too, and no translator gets what is shown', async () => {
    const { link } = await waitingLink(stage, { words: true });
    const holder = await (await stage.profile()).newPage();
    await holder.goto(link);
    await holder.getByLabel(messages.words.label).waitFor();
    expect(await checkBoxes(holder, 'words')).toBe(1);
    // In a tab of its own: the first one still has the key.
    const cut = await holder.context().newPage();
    await cut.goto(link.slice(0, link.indexOf('#')));
    await heading(cut, messages.key.title).waitFor();
    expect(await checkBoxes(cut, 'key')).toBe(1);
    await holder.goto(`${stage.url}/verify`);
    await holder.getByText(receiptSays.disk.paste).click();
    expect(await checkBoxes(holder, 'verify')).toBe(1);

    const { theirs } = await waitingSealed(stage);
    // All permissions that are not named are denied, so it is to be copied by hand.
    await theirs.context().clearPermissions();
    await theirs.context().grantPermissions(['geolocation']);
    await show(theirs);
    await theirs.getByRole('button', { name: `${messages.opened.reveal} ${LABEL}` }).click();
    await theirs.getByRole('button', { name: `${messages.opened.copy} ${LABEL}` }).click();
    await theirs.getByText(messages.copy.failed).first().waitFor();
    expect(await checkBoxes(theirs, 'copied by hand')).toBe(1);

    const { alex } = await openBoth(stage);
    await alex.go('engineering');
    await alex.type('/nt2 share @contractor');
    await alex.form(en.form.title).waitFor();
    await alex.form(en.form.title).getByRole('button', { name: en.form.folded.options, exact: true }).click();
    await alex.form(en.form.title).getByLabel(en.form.note.label).waitFor();
    // One line to type in for each of two people, and the form's own.
    expect(await checkBoxes(alex.page, 'the toy chat')).toBeGreaterThan(3);
  });
});
