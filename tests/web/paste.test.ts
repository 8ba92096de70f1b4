// A pasted .env on the sender's page and what the recipient has of it, in a real Chromium: nothing goes missing, and what is not plain is said.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pasted } from '../support/paste.ts';
import { alice, bob, complaints, openStage, person, type Stage } from './harness.ts';
import { look } from './look.ts';

let stage: Stage;
let a: BrowserContext;
let b: BrowserContext;
const folder = mkdtempSync(join(tmpdir(), 'nt2-paste-'));
const policy = join(folder, 'policy.yaml');
writeFileSync(
  policy,
  `policy: 1
version: rows-1
templates:
  stripe-keys:
    title: Stripe keys
    kind: credential
    fields: [API_KEY, WEBHOOK_SECRET]
    modes: [sealed+words]
    expires: 24h
`,
);
beforeAll(async () => {
  stage = await openStage({ NT2_POLICY: policy });
  [a, b] = await Promise.all([stage.profile(), stage.profile()]);
}, 60_000);
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
  expect(complaints.splice(0)).toEqual([]);
});

const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const values = (page: Page): Locator => page.getByLabel('Value', { exact: true });

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press('Control+V');
}

async function entering(kind: 'credential' | 'bank' | 'note' = 'credential'): Promise<Page> {
  const page = await stage.enter(a, alice, await stage.share({ mode: 'words', kind }));
  await page.getByRole('heading', { name: 'Enter the secret for Bob' }).waitFor();
  return page;
}
async function all(list: Locator): Promise<string[]> {
  return await Promise.all((await list.all()).map((one) => one.inputValue()));
}

describe('a .env that is pasted', () => {
  test('U5: replaces what was selected, and Undo puts one value back and leaves the other rows as they are', async () => {
    const page = await entering();
    await values(page).fill('old secret');
    await values(page).press('Control+A');
    await paste(page, 'A_KEY=one\nEMPTY=\nB_KEY=two\n');
    await page.getByText('Read as 3 variables.').waitFor();
    expect(await all(values(page))).toEqual(['one', '', 'two']);
    await page.getByText('This has no value; it is sent empty.').waitFor();
    await press(page, 'Add a value');
    await values(page).nth(3).fill('typed later');
    await look(page, 'pasted');
    await press(page, 'Put it back as one value');
    expect(await all(values(page))).toEqual(['A_KEY=one\nEMPTY=\nB_KEY=two\n', 'typed later']);
    await page.close();
  });

  test('U5: with a line of another kind stays one value, says which line, and makes rows of the rest with the keyboard alone', async () => {
    const page = await entering();
    await values(page).focus();
    await paste(page, 'A_KEY=one\r\n[section]\r\nB_KEY=two');
    await page.getByText('Line 2 is not NAME=value, so this stayed one value.').waitFor();
    expect(await all(values(page))).toEqual(['A_KEY=one\n[section]\nB_KEY=two']);
    await look(page, 'partly');
    for (let n = 0; n < 12; n += 1) {
      await page.keyboard.press('Shift+Tab');
      if ((await page.evaluate("document.activeElement?.textContent ?? ''")) === 'Make rows of the rest') break;
    }
    await page.keyboard.press('Enter');
    await page.getByText('Line 2 is not NAME=value and stayed where you pasted.').waitFor();
    expect(await all(values(page))).toEqual(['[section]', 'one', 'two']);
    // The focus is at what is told, and the next stop is its button.
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Put it back as one value');
    await page.keyboard.press('Enter');
    await expect.poll(() => all(values(page))).toEqual(['A_KEY=one\n[section]\nB_KEY=two']);
    await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('TEXTAREA');
    await page.close();
  });

  test('R5: has its references filled in, says so, and can have them back', async () => {
    const page = await entering();
    await values(page).focus();
    await paste(page, 'DB_USER=app\nURL=postgres://${DB_USER}@${HOST}/x\nODD="a" b');
    await page.getByText('In URL, ${DB_USER} was replaced by its value.').waitFor();
    await page.getByText('${HOST} in URL stayed as written.').waitFor();
    await page.getByText('Check ODD: it can be read in more than one way.').waitFor();
    expect((await all(values(page)))[1]).toBe('postgres://app@${HOST}/x');
    await look(page, 'references');
    await press(page, 'Keep the references as written');
    await page.getByText('The references stay as written.').waitFor();
    expect((await all(values(page)))[1]).toBe('postgres://${DB_USER}@${HOST}/x');
    await page.close();
  });

  test('R11: names that are none for the environment stay names, and nothing has to be emptied by hand', async () => {
    const page = await entering();
    await values(page).focus();
    await paste(page, 'spring.datasource.username=app\nspring.datasource.password=x\nregistry-token=y');
    await page.getByText('Read as 3 variables.').waitFor();
    expect(await all(page.getByLabel('Name', { exact: true }))).toEqual([
      'spring.datasource.username',
      'spring.datasource.password',
      'registry-token',
    ]);
    expect(await page.getByRole('textbox', { name: /^Environment variable/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Name a variable for/ }).allTextContents()).toEqual(Array(3).fill('Name a variable'));
    await press(page, 'Send');
    await page.getByRole('heading', { name: 'Encrypted. Bob needs the passphrase.' }).waitFor({ timeout: 30_000 });
    await page.close();
  });
});

