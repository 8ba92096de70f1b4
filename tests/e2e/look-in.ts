// Looks at the screens of a walk in whichever engine draws them: each lays them out in its own way.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { keyboardFaults } from '../web/keyboard.ts';
import { checkLayout } from '../web/look.ts';
import type { Cast, Side } from './stage.ts';

/** Looks at the screen on which a person is. */
export type LookAt = (page: Page, whose: Side, name: string) => Promise<void>;

/** MiniBrowser's window gets no narrower than 447 px. */
const WEBKIT_WIDTHS = [640, 450];

export const lookIn =
  (cast: Cast): LookAt =>
  async (page, whose, name) => {
    const where = `${name} in ${cast[whose]}`;
    // MiniBrowser's windows are never brought to the front, and WebKit draws no ring in one behind another.
    if (cast[whose] !== 'webkit') expect(await keyboardFaults(page), `${where}: by keyboard`).toEqual([]);
    await checkLayout(page, where, cast[whose] === 'webkit' ? WEBKIT_WIDTHS : undefined);
  };
