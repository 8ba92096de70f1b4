// The system's Chromium, quiet: it asks nobody for updates and keeps no profile of its own.

import { chromium, type Browser } from 'playwright-core';

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
