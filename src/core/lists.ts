// Whose lists a share appears in. See docs/decisions/lists-by-state.md.

import { ERASED_PERSON } from './lifecycle/transitions.ts';
import { PHASES, SIDES, type ListedFor, type Listing, type ListPlace } from './ports/list-store.ts';
import { otherOf, starterOf, type Share } from './share.ts';

/** A person who was erased from the share has no list of it. */
export function listedFor(share: Pick<Share, 'sender' | 'recipient' | 'asked'>): ListedFor[] {
  const other = otherOf(share);
  const all: ListedFor[] = [
    { person: starterOf(share).key, side: 'sent' },
    ...(other ? [{ person: other.key, side: 'received' } as const] : []),
  ];
  return all.filter(({ person }) => person !== ERASED_PERSON);
}

/** All that a person sent and received. */
export const everything = (limit: number, before: ListPlace | null = null): Listing => ({
  sides: SIDES,
  phases: PHASES,
  before,
  limit,
});
