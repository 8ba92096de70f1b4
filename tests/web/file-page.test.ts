// /file in a real browser: a .nt2share file is written and opened, and after the page itself not one request is made; then the same page
// from a disk, without a network.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { BrowserContext, Download, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { openShareFile, sealShareFile } from '../../src/crypto/share-file/share-file.ts';
import { nativeScrypt } from '../crypto/support.ts';
import { heapOf } from './heap.ts';
import { useStage, watch, type Stage } from './harness.ts';
import { look } from './look.ts';

let stage: Stage;
useStage((opened) => {
  stage = opened;
});
const folder = mkdtempSync(join(tmpdir(), 'nt2-file-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CANARY = 'file-page-canary-4711';
const WORDS = 'orbit velvet cactus mango thunder';

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const attached = { name: 'key.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(`in a file ${CANARY}\u0000\u00ff`) };

async function bytesOf(download: Download): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(readFileSync(await download.path()));
}

const inFile = (buffer: Uint8Array, name = 'secret.nt2share') => ({ name, mimeType: '', buffer: Buffer.from(buffer) });

async function fill(page: Page): Promise<void> {
  await press(page, 'Save as a file');
  await heading(page, 'Save a secret as a file');
  await page.getByLabel('Its name optional').fill('Stripe live key');
  await page.getByLabel('Your name optional').fill('Ann');
  await page.getByLabel('Name', { exact: true }).fill('STRIPE_KEY');
  await page.getByLabel('Value', { exact: true }).fill(CANARY);
  await page.getByLabel('Files (optional)').setInputFiles(attached);
  await page.getByRole('button', { name: 'Remove key.pem' }).waitFor();
}

/** Answers with the file and the words that open it. */
async function save(page: Page): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string; readonly words: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Save the file')]);
  await heading(page, 'Saved');
  const words = await page.getByLabel('The words that open it').inputValue();
  return { bytes: await bytesOf(download), name: download.suggestedFilename(), words };
}

async function open(page: Page, file: Uint8Array, words: string): Promise<void> {
  await page.getByLabel('The file', { exact: true }).setInputFiles(inFile(file));
  await page.getByLabel('The words', { exact: true }).fill(words);
  await press(page, 'Open it');
}

/** As a person drops a file; `parts`: an expression. The driver would hold on to an input that it has given one. */
async function drop(page: Page, part: string): Promise<void> {
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([${part}], 'secret.nt2share'));
    document.getElementById('file').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  })()`);
  await page.getByText(/^secret.nt2share, |^That’s /).waitFor();
}

async function begin(profile: BrowserContext): Promise<{ readonly page: Page; readonly asked: string[] }> {
  const page = await profile.newPage();
  watch(page);
  await page.goto(`${stage.url}/file`);
  await heading(page, 'Open a .nt2share file');
  const asked: string[] = [];
  profile.on('request', (request) => asked.push(request.url()));
  return { page, asked };
}

test('a file is written and opened, by words and by a key, and the page asks the server for nothing', { timeout: 90_000 }, async () => {
  const profile = await stage.profile();
  const { page, asked } = await begin(profile);
  await look(page, 'file, open');
  await fill(page);
  await look(page, 'file, save');
  const saved = await save(page);
  await look(page, 'file, saved');
  expect(saved.name).toBe('secret.nt2share');
  expect(saved.words.split(' ')).toHaveLength(5);
  const opened = await openShareFile(saved.bytes, { kind: 'words', words: saved.words, scrypt: nativeScrypt });
  expect(opened).toMatchObject({ ok: true, content: { label: 'Stripe live key', sender: 'Ann', files: [{ name: 'key.pem' }] } });

  await press(page, 'Save another');
  await press(page, 'Open a file');
  // Words as telephones write them; wrong ones first.
  await open(page, saved.bytes, 'walnut orbit ferry cement zebra');
  await page.getByText('Not the right words or key.').waitFor();
  await look(page, 'file, wrong words', { isRare: true });
  await open(page, saved.bytes, `${saved.words[0]?.toUpperCase()}${saved.words.slice(1)}.`);
  await heading(page, 'Stripe live key');
  await page.getByText('From Ann, as the file says. Nothing proves it.').waitFor();
  expect(await page.getByText(CANARY).count()).toBe(0);
  await look(page, 'file, opened');
  await page.getByRole('button', { name: /^Reveal/ }).click();
  await page.getByText(CANARY).waitFor();
  const [back] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save key.pem' }).click()]);
  expect(Buffer.from(await bytesOf(back)).equals(attached.buffer)).toBe(true);
  await press(page, 'Done');
  await heading(page, 'Cleared');
  await look(page, 'file, cleared', { isRare: true });
  await press(page, 'Open a file');

  const identity = await generateX25519Identity();
  await press(page, 'Save as a file');
  await page.getByLabel('Value', { exact: true }).fill(CANARY);
  await page.getByLabel('A recipient’s age key').check();
  await page.getByLabel('Their age key').fill('age1nothing');
  await press(page, 'Save the file');
  await page.getByText('That’s no age key of this kind').waitFor();
  await page.getByLabel('Their age key').fill(await identityToRecipient(identity));
  await page.getByLabel('Name of the file').fill('../../Stripe: live');
  const [byKey] = await Promise.all([page.waitForEvent('download'), press(page, 'Save the file')]);
  expect(byKey.suggestedFilename()).toBe('-..-Stripe- live.nt2share');
  await page.getByText('Only the holder of the key opens it.').waitFor();
  await press(page, 'Save another');
  await press(page, 'Open a file');
  await page.getByLabel('The file', { exact: true }).setInputFiles(inFile(await bytesOf(byKey)));
  const box = page.getByLabel('Your age key', { exact: true });
  expect(await box.getAttribute('type')).toBe('password');
  await box.fill(`# created: today\n${identity}\n`);
  await press(page, 'Open it');
  await heading(page, 'A secret');

  expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([]);
  await profile.close();
});

