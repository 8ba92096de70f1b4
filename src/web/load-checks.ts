// Fetched once a form is on the screen: what is said of the values in it, and the fields of each kind.

import { lazy, type Load } from './load.ts';
import type * as Chunk from './checks.ts';

export const loadChecks: Load<typeof Chunk> = lazy(() => import('./checks.ts'));
