// The one file that a recipient's page fetches: what no one needs before they press. It is fetched while the person reads (first.ts).
// See docs/decisions/after-the-press.md.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './after-press.ts';

export type AfterPress = typeof Chunk;

export const loadAfterPress: Load<AfterPress> = lazy(() => import('./after-press.ts'));
