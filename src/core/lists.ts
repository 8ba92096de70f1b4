// Whose lists a share appears in. See docs/decisions/lists-by-state.md.

import { ERASED_PERSON } from './lifecycle/transitions.ts';
import { PHASES, SIDES, type ListedFor, type Listing, type ListPlace } from './ports/list-store.ts';
import type { Share } from './share.ts';

/** A person who was erased from the share has no list of it. */
export function listedFor({ sender, recipient }: Pick<Share, 'sender' | 'recipient'>): ListedFor[] {
  const all: ListedFor[] = [
    { person: sender.key, side: 'sent' },
    ...(recipient ? [{ person: recipient.key, side: 'received' } as const] : []),
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
