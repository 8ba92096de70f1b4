// The page that begins a request, in a real browser: to a person whom one knows already, or by link; what leaves the browser, and what does not.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { everything } from '../../src/core/lists.ts';
import { askMessages as ask } from '../../src/web/messages/ask.ts';
import { messages as asker } from '../../src/web/messages/asker.ts';
import { mineMessages as mine } from '../../src/web/messages/mine.ts';
import { go } from '../../src/web/messages/go.ts';
import { alice, bob, complaints, person, useStage, watch, type Stage } from './harness.ts';
import { heading } from './hands.ts';
import { look } from './look.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-ask-'));
const policy = join(folder, 'policy.yaml');
writeFileSync(
  policy,
  `policy: 1
version: "2026-11-30"
templates:
  deploy-keys:
    title: Keys for a deployment
    kind: credential
    fields: [DEPLOY_KEY, DEPLOY_HOST]
    label: Deployment
    modes: [sealed]
    ticket: [OPS-#]
    expires: 2h
`,
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let stage: Stage;
useStage(
  (opened) => {
    stage = opened;
  },
  { NT2_POLICY: policy },
);

const made = async () => (await stage.app.shares.list('playground:toy', alice.key, everything(20))).shares.filter(({ asked }) => asked);
const box = (page: Page, label: string) => page.getByLabel(label, { exact: true });
function refusal(code: string): string {
  const text = ask.refused[code];
  if (text === undefined) throw new Error(`no words for ${code}`);
  return text;
}
const pressContinue = (page: Page) => page.getByRole('button', { name: ask.button }).press('Enter');

test(
  'a person asks one whom they know, from the page of what is theirs: the names of a pasted .env.example go out, its values and a pasted secret do not',
  { timeout: 60_000 },
  async () => {
    const before = await stage.share({ label: 'Newest key', recipient: person('Alex') });
    await stage.share({ label: 'Elder key', recipient: { ...person('Alex2'), name: 'Alex' } });
    await stage.share({ sender: bob, recipient: alice, label: 'From Bob' });
    await stage.share({ mode: 'link', label: 'For a link' });
    const page = await (await stage.profile()).newPage();
    watch(page);
    const bodies: string[] = [];
    page.on('request', (request) => bodies.push(`${request.url()} ${request.postData() ?? ''}`));
    await page.goto(`${await stage.button(alice, before)}/mine`);
    await page.getByRole('button', { name: go.steps.continue }).click();
    await heading(page, mine.title);
    await page.getByRole('link', { name: mine.ask }).click();
    await heading(page, ask.title);
    await look(page, 'ask');

    // Each person once. Two with one name are told apart; a link is no person, and nothing is chosen for them.
    const options = await box(page, ask.who.label).locator('option').allTextContents();
    expect(options).toEqual([ask.who.choose, 'Bob', ask.who.last('Alex', 'Elder key'), ask.who.last('Alex', 'Newest key'), ask.who.link]);

    // Nothing goes out that is not whole, or looks like a secret; the first fault has the focus.
    await pressContinue(page);
    await page.getByText(ask.faults.who).waitFor();
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('ask-who');
    await look(page, 'ask, with faults');
    await box(page, ask.who.label).selectOption('Bob');
    const secret = `sk_live_${'canary4242'.repeat(3)}`;
    await box(page, ask.what.label).fill(`key ${secret}`);
    await box(page, ask.note.label).fill(`use ${secret}`);
    await pressContinue(page);
    expect(await page.getByText(ask.faults.secret).count()).toBe(2);
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('ask-what');

    await box(page, ask.what.label).fill('Stripe keys');
    await box(page, ask.note.label).fill('For the Friday deploy');
    await box(page, ask.fields.label).fill(`# Stripe\nexport STRIPE_KEY=${secret}\nSTRIPE_WEBHOOK_SECRET=`);
    await page.getByRole('status').filter({ hasText: ask.fields.kept }).waitFor();
    expect(await box(page, ask.fields.label).inputValue()).toBe('STRIPE_KEY\nSTRIPE_WEBHOOK_SECRET');
    expect(await page.getByText(ask.faults.secret).count()).toBe(0);
    await box(page, ask.wait.label).selectOption('8 hours');

    // The answer is lost once: the same press again makes no second request.
    let lost = false;
    await page.route('**/api/requests', async (route) => {
      const answer = await route.fetch();
      if (lost) return route.fulfill({ response: answer });
      lost = true;
      return route.abort();
    });
    await pressContinue(page);
    await page
      .getByRole('alert')
      .filter({ hasText: refusal('network') })
      .waitFor();
    expect(await made()).toHaveLength(1);
    expect(complaints.splice(0)).toEqual(['Failed to load resource: net::ERR_FAILED']);
    await pressContinue(page);
    await page.waitForURL(/\/s\/[a-z2-7]{32}$/);
    const [share, ...more] = await made();
    expect(more).toEqual([]);
    expect(share).toMatchObject({
      sender: { key: bob.key },
      recipient: { key: alice.key },
      label: 'Stripe keys',
      note: 'For the Friday deploy',
      asked: { of: 'person', fields: ['STRIPE_KEY', 'STRIPE_WEBHOOK_SECRET'] },
    });
    expect(share!.expiresAt - share!.createdAt).toBe(8 * 3_600_000);
    await heading(page, asker.ask.title('Bob'));
    await page.getByRole('button', { name: asker.ask.button }).press('Enter');
    await heading(page, asker.waiting.title('Bob'));
    expect(bodies.join('\n')).not.toContain('canary4242');
    await page.unroute('**/api/requests');

    // A template fills what is empty, fixes the time and asks for its ticket.
    await page.goto(`${stage.url}/ask`);
    await box(page, ask.who.label).selectOption('Bob');
    await box(page, ask.template.label).selectOption('Keys for a deployment');
    expect(await box(page, ask.what.label).inputValue()).toBe('Deployment');
    expect(await box(page, ask.fields.label).inputValue()).toBe('DEPLOY_KEY\nDEPLOY_HOST');
    expect(await box(page, ask.wait.label).locator('option').allTextContents()).toEqual(['2 hours']);
    await page.getByText(ask.note.ticket('OPS-123')).waitFor();
    await pressContinue(page);
    await page.getByText(ask.faults.note).waitFor();
    await look(page, 'ask, by a template');
    await box(page, ask.note.needed).fill('OPS-7');
    await pressContinue(page);
    await page.waitForURL(/\/s\/[a-z2-7]{32}$/);
    expect((await made())[0]).toMatchObject({ label: 'Deployment', note: 'OPS-7', terms: { template: { name: 'deploy-keys' } } });

    // Chosen, a link asks nobody by name.
    // What may be asked is not known at first: the page says so, and the press asks again.
    await page.goto(`${stage.url}/ask`);
    await page.route('**/api/requests/ways', (route) => route.abort(), { times: 1 });
    await box(page, ask.who.label).selectOption(ask.who.link);
    await page
      .getByRole('alert')
      .filter({ hasText: refusal('network') })
      .waitFor();
    expect(complaints.splice(0)).toEqual(['Failed to load resource: net::ERR_FAILED']);
    await box(page, ask.what.label).fill('Door code');
    await pressContinue(page);
    await heading(page, asker.askByLink.title);
    expect((await made())[0]).toMatchObject({ asked: { of: 'link', fields: [] }, label: 'Door code' });

    // A person who blocks the one who asks: one sentence, and what was typed stays.
    await stage.app.shares.block('playground:toy', { person: bob.key, sender: alice }, new AbortController().signal);
    await page.goto(`${stage.url}/ask`);
    await box(page, ask.who.label).selectOption('Bob');
    await box(page, ask.what.label).fill('Another key');
    await pressContinue(page);
    await page
      .getByRole('alert')
      .filter({ hasText: refusal('person.unavailable') })
      .waitFor();
    expect(await box(page, ask.what.label).inputValue()).toBe('Another key');
    await look(page, 'ask, refused');

    // A stranger to this server reads one sentence.
    const stranger = await (await stage.profile()).newPage();
    await stranger.goto(`${stage.url}/ask`);
    await heading(stranger, ask.nobody[0]);
    await look(stranger, 'ask, nobody');
  },
);
