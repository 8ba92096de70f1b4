// The browsers in which people walk: Chromium and Firefox by Playwright, Safari's engine by the W3C's WebDriver. One that is not
// installed is left out, with its reason.

import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { findPrograms } from '../../../scripts/programs.mjs';
import { launchChromium, openKeptChromium } from '../chromium.ts';
import { launchFirefox } from './firefox.ts';
import { launchWebKit } from './webkit/browser.ts';
import type { Listener } from './webkit/eyes.ts';

export type Engine = 'chromium' | 'firefox' | 'webkit';

/** A browser that gives each person a profile of their own. */
export interface EngineBrowser {
  /** `listener` is told what no event of Playwright's tells. */
  newContext(options: BrowserContextOptions, listener: Listener): Promise<BrowserContext>;
  /** A profile whose data lie in that folder, and are there again when it was closed and is opened again. WebKit has none. */
  openKept(folder: string, options: BrowserContextOptions): Promise<BrowserContext>;
  /** Presses what gives a file, and answers with its path. */
  takeFile(page: Page, press: () => Promise<void>): Promise<string>;
  close(): Promise<void>;
}

const programs = findPrograms() as Readonly<Record<string, string | undefined>>;
const missed = (names: readonly string[]): string[] => names.filter((name) => programs[name] === undefined);
const reason = (names: readonly string[], packages: string): string | null =>
  missed(names).length === 0 ? null : `${missed(names).join(' and ')} not installed (Debian: apt-get install ${packages})`;

/** Why nobody walks in that engine; null when it is here. */
export const engineMissing: Readonly<Record<Engine, string | null>> = {
  chromium: null,
  firefox: reason(['firefox'], 'firefox-esr'),
  webkit: reason(['webkit', 'xvfb'], 'webkit2gtk-driver xvfb'),
};
/** Those that are here. */
export const ENGINES = (['chromium', 'firefox', 'webkit'] as const).filter((engine) => engineMissing[engine] === null);
for (const [engine, why] of Object.entries(engineMissing)) if (why !== null) console.log(`left out: walks in ${engine}: ${why}`);

async function launchPlain(): Promise<EngineBrowser> {
  const browser = await launchChromium();
  return {
    newContext: (options) => browser.newContext(options),
    openKept: openKeptChromium,
    async takeFile(page, press) {
      const [file] = await Promise.all([page.waitForEvent('download'), press()]);
      return file.path();
    },
    close: () => browser.close(),
  };
}

export function launch(engine: Engine): Promise<EngineBrowser> {
  switch (engine) {
    case 'chromium':
      return launchPlain();
    case 'firefox':
      return launchFirefox(programs['firefox'] ?? '');
    case 'webkit':
      return launchWebKit(programs['webkit'] ?? '');
  }
}
