// What Redis and SQLite open: the store itself, before any layer.

import type { Store } from '../core/ports/store.ts';

export interface EngineStore extends Store {
  /** Whether the store has by now a format that this version does not know. It may pass: a restore ends. */
  isForeign(): Promise<boolean>;
  /** Compares every mark of the watermark with what is stored, as at the start. */
  compareMarks(): Promise<void>;
}
