// Fetched when a person keeps what they have opened.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './keep.ts';

export const loadKeep: Load<typeof Chunk> = lazy(() => import('./keep.ts'));
