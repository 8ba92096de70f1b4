// Brings a refused form back where the platform cannot: the private answer says what stood in it, and a press opens it with just that.
// What looks like a secret is in neither. See docs/decisions/people-are-picked-by-the-platform.md.

import { parseFieldNames } from '../../core/shares/asked-fields.ts';
import { limits } from '../../core/limits.ts';
import { looksLikeSecret } from '../../core/secret-detector.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import type { FormAgain } from '../cards/refusal.ts';
import { toPerson, unique, validateRecipients } from '../contacts.ts';
import type { Contact, FormValues, Interaction, InteractionResponse, KeptField } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { requestForm } from '../request-form.ts';
import { formatFormer, parseFormer } from '../share-form/again.ts';
import { FIELD_IDS, formatShareRef, isChoice, parseShareRef } from '../share-form/fields.ts';
import { pickedIn } from '../share-form/options.ts';
import { sanitize } from '../text.ts';
import type { BotContext } from './context.ts';
import { offerForRequest } from './request-offer.ts';
import { onFormPress } from './form-press.ts';

type Submitted = Pick<Interaction, 'actor'> & { readonly values: FormValues };
type Press = Extract<Interaction, { kind: 'action' }>;

/** First letter of the reference, then what the form carried. */
const LETTER = { share: 'S', request: 'A' } as const;
/** The room of a reference, in characters. */
const LONGEST = 80;
/** What a reference that is too long does without, the least telling first. No choice that makes the share stricter is among them. */
const SPARED = ['kind', 'wait', 'entry'];

export function shareFormAgain({ renderContext }: BotContext, { actor, ref, values }: Submitted & { readonly ref: string }): FormAgain {
  const { given, to, isWarned } = parseShareRef(ref);
  const former = parseFormer(ref);
  const typed = { ...values, ...pickedIn(values) };
  const chosen = FIELD_IDS.filter(isChoice).flatMap((id): [string, string][] => {
    const value = typed[id] ?? given[id];
    return typeof value === 'string' && value !== '' ? [[id, value]] : [];
  });
  const written = (spared: readonly string[]): string => {
    const left = Object.fromEntries(chosen.filter(([id]) => !spared.includes(id)));
    const carried = formatShareRef({ given: left, to, isUnfolded: false, isWarned: isWarned && spared.length === 0 }, () => false);
    return `${LETTER.share}${former === null ? carried : formatFormer(carried, former)}`;
  };
  const tries = [...SPARED.keys(), SPARED.length].map((count) => written(SPARED.slice(0, count)));
  const { form } = renderContext.messages;
  return {
    ref: tries.find((text) => text.length <= LONGEST) ?? tries.at(-1) ?? '',
    kept: [
      ...keptPeople(renderContext, { actor, values, label: form.people.label }),
      ...keptLine('label', form.label.label, values),
      ...keptLine('note', form.note.labelNeeded, values),
    ],
  };
}

export function requestFormAgain({ renderContext }: BotContext, { actor, values }: Submitted): FormAgain {
  const { form } = renderContext.messages.request;
  const chosen = ['of', 'wait', 'template'].flatMap((id): [string, string][] => {
    const value = values[id];
    return typeof value === 'string' && value !== '' ? [[id, value]] : [];
  });
  return {
    ref: `${LETTER.request}${new URLSearchParams(chosen).toString()}`,
    kept: [
      ...keptPeople(renderContext, { actor, values, label: form.people.label }),
      ...keptLine('label', form.label.label, values),
      ...keptNames(form.fields.label, values),
      ...keptLine('note', renderContext.messages.form.note.labelNeeded, values),
    ],
  };
}

interface Picked {
  readonly actor: Contact;
  readonly values: FormValues;
  readonly label: string;
}

/** Those who can have it. */
function keptPeople({ messages }: RenderContext, { actor, values, label }: Picked): KeptField[] {
  const people = unique(Array.isArray(values['people']) ? values['people'] : []);
  const value = people.filter((contact) => validateRecipients(messages, actor, [contact]).length === 0).map(toPerson);
  return value.length === 0 ? [] : [{ id: 'people', label, value }];
}

function keptLine(id: 'label' | 'note', label: string, values: FormValues): KeptField[] {
  const typed = values[id];
  if (typeof typed !== 'string' || looksLikeSecret(typed)) return [];
  const line = normalizeLine(typed, limits[id]) ?? '';
  return line === '' ? [] : [{ id, label, value: sanitize(line, limits[id]) }];
}

/** The names alone, and none where a secret may stand among them. */
function keptNames(label: string, values: FormValues): KeptField[] {
  const typed = values['fields'];
  const { names, values: behind } = parseFieldNames(typeof typed === 'string' ? typed : '');
  if (names.length === 0 || [...names, ...behind].some(looksLikeSecret)) return [];
  return [
    { id: 'fields', label: label.replace(/ \([^()]*\)$/, ''), value: names.map((name) => sanitize(name, limits.fieldName)).join(', ') },
  ];
}

export async function onFormAgain(context: BotContext, interaction: Press): Promise<InteractionResponse> {
  const { ref, kept = {} } = interaction;
  const carried = ref.slice(1);
  if (ref.startsWith(LETTER.request)) return requestAgain(context, interaction, new URLSearchParams(carried));
  const { to: press } = parseShareRef(carried);
  return onFormPress(context, { ...interaction, kind: 'form-press', press, ref: carried, values: kept });
}

function requestAgain(context: BotContext, { actor, kept = {} }: Press, choices: URLSearchParams): InteractionResponse {
  const text = (id: string): string => (typeof kept[id] === 'string' ? kept[id] : '');
  const people = Array.isArray(kept['people']) ? unique(kept['people']) : [];
  const offer = offerForRequest(context, { asker: actor, giver: people[0] ?? null, template: choices.get('template') });
  const form = requestForm(context.renderContext, {
    people,
    label: text('label'),
    note: text('note'),
    fields: parseFieldNames(text('fields')).names,
    given: Object.fromEntries(choices),
    warning: null,
    room: context.capabilities.fields,
    ...(offer.ok && { offer: offer.value }),
  });
  return { kind: 'form', form };
}
