// The share form for a share that is there already: the choices that it was begun with, and the one whose place the next takes.

import { isShareId, needsPassphrase, isSealed, type Share, type ShareId } from '../../core/share.ts';
import type { Conversation } from '../port.ts';
import { CARD_LOCATIONS, cardPlaces, defaultCardLocation } from './card-location.ts';
import { EXPIRY_CHOICES, type ExpiryChoice, type UnlockChoice } from './fields.ts';

/** By field id. What is usual is left out, and so is a time that is no choice of the form, or a place that is none from here. */
export function choicesOf(share: Share, place: Conversation | null): Readonly<Record<string, string>> {
  const lasts = share.expiresAt - share.createdAt;
  const opens = opensOf(share);
  const wait = (Object.keys(EXPIRY_CHOICES) as ExpiryChoice[]).find((choice) => EXPIRY_CHOICES[choice] === lasts);
  const places = cardPlaces(place);
  const location = CARD_LOCATIONS.find((one) => places[one] !== undefined && (places[one]?.ref ?? null) === (share.place?.ref ?? null));
  return {
    kind: share.kind,
    ...(opens !== 'browser' && { opens }),
    ...(share.entry === 'modal' && { entry: share.entry }),
    ...(wait && wait !== '24h' && { wait }),
    ...(location && location !== defaultCardLocation(place) && { place: location }),
  };
}

function opensOf({ mode }: Share): UnlockChoice {
  if (!needsPassphrase(mode)) return 'browser';
  return isSealed(mode) || mode === 'link+words' ? 'both' : 'words';
}

/** `r`: with everything else that a form may carry, a reference has 80 characters at most. */
export const formatReplacing = (ref: string, id: ShareId): string => `${ref === '' ? '' : `${ref}&`}r=${id}`;

export function parseReplacing(ref: string): ShareId | null {
  const id = new URLSearchParams(ref).get('r') ?? '';
  return isShareId(id) ? id : null;
}
