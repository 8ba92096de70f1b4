// What opening a secret costs, cold: counted on a build, with answers of the API at their true size.

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../support/page-messages.ts';
import { buildPages } from '../../scripts/build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nt2-budget-'));
let manifest: Awaited<ReturnType<typeof buildPages>>;
beforeAll(async () => {
  manifest = await buildPages({
    out: folder,
    list: Object.fromEntries(['share', 'request', 'go', 'home', 'vault', 'file'].map((name) => [`src/web/${name}.html`, `${name}.html`])),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = (source: string): string => {
  const found = manifest.entries[source];
  if (found === undefined) throw new Error(`not built: ${source}`);
  return found.file;
};
const gzip = (file: string): number => manifest.files[file]?.gzip ?? Number.NaN;
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const AFTER_PRESS = 'src/web/recipient/after-press.ts';
const NAMED = 'src/web/recipient/named.ts';
const SENDER = ['src/web/sender.tsx', 'src/web/sender/after-press.ts', 'src/web/sender/status.ts'];
/** What a page of ours fetches with import(). */
const fetchedLater = (text: string): string[] => [...text.matchAll(/\bimport\("\/(assets\/[^"]+)"\)/g)].map(([, file]) => file as string);

/** base64 of ciphertext does not get smaller than its bytes. */
const answers = (): number => {
  const claim = {
    capsule: randomBytes(2_600).toString('base64'),
    payload: randomBytes(4_400).toString('base64'),
    lease: { until: 1 },
  };
  const view = {
    created: 'x'.repeat(400),
    seal: { statement: randomBytes(600).toString('base64') },
    // Of a link. A share for a person has an acceptance in its place, which is smaller.
    cover: randomBytes(540).toString('base64'),
  };
  return gzipSync(JSON.stringify(claim)).length + gzipSync(JSON.stringify(view)).length;
};

/** What the HTML makes a browser fetch by itself, for everyone. */
const fetchedBy = (html: string): string[] =>
  [...html.matchAll(/<(?:script|link|img)\s[^>]*(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file as string);

test('a page is ready to open after 3 requests, and opening a secret takes one more', () => {
  // One file: it imports nothing at its start.
  for (const file of [entry(AFTER_PRESS), 'share.html']) expect(read(file)).not.toMatch(/\bfrom\s*"\/assets|\bimport\s*"\/assets/);
  // The page itself, the look at the share that its first script takes, and what the press needs; then the claim.
  const html = read('share.html');
  expect(fetchedBy(html)).toEqual([]);
  expect(html).toContain(`<meta name="nt2:crypto" content="/${entry(AFTER_PRESS)}"`);
  // The first script finds that name where it runs.
  expect(html.indexOf('nt2:crypto')).toBeLessThan(html.indexOf('<script'));
});

test('a sender has their form after 3 requests, and seals with what has been fetched while they typed', () => {
  const [form, sealing, status] = SENDER.map(entry) as [string, string, string];
  for (const file of [form, sealing, status]) expect(read(file)).not.toMatch(/\bfrom\s*"\/assets|\bimport\s*"\/assets/);
  // The page and the look at the share; then the form.
  expect(fetchedLater(read('share.html'))).toContain(form);
  expect(fetchedLater(read(form))).toEqual(expect.arrayContaining([sealing, status]));
});

const KIB = 1_024;
test.each([
  ['the page of a share', () => manifest.pages['share.html']?.gzip ?? Number.NaN, 21],
  ["the page of a request's link", () => manifest.pages['request.html']?.gzip ?? Number.NaN, 21],
  ['its form, and what seals', () => gzip(entry('src/web/request/give.tsx')), 36],
  ['the front page', () => manifest.pages['home.html']?.gzip ?? Number.NaN, 13],
  ['the page of /go', () => manifest.pages['go.html']?.gzip ?? Number.NaN, 16],
  ["the page of a person's own shares", () => gzip(entry('src/web/mine.tsx')), 7],
  ['the page that begins a request', () => gzip(entry('src/web/ask.tsx')), 8],
  ["the operator's board", () => gzip(entry('src/web/board.tsx')), 7],
  ['the page of people who leave', () => gzip(entry('src/web/offboard.tsx')), 7],
  ['the page of a vault', () => manifest.pages['vault.html']?.gzip ?? Number.NaN, 48],
  ['the page of files, with everything inside', () => manifest.pages['file.html']?.gzip ?? Number.NaN, 88],
  ['its import and export', () => gzip(entry('src/web/vault/screens/bring.tsx')), 42],
  ['what keeps in a vault what was opened', () => gzip(entry('src/web/recipient/keep.ts')), 40],
  ['what takes into a vault what waits', () => gzip(entry('src/web/inbox/inbox.tsx')), 36],
  ['what a vault shares an item with', () => gzip(entry('src/client/client.ts')), 60],
  ['what signs at /go', () => gzip(entry('src/web/go/proofs.ts')), 11],
  ['what a recipient fetches for after the press', () => gzip(entry(AFTER_PRESS)), 32],
  ['the formats that a recipient chooses from', () => gzip(entry('src/web/recipient/formats.ts')), 4],
  ['what a named recipient fetches besides', () => gzip(entry(NAMED)), 8],
  ['what a person who asked fetches besides', () => gzip(entry('src/web/recipient/asker.ts')), 12],
  ['what leaves keys for later', () => gzip(entry('src/web/crypto/leave-prekeys.ts')), 12],
  ['what draws a QR code', () => gzip(entry('src/web/qr.ts')), 7],
  ['the checks of what is typed', () => gzip(entry('src/web/checks.ts')), 12],
  ["the sender's form", () => gzip(entry('src/web/sender.tsx')), 18.5],
  ['files in the form', () => gzip(entry('src/web/sender/files.ts')), 18],
  ['files of an opened share', () => gzip(entry('src/web/recipient/files.ts')), 15],
  ["the sender's cryptography, and the screens that follow their press", () => gzip(entry('src/web/sender/after-press.ts')), 30.4],
  ['where a share stands', () => gzip(entry('src/web/sender/status.ts')), 5],
] as const)('%s keeps its budget', (name, weigh, most) => {
  console.log(`${name}: ${(weigh() / KIB).toFixed(1)} of ${most} KiB gzipped`);
  expect(weigh()).toBeLessThanOrEqual(most * KIB);
});

test('the front page and /go are there after one request', () => {
  for (const page of ['home.html', 'go.html']) expect(fetchedBy(read(page))).toEqual([]);
});

test('opening a secret takes at most 60 KiB gzipped, answers of the API included', () => {
  const sum = (manifest.pages['share.html']?.gzip ?? Number.NaN) + gzip(entry(AFTER_PRESS)) + answers();
  console.log(`Opening a secret weighs ${(sum / KIB).toFixed(1)} KiB gzipped.`);
  expect(sum).toBeLessThanOrEqual(60 * KIB);
});

test('answering a request by its link takes at most 60 KiB gzipped', () => {
  const sum = (manifest.pages['request.html']?.gzip ?? Number.NaN) + gzip(entry('src/web/request/give.tsx')) + answers();
  console.log(`Answering by link weighs ${(sum / KIB).toFixed(1)} KiB gzipped.`);
  expect(sum).toBeLessThanOrEqual(60 * KIB);
});

test('a page and what it fetches have one copy of Preact, and no sentence of one is in the other', () => {
  const later = [AFTER_PRESS, NAMED, ...SENDER].map((source) => read(entry(source)));
  for (const text of later) {
    expect(text).toContain('nt2Shared(');
    expect(text).not.toContain('dangerouslySetInnerHTML');
    expect(text).not.toContain(messages.ready.title);
  }
  expect(read('share.html')).toContain('dangerouslySetInnerHTML');
  expect(read('share.html')).not.toContain(messages.cleared.done);
  expect(later[0]).toContain(messages.cleared.done);
});

test('the first script stands before whatever the page could fetch, and takes the key out of the address before it asks', () => {
  const html = read('share.html');
  const [first = ''] = /<script>[^]*?<\/script>/.exec(html) ?? [];
  expect(first).toContain('history.replaceState');
  expect(html.indexOf(first)).toBeLessThan(html.search(/<link|<style|<img|<script type/));
  expect(first.length).toBeLessThan(2_000);
});

test('before its script is there, a page shows what the script then shows: it loads, and the button of a link does nothing yet', () => {
  const html = read('share.html');
  expect(html).toContain(`<h1 tabindex="-1">${messages.loading}</h1>`);
  expect(html).toMatch(new RegExp(`class="actions for-link"><button type="button" [^>]*aria-disabled="true">${messages.ready.button}<`));
  expect(html).toContain('html:not(.link) .for-link{display:none}');
});

test('what only a sender needs, the list of words and the work on words are not in what a recipient loads', () => {
  const shares = ['share.html', entry(AFTER_PRESS)].map(read).join('\n');
  expect(shares).not.toContain('Enter the secret for');
  expect(shares).not.toContain('zebra');
  expect(read(entry('src/web/words-list.ts'))).toContain('zebra');
  expect(read(entry('src/web/sender.tsx'))).toContain('Enter the secret for');
});

test('pages name no other host, and every script and style inside them runs by its hash alone', () => {
  const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  for (const page of ['share.html', 'go.html', 'home.html', 'vault.html', 'file.html']) {
    const html = read(page);
    // Preact names the spaces of SVG and MathML, which no browser fetches.
    expect(html.replaceAll(/"http:\/\/www\.w3\.org\/[^"]*"/g, '')).not.toMatch(/https?:\/\/(?! or another scheme)/);
    const inside = (name: string): string[] =>
      [...html.matchAll(new RegExp(`<${name}[^>]*>([^]*?)</${name}>`, 'g'))].map(([, text]) => hash(text ?? ''));
    expect(manifest.pages[page]?.inline).toEqual({ scripts: inside('script'), styles: inside('style') });
    // Nothing outside those elements runs or paints.
    expect(html.replaceAll(/<(script|style)[^>]*>[^]*?<\/\1>/g, '')).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=/);
  }
  // Preact itself knows innerHTML; under Trusted Types it would throw, and none of our files asks for it.
  for (const file of globSync('src/web/**/*.{ts,tsx}')) {
    expect(readFileSync(file, 'utf8'), file).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b(?!: \{)|new Function|style=/i,
    );
  }
});
