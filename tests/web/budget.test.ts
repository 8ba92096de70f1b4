// What opening a secret costs, cold: counted on a build, with answers of the API at their true size.

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPages } from '../../scripts/build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'nt2-budget-'));
let manifest: Awaited<ReturnType<typeof buildPages>>;
beforeAll(async () => {
  manifest = await buildPages({ out: folder, list: { 'src/web/share.html': 'share.html', 'src/web/home.html': 'home.html' } });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = (source: string): string => {
  const found = manifest.entries[source];
  if (found === undefined) throw new Error(`not built: ${source}`);
  return found.file;
};
const gzip = (file: string): number => manifest.files[file]?.gzip ?? Number.NaN;
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
/** What opening fetches with import(). */
const lazyChunks = (): string[] => [entry('src/web/crypto/bundle.ts')];

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
    acceptance: { note: randomBytes(300).toString('base64') },
  };
  return gzipSync(JSON.stringify(claim)).length + gzipSync(JSON.stringify(view)).length;
};

test('opening a secret takes at most 6 requests', () => {
  // One file each: neither imports anything of its own at its start.
  for (const file of [entry('src/web/share.tsx'), ...lazyChunks()])
    expect(read(file)).not.toMatch(/\bfrom\s*"\/assets|\bimport\s*"\/assets/);
  const html = read('share.html');
  const fetched = [...html.matchAll(/<(?:script|link|img)\s[^>]*(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file);
  expect(new Set(fetched)).toEqual(new Set([entry('src/web/share.tsx'), entry('src/web/style.css')]));
  // HTML, style, script, cryptography, the look at the share, the claim.
  expect(1 + fetched.length + lazyChunks().length + 2).toBeLessThanOrEqual(6);
});

test('opening a secret takes at most 60 KiB gzipped, answers of the API included', () => {
  const html = manifest.pages['share.html']?.gzip ?? Number.NaN;
  const files = [entry('src/web/style.css'), entry('src/web/share.tsx'), ...lazyChunks()].map(gzip);
  const sum = [html, ...files, answers()].reduce((total, size) => total + size, 0);
  console.log(
    `Opening a secret weighs ${(sum / 1_024).toFixed(1)} KiB gzipped; reading the request before it ${((html + (files[0] ?? 0) + (files[1] ?? 0)) / 1_024).toFixed(1)} KiB.`,
  );
  expect(sum).toBeLessThanOrEqual(60 * 1_024);
});

test('what only a sender needs, the list of words and the work on words are not in what a recipient loads', () => {
  const shares = [entry('src/web/share.tsx'), ...lazyChunks()].map(read).join('\n');
  expect(shares).not.toContain('Enter the secret for');
  expect(shares).not.toContain('zebra');
  expect(read(entry('src/web/words-list.ts'))).toContain('zebra');
  expect(read(entry('src/web/sender.tsx'))).toContain('Enter the secret for');
});

test('pages name no other host, and hold no inline script or style', () => {
  for (const page of ['share.html', 'home.html']) {
    const html = read(page);
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=/);
  }
  // Preact itself knows innerHTML; under Trusted Types it would throw, and none of our files asks for it.
  for (const file of globSync('src/web/**/*.{ts,tsx}')) {
    expect(readFileSync(file, 'utf8'), file).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|style=/i,
    );
  }
});
