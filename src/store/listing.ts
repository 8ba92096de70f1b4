// Somebody's shares lie in one list for each side and phase; what is asked for is made of several of them here, newest first.

import { PHASES, SIDES, type Listed, type Listing, type ListPlace, type Phase, type Side } from '../core/ports/list-store.ts';

export interface Part {
  readonly side: Side;
  readonly phase: Phase;
}

/** From one of the lists: its newest behind `before`, and how many there are behind `before` in all. */
export interface Stretch {
  readonly places: readonly ListPlace[];
  readonly left: number;
}

export const partsOf = ({ sides, phases }: Pick<Listing, 'sides' | 'phases'>): Part[] =>
  sides.flatMap((side) => phases.map((phase) => ({ side, phase })));

export const EVERY = { sides: SIDES, phases: PHASES } as const satisfies Pick<Listing, 'sides' | 'phases'>;

export function merge(stretches: readonly Stretch[], limit: number): Listed {
  const newest = stretches.flatMap(({ places }) => places).toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const places = newest.slice(0, limit);
  return { places, more: stretches.reduce((sum, { left }) => sum + left, 0) - places.length };
}
