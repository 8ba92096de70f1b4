// Cards, forms and pages as Slack's blocks. Text stands in plain or rich text elements, where Slack reads no markup; the fallback
// is the one text that it would read, and is escaped. Only a person span mentions anybody.

import type { Button, Card, Field, Folded, Form, Home, Line, Span, Tone } from '../../bot/port.ts';
import type { Person } from '../../core/share.ts';
import { actionId, CALLBACK_IDS, personIn } from './config.ts';
import { LIMITS } from './limits.ts';
import type { Metadata } from './place.ts';

type Json = { readonly [name: string]: unknown };
export type Block = Json & { readonly type: string };

/** A mark only where it matters: screen readers read it out. */
const MARKS: Readonly<Record<Tone, string>> = { plain: '', good: '✅ ', warn: '⚠️ ', over: '' };

/** A message, as the arguments of chat.postMessage and its kin, and of response_url. */
export function renderMessage(card: Card): { readonly text: string; readonly blocks: readonly Block[] } {
  return { text: escape(cut(card.fallback, LIMITS.text)), blocks: cardBlocks(card).slice(0, LIMITS.blocks.message) };
}

/** A private card as a modal. A title that is short enough goes into its frame. */
export function renderCardView(card: Card, carried: Partial<Metadata>): Block {
  const fits = card.title.length <= LIMITS.viewTitle;
  return {
    type: 'modal',
    callback_id: CALLBACK_IDS.card,
    private_metadata: JSON.stringify(carried),
    title: plain(fits ? card.title : 'nt2', LIMITS.viewTitle),
    blocks: filled(cardBlocks(card, fits ? 'framed' : 'heading')).slice(0, LIMITS.blocks.view),
  };
}

export function renderForm(form: Form, carried: Partial<Metadata>): Block {
  const intro: Block[] = form.intro.length === 0 ? [] : [rich(lines(form.intro))];
  return {
    type: 'modal',
    callback_id: CALLBACK_IDS[form.name],
    private_metadata: JSON.stringify({ ...carried, ref: form.ref }),
    title: plain(form.title, LIMITS.viewTitle),
    submit: plain(form.submit, LIMITS.viewTitle),
    blocks: [...intro, ...form.fields.map(renderField), ...(form.folded ? folded(form.folded) : [])],
  };
}

function folded({ line, presses }: Folded): Block[] {
  const elements = presses.map(({ press, label }, n) => ({
    type: 'button',
    text: plain(label, LIMITS.buttonLabel),
    action_id: actionId(press, n),
  }));
  return [...(line.length === 0 ? [] : [rich(lines([line]))]), { type: 'actions', elements }];
}

export function renderHome({ intro, sections }: Home): Block {
  const blocks = [
    ...cardBlocks(intro),
    ...sections.flatMap(({ title, none, cards }): Block[] => [
      { type: 'divider' },
      { type: 'header', text: plain(title, LIMITS.header) },
      ...(cards.length === 0 ? [rich(lines([none]))] : cards.flatMap((card) => cardBlocks(card, 'line'))),
    ]),
  ];
  return { type: 'home', private_metadata: JSON.stringify({ home: true }), blocks: blocks.slice(0, LIMITS.blocks.view) };
}

/** `shown` says where the title goes: a heading, a bold line in a list of cards, or nowhere because the view's frame shows it. */
function cardBlocks({ title, tone, body, rows = [], buttons }: Card, shown: 'heading' | 'line' | 'framed' = 'heading'): Block[] {
  const mark = MARKS[tone];
  const rest = lines(body);
  const elements = {
    heading: rest,
    line: [bold(mark + title), ...(rest.length > 0 ? [text('\n')] : []), ...rest],
    framed: mark === '' ? rest : [text(mark), ...rest],
  }[shown];
  return [
    ...(shown === 'heading' ? [{ type: 'header', text: plain(mark + title, LIMITS.header) }] : []),
    ...(elements.length === 0 ? [] : [rich(elements)]),
    ...rows.flatMap((row) => [rich(lines([row.line])), ...actions(row.buttons)]),
    ...actions(buttons),
  ];
}