test('what is no such file, too large, damaged or of a newer nt2 is told apart, and nothing of it is shown', async () => {
  const profile = await stage.profile();
  const { page, asked } = await begin(profile);
  const items = [{ kind: 'credential', label: '', fields: [{ name: 'Key', value: CANARY, hidden: true }] }] as const;
  const content = { label: 'A', note: '', sender: null, savedAt: 0, items, files: [] };
  const file = await sealShareFile(content, { kind: 'words', words: WORDS, scrypt: nativeScrypt });
  const bent = Uint8Array.from(file, (byte, at) => (at === file.length - 100 ? byte ^ 1 : byte));
  const openDropped = async (bytes: Uint8Array): Promise<void> => {
    await drop(page, `Uint8Array.from(atob('${Buffer.from(bytes).toString('base64')}'), (one) => one.charCodeAt(0))`);
    await page.getByLabel('The words', { exact: true }).fill(WORDS);
    await press(page, 'Open it');
  };
  await drop(page, "'dear diary'");
  await page.getByText('That’s no .nt2share file.').waitFor();
  await drop(page, 'new Uint8Array(29_360_129)');
  await page.getByText('That’s larger than a .nt2share file can be.').waitFor();
  await openDropped(bent);
  await page.getByText('The file is damaged.').waitFor();
  await openDropped(file.subarray(0, -1));
  await page.getByText('The file is damaged.').waitFor();
  await look(page, 'file, damaged', { isRare: true });
  await openDropped(file);
  await heading(page, 'A');
  await page.getByRole('button', { name: /^Reveal/ }).click();
  await page.getByText(CANARY).waitFor();
  const holds = async (): Promise<string[]> => {
    const heap = await heapOf(page);
    return [CANARY, WORDS].filter((text) => heap.includes(text));
  };
  expect(await holds()).toContain(CANARY);
  await press(page, 'Done');
  await heading(page, 'Cleared');
  await page.evaluate('delete globalThis.nt2Keyboard');
  await expect.poll(holds, { timeout: 20_000, interval: 500 }).toEqual([]);
  expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([]);
  await profile.close();
});

test(
  'the page that a person keeps works from a disk with the network off, and is what the server says that it is',
  { timeout: 90_000 },
  async () => {
    const profile = await stage.profile();
    const { page } = await begin(profile);
    await page.getByText('SHA-256 of what you get').click();
    const said = await page.getByLabel('SHA-256 of what you get').textContent();
    const [kept] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save this page' }).click()]);
    expect(kept.suggestedFilename()).toBe('nt2-file.html');
    const html = await bytesOf(kept);
    expect(createHash('sha256').update(html).digest('hex')).toBe(said);
    const served = await fetch(`${stage.url}/file`);
    const inside = / content="(default-src [^"]*)"/.exec(Buffer.from(html).toString())?.[1] ?? '';
    expect(inside).toContain("connect-src 'none'");
    expect(served.headers.get('content-security-policy')?.replace("; frame-ancestors 'none'", '')).toBe(inside);
    const path = join(folder, 'nt2-file.html');
    writeFileSync(path, html);
    await profile.close();

    const offline = await stage.profile({ offline: true });
    const alone = await offline.newPage();
    watch(alone);
    const asked: string[] = [];
    const workers: string[] = [];
    offline.on('request', (request) => asked.push(request.url()));
    alone.on('worker', (worker) => workers.push(worker.url()));
    await alone.goto(pathToFileURL(path).href);
    await heading(alone, 'Open a .nt2share file');
    await look(alone, 'file, from disk');
    await fill(alone);
    const saved = await save(alone);
    await press(alone, 'Save another');
    await press(alone, 'Open a file');
    await open(alone, saved.bytes, saved.words);
    await heading(alone, 'Stripe live key');
    await alone.getByRole('button', { name: /^Other formats/ }).click();
    await alone.getByLabel('Format').waitFor();
    expect(workers.length).toBeGreaterThanOrEqual(2);
    expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([pathToFileURL(path).href]);
    await offline.close();
  },
);
