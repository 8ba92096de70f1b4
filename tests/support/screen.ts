// A screen for browsers with a window: Xvfb on a display that it has chosen itself.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chromium, type BrowserContext } from 'playwright-core';
import { findPrograms } from '../../scripts/programs.mjs';
import { CHROMIUM } from './chromium.ts';

const { xvfb: program } = findPrograms() as Readonly<Record<string, string | undefined>>;

/** How long it may take to start, in ms. */
const START_MS = 30_000;

/** Why no window can be opened here; null when one can. */
export const screenMissing: string | null = program === undefined ? 'xvfb not installed (Debian: apt-get install xvfb)' : null;

export interface Screen {
  /** As DISPLAY names it. */
  readonly display: string;
  close(): Promise<void>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export async function openScreen({ width, height }: Size): Promise<Screen> {
  const xvfb = spawn(program ?? '', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const gone = once(xvfb, 'exit');
  const close = async (): Promise<void> => {
    xvfb.kill();
    await gone;
  };
  try {
    const [chosen] = (await once(xvfb.stdio[3] as NodeJS.ReadableStream, 'data', { signal: AbortSignal.timeout(START_MS) })) as [Buffer];
    return { display: `:${chosen.toString().trim()}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Chromium as a person starts it: with a window, and without a single permission that nobody has given. `folder` holds its profile. */
export async function openWindow(folder: string, size: Size): Promise<{ profile: BrowserContext; close(): Promise<void> }> {
  const screen = await openScreen(size);
  try {
    const profile = await chromium.launchPersistentContext(folder, {
      executablePath: CHROMIUM.executablePath,
      headless: false,
      args: CHROMIUM.args.filter((arg) => arg !== '--headless'),
      env: { ...process.env, DISPLAY: screen.display },
      locale: 'en-GB',
      viewport: null,
    });
    return {
      profile,
      async close() {
        await profile.close();
        await screen.close();
      },
    };
  } catch (error) {
    await screen.close();
    throw error;
  }
}
