// The system's Chromium, quiet: it asks nobody for updates and keeps no profile unless it is given a folder.

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { isCampaign } from './campaign.ts';

/** What Playwright 1.64 switches off itself: of two such lists Chromium obeys the last. */
const OFF_FOR_PLAYWRIGHT = [
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'AutoDeElevate',
  'BlockOriginHeaderModificationOnRedirect',
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'OptimizationHints',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'Translate',
];
/** Chromium's own interface, drawn by pages of its own in each window: two fifths of a walk's processor time, and nobody sees it. */
const INTERFACE = [
  'InitialWebUI',
  'PreloadTopChromeWebUI',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxPopup',
  'WebUIReloadButton',
  'WebUIToolbar',
];
/** A process that stands by for the next page, started with every page: more than a third of a page's processor time in a profile of its own. */
const STANDBY = ['SpareRendererForSitePerProcess'];

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${[...OFF_FOR_PLAYWRIGHT, ...INTERFACE, ...STANDBY].join(',')}`,
];

/** How it is launched. */
export const CHROMIUM = { executablePath: process.env['NT2_CHROMIUM'] ?? '/usr/bin/chromium', args: ARGS };

/** Chromium's pages without its windows and profiles, where it is installed: a third less processor time for the same walks. */
const SHELL = process.env['NT2_CHROMIUM_SHELL'];

/** `isWhole`: as people have it, for pictures and for the bench; a campaign walks in nothing else. */
export async function launchChromium({ isWhole = false } = {}): Promise<Browser> {
  if (isWhole || isCampaign || SHELL === undefined) return chromium.launch(CHROMIUM);
  const browser = await chromium.launch({ ...CHROMIUM, executablePath: SHELL });
  // It has nobody to ask, and refuses what Chromium allows a page that was pressed.
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await context.grantPermissions(['clipboard-write']);
    return context;
  };
  return browser;
}

/** One whose data lie in that folder, and are there again when it is opened again. */
export function openKeptChromium(folder: string, options: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...CHROMIUM, ...options });
}
