// The page of files as a person keeps it, opened from a disk in the other engines: it writes a file there and opens it again. In a campaign:
// Chromium walks it in `npm test`.

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtPages } from '../support/pages.ts';
import { engineMissing, launch } from '../support/engines/engines.ts';

const isLong = process.env['NT2_CAMPAIGN'] !== undefined;
if (!isLong) console.log('left out: the kept page of files in Firefox and WebKitGTK: npm run campaign -- tests/web/file-engines.test.ts');

const folder = mkdtempSync(join(tmpdir(), 'nt2-file-engines-'));
beforeAll(async () => {
  await builtPages();
  copyFileSync(join(import.meta.dirname, '../../dist/pages/file.html'), join(folder, 'nt2-file.html'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function write(engine: 'firefox' | 'webkit'): Promise<{ readonly faults: readonly string[]; readonly asked: readonly string[] }> {
  const browser = await launch(engine);
  const faults: string[] = [];
  const asked: string[] = [];
  const listener = { complain: (text: string) => void faults.push(text), ask: (url: string) => void asked.push(url) };
  const profile = await browser.newContext({ viewport: { width: 1280, height: 900 } }, listener);
  const page = await profile.newPage();
  await page.goto(pathToFileURL(join(folder, 'nt2-file.html')).href);
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  await press('Save as a file');
  await page.getByLabel('Its name optional').fill('Stripe live key');
  await page.getByLabel('Value', { exact: true }).fill('engine-canary');
  const saved = await browser.takeFile(page, () => press('Save the file'));
  const words = await page.getByLabel('The words that open it').inputValue();
  await press('Save another');
  await press('Open a file');
  // WebKit's driver puts no file into an input, so it is dropped.
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob('${readFileSync(saved).toString('base64')}'), (one) => one.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'secret.nt2share'));
    document.getElementById('file').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  })()`);
  await page.getByLabel('The words', { exact: true }).fill(words);
  await press('Open it');
  await page.getByRole('heading', { level: 1, name: 'Stripe live key' }).waitFor();
  await page.getByRole('button', { name: /^Reveal/ }).click();
  await page.getByText('engine-canary').waitFor();
  await browser.close();
  return { faults, asked: asked.filter((url) => !/^(?:file|blob):/.test(url)) };
}

for (const engine of ['firefox', 'webkit'] as const)
  test.skipIf(!isLong || engineMissing[engine] !== null)(
    `a kept page writes and opens a file from a disk, in ${engine}`,
    { timeout: 120_000 },
    async () => {
      expect(await write(engine)).toEqual({ faults: [], asked: [] });
    },
  );
