// Where the card of a share can go, seen from the conversation in which the form was asked for.

import type { Place } from '../../core/share.ts';
import type { Conversation } from '../port.ts';

/** `before`: where the card of the share stood that is shared again. */
export const CARD_LOCATIONS = ['thread', 'channel', 'before', 'none'] as const;
export type CardLocation = (typeof CARD_LOCATIONS)[number];

/** Where the form was asked for, and where the card of the share stood that it repeats. Absent or null: nowhere. */
export interface FormPlaces {
  readonly place: Conversation | null;
  readonly former?: Place | null;
}

/** The place behind each location that can be chosen here. In a direct message no one else would read a card. */
export function cardPlaces({ place, former = null }: FormPlaces): Partial<Record<CardLocation, Place | null>> {
  const here = placesHere(place);
  const isHere = Object.values(here).some((one) => one?.ref === former?.ref);
  return former === null || isHere ? here : { ...here, before: former };
}

function placesHere(place: Conversation | null): Partial<Record<CardLocation, Place | null>> {
  if (place === null || place.kind === 'dm') return { none: null };
  const here: Place = { ref: place.ref, name: place.name };
  if (place.kind === 'channel') return { channel: here, none: null };
  return { thread: here, ...(place.channel && { channel: { ref: place.channel.ref, name: place.channel.name } }), none: null };
}

/** The locations that can be chosen here, in the order of the form. */
export function cardLocations(all: FormPlaces): readonly CardLocation[] {
  const places = cardPlaces(all);
  return CARD_LOCATIONS.filter((location) => places[location] !== undefined);
}

export function defaultCardLocation(place: Conversation | null): CardLocation {
  return place === null || place.kind === 'dm' ? 'none' : place.kind;
}
