// The share form for a share that is there already, or was: the choices that it was begun with, and what becomes of it.

import { isShareId, needsPassphrase, isSealed, type Share, type ShareId } from '../../core/share.ts';
import type { Beginning } from '../../core/shares/beginning.ts';
import type { Conversation } from '../port.ts';
import { CARD_LOCATIONS, cardPlaces, defaultCardLocation } from './card-location.ts';
import { waitName, type UnlockChoice } from './fields.ts';

/** By field id. What is usual is left out. */
export function choicesOf(begun: Beginning, place: Conversation | null): Readonly<Record<string, string>> {
  const opens = opensOf(begun);
  const wait = waitName(begun.expiresInMs);
  const places = cardPlaces({ place, former: begun.place });
  const location = CARD_LOCATIONS.find((one) => places[one] !== undefined && (places[one]?.ref ?? null) === (begun.place?.ref ?? null));
  return {
    kind: begun.kind,
    ...(opens !== 'browser' && { opens }),
    ...(begun.entry === 'modal' && { entry: begun.entry }),
    ...(wait !== '24h' && { wait }),
    ...(location && location !== defaultCardLocation(place) && { place: location }),
  };
}

function opensOf({ mode }: Pick<Share, 'mode'>): UnlockChoice {
  if (!needsPassphrase(mode)) return 'browser';
  return isSealed(mode) || mode === 'link+words' ? 'both' : 'words';
}

/** The share that a form is filled in from. `replaces`: the next one takes its place. Else it is over, and stays as it is. */
export interface Former {
  readonly id: ShareId;
  readonly replaces: boolean;
  /** It is a rotation, whose new value the form hands over. */
  readonly rotates?: boolean;
}

// At most 80 characters, with everything else that a form may carry: `o=both&w=1h&a` and the id.

export const formatFormer = (ref: string, { id, replaces, rotates }: Former): string =>
  `${ref === '' ? '' : `${ref}&`}${rotates ? 'h' : replaces ? 'r' : 'a'}${id}`;

export function parseFormer(ref: string): Former | null {
  const [, how, id = ''] = /(?:^|&)([arh])=?([a-z2-7]{32})$/.exec(ref) ?? [];
  return isShareId(id) ? { id, replaces: how === 'r', ...(how === 'h' && { rotates: true }) } : null;
}
