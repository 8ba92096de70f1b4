// Fetched when a person chooses how to copy variables, and at once where no form is right for all programs.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './formats.ts';

export const loadFormats: Load<typeof Chunk> = lazy(() => import('./formats.ts'));
