// Fetched when the answer says that a named recipient looks; ahead of it where the address says so.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './named.ts';

export const loadNamed: Load<typeof Chunk> = lazy(() => import('./named.ts'));