describe('white space', () => {
  test('R10: at the ends of a value is shown, and goes with one press', async () => {
    const page = await entering();
    await values(page).focus();
    await paste(page, '\u00a0hunter-Two\u200b-99\n');
    await page.getByText('Begins with a no-break space. Ends with a line break. Has an invisible character inside.').waitFor();
    expect(await values(page).inputValue()).toBe('\u00a0hunter-Two\u200b-99\n');
    await look(page, 'white space');
    await press(page, 'Remove invisible characters: Stripe webhook key');
    expect(await values(page).inputValue()).toBe('hunter-Two-99');
    await page.getByText('Ends with').waitFor({ state: 'detached' });
    await page.close();
  });

  test('R10: says nothing while someone types, nor of a note, whose last line may end', async () => {
    const page = await entering();
    await values(page).pressSequentially('two words ');
    expect(await page.getByText('Ends with a space.').count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.getByText('Ends with a space.').waitFor();
    await page.close();
    const note = await entering('note');
    await values(note).fill('text\n');
    await note.keyboard.press('Tab');
    expect(await note.getByText('Ends with').count()).toBe(0);
    await note.close();
  });
});

test('a wrong IBAN is said where it stands, another set of fields comes in one press, and nothing of it blocks', async () => {
  const page = await entering('bank');
  const wrong = page.getByText('The check digits of this IBAN don’t match: a character is wrong, or two are swapped.');
  await values(page).nth(1).fill('DE89 3704 0044 0532 0310 00');
  await page.keyboard.press('Tab');
  await wrong.waitFor();
  expect(await values(page).nth(1).getAttribute('aria-describedby')).toMatch(/-hints$/);
  await values(page).nth(1).fill('DE89 3704 0044 0532 0130 00');
  await wrong.waitFor({ state: 'detached' });
  await values(page).nth(1).fill('DE89 3704 0044 0532 0310 00');
  await page.keyboard.press('Tab');
  await press(page, 'Other fields');
  await press(page, 'Account in the UK');
  // Rows with nothing in them made room.
  expect(await all(page.getByLabel('Name', { exact: true }))).toEqual(['IBAN', 'Account holder', 'Sort code', 'Account number', 'Bank']);
  await expect.poll(() => page.evaluate('document.activeElement?.id')).toMatch(/^row-\d+-value$/);
  await wrong.waitFor();
  await look(page, 'hints and fields');
  await press(page, 'Send');
  await page.getByRole('heading', { name: 'Encrypted. Bob needs the passphrase.' }).waitFor({ timeout: 30_000 });
  await page.close();
});

test(
  'U5, R3, R10: the recipient has all of it: empty ones, white space that is told, and a line for each reader',
  { timeout: 90_000 },
  async () => {
    const id = await stage.share();
    const recipient = await stage.enter(b, bob, id);
    await press(recipient, 'Accept');
    const page = await stage.enter(a, alice, id);
    await values(page).focus();
    await paste(page, 'PLAIN=x\nEMPTY=\nQUOTED="it\'s"\nDIR=\'C:\\dir\\\'\nALL=\'"`#\'"\'"\nPADDED="x "\n');
    await page.getByText('Read as 6 variables.').waitFor();
    await press(page, 'Send without comparing');
    await press(recipient, 'Show it');
    await recipient.getByText('Delivered. The server’s copy has been deleted.').waitFor();

    expect(await recipient.locator('.row').count()).toBe(6);
    await recipient.getByText('(empty)').waitFor();
    await recipient.getByText('Ends with a space.').waitFor();
    await look(recipient, 'for each reader');
    const copies = async (name: string): Promise<string> => {
      await press(recipient, name);
      return await pasted(recipient);
    };
    expect(await copies('Copy .env line: PLAIN')).toBe('PLAIN=x');
    expect(await copies('Copy .env line: EMPTY')).toBe("EMPTY=''");
    expect(await copies('Copy .env line: QUOTED')).toBe('QUOTED="it\'s"');
    // Rows that programs read alike have no choice; DIR, ALL and the whole file have one, open at once.
    const choices = recipient.getByLabel('Format');
    await expect.poll(() => choices.count()).toBe(3);
    const inFormat = async (at: number, format: string, name: string): Promise<string> => {
      await choices.nth(at).selectOption(format);
      return copies(name);
    };
    expect(await inFormat(0, 'shell', 'Copy as Shell: DIR')).toBe("export DIR='C:\\dir\\'");
    expect(await inFormat(0, 'node', 'Copy as node --env-file: DIR')).toBe('DIR=C:\\dir\\');
    expect(await inFormat(0, 'compose', 'Copy as Docker Compose: DIR')).toBe('DIR="C:\\\\dir\\0134"');
    // No file can give this value to dotenv: it says so, and has nothing to press.
    expect(await recipient.getByRole('button', { name: 'Copy as dotenv (npm): ALL' }).count()).toBe(0);
    expect(await recipient.getByText('This format can’t carry ALL. Choose another one, or copy the value itself.').count()).toBe(2);
    expect(await recipient.getByRole('button', { name: 'Copy all as .env', exact: true }).count()).toBe(0);
    const saved = recipient.waitForEvent('download');
    await choices.nth(2).selectOption('k8s');
    await look(recipient, 'a format');
    await press(recipient, 'Save as a file for Kubernetes Secret: all values');
    expect((await saved).suggestedFilename()).toBe('secret.yaml');
    const whole = await inFormat(2, 'shell', 'Copy as Shell: all values');
    for (const line of ['PLAIN=x', "EMPTY=''", "DIR='C:\\dir\\'", "PADDED='x '"]) expect(whole).toContain(`export ${line}\n`);
    await press(recipient, 'Reveal ALL');
    expect(await recipient.locator('pre').allTextContents()).toContain('"`#\'');
  },
);

test('J1: a template has named the rows, and a passphrase that they know already is not said to be told', async () => {
  const page = await stage.enter(
    a,
    alice,
    await stage.share({ mode: 'sealed+words', template: 'stripe-keys', recipient: person('Carol') }),
  );
  await page.getByText('Leave a row empty if you don’t have it.').waitFor();
  expect(await all(page.getByLabel('Name', { exact: true }))).toEqual(['API_KEY', 'WEBHOOK_SECRET']);
  await look(page, 'rows of a template');
  await paste(page, 'WEBHOOK_SECRET=two\nAPI_KEY=one\n');
  await page.getByText('Read as 2 variables.').waitFor();
  expect(await all(values(page))).toEqual(['two', 'one']);
  await page.getByLabel('One that they know already').check();
  await page.getByLabel('The passphrase they know').fill('Acme 7');
  await press(page, 'Send');
  const told = page.getByText('You chose one that Carol knows already. Don’t send it along.');
  await told.waitFor();
  await page.reload();
  await told.waitFor();
  expect(await page.getByText('Tell Carol this passphrase').count()).toBe(0);
  await page.close();
});
