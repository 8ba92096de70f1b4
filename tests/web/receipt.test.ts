// The receipt page in a real Chromium: what it says, what it keeps from whom, and how it looks on screen and paper.

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { passGo } from '../e2e/go.ts';
import type { ShareId } from '../../src/core/share.ts';
import { messages } from '../../src/web/messages/receipt.ts';
import { messages as share } from '../support/page-messages.ts';
import { accepting, claiming, credential, delivering, newBrowser, opening, sealing } from '../support/actors.ts';
import { alice, bob, useStage, person, watch, type Stage } from './harness.ts';
import { look } from './look.ts';

const SECRET = 'sk_live_canary_receipt_page';
let stage: Stage;
let delivered: ShareId;
useStage(async (opened) => {
  stage = opened;
  delivered = await deliver();
});

/** A share that was handed over, by browsers that are not on the screen. */
async function deliver(): Promise<ShareId> {
  const id = await stage.share();
  const { shares } = stage.app;
  const host = new URL(stage.url).host;
  const [mine, his] = [await newBrowser(host), await newBrowser(host)];
  for (const surface of ['place', 'recipient', 'sender'] as const)
    await shares.markSent(id, { id: surface, kind: 'surface', surface }, `ref-${surface}`);
  const share = (await shares.find(id))!;
  const accepted = await accepting(his, share, Date.now());
  await shares.accept(id, bob.key, accepted.input);
  const sealed = await sealing(mine, share, { at: Date.now(), items: credential(SECRET), recipient: accepted.key!.recipient });
  await shares.uploadPayload(id, alice.key, sealed.input.payload!);
  await shares.seal(id, alice.key, sealed.input);
  const claimed = await shares.claim(id, bob.key, await claiming(his, share, Date.now()));
  if (!claimed.ok) throw new Error(claimed.code);
  const { ack } = await opening(share, claimed.value, sealed.input.note, { accept: accepted.key });
  const done = await shares.deliver(id, await delivering(his, share, Date.now(), ack));
  if (!done.ok) throw new Error(done.code);
  return id;
}

const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name }).waitFor();

/** Through the button of chat that leads to the receipt. */
async function openAs(who: typeof alice, share = delivered): Promise<Page> {
  const page = await (await stage.profile({ acceptDownloads: true })).newPage();
  watch(page);
  await page.addInitScript(LISTEN);
  await page.goto(`${await stage.button(who, share)}/receipt`);
  await passGo(page);
  await page.waitForURL(`${stage.url}/s/${share}/receipt`);
  return page;
}

