// The system's own Firefox, headless, over WebDriver BiDi. Playwright speaks it to a stock Firefox; its own patched one is not needed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firefox } from 'playwright-core';
import { newFileIn } from './downloads.ts';
import type { EngineBrowser } from './engines.ts';

export async function launchFirefox(executablePath: string): Promise<EngineBrowser> {
  const downloadsPath = mkdtempSync(join(tmpdir(), 'nt2-firefox-'));
  // BiDi has no command for reduced motion.
  const common = { channel: 'moz-firefox', executablePath, downloadsPath, firefoxUserPrefs: { 'ui.prefersReducedMotion': 1 } };
  const browser = await firefox.launch(common);
  return {
    newContext: (options) => browser.newContext({ ...options, reducedMotion: null }),
    openKept: (folder, options) => firefox.launchPersistentContext(folder, { ...common, ...options, reducedMotion: null }),
    // Playwright passes over a download that is no navigation, as that of a link with "download" is here.
    takeFile: (_page, press) => newFileIn(downloadsPath, press),
    async close() {
      await browser.close();
      rmSync(downloadsPath, { recursive: true, force: true });
    },
  };
}
