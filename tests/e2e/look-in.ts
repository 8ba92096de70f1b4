// Looks at the screens of a walk in whichever engine draws them: each lays them out in its own way.

import type { Page } from 'playwright-core';
import { checkLayout } from '../web/look.ts';
import type { Cast, Side } from './stage.ts';

/** Looks at the screen on which a person is. */
export type LookAt = (page: Page, whose: Side, name: string) => Promise<void>;

/** MiniBrowser's window gets no narrower than 447 px. */
const WEBKIT_WIDTHS = [640, 450];

export const lookIn =
  (cast: Cast): LookAt =>
  (page, whose, name) =>
    checkLayout(page, `${name} in ${cast[whose]}`, cast[whose] === 'webkit' ? WEBKIT_WIDTHS : undefined);
