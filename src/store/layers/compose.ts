// Puts layers around a store, from the inside out. A layer changes what some verbs do and hands the others on.

import type { Store, StoreLayer } from '../../core/ports/store.ts';

/** Null: a layer that this set-up does not need. */
export function composeStore(base: Store, layers: readonly (StoreLayer | null)[]): Store {
  return layers.reduce<Store>((store, layer) => (layer === null ? store : layer(store)), base);
}
