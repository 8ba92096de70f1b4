// Cards, forms and messages as the playground's page reads them. Text stays text: the page never makes markup of it.

import type { Button, Card, Field, Folded, InteractionResponse, Form, Span, Tone } from '../../bot/port.ts';
import type { PersonKey } from '../../core/share.ts';
import { CHANNELS, userOf, type PlaygroundUser } from './config.ts';
import type { Posted, ChatState } from './chat-state.ts';

export type WireSpan = string | { readonly kind: 'mention'; readonly id: string } | Exclude<Span, string | { readonly kind: 'person' }>;

export interface WireCard {
  readonly title: string;
  readonly tone: Tone;
  readonly body: readonly (readonly WireSpan[])[];
  readonly rows: readonly { readonly line: readonly WireSpan[]; readonly buttons: readonly Button[] }[];
  readonly buttons: readonly Button[];
  readonly fallback: string;
}

export type WireField =
  | Exclude<Field, { kind: 'people' }>
  | (Omit<Extract<Field, { kind: 'people' }>, 'initial'> & { readonly initial: readonly string[] });

export interface WireForm {
  readonly id: string;
  readonly name: Form['name'];
  readonly title: string;
  readonly submit: string;
  readonly intro: WireCard['body'];
  readonly fields: readonly WireField[];
  readonly folded: { readonly line: readonly WireSpan[]; readonly presses: Folded['presses'] } | null;
}

export type WireAnswer =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'private'; readonly card: WireCard }
  | { readonly kind: 'form'; readonly form: WireForm }
  | { readonly kind: 'reject-form'; readonly errors: Readonly<Record<string, string>> }
  /** nt2 took too long: what a platform itself says then. */
  | { readonly kind: 'late' };

export type WireMessage = Omit<Posted, 'card'> & { readonly card: WireCard | null };

export interface WireState {
  readonly version: number;
  readonly people: readonly (PlaygroundUser & { readonly closed: boolean })[];
  readonly channels: readonly string[];
  readonly messages: readonly WireMessage[];
}

export function renderState(room: ChatState): WireState {
  return {
    version: room.version(),
    people: room.users(),
    channels: CHANNELS,
    messages: room.messages().map((message) => ({ ...message, card: message.card && renderCard(message.card) })),
  };
}

/** `openForm` keeps a form until it is submitted, and gives its id. */
export function renderAnswer(answer: InteractionResponse, openForm: (form: Form) => string): WireAnswer {
  switch (answer.kind) {
    case 'nothing':
    case 'reject-form':
      return answer;
    case 'home':
      // There is no such page here, so the bot is never asked for it.
      return { kind: 'nothing' };
    case 'private':
      return { kind: 'private', card: renderCard(answer.card) };
    case 'form':
      return { kind: 'form', form: renderForm(answer.form, openForm(answer.form)) };
  }
}

function renderCard(card: Card): WireCard {
  const rows = (card.rows ?? []).map(({ line, buttons }) => ({ line: line.map(renderSpan), buttons }));
  return { ...card, body: card.body.map((line) => line.map(renderSpan)), rows };
}

function renderForm({ name, title, submit, intro, fields, folded }: Form, id: string): WireForm {
  return {
    id,
    name,
    title,
    submit,
    intro: intro.map((line) => line.map(renderSpan)),
    fields: fields.map(renderField),
    folded: folded === undefined ? null : { line: folded.line.map(renderSpan), presses: folded.presses },
  };
}

function renderField(field: Field): WireField {
  return field.kind === 'people' ? { ...field, initial: field.initial.flatMap(({ key }) => userOf(key)?.id ?? []) } : field;
}

function renderSpan(span: Span): WireSpan {
  if (typeof span === 'string' || span.kind !== 'person') return span;
  return { kind: 'mention', id: nameOf(span.person.key) ?? span.person.name };
}

const nameOf = (key: PersonKey): string | undefined => userOf(key)?.id;