/** A view needs something to show. */
const filled = (blocks: readonly Block[]): readonly Block[] => (blocks.length > 0 ? blocks : [rich([text(' ')])]);

const rich = (elements: readonly Json[]): Block => ({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] });

const lines = (body: readonly Line[]): Json[] =>
  body.flatMap((line, n) => [...(n === 0 ? [] : [text('\n')]), ...line.flatMap((span) => renderSpan(span))]);

function renderSpan(span: Span): Json[] {
  if (typeof span === 'string') return pieces(span).map((piece) => text(piece));
  switch (span.kind) {
    case 'person':
      return [renderPerson(span.person)];
    case 'strong':
      return pieces(span.text).map((piece) => bold(piece));
    case 'link':
      return [{ type: 'link', url: span.url, text: span.text }];
    case 'time':
      return [date(span.at)];
  }
}

function renderPerson({ key, name }: Person): Json {
  const person = personIn(key);
  return person === null ? bold(name) : { type: 'user', user_id: person.user };
}

const text = (value: string): Json => ({ type: 'text', text: value });
const bold = (value: string): Json => ({ type: 'text', text: value === '' ? ' ' : value, style: { bold: true } });

function date(at: number): Json {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return {
    type: 'date',
    timestamp: Math.floor(at / 1_000),
    format: '{date_short_pretty}, {time}',
    fallback: `${day} ${time.slice(0, 5)} UTC`,
  };
}

function actions(buttons: readonly Button[]): Block[] {
  if (buttons.length === 0) return [];
  return [{ type: 'actions', elements: buttons.map(renderButton) }];
}

function renderButton(button: Button, n: number): Json {
  const style = button.tone === 'primary' ? { style: 'primary' } : button.tone === 'danger' ? { style: 'danger' } : {};
  const shown = { type: 'button', text: plain(button.label, LIMITS.buttonLabel), ...style };
  if (button.kind === 'open') return { ...shown, action_id: actionId('link', n), url: button.url };
  return { ...shown, action_id: actionId(button.action, n), ...(button.ref !== '' && { value: button.ref }) };
}

function renderField(field: Field): Block {
  return {
    type: 'input',
    block_id: field.id,
    // Slack adds "(optional)" by itself.
    label: plain(field.required ? field.label : field.label.replace(/ ?\([^()]*\)$/, ''), LIMITS.inputLabel),
    ...(field.hint !== undefined && { hint: plain(field.hint, LIMITS.inputLabel) }),
    optional: !field.required,
    element: { ...renderElement(field), action_id: field.id },
  };
}

function renderElement(field: Field): Json {
  switch (field.kind) {
    case 'text':
    case 'secret':
      return {
        type: 'plain_text_input',
        multiline: field.multiline,
        max_length: Math.min(field.max, LIMITS.text),
        ...(field.initial !== '' && { initial_value: cut(field.initial, Math.min(field.max, LIMITS.text)) }),
      };
    case 'people': {
      const initial = field.initial.flatMap(({ key }) => personIn(key)?.user ?? []);
      return { type: 'multi_users_select', max_selected_items: field.max, ...(initial.length > 0 && { initial_users: initial }) };
    }
    case 'choices':
      return { type: 'multi_static_select', options: optionsOf(field.options) };
    case 'choice': {
      const options = optionsOf(field.options);
      const initial = options.find(({ value }) => value === field.initial);
      return { type: 'static_select', options, ...(initial && { initial_option: initial }) };
    }
  }
}

const optionsOf = (options: Extract<Field, { kind: 'choice' }>['options']): readonly { readonly text: Json; readonly value: string }[] =>
  options.map(({ value, label }) => ({ text: plain(label, LIMITS.buttonLabel), value }));

const plain = (value: string, max: number): Json => ({ type: 'plain_text', text: cut(value, max) || ' ', emoji: false });

function pieces(value: string): string[] {
  const found: string[] = [];
  for (let from = 0; from < value.length; from += LIMITS.text) found.push(value.slice(from, from + LIMITS.text));
  return found;
}

/** Slack counts UTF-16 units, and half an emoji is not a character. */
function cut(value: string, max: number): string {
  if (value.length <= max) return value;
  return `${value.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const escape = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
