// Cards and forms in Discord's own shapes. The only file that escapes text, so that nothing that people wrote becomes markup.
// See docs/decisions/discord-cards.md.

import type { Button, Card, Completion, Field, InteractionResponse, Form, KeptField, Line, CardRow, Span, Tone } from '../../bot/port.ts';
import type { Person } from '../../core/share.ts';
import { ANSWER, COMPONENT, customId, FLAG, KEPT_PART, parseKey, type Tenant } from './config.ts';
import { LIMITS } from './limits.ts';

export type Component = Readonly<Record<string, unknown>> & { readonly type: number };

export interface Message {
  readonly components: readonly Component[];
  readonly flags: number;
  readonly allowed_mentions: { readonly parse: readonly []; readonly users?: readonly string[] };
}

export interface Modal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly Component[];
}

/** The answer to an interaction, over the gateway or over HTTP. */
export type Callback =
  | { readonly type: typeof ANSWER.pong }
  | { readonly type: typeof ANSWER.message | typeof ANSWER.update; readonly data: Message }
  | { readonly type: typeof ANSWER.deferred; readonly data: { readonly flags: number } }
  | { readonly type: typeof ANSWER.modal; readonly data: Modal }
  | {
      readonly type: typeof ANSWER.choices;
      readonly data: { readonly choices: readonly { readonly name: string; readonly value: string }[] };
    };

/** The stripe at the side of a card. */
const STRIPE: Readonly<Record<Tone, number>> = { plain: 0x5865f2, good: 0x2d7d46, warn: 0xc27c0e, over: 0x80848e };
const STYLE = { primary: 1, secondary: 2, danger: 4, link: 5 } as const;

/** Null when nothing is to be said. `replaces`: the answer takes the place of the private card that was pressed. */
export function renderAnswer(answer: InteractionResponse, tenant: Tenant, { replaces }: { readonly replaces: boolean }): Callback | null {
  switch (answer.kind) {
    case 'form':
      return { type: ANSWER.modal, data: renderForm(answer.form, tenant) };
    case 'private':
      return renderPrivate(answer.card, tenant, { replaces });
    case 'nothing':
    case 'reject-form':
    case 'home':
      // The bot gives the last two only to platforms that ask for them.
      return null;
  }
}

/** What an option can be completed with. */
export const renderChoices = (found: readonly Completion[]): Callback => ({
  type: ANSWER.choices,
  data: { choices: found.slice(0, LIMITS.choices).map(({ value, label }) => ({ value, name: label.slice(0, LIMITS.optionLabel) })) },
});

export function renderPrivate(card: Card, tenant: Tenant, { replaces }: { readonly replaces: boolean }): Callback {
  const message = renderCard(card, tenant);
  return { type: replaces ? ANSWER.update : ANSWER.message, data: { ...message, flags: message.flags | FLAG.ephemeral } };
}

/** A private card without buttons, which needs no tenant: for when Discord refused the real answer. */
export function renderTold(card: Card): Message {
  const message = renderCard({ ...card, rows: [], buttons: [] }, { kind: 'user', id: '0' });
  return { ...message, flags: message.flags | FLAG.ephemeral };
}

/** `ping`: the card notifies the people that it names in person spans. */
export function renderCard(card: Card, tenant: Tenant, { ping }: { readonly ping: boolean } = { ping: false }): Message {
  const people = card.body
    .flat()
    .flatMap((span) => (typeof span === 'object' && span.kind === 'person' ? (userOf(span.person) ?? []) : []));
  const lines = (card.rows ?? []).flatMap((row) => renderRow(row, tenant));
  const rows = inRows(card.buttons.map((button) => renderButton(button, tenant)));
  return {
    components: [
      {
        type: COMPONENT.container,
        accent_color: STRIPE[card.tone],
        components: [
          { type: COMPONENT.text, content: fitting(`### ${renderLine([card.title])}`, card.body.map(renderLine)) },
          ...lines,
          ...fittingKept(card.kept ?? []),
          ...rows,
        ],
      },
    ],
    flags: FLAG.componentsV2 | FLAG.noPreviews,
    allowed_mentions: { parse: [], ...(ping && people.length > 0 && { users: [...new Set(people)] }) },
  };
}

/** A single button stands beside its line, two below it. */
function renderRow({ line, buttons }: CardRow, tenant: Tenant): Component[] {
  const text = { type: COMPONENT.text, content: renderLine(line) };
  const [first, ...more] = buttons.map((button) => renderButton(button, tenant));
  if (first === undefined) return [text];
  return more.length === 0
    ? [{ type: COMPONENT.section, components: [text], accessory: first }]
    : [text, { type: COMPONENT.row, components: [first, ...more] }];
}

/** `parse/kept.ts` reads it back. */
function renderKept({ id, label, value }: KeptField): Component {
  const shown = typeof value === 'string' ? escape(value) : value.map(renderPerson).join(' ');
  return { type: COMPONENT.text, id: KEPT_PART[id], content: `**${escape(label)}** ${shown}` };
}

