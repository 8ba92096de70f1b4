// Fetched while the sender types.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './after-press.ts';

export const loadSenderAfterPress: Load<typeof Chunk> = lazy(() => import('./after-press.ts'));
