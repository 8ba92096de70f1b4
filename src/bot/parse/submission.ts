// What comes back from the two forms: checked, typed, and with a sentence for every field that does not fit.

import { limits } from '../../core/limits.ts';
import { ENTRIES, KINDS, type Entry, type Kind, type Mode, type Place } from '../../core/share.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import type { Contact, FormValues, Conversation } from '../port.ts';
import { interpolateText } from '../text.ts';
import type { RenderContext } from '../render/context.ts';
import { unique, validateRecipients } from './contacts.ts';
import { looksLikeSecret } from './secret-detector.ts';

/** How long a share may wait, in ms, by the name of the choice. */
export const EXPIRY_CHOICES = {
  '15m': limits.expiry.min,
  '1h': 3_600_000,
  '8h': 8 * 3_600_000,
  '24h': limits.expiry.initial,
  '3d': 3 * 24 * 3_600_000,
  '7d': limits.expiry.max,
} as const;
export const UNLOCK_CHOICES = ['browser', 'words', 'both'] as const;
/** What stands when nobody chose. */
export const DEFAULTS = { kind: 'credential', wait: '24h', opens: 'browser', entry: 'page' } as const;

export interface ShareRequest {
  readonly people: readonly Contact[];
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
  readonly place: Place | null;
  readonly expiresInMs: number;
  readonly mode: Mode;
  readonly entry: Entry;
}

export type Errors = Readonly<Record<string, string>>;

/** Reads the share form. `given`: the choices that were not in the form. */
export function parseShareForm(
  voice: RenderContext,
  {
    actor,
    place,
    values,
    given,
  }: { actor: Contact; place: Conversation | null; values: FormValues; given: Readonly<Record<string, string>> },
): { readonly ok: true; readonly order: ShareRequest } | { readonly ok: false; readonly errors: Errors } {
  const { messages } = voice;
  const errors: Record<string, string> = {};
  const choice = <T extends string>(id: string, allowed: readonly T[], initial: T): T => {
    const value = values[id] ?? given[id] ?? initial;
    const found = allowed.find((option) => option === value);
    if (found === undefined) errors[id] = messages.inputs.choice;
    return found ?? initial;
  };
  const written = (id: string, max: number): string => {
    const raw = values[id] ?? '';
    if (typeof raw === 'string' && looksLikeSecret(raw)) errors[id] = interpolateText(messages.leak.field, { platform: voice.platform });
    const text = typeof raw === 'string' ? normalizeLine(raw, max) : null;
    if (text === null) errors[id] ??= interpolateText(messages.inputs[id === 'label' ? 'label' : 'note'], { max: String(max) });
    return text ?? '';
  };

  const people = unique(Array.isArray(values['people']) ? values['people'] : []);
  const refused = validateRecipients(messages, actor, people);
  if (refused.length > 0) errors['people'] = refused.join(' ');
  const label = written('label', limits.label);
  if (label === '') errors['label'] ??= interpolateText(messages.inputs.label, { max: String(limits.label) });
  const note = written('note', limits.note);
  const kind = choice('kind', KINDS, DEFAULTS.kind);
  const wait = choice('wait', Object.keys(EXPIRY_CHOICES) as (keyof typeof EXPIRY_CHOICES)[], DEFAULTS.wait);
  const opens = choice('opens', UNLOCK_CHOICES, DEFAULTS.opens);
  const entry = choice('entry', ENTRIES, DEFAULTS.entry);
  const spots = cardLocations(place);
  const spot = choice('place', Object.keys(spots) as (keyof typeof spots)[], defaultCardLocation(place));
  if (people.length === 0 && entry === 'modal') errors['entry'] ??= messages.inputs.linkEntry;
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    order: {
      people,
      kind,
      label,
      note,
      // A card in a channel asks a person to press; with a link there is none.
      place: people.length === 0 ? null : (spots[spot] ?? null),
      expiresInMs: EXPIRY_CHOICES[wait],
      mode: modeOf(opens, people.length === 0),
      entry,
    },
  };
}

function modeOf(opens: (typeof UNLOCK_CHOICES)[number], link: boolean): Mode {
  if (link) return opens === 'browser' ? 'link' : 'link+words';
  return opens === 'browser' ? 'sealed' : opens === 'words' ? 'words' : 'sealed+words';
}

export type CardLocation = 'thread' | 'channel' | 'none';

/** Where a card can go, seen from where somebody stands. In a direct message there is nobody else to read it. */
export function cardLocations(place: Conversation | null): Partial<Record<CardLocation, Place | null>> {
  if (place === null || place.kind === 'dm') return { none: null };
  const here: Place = { ref: place.ref, name: place.name };
  if (place.kind === 'channel') return { channel: here, none: null };
  return { thread: here, ...(place.channel && { channel: { ref: place.channel.ref, name: place.channel.name } }), none: null };
}

export function defaultCardLocation(place: Conversation | null): CardLocation {
  if (place === null || place.kind === 'dm') return 'none';
  return place.kind;
}