/** As much as a message holds beside the few words that stand before it. */
function fittingKept(kept: readonly KeptField[]): Component[] {
  let room = LIMITS.messageText - LIMITS.keptBeside;
  return kept.map(renderKept).filter(({ content }) => (room -= String(content).length) >= 0);
}

function renderButton(button: Button, tenant: Tenant): Component {
  const label = cut(button.label, LIMITS.buttonLabel);
  if (button.kind === 'open') return { type: COMPONENT.button, style: STYLE.link, label, url: button.url };
  const style = button.action === 'revoke-now' ? STYLE.danger : button.tone === 'primary' ? STYLE.primary : STYLE.secondary;
  return { type: COMPONENT.button, style, label, custom_id: customId({ kind: 'action', action: button.action }, tenant, button.ref) };
}

function inRows(buttons: readonly Component[]): Component[] {
  const rows = Array.from({ length: Math.ceil(buttons.length / LIMITS.buttonsInRow) }, (_, n) =>
    buttons.slice(n * LIMITS.buttonsInRow, (n + 1) * LIMITS.buttonsInRow),
  );
  return rows.map((components) => ({ type: COMPONENT.row, components }));
}

function renderForm({ name, ref, title, intro, fields }: Form, tenant: Tenant): Modal {
  const before = intro.length === 0 ? [] : [{ type: COMPONENT.text, content: intro.map(renderLine).join('\n') }];
  return {
    custom_id: customId({ kind: 'form', form: name }, tenant, ref),
    title: cut(title, LIMITS.formTitle),
    components: [...before, ...fields.map(renderField)].slice(0, LIMITS.fields),
  };
}

function renderField(field: Field): Component {
  const hint = field.hint === undefined ? {} : { description: cut(field.hint, LIMITS.inputHint) };
  return { type: COMPONENT.label, label: cut(field.label, LIMITS.inputLabel), ...hint, component: renderInput(field) };
}

function renderInput(field: Field): Component {
  const { id: custom_id, required } = field;
  switch (field.kind) {
    case 'text':
    case 'secret': {
      const value = field.initial === '' ? {} : { value: field.initial };
      return {
        type: COMPONENT.input,
        custom_id,
        required,
        style: field.multiline ? 2 : 1,
        max_length: Math.min(field.max, LIMITS.inputText),
        ...value,
      };
    }
    case 'choice': {
      const options = field.options.map(({ value, label }) => ({
        value,
        label: cut(label, LIMITS.optionLabel),
        default: value === field.initial,
      }));
      return { type: COMPONENT.select, custom_id, required, min_values: 1, max_values: 1, options };
    }
    case 'choices': {
      const options = field.options.map(({ value, label }) => ({ value, label: cut(label, LIMITS.optionLabel) }));
      return { type: COMPONENT.select, custom_id, required, min_values: required ? 1 : 0, max_values: options.length, options };
    }
    case 'people': {
      const users = field.initial.flatMap((person) => userOf(person) ?? []);
      const defaults = users.length === 0 ? {} : { default_values: users.map((id) => ({ id, type: 'user' })) };
      return { type: COMPONENT.users, custom_id, required, min_values: required ? 1 : 0, max_values: field.max, ...defaults };
    }
  }
}

/** What turns a line into a list item at its beginning. */
const LIST = /^(\s*)(?:([-+])|(\d+)\.)(?=\s)/;
const renderLine = (line: Line): string =>
  line
    .map(renderSpan)
    .join('')
    .replace(LIST, (_all, space: string, sign?: string, number?: string) => `${space}${sign === undefined ? `${number}\\.` : `\\${sign}`}`);

function renderSpan(span: Span): string {
  if (typeof span === 'string') return escape(span);
  switch (span.kind) {
    case 'person':
      return renderPerson(span.person);
    case 'strong':
      return `**${escape(span.text)}**`;
    case 'link':
      return `[${escape(span.text)}](<${span.url}>)`;
    case 'time':
      return `<t:${Math.floor(span.at / 1000)}:f>`;
  }
}

function renderPerson(person: Person): string {
  const user = userOf(person);
  return user === null ? escape(person.name) : `<@${user}>`;
}

const userOf = (person: Person): string | null => parseKey(person.key)?.user ?? null;

/**
 * Discord takes a backslash before a sign for the sign itself. These are the signs with which markdown, mentions, times, emoji,
 * headings, quotes and links begin, or without which they do not end; a slash only inside a word, where it may make an address.
 */
const SIGNS = /[\\*_~`|<>@#[\]]|(?<=\S)\//g;
const oneLine = (text: string): string => text.replaceAll(/\s+/g, (space) => (space.includes('\n') ? ' ' : space));
const escape = (text: string): string => oneLine(text).replaceAll(SIGNS, String.raw`\$&`);

/** Text that is too long loses its last lines. */
function fitting(title: string, lines: readonly string[]): string {
  const kept = [title];
  for (const line of lines) {
    if ([...kept, line].join('\n').length > LIMITS.messageText) break;
    kept.push(line);
  }
  return kept.join('\n');
}

function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : text;
}
