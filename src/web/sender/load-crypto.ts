// What the sender's page fetches while they type.

import { lazy, type Load } from '../load.ts';
import type * as Chunk from './after-press.ts';

export type SenderCrypto = typeof Chunk;

export const loadSenderCrypto: Load<SenderCrypto> = lazy(() => import('./after-press.ts'));
