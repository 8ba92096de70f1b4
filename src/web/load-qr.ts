// Fetched when a person asks for a QR code.

import { lazy, type Load } from './load.ts';
import type * as Chunk from './qr.ts';

export const loadQr: Load<typeof Chunk> = lazy(() => import('./qr.ts'));
