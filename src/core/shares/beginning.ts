// What a share was begun with, so that the same can be shared once more. Its values are typed anew: no server ever had them.

import { eventValue, parseEvent, parseTime } from '../../crypto/events/event.ts';
import { ERASED_PERSON } from '../lifecycle/transitions.ts';
import { limits } from '../limits.ts';
import type { Person, Share } from '../share.ts';
import type { CreateInput } from './create.ts';

export interface Beginning extends Pick<CreateInput, 'mode' | 'kind' | 'label' | 'note' | 'entry' | 'place' | 'expiresInMs'> {
  /** Null: a link, or a person who was erased. */
  readonly recipient: Person | null;
}

export function beginningOf({ mode, kind, label, note, entry, place, recipient, ...share }: Share): Beginning {
  const isErased = recipient?.key === ERASED_PERSON;
  return { mode, kind, label, note, entry, place, recipient: isErased ? null : recipient, expiresInMs: firstWait(share) };
}

/** Without the time that it was given later, which its `created` event does not know of. In ms. */
function firstWait({ created, createdAt, expiresAt }: Pick<Share, 'created' | 'createdAt' | 'expiresAt'>): number {
  const event = parseEvent(created);
  const first = parseTime((event && eventValue(event, 'expires')) ?? '') ?? expiresAt;
  return Math.min(Math.max(first - createdAt, limits.expiry.min), limits.expiry.max);
}
