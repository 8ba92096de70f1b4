// Several people in one form: typed once on one page, sealed to each, and none of them hurts another.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Mode, ShareId } from '../../src/core/share.ts';
import { alice, bob, complaints, openStage, person, type Stage } from './harness.ts';
import { enterValue, heading, press } from './hands.ts';
import { look } from './look.ts';

const carol = person('Carol');
const dave = person('Dave');
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => stage?.close());
afterEach(() => {
  expect(complaints.splice(0).filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
});

async function shareWith(people: readonly (typeof bob)[], mode: Mode = 'sealed'): Promise<readonly ShareId[]> {
  const ids = stage.app.shares.newIds('playground:toy', people.length);
  for (const [at, recipient] of people.entries()) await stage.share({ recipient, mode, together: { ids, at } });
  return ids;
}

const row = (page: Page, name: string) => page.getByRole('region', { name: 'People' }).getByRole('listitem').filter({ hasText: name });
const says = (page: Page, name: string, text: string): Promise<void> => row(page, name).getByText(text, { exact: true }).waitFor();
const stateOf = async (id: ShareId) => (await stage.app.shares.find(id))?.state;

test(
  'typed once, sealed to each: one declines, one is taken back, and the third opens it; a reload and a second tab find the same',
  { timeout: 90_000 },
  async () => {
    const [a, b] = await Promise.all([stage.profile(), stage.profile()]);
    const [forBob, forCarol, forDave] = (await shareWith([bob, carol, dave])) as [ShareId, ShareId, ShareId];
    // Whichever of them the press in chat was about.
    const mine = await stage.enter(a, alice, forCarol);
    await heading(mine, 'Enter the secret for Bob, Carol and Dave');
    await look(mine, 'enter for three');
    await enterValue(mine, 'typed once');
    for (const name of ['Bob', 'Carol', 'Dave']) await says(mine, name, `Waiting for ${name} to accept`);
    await heading(mine, 'For Bob, Carol and Dave');
    await look(mine, 'waiting for three');
    // A key and a payload of its own for each.
    const uploads = await Promise.all([forBob, forCarol, forDave].map(stateOf));
    expect(new Set(uploads.map((state) => (state?.status === 'offered' ? state.payload?.hash : null))).size).toBe(3);

    expect(await stage.app.shares.decline(forCarol, carol.key)).toMatchObject({ ok: true });
    expect(await stage.app.shares.revoke(forDave, alice.key)).toMatchObject({ ok: true });
    const theirs = await stage.enter(b, bob, forBob);
    await press(theirs, 'Accept');
    await theirs.getByRole('list', { name: /^Check words: / }).waitFor();
    await mine.reload();
    await says(mine, 'Carol', 'Declined');
    await says(mine, 'Dave', 'Taken back');
    const second = await a.newPage();
    await second.goto(`${stage.url}/s/${forBob}`);
    await says(second, 'Bob', 'You can send it now: compare check words with Bob');
    await press(mine, 'Compare check words: Bob');
    await heading(mine, 'Do your check words match?');
    await press(mine, 'They match – send it');
    await heading(mine, 'Sent. Waiting for Bob to open it.');
    await press(mine, 'Back to everyone');
    await says(mine, 'Bob', 'Sent. Waiting for Bob to open it.');
    await says(second, 'Bob', 'Sent. Waiting for Bob to open it.');
    await press(theirs, 'Show it');
    await press(theirs, 'Reveal Stripe webhook key');
    expect(await theirs.textContent('main')).toContain('typed once');
    await says(mine, 'Bob', 'Delivered');
    // The recipient's page and their receipt name nobody else.
    const told = JSON.stringify(await stage.app.shares.view(forBob, [bob.key]));
    for (const other of [forCarol, forDave, 'Carol', 'Dave']) expect(told).not.toContain(other);

    // The browser that was compared is known from then on: it goes by itself, beside one that has never accepted.
    const again = (await shareWith([bob, carol])) as [ShareId, ShareId];
    const next = await stage.enter(a, alice, again[0]);
    await enterValue(next, 'once more');
    await says(next, 'Bob', 'Encrypted. Waiting for Bob to accept.');
    await says(next, 'Carol', 'Waiting for Carol to accept');
    await Promise.all([a.close(), b.close()]);
  },
);

test('what did not arrive for one of them is entered again for that one alone', { timeout: 60_000 }, async () => {
  const a = await stage.profile();
  const [forDave, forCarol] = (await shareWith([dave, carol])) as [ShareId, ShareId];
  const mine = await stage.enter(a, alice, forDave);
  await mine.route(`**/api/shares/${forCarol}/payload`, (route) => route.abort());
  await enterValue(mine, 'half of it');
  await says(mine, 'Dave', 'Waiting for Dave to accept');
  await mine.unroute(`**/api/shares/${forCarol}/payload`);
  mine.on('dialog', (dialog) => void dialog.accept());
  await mine.reload();
  await heading(mine, 'Enter the secret for Carol');
  await mine.getByText('It wasn’t finished for Carol. Enter it once more; nothing changes for the others.').waitFor();
  const before = await stateOf(forDave);
  await enterValue(mine, 'the other half');
  await says(mine, 'Carol', 'Waiting for Carol to accept');
  expect(await stateOf(forDave)).toEqual(before);
  await a.close();
});

test('a passphrase is one for all of them, shown until it has been told', { timeout: 90_000 }, async () => {
  const a = await stage.profile();
  const ids = await shareWith([bob, carol], 'words');
  const mine = await stage.enter(a, alice, ids[0] as ShareId);
  await expect.poll(() => mine.locator('.drawn-words').textContent()).toMatch(/^(?:[a-z]+ ){4}[a-z]+$/);
  const words = await mine.locator('.drawn-words').textContent();
  await enterValue(mine, 'with words');
  await mine.locator('#words-told').waitFor({ timeout: 60_000 });
  expect(await mine.locator('#words-told').inputValue()).toBe(words);
  await press(mine, 'I’ve told them');
  await mine.locator('#words-told').waitFor({ state: 'detached' });
  for (const id of ids) expect((await stateOf(id))?.status).toBe('sealed');
  await a.close();
});
