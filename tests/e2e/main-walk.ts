// The main path as one walk, for whichever browsers the stage gives: from a slash command to a dead link, and on to the receipt.

import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { verify } from '../../src/cli/receipt/verify.ts';
import { messages as receiptSays } from '../../src/web/messages/receipt.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { said } from '../cli/said.ts';
import type { LookAt } from './look-in.ts';
import { accept, begin, codeOf, enter, FOR_CONTRACTOR, heading, idOf, LABEL, OF_ALEX, openBoth, reveal, seal, show } from './people.ts';
import type { Stage } from './stage.ts';

/** The card in the channel. */
export const IN_PLACE = 'A credential for Contractor';

/**
 * Both in chat and on the pages, the cards living along, and at last the proof of it all, checked in the browser and by the command.
 * Answers with the id of the share. `look` is shown each screen.
 */
export async function walkMainPath(stage: Stage, look: LookAt = async () => {}): Promise<string> {
  const { alex, contractor } = await openBoth(stage);
  const secret = stage.secret();
  const mine = await begin(alex);
  const id = idOf(mine);
  const card = (says: string) => alex.message(IN_PLACE).filter({ hasText: says }).waitFor();
  await card(en.states.offered);
  // Bystanders read that card: it tells neither what it is about nor anything that opens it.
  expect(await alex.message(IN_PLACE).textContent()).not.toContain(LABEL);

  await look(mine, 'sender', 'enter');
  await enter(mine, secret);
  await heading(mine, senderSays.wait.title('Contractor')).waitFor();
  await look(mine, 'sender', 'wait');
  const theirs = await accept(contractor);
  await look(theirs, 'recipient', 'waiting');
  await card(en.states.accepted);

  await heading(mine, senderSays.compare.title).waitFor();
  await expect.poll(() => codeOf(mine), { timeout: 10_000 }).toHaveLength(6);
  await expect.poll(() => codeOf(theirs), { timeout: 10_000 }).toEqual(await codeOf(mine));
  expect((await codeOf(mine)).every((word) => /^[a-z]{3,8}$/.test(word))).toBe(true);

  await look(mine, 'sender', 'compare');
  await seal(mine);
  await heading(mine, senderSays.status.titles.ready('Contractor')).waitFor();
  await look(mine, 'sender', 'status');
  await card(en.states.ready);
  await contractor.message('Alex has sent it').waitFor();

  await show(theirs);
  await expect(theirs.content()).resolves.not.toContain(secret);
  expect(await reveal(theirs)).toBe(secret);
  await look(theirs, 'recipient', 'revealed');
  await card(en.states.delivered);
  expect(await alex.message(IN_PLACE).getByRole('button', { name: en.buttons.open }).count()).toBe(0);
  await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
  await contractor.message(FOR_CONTRACTOR).filter({ hasText: en.states.delivered }).waitFor();
  await alex.go('nt2');
  await alex.message(OF_ALEX).filter({ hasText: en.states.delivered }).waitFor();

  expect((await stage.app.store.load(id as never))?.state).not.toHaveProperty('payload');

  // And the proof of all that, from the same card: it is checked in the browser, and by the command on the file that it gives.
  await alex.press(OF_ALEX, en.buttons.receipt);
  const receipt = await alex.follow(en.answers.go.title, en.buttons.page);
  await heading(receipt, receiptSays.verdict.holds).waitFor();
  await receipt.getByText(receiptSays.events.ended.delivered).last().waitFor();
  await look(receipt, 'sender', 'receipt');
  const key = (await receipt.locator('.ground dd.mono').last().textContent()) ?? '';
  const file = await stage.takeFile(receipt, () => receipt.getByRole('link', { name: receiptSays.files.receipt }).click());
  expect(await said(() => verify([file, '--key', key]))).toMatchObject({ code: 0, out: expect.stringMatching(/^Receipt verified/) });
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain(secret);
  writeFileSync(file, text.replace('by device', 'by devise'));
  expect((await said(() => verify([file, '--key', key]))).code).toBe(1);
  return id;
}
