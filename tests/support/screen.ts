// A screen for a browser with a window: Xvfb on a display that it has chosen itself.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chromium, type BrowserContext } from 'playwright-core';
import { findPrograms } from '../../scripts/programs.mjs';
import { CHROMIUM } from './chromium.ts';

const { xvfb: program } = findPrograms() as Readonly<Record<string, string | undefined>>;

/** Why no window can be opened here; null when one can. */
export const screenMissing: string | null = program === undefined ? 'xvfb not installed (Debian: apt-get install xvfb)' : null;

/** Chromium as a person starts it: with a window, and without a single permission that nobody has given. `folder` holds its profile. */
export async function openWindow(
  folder: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<{ profile: BrowserContext; close(): Promise<void> }> {
  const xvfb = spawn(program ?? '', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const gone = once(xvfb, 'exit');
  try {
    const [chosen] = (await once(xvfb.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
    const profile = await chromium.launchPersistentContext(folder, {
      executablePath: CHROMIUM.executablePath,
      headless: false,
      args: CHROMIUM.args.filter((arg) => arg !== '--headless'),
      env: { ...process.env, DISPLAY: `:${chosen.toString().trim()}` },
      locale: 'en-GB',
      viewport: null,
    });
    return {
      profile,
      async close() {
        await profile.close();
        xvfb.kill();
        await gone;
      },
    };
  } catch (error) {
    xvfb.kill();
    await gone;
    throw error;
  }
}
