// What mail programs, chats and people do to a link. It is the pages that repair it, so SQLite is enough outside of a campaign.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { messages } from '../support/page-messages.ts';
import { formsOf } from '../support/sweep.ts';
import { heading, reveal, show } from './people.ts';
import { scenes } from './scenes.ts';
import { ANY_STORE, openStage, type Stage } from './stage.ts';
import { waitingLink } from './waiting.ts';

describe.each(scenes(ANY_STORE, 'recipient'))('damaged links on $on', ({ kind, cast }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind, cast);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  const split = (link: string): [base: string, key: string] => [link.slice(0, link.indexOf('#')), link.slice(link.indexOf('#') + 1)];
  const visit = async (address: string): Promise<Page> => {
    const page = await (await stage.profile()).newPage();
    await page.goto(address);
    return page;
  };
  /** Nothing may be asked before the link is known to be whole: no request but for the page and the look at the share. */
  const claims = (): number => stage.traffic.seen.filter((line) => /^POST .*\/claim/.test(line)).length;

  const HARMLESS: Readonly<Record<string, (base: string, key: string) => string>> = {
    'upper case': (base, key) => `${base}#${key.toUpperCase()}`,
    'a full stop behind it': (base, key) => `${base}#${key}.`,
    'a bracket and a comma behind it': (base, key) => `${base}#${key}),`,
    'a line break inside': (base, key) => `${base}#${key.slice(0, 20)}%0A${key.slice(20)}`,
    'spaces inside': (base, key) => `${base}#${key.slice(0, 30)}%20${key.slice(30)}`,
    'a second # before it': (base, key) => `${base}##${key}`,
    '%23 inside the fragment': (base, key) => `${base}#%23${key}`,
    'a tracking parameter before the #': (base, key) => `${base}?utm_source=mail#${key}`,
  };

  it.each(Object.entries(HARMLESS))(
    'T9: %s: repaired by the page, and it opens; T10: no request carries the key',
    async (_name, mangle) => {
      const { link, secret, id } = await waitingLink(stage);
      const page = await visit(mangle(...split(link)));
      await page.waitForURL(`${stage.url}/s/${id}`);
      await show(page);
      expect(await reveal(page)).toBe(secret);
    },
  );

  it.each([
    ['%23', '%23'],
    ['%2523', '%2523'],
    ['a query', '?k='],
  ])(
    'T10: # became %s: the one request that carries the key is neither logged nor repeated, and the person is told',
    async (_name, sign) => {
      const { link, secret, id } = await waitingLink(stage);
      const [base, key] = split(link);
      // The rewriter's own request is what nobody can undo; every other one is searched.
      stage.traffic.overlook((line) => line.startsWith(`GET /s/${id}${sign}`));
      const page = await visit(`${base}${sign}${key}`);
      await page.getByText(messages.damaged.exposed).waitFor();
      expect(page.url()).toBe(base);
      await show(page);
      expect(await reveal(page)).toBe(secret);
      await page.getByText(messages.damaged.exposed).waitFor();
      // The address that holds the key is left in no header either.
      const forms = formsOf(key.slice(1));
      expect(stage.traffic.seen.some((line) => forms.some((form) => line.includes(form)))).toBe(false);
      expect(stage.lines.some((line) => forms.some((form) => line.includes(form)))).toBe(false);
    },
  );

  const CUT: Readonly<Record<string, (key: string) => string>> = {
    'its last letter is missing': (key) => key.slice(0, -1),
    'half of it is missing': (key) => key.slice(0, 28),
    'two letters changed places': (key) => swapped(key),
    'one letter is another': (key) => `${key.slice(0, 10)}${key[10] === 'a' ? 'b' : 'a'}${key.slice(11)}`,
  };

  it.each(Object.entries(CUT))(
    'T4, T9: %s: the page says so before it asks for anything, and the whole link still opens',
    async (_name, cut) => {
      const { link, secret, id } = await waitingLink(stage);
      const [base, key] = split(link);
      const before = claims();
      await stage.quiet();
      const { version } = await stage.share(id);
      const page = await visit(`${base}#${cut(key)}`);
      await heading(page, messages.damaged.title).waitFor();
      expect(claims()).toBe(before);
      expect((await stage.share(id)).version).toBe(version);

      // The way out is on the same page: the whole link, as someone pastes it.
      await page.getByLabel(messages.key.label).fill(`See ${link} – thanks!`);
      await page.getByRole('button', { name: messages.key.button }).click();
      await show(page);
      expect(await reveal(page)).toBe(secret);
    },
  );

  it('T9: the # was cut off: the page asks for the key, which can be typed in groups and in capitals', async () => {
    const { link, secret } = await waitingLink(stage);
    const [base, key] = split(link);
    const page = await visit(base);
    await page.getByText(messages.errors.sessionKey).or(heading(page, messages.key.title)).first().waitFor();
    if (await page.getByText(messages.errors.sessionKey).isVisible()) await page.getByText(messages.errors.sessionKey).click();
    const box = page.getByLabel(messages.key.label);
    await box.fill(key.slice(0, -2));
    await page.getByRole('button', { name: messages.key.button }).click();
    await page.getByText(messages.key.bad).waitFor();
    await box.fill((key.toUpperCase().match(/.{1,4}/g) ?? []).join('-'));
    await page.getByRole('button', { name: messages.key.button }).click();
    await show(page);
    expect(await reveal(page)).toBe(secret);
  });
});

function swapped(key: string): string {
  const at = [...key].findIndex((letter, n) => n > 4 && letter !== key[n + 1]);
  return `${key.slice(0, at)}${key[at + 1]}${key[at]}${key.slice(at + 2)}`;
}
