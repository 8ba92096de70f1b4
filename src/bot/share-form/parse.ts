// Reads a submitted share form: checked, typed, and with a sentence for every field that does not fit.

import { askPolicy, type PolicyChoices } from '../../core/policy/ask-policy.ts';
import type { OfferQuestion } from '../../core/policy/offer.ts';
import { ok, type Refusal, type RefusalCode, type Result } from '../../core/refusal.ts';
import { isSealed, needsPassphrase, type Entry, type Kind, type Mode, type Place } from '../../core/share.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import { receiverIn, standingOf, unique, validateRecipients } from '../contacts.ts';
import { looksLikeSecret } from '../../core/secret-detector.ts';
import type { Contact, FormValues } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolateText } from '../text.ts';
import { cardPlaces } from './card-location.ts';
import {
  FIELDS,
  modeOf,
  NO_TEMPLATE,
  waitMs,
  type ChoiceField,
  type ChoiceId,
  type Choices,
  type FormScope,
  type ShareRef,
  type TextId,
} from './fields.ts';
import { OPTIONS, pickedIn } from './options.ts';

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
  /** Null: none. */
  readonly template: string | null;
}

/** Asks the policy. */
export type Judge = (question: OfferQuestion) => Result<PolicyChoices>;
const NO_POLICY: Judge = () => askPolicy(null, { from: 'member', to: 'member', template: null });

export interface ShareSubmission extends Pick<FormScope, 'place' | 'former' | 'formerMs'> {
  readonly actor: Contact;
  readonly values: FormValues;
  /** What the form brought back beside its fields. */
  readonly ref: Pick<ShareRef, 'given' | 'to'>;
  readonly modalEntry: boolean;
  /** Absent: there is no policy. */
  readonly judge?: Judge;
}

/** The sentences are by field id. `code`: the policy refuses it. */
export type ParsedForm<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>>; readonly code?: RefusalCode };

export function parseShareForm(
  context: RenderContext,
  { actor, place, former = null, formerMs, values: sent, ref, modalEntry, judge = NO_POLICY }: ShareSubmission,
): ParsedForm<ShareRequest> {
  const { messages, platform } = context;
  const { given, to } = ref;
  const scope: FormScope = { place, former, formerMs, to, modalEntry };
  const values: FormValues = { ...sent, ...pickedIn(sent) };
  const errors: Record<string, string> = {};
  const isLinkShare = to === 'link';
  const people = isLinkShare ? [] : unique(Array.isArray(values['people']) ? values['people'] : []);
  const refused = validateRecipients(messages, actor, people);
  if (refused.length > 0) errors['people'] = refused.join(' ');
  // A link opens for anyone who has it, so an empty field never makes one.
  else if (!isLinkShare && people.length === 0)
    errors['people'] = interpolateText(messages.inputs.people, { command: messages.commands.link });

  const named = values['template'] ?? given['template'] ?? NO_TEMPLATE;
  const template = typeof named === 'string' && named !== NO_TEMPLATE ? named : null;
  const asked = { from: standingOf(actor), to: isLinkShare ? (['outsider'] as const) : people.map(receiverIn), template };
  const fixed = template === null ? null : judge(asked);
  const offered = fixed?.ok ? fixed.value : null;
  /** Where the form had a field for it, or the command or the last form said it. Else what is usual, of what `open` leaves. */
  const choice = <T extends string>(id: ChoiceId, field: ChoiceField<T>, open: PolicyChoices | null = null): T => {
    const narrow: FormScope = open === null ? scope : { ...scope, offer: { choices: open, templates: [], needsTemplate: false } };
    const value = values[id] ?? given[id] ?? field.initial(narrow);
    const found = [...field.values(scope), ...field.values(narrow)].find((option) => option === value);
    if (found === undefined) errors[id] = id === 'entry' && !modalEntry ? messages.refusals['entry.off'] : messages.inputs.choice;
    return found ?? field.initial(narrow);
  };
  const text = (id: TextId, otherwise = ''): string => {
    const { max, required } = FIELDS[id];
    const typed = values[id] ?? '';
    const raw = typed === '' ? otherwise : typed;
    if (typeof raw === 'string' && looksLikeSecret(raw)) errors[id] = interpolateText(messages.leak.field, { platform });
    const line = typeof raw === 'string' ? normalizeLine(raw, max) : null;
    if (line === null || (required && line === '')) errors[id] ??= interpolateText(messages.inputs[id], { max: String(max) });
    return line ?? '';
  };

  const [label, note] = [text('label', offered?.template?.label), text('note')];
  const kind = offered?.kinds[0] ?? choice('kind', FIELDS.kind);
  const forKind = template === null ? judge({ ...asked, kind }) : fixed;
  const open = forKind?.ok ? forKind.value : null;
  const chosen: Omit<Choices, 'template'> = {
    kind,
    wait: choice('wait', FIELDS.wait, open),
    opens: choice('opens', FIELDS.opens, open),
    entry: choice('entry', FIELDS.entry, open),
    place: choice('place', FIELDS.place),
  };
  const request: ShareRequest = {
    people,
    kind,
    label,
    note,
    place: cardPlaces(scope)[chosen.place] ?? null,
    expiresInMs: offered?.fixedMs ?? waitMs(chosen.wait),
    mode: strictEnough(modeOf(chosen.opens, to), offered),
    entry: offered?.entries.includes('modal') === false ? 'page' : chosen.entry,
    template,
  };
  if (Object.keys(errors).length > 0) return { ok: false, errors: atFields(errors, sent) };
  const { mode, entry, expiresInMs } = request;
  const no = [fixed ?? ok(null), judge({ ...asked, kind, mode, entry, expiresInMs, note })].find((answer) => !answer.ok);
  return no === undefined || no.ok ? { ok: true, value: request } : refusedForm(no, sent);
}

/** What has no field of its own stands at the one where it was picked. */
const atFields = (errors: Readonly<Record<string, string>>, sent: FormValues): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(errors).map(([id, why]) => [!(id in sent) && OPTIONS in sent ? OPTIONS : id, why]));

/** Where it was left as usual, what the template has first. A passphrase that was chosen stays, and so does the browser beside it. */
function strictEnough(mode: Mode, offered: PolicyChoices | null): Mode {
  if (offered === null || offered.modes.includes(mode)) return mode;
  const others = needsPassphrase(mode)
    ? offered.modes.filter((other) => needsPassphrase(other) && (isSealed(other) || !isSealed(mode)))
    : offered.modes;
  return others[0] ?? mode;
}

/** The field that a policy's refusal is about, by the name in the core. */
const FIELD_OF: Readonly<Record<string, string>> = {
  recipient: 'people',
  template: 'template',
  kind: 'kind',
  mode: 'opens',
  entry: 'entry',
  expires: 'wait',
  note: 'note',
};

/** At the field that it is about; at the first that is always there, where the form has no such field. */
export function refusedForm({ code, field = '', why = '' }: Refusal, sent: FormValues): ParsedForm<never> {
  const id = [FIELD_OF[field] ?? 'label', OPTIONS].find((one) => one in sent) ?? 'label';
  return { ok: false, code, errors: { [id]: why } };
}
