// The one file that a request's page fetches, while its first script runs.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './give.tsx';

export const loadGive: Load<typeof Chunk> = lazy(() => import('./give.tsx'));
