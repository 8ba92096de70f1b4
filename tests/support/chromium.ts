// The system's Chromium, quiet: it asks nobody for updates and keeps no profile unless it is given a folder.

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How it is launched. */
export const CHROMIUM = { executablePath: process.env['NT2_CHROMIUM'] ?? '/usr/bin/chromium', args: ARGS };

export function launchChromium(): Promise<Browser> {
  return chromium.launch(CHROMIUM);
}

/** One whose data lie in that folder, and are there again when it is opened again. */
export function openKeptChromium(folder: string, options: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...CHROMIUM, ...options });
}
