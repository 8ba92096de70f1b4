// A person's shares are kept in one list per side and phase. Merges the lists that are asked for, newest first.

import { PHASES, SIDES, type Listed, type Listing, type ListPlace, type Phase, type Side } from '../core/ports/list-store.ts';

export interface Part {
  readonly side: Side;
  readonly phase: Phase;
}

/** From one list: its newest after `before`, and how many follow `before` in all. */
export interface Stretch {
  readonly places: readonly ListPlace[];
  readonly left: number;
}

export const partsOf = ({ sides, phases }: Pick<Listing, 'sides' | 'phases'>): Part[] =>
  sides.flatMap((side) => phases.map((phase) => ({ side, phase })));

export const EVERY = { sides: SIDES, phases: PHASES } as const satisfies Pick<Listing, 'sides' | 'phases'>;

export const newestFirst = (a: ListPlace, b: ListPlace): number => b.at - a.at || (a.id < b.id ? 1 : -1);

export function merge(stretches: readonly Stretch[], limit: number): Listed {
  const newest = stretches.flatMap(({ places }) => places).toSorted(newestFirst);
  const places = newest.slice(0, limit);
  return { places, more: stretches.reduce((sum, { left }) => sum + left, 0) - places.length };
}
