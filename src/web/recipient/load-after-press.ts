// The one file that a recipient's page fetches: what no one needs before they press. The HTML has it fetched while the person reads.
// See docs/decisions/after-the-press.md.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './after-press.ts';

export type AfterPress = typeof Chunk;

export const loadAfterPress: Load<AfterPress> = lazy(() => import('./after-press.ts'));
