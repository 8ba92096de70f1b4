// Reads a submitted share form: checked, typed, and with a sentence for every field that does not fit.

import type { Entry, Kind, Mode, Place } from '../../core/share.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import { unique, validateRecipients } from '../contacts.ts';
import { looksLikeSecret } from '../parse/secret-detector.ts';
import type { Contact, FormValues } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolateText } from '../text.ts';
import { cardPlaces, type FormPlaces } from './card-location.ts';
import {
  EXPIRY_CHOICES,
  FIELDS,
  type ChoiceField,
  type ChoiceId,
  type Choices,
  type FormScope,
  type ShareRef,
  type TextId,
  type UnlockChoice,
} from './fields.ts';

export interface ShareRequest {
  /** Empty: a link for someone outside this chat. */
  readonly people: readonly Contact[];
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
  readonly place: Place | null;
  readonly expiresInMs: number;
  readonly mode: Mode;
  readonly entry: Entry;
}

export interface ShareSubmission extends FormPlaces {
  readonly actor: Contact;
  readonly values: FormValues;
  /** What the form brought back beside its fields. */
  readonly ref: Pick<ShareRef, 'given' | 'to'>;
  readonly modalEntry: boolean;
}

/** The sentences are by field id. */
export type ParsedForm<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

export function parseShareForm(
  context: RenderContext,
  { actor, place, former = null, values, ref, modalEntry }: ShareSubmission,
): ParsedForm<ShareRequest> {
  const { messages, platform } = context;
  const { given, to } = ref;
  const scope: FormScope = { place, former, to, modalEntry };
  const errors: Record<string, string> = {};
  const choice = <T extends string>(id: ChoiceId, field: ChoiceField<T>): T => {
    const value = values[id] ?? given[id] ?? field.initial(scope);
    const found = field.values(scope).find((option) => option === value);
    if (found === undefined) errors[id] = id === 'entry' && !modalEntry ? messages.refusals['entry.off'] : messages.inputs.choice;
    return found ?? field.initial(scope);
  };
  const text = (id: TextId): string => {
    const { max, required } = FIELDS[id];
    const raw = values[id] ?? '';
    if (typeof raw === 'string' && looksLikeSecret(raw)) errors[id] = interpolateText(messages.leak.field, { platform });
    const line = typeof raw === 'string' ? normalizeLine(raw, max) : null;
    if (line === null || (required && line === '')) errors[id] ??= interpolateText(messages.inputs[id], { max: String(max) });
    return line ?? '';
  };

  const isLinkShare = to === 'link';
  const people = isLinkShare ? [] : unique(Array.isArray(values['people']) ? values['people'] : []);
  const refused = validateRecipients(messages, actor, people);
  if (refused.length > 0) errors['people'] = refused.join(' ');
  // A link opens for anyone who has it, so an empty field never makes one.
  else if (!isLinkShare && people.length === 0)
    errors['people'] = interpolateText(messages.inputs.people, { command: messages.commands.link });
  const [label, note] = [text('label'), text('note')];
  const chosen: Choices = {
    kind: choice('kind', FIELDS.kind),
    wait: choice('wait', FIELDS.wait),
    opens: choice('opens', FIELDS.opens),
    entry: choice('entry', FIELDS.entry),
    place: choice('place', FIELDS.place),
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: {
      people,
      kind: chosen.kind,
      label,
      note,
      place: cardPlaces(scope)[chosen.place] ?? null,
      expiresInMs: EXPIRY_CHOICES[chosen.wait],
      mode: modeOf(chosen.opens, isLinkShare),
      entry: chosen.entry,
    },
  };
}

function modeOf(opens: UnlockChoice, isLinkShare: boolean): Mode {
  if (isLinkShare) return opens === 'browser' ? 'link' : 'link+words';
  return opens === 'browser' ? 'sealed' : opens === 'words' ? 'words' : 'sealed+words';
}
