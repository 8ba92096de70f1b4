// Fetched when the page is that of a person who asked.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './asker.ts';

export const loadAsker: Load<typeof Chunk> = lazy(() => import('./asker.ts'));
