// Fetched where an opened share has files.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './files.ts';

export const loadFileList: Load<typeof Chunk> = lazy(() => import('./files.ts'));
