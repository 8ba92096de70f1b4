// Fetched for a share that is sealed or over; after a form, while its link is handed over.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './status.ts';

export const loadStatus: Load<typeof Chunk> = lazy(() => import('./status.ts'));
