// The system's own Firefox, headless, over WebDriver BiDi. Playwright speaks it to a stock Firefox; its own patched one is not needed.

import { firefox } from 'playwright-core';
import type { EngineBrowser } from './engines.ts';

export async function launchFirefox(executablePath: string): Promise<EngineBrowser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath,
    // BiDi has no command for it.
    firefoxUserPrefs: { 'ui.prefersReducedMotion': 1 },
  });
  return {
    newContext: (options) => browser.newContext({ ...options, reducedMotion: null }),
    close: () => browser.close(),
  };
}
