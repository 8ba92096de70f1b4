// On which store and in which engines a walk is taken: in `npm test` on its stores in Chromium, in a campaign by each pair of engines too.
// What each engine is tried with in `npm test` is engines.test.ts.

import { engineMissing, ENGINES, type Engine } from '../support/engines/engines.ts';
import type { Cast, StoreKind } from './stage.ts';

const NAMES: Readonly<Record<Engine, string>> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };

export interface Scene {
  /** For the title: the store, and the engines where they are not both Chromium. */
  readonly on: string;
  readonly kind: StoreKind;
  readonly cast: Cast;
}

/** "Firefox to WebKitGTK". */
export const nameOf = ({ sender, recipient }: Cast): string => `${NAMES[sender]} to ${NAMES[recipient]}`;

/** Whether both engines of a cast are here; what is not was told already. */
export const isHere = ({ sender, recipient }: Cast): boolean => engineMissing[sender] === null && engineMissing[recipient] === null;

/** `whose`: walks that only a recipient takes are not repeated for each sender. */
export function scenes(stores: readonly StoreKind[], whose: 'both' | 'recipient' = 'both'): Scene[] {
  const plain = stores.map((kind): Scene => ({ on: kind, kind, cast: { sender: 'chromium', recipient: 'chromium' } }));
  if (process.env['NT2_CAMPAIGN'] === undefined) return plain;
  const casts = ENGINES.flatMap((recipient) => (whose === 'both' ? ENGINES : [recipient]).map((sender): Cast => ({ sender, recipient })));
  const others = casts.filter(({ sender, recipient }) => sender !== 'chromium' || recipient !== 'chromium');
  return [...plain, ...others.map((cast): Scene => ({ on: `sqlite, ${nameOf(cast)}`, kind: 'sqlite', cast }))];
}
