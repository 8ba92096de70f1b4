// Fetched once the form stands, where the server takes files.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './files.ts';

export const loadAttach: Load<typeof Chunk> = lazy(() => import('./files.ts'));