const shoot = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['NT2_SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};

/** Keeps what regions that were there already begin to say: what a screen reader would read out. */
const LISTEN = `globalThis.heard = [];
  new MutationObserver((all) => {
    for (const { target } of all) {
      const region = (target.nodeType === 1 ? target : target.parentElement)?.closest('[role=status], [role=alert]');
      if (region) heard.push(region.textContent);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });`;

/** Of however many events. */
const HOLDS = messages.verdict.summary(2).slice('All 2 '.length);

/** What Tab stops at from here to the end of the page; each stop is seen. */
async function stops(page: Page): Promise<string[]> {
  const names: string[] = [];
  for (let n = 0; n < 30; n += 1) {
    await page.keyboard.press('Tab');
    const [name, outline] = await page.evaluate<[string, string]>(`(() => {
      const { activeElement: at } = document;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return [at === document.body ? '' : (at.textContent || at.id).trim(), outlineStyle + ' ' + outlineWidth];
    })()`);
    if (name === '' || names.includes(name)) return names;
    expect(outline, name).toMatch(/^(?:solid|auto) [1-9]/);
    names.push(name);
  }
  return names;
}

describe('the page of a receipt', () => {
  test('checks it in the browser, tells the sender all that happened, and can be kept as the two files that were checked', async () => {
    const page = await openAs(alice);
    await heading(page, messages.verdict.holds);
    await page.getByText(messages.verdict.serverKey).waitFor();
    const events = page.locator('.story .event');
    await expect
      .poll(() => events.allTextContents())
      .toEqual([
        messages.events.created.api,
        messages.events.notified.place,
        messages.events.notified.recipient,
        messages.events.notified.sender,
        messages.events.accepted[0],
        messages.events.entered,
        messages.events.sealed[0],
        messages.events.claimed[0],
        messages.events.delivered[0],
        messages.events.ended.delivered,
      ]);
    const text = (await page.textContent('main')) ?? '';
    for (const said of ['Stripe webhook key', 'Alice (playground:toy:alice)', 'Bob (playground:toy:bob)', delivered])
      expect(text).toContain(said);
    expect(text).not.toContain(SECRET);
    await look(page, 'receipt');
    await shoot(page, 'receipt-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await shoot(page, 'receipt');

    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: messages.files.receipt }).click()]);
    expect(file.suggestedFilename()).toBe(`receipt-${delivered.slice(0, 12)}.txt`);
    const kept = readFileSync((await file.path()) ?? '', 'utf8');
    const [signature] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: messages.files.signature }).click(),
    ]);
    expect(readFileSync((await signature.path()) ?? '', 'utf8')).toMatch(/^-----BEGIN SSH SIGNATURE-----/);

    // On paper: one sheet of A4, black on white, without what only a screen can do.
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    await page.setViewportSize({ width: 703, height: 1047 });
    await shoot(page, 'receipt-print');
    const pdf = await page.pdf({ preferCSSPageSize: true, format: 'A4' });
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(await page.getByRole('button', { name: messages.print }).isVisible()).toBe(false);
    await page.context().close();

    // The same file from a disk, by someone who is signed in nowhere; then with one letter changed.
    const stranger = await (await stage.profile()).newPage();
    watch(stranger);
    const asked: string[] = [];
    stranger.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await stranger.goto(`${stage.url}/verify`);
    await heading(stranger, messages.disk.title);
    await look(stranger, 'from disk');
    await shoot(stranger, 'verify');
    const choose = async (buffer: string): Promise<void> => {
      await stranger
        .getByLabel(messages.disk.choose)
        .setInputFiles({ name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from(buffer) });
    };
    await choose(kept);
    await heading(stranger, messages.verdict.holds);
    // As it is made from evidence, when the record is gone: the label is not there, and the two still are.
    await stranger.getByRole('button', { name: messages.disk.another }).click();
    await choose(kept.replace(/^label .*$/m, 'label erased'));
    await heading(stranger, messages.verdict.holds);
    const left = (await stranger.textContent('main')) ?? '';
    for (const said of [messages.labelErased, 'playground:toy:alice', 'playground:toy:bob']) expect(left).toContain(said);
    expect(left).not.toContain('Stripe webhook key');
    await stranger.setViewportSize({ width: 320, height: 700 });
    await look(stranger, 'without the label');
    await shoot(stranger, 'label-erased');
    await stranger.setViewportSize({ width: 1280, height: 900 });
    await stranger.getByRole('button', { name: messages.disk.another }).click();
    await choose(kept.replace('Stripe webhook', 'Stripe webbook'));
    await heading(stranger, messages.verdict.fails);
    await stranger.getByText(messages.faults['opening.label']).waitFor();
    await stranger.getByRole('button', { name: messages.disk.another }).click();
    await choose(kept.replace('via api', 'via chat'));
    await heading(stranger, messages.verdict.fails);
    await stranger.getByText(messages.faults['proof.inclusion']).waitFor();
    await look(stranger, 'does not hold');
    await shoot(stranger, 'fails');
    // The keys, once for each of the four files, and nothing of what is in them.
    const keys = Array.from({ length: 4 }, () => 'GET /.well-known/nt2/keys');
    expect(asked.filter((line) => !line.includes('/assets/'))).toEqual(['GET /verify', ...keys]);
    await stranger.context().close();
  });

  test('believes the key and the older checkpoint that the reader brings, not the server', async () => {
    const first = await openAs(alice, await stage.share({ label: 'Before' }));
    await heading(first, messages.verdict.holds);
    const [file] = await Promise.all([first.waitForEvent('download'), first.getByRole('link', { name: messages.files.receipt }).click()]);
    const older = readFileSync((await file.path()) ?? '', 'utf8');
    const key = (await first.locator('.ground dd.mono').last().textContent()) ?? '';
    await first.context().close();

    const page = await openAs(alice, await deliver());
    await heading(page, messages.verdict.holds);
    await page.getByText(messages.own.title).click();
    await page.getByLabel(messages.own.key).fill(key);
    await page.getByLabel(messages.own.older).fill(older);
    await page.getByRole('button', { name: messages.own.check }).click();
    await page.getByText(messages.verdict.ownKey).waitFor();
    await page.getByText(messages.verdict.consistent).waitFor();
    await page.getByText(messages.own.title).click();
    await page.getByLabel(messages.own.key).fill('nonsense');
    await page.getByRole('button', { name: messages.own.check }).click();
    await page.getByText(messages.unchecked['own-key']).waitFor();
    expect(await page.locator('.story').count()).toBe(0);
    await page.context().close();
  });

  test('shows the recipient their half, and nobody else anything', async () => {
    const his = await openAs(bob);
    await heading(his, messages.verdict.holds);
    await his.getByText(messages.halves.recipient).waitFor();
    // The recipient's page of the share leads there as well, once it is plain that it opens nothing.
    await his.goto(`${stage.url}/s/${delivered}`);
    await his.getByRole('button', { name: share.ready.button }).click();
    await his.getByRole('link', { name: share.receipt }).click();
    await his.getByText(messages.halves.recipient).waitFor();
    await his.context().close();
    const eve = await openAs(person('Eve'));
    await heading(eve, messages.gone[0]);
    await look(eve, 'no receipt', { isRare: true });
    expect(await eve.textContent('main')).not.toContain('Stripe');
    await eve.context().close();
    const nobody = await (await stage.profile()).newPage();
    await nobody.goto(`${stage.url}/s/${delivered}/receipt`);
    await heading(nobody, 'Open this where you got it');
    await nobody.context().close();
  });

  test('is read and worked by keyboard and ear alone, on the page of a share and at /verify', async () => {
    const page = await openAs(alice);
    await heading(page, messages.verdict.holds);
    const heard = (on: Page): Promise<string> => on.evaluate<string>("heard.join('\\n')");
    // On a screen that is not the first, the heading has the focus, and the verdict is said from a region that was there before it.
    const focus = (on: Page): Promise<string> =>
      on.evaluate<string>('(document.activeElement.textContent || document.activeElement.id).trim()');
    expect(await focus(page)).toBe(messages.verdict.holds);
    expect(await heard(page)).toContain(HOLDS);

    expect(await stops(page)).toEqual([
      messages.files.receipt,
      messages.files.signature,
      messages.print,
      messages.again,
      messages.own.title,
      messages.elsewhere.title,
      messages.mine,
      messages.devices,
      'What nt2 can and can’t promise',
    ]);
    const reach = async (on: Page, name: string): Promise<void> => {
      for (let n = 0; n < 20 && (await focus(on)) !== name; n += 1) await on.keyboard.press('Tab');
      expect(await focus(on)).toBe(name);
    };
    const enter = async (on: Page, name: string): Promise<void> => {
      await reach(on, name);
      await on.keyboard.press('Enter');
    };
    const [file] = await Promise.all([page.waitForEvent('download'), enter(page, messages.files.receipt)]);
    const kept = readFileSync((await file.path()) ?? '', 'utf8');
    await Promise.all([page.waitForEvent('download'), enter(page, messages.files.signature)]);
    await page.evaluate('window.print = () => void (window.printed = true)');
    await enter(page, messages.print);
    expect(await page.evaluate('window.printed')).toBe(true);
    await enter(page, messages.elsewhere.title);
    await page.getByText('nt2 verify receipt.txt').waitFor();
    await enter(page, messages.again);
    await expect.poll(() => focus(page)).toBe(messages.verdict.holds);
    await enter(page, messages.own.title);
    await reach(page, 'own-key');
    await page.keyboard.type((await page.locator('.ground dd.mono').last().textContent()) ?? '');
    await enter(page, messages.own.check);
    await expect.poll(() => heard(page)).toContain(messages.verdict.ownKey);
    await page.setViewportSize({ width: 390, height: 844 });
    await shoot(page, 'receipt-phone');
    await page.context().close();

    const stranger = await (await stage.profile()).newPage();
    watch(stranger);
    await stranger.addInitScript(LISTEN);
    await stranger.goto(`${stage.url}/verify`);
    await heading(stranger, messages.disk.title);
    expect(await stops(stranger)).toEqual(['nt2', 'receipt-file', messages.disk.paste, 'What nt2 can and can’t promise']);
    await stranger.reload();
    await enter(stranger, messages.disk.paste);
    await reach(stranger, 'receipt-text');
    for (const [text, verdict, said] of [
      [kept.replace('via api', 'via chat'), messages.verdict.fails, messages.faults['proof.inclusion']],
      [kept, messages.verdict.holds, HOLDS],
    ] as const) {
      await stranger.keyboard.insertText(text);
      await enter(stranger, messages.disk.check);
      await expect.poll(() => focus(stranger)).toBe(verdict);
      expect(await heard(stranger)).toContain(said);
      if (verdict === messages.verdict.holds) break;
      await enter(stranger, messages.disk.another);
      await expect.poll(() => focus(stranger)).toBe(messages.disk.title);
      await enter(stranger, messages.disk.paste);
      await reach(stranger, 'receipt-text');
    }
    await stranger.context().close();
  });
});
