// Fetched when a named recipient's page is there.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './after-accept.ts';

export type AfterAccept = typeof Chunk;

export const loadAfterAccept: Load<AfterAccept> = lazy(() => import('./after-accept.ts'));
