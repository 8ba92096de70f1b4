// A screen for a browser with a window: Xvfb on a display that it has chosen itself.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chromium, type BrowserContext } from 'playwright-core';

/** Why no window can be opened here; null when one can. */
export const screenMissing: string | null =
  spawnSync('Xvfb', ['-help']).error === undefined ? null : 'no Xvfb on this machine (Debian: apt-get install xvfb)';

/** Chromium as a person starts it: with a window, and without a single permission that nobody has given. `folder` holds its profile. */
export async function openWindow(
  folder: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<{ profile: BrowserContext; close(): Promise<void> }> {
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const gone = once(xvfb, 'exit');
  try {
    const [chosen] = (await once(xvfb.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
    const profile = await chromium.launchPersistentContext(folder, {
      executablePath: process.env['NT2_CHROMIUM'] ?? '/usr/bin/chromium',
      headless: false,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync'],
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
