// Where a platform has no forms: a card says what the form would have said, with a button that sends it, and buttons that choose otherwise.
// Nothing is kept between the presses: all of it is on the card. See docs/decisions/platforms-that-lack.md.

import { simpleCard } from '../cards/parts.ts';
import type { Button, Card, Field, Form, FormValues, Interaction, InteractionResponse, KeptField, Line } from '../port.ts';
import { formatFormer, parseFormer } from '../share-form/again.ts';
import { formatShareRef, parseShareRef } from '../share-form/fields.ts';
import { interpolate, strong } from '../text.ts';
import { refused, type BotContext } from './context.ts';
import { onSubmission } from './submission.ts';

type Press = Extract<Interaction, { kind: 'action' }>;
type Choice = Extract<Field, { kind: 'choice' }>;
type Chosen = Readonly<Record<string, string>>;

/** First letter of the reference, as of a form that was refused; then what the form carried. */
const LETTER = { share: 'S', request: 'A', decline: 'D', refuse: 'V' } as const;
/** The room of a reference, in characters. */
const LONGEST = 80;
/** What a reference that is too long does without, the least telling first. No choice that makes the share stricter is among them. */
const SPARED = ['entry', 'place', 'kind', 'wait'];
/** What a press can choose, as far as a card has room for buttons. */
const OFFERED = ['wait', 'opens'];
const MOST_BUTTONS = 10;

export function withoutForms(context: BotContext, form: Form): InteractionResponse {
  switch (form.name) {
    // A secret that is typed into such a chat stays there.
    case 'secret':
      return { kind: 'private', card: refused(context, { code: 'entry.off' }) };
    case 'decline':
    case 'refuse':
      return { kind: 'private', card: simpleCard({ title: form.title, body: form.intro, buttons: [submit(form, form.submit, {})] }) };
    // One that nobody opens by a command has nothing to say yet, and the card says how to begin.
    case 'pasted':
    case 'share':
    case 'request':
      return { kind: 'private', card: confirmCard(context, form) };
  }
}

function confirmCard({ renderContext: { messages } }: BotContext, form: Form): Card {
  const kept = keptOf(form);
  const choices = form.fields.filter((field): field is Choice => field.kind === 'choice');
  const isNobody = !kept.some(({ id }) => id === 'people');
  const chosen: Chosen = {
    ...Object.fromEntries(choices.map(({ id, initial }) => [id, initial])),
    // Nobody is named, so it is by link: the card says so before anything is made.
    ...(form.name === 'request' && { of: isNobody ? 'link' : 'person' }),
  };
  if (!kept.some(({ id }) => id === 'label')) {
    const command = form.name === 'request' ? messages.request.command : messages.commands.example;
    return simpleCard({
      title: form.title,
      body: [...form.intro, interpolate(messages.answers.unsaid, { command: strong(command) })],
    });
  }
  const body: Line[] = choices.map(({ id, label, options }) => [
    `${label}: `,
    strong(options.find(({ value }) => value === chosen[id])?.label ?? ''),
  ]);
  const others = choices
    .filter(({ id }) => OFFERED.includes(id))
    .flatMap(({ id, options }) =>
      options
        .filter(({ value }) => value !== chosen[id])
        .map(({ value, label }): Button => ({ kind: 'act', action: 'form-again', ref: refOf(form, { ...chosen, [id]: value }), label })),
    );
  return simpleCard({
    title: form.title,
    body: [...form.intro, ...body],
    kept,
    buttons: [submit(form, messages.buttons.shareIt, chosen), ...others].slice(0, MOST_BUTTONS),
  });
}

const submit = (form: Form, label: string, chosen: Chosen): Button => ({
  kind: 'act',
  action: 'submit',
  ref: refOf(form, chosen),
  label,
  tone: 'primary',
});

function keptOf({ fields }: Form): KeptField[] {
  return fields.flatMap((field): KeptField[] => {
    if (field.kind !== 'people' && field.kind !== 'text') return [];
    const id = (['people', 'label', 'note', 'fields'] as const).find((one) => one === field.id);
    if (id === undefined || field.initial.length === 0) return [];
    const value = typeof field.initial === 'string' ? field.initial.replaceAll('\n', ', ') : field.initial;
    return [{ id, label: field.label, value }];
  });
}

/** What is usual anyway is left out where there is no room for it. */
function refOf({ name, ref }: Form, chosen: Chosen): string {
  if (name === 'refuse') return `${LETTER.refuse}${ref}`;
  if (name === 'decline' || name === 'secret') return `${LETTER.decline}${ref}`;
  const written = (spared: readonly string[]): string => {
    const left = Object.fromEntries(Object.entries(chosen).filter(([id]) => !spared.includes(id)));
    if (name === 'request') return `${LETTER.request}${new URLSearchParams(left).toString()}`;
    const carried = parseShareRef(ref);
    const former = parseFormer(ref);
    const all = formatShareRef({ ...carried, given: { ...carried.given, ...left }, isUnfolded: false }, () => false);
    return `${LETTER.share}${former === null ? all : formatFormer(all, former)}`;
  };
  const tries = [...SPARED.keys(), SPARED.length].map((count) => written(SPARED.slice(0, count)));
  return tries.find((text) => text.length <= LONGEST) ?? tries.at(-1) ?? '';
}

/** As if the form had been sent: it is read, refused and carried out by the same code. */
export async function onSubmitPress(context: BotContext, interaction: Press, deadline: AbortSignal): Promise<InteractionResponse> {
  const [letter, carried] = [interaction.ref.slice(0, 1), interaction.ref.slice(1)];
  const { kept: values = {} } = interaction;
  const sent = (name: Form['name'], ref: string, more: FormValues) =>
    onSubmission(context, { ...interaction, kind: 'form', name, ref, values: { ...values, ...more } }, deadline);
  switch (letter) {
    case LETTER.share:
      return sent('share', carried, {});
    case LETTER.request:
      return sent('request', 'new', Object.fromEntries(new URLSearchParams(carried)));
    case LETTER.refuse:
      return sent('refuse', carried, { reason: '' });
    case LETTER.decline:
      return sent('decline', carried, { reason: '' });
    default:
      return { kind: 'private', card: refused(context, { code: 'share.gone' }) };
  }
}
