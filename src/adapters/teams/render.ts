// Cards and dialogs as Adaptive Cards 1.5. Text stands in text runs alone, which show it as it was typed: a text block would make links
// and bold of it. See docs/decisions/teams-without-an-sdk.md.

import type { Button, Card, Field, Folded, Form, Line, Span, Tone } from '../../bot/port.ts';
import { CARRIED, blank, type Carried } from './carried.ts';
import { userOf } from './config.ts';
import { LIMITS } from './limits.ts';

export type Element = Readonly<Record<string, unknown>> & { readonly type: string };
export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly version: '1.5';
  readonly body: readonly Element[];
}

export interface Dialog {
  readonly title: string;
  readonly card: AdaptiveCard;
}

/** Where a card stands, and what its buttons must bring back. */
export interface Drawing {
  readonly tenant: string;
  /** In a dialog a press is answered in the same dialog; elsewhere it opens one. */
  readonly inDialog: boolean;
  readonly top: boolean;
}

const COLORS: Readonly<Record<Tone, string>> = { plain: 'default', good: 'good', warn: 'warning', over: 'default' };

export function renderCard({ title, tone, body, rows = [], buttons }: Card, drawing: Drawing): AdaptiveCard {
  return cardOf([
    rich([run(title, { size: 'large', weight: 'bolder', color: COLORS[tone] })]),
    ...body.map((line) => renderLine(line)),
    ...rows.flatMap((row) => [renderLine(row.line), ...actions(row.buttons.map((button) => renderButton(button, drawing)))]),
    ...actions(buttons.map((button) => renderButton(button, drawing))),
  ]);
}

/** Its title goes into the frame of the dialog too. */
export const renderCardDialog = (card: Card, drawing: Omit<Drawing, 'inDialog'>): Dialog => ({
  title: 'nt2',
  card: renderCard(card, { ...drawing, inDialog: true }),
});

interface FormDrawing extends Omit<Drawing, 'inDialog'> {
  readonly nonce: string;
  /** One sentence per field. */
  readonly errors?: Readonly<Record<string, string>>;
}

export function renderForm(form: Form, { tenant, nonce, top, errors = {} }: FormDrawing): Dialog {
  const elsewhere = Object.entries(errors).filter(([id]) => !form.fields.some((field) => field.id === id));
  const submit = { ...carrying({ form: blank(form) as never, nonce, ...(top && { top }) }), title: form.submit, style: 'positive' };
  return {
    title: form.title,
    card: cardOf([
      ...form.intro.map((line) => renderLine(line)),
      ...elsewhere.map(([, why]) => renderError(why)),
      ...form.fields.flatMap((field) => renderField(field, { tenant, error: errors[field.id] })),
      ...(form.folded ? renderFolded(form, form.folded, top) : []),
      ...actions([submit]),
    ]),
  };
}

/** The card in answer to a message: what was typed can go on in a dialog alone, for the person who typed it. */
export function renderWay(said: { readonly line: string; readonly button: string }, carried: Carried): AdaptiveCard {
  return cardOf([rich([run(said.line)]), ...actions([{ ...opening(carried), title: said.button }])]);
}

const cardOf = (body: readonly Element[]): AdaptiveCard => ({ type: 'AdaptiveCard', version: '1.5', body });

const rich = (inlines: readonly Element[]): Element => ({ type: 'RichTextBlock', inlines: inlines.length > 0 ? inlines : [run(' ')] });
const run = (text: string, look: Readonly<Record<string, unknown>> = {}): Element => ({ type: 'TextRun', text: text || ' ', ...look });
const renderLine = (line: Line, look: Readonly<Record<string, unknown>> = {}): Element =>
  rich(line.flatMap((span) => renderSpan(span).map((one) => ({ ...one, ...look }))));
const renderError = (why: string): Element => rich([...plain(why, { color: 'attention' })]);

/** Teams puts a date where `{{` stands with its name, in what people wrote too: two runs show two braces. */
const plain = (text: string, look: Readonly<Record<string, unknown>> = {}): Element[] =>
  text.split(/(?<=\{)(?=\{)/).map((piece) => run(piece, look));

function renderSpan(span: Span): Element[] {
  if (typeof span === 'string') return plain(span);
  switch (span.kind) {
    case 'person':
      return plain(span.person.name, { weight: 'bolder' });
    case 'strong':
      return plain(span.text, { weight: 'bolder' });
    case 'link':
      return plain(span.text, { selectAction: { type: 'Action.OpenUrl', url: span.url } });
    case 'time': {
      const at = `${new Date(span.at).toISOString().slice(0, 19)}Z`;
      return [run(`{{DATE(${at}, SHORT)}} {{TIME(${at})}}`)];
    }
  }
}

const carrying = (carried: Carried): Element => ({ type: 'Action.Submit', data: { [CARRIED]: carried } });
const opening = (carried: Carried): Element => ({ type: 'Action.Submit', data: { msteams: { type: 'task/fetch' }, [CARRIED]: carried } });

function renderButton(button: Button, { inDialog, top }: Drawing): Element {
  const style = button.tone === 'primary' ? { style: 'positive' } : button.tone === 'danger' ? { style: 'destructive' } : {};
  if (button.kind === 'open') return { type: 'Action.OpenUrl', title: button.label, url: button.url, ...style };
  const carried = { action: button.action, ref: button.ref, ...(top && { top }) };
  return { ...(inDialog ? carrying : opening)(carried), title: button.label, ...style };
}

function actions(all: readonly Element[]): Element[] {
  const sets = Array.from({ length: Math.ceil(all.length / LIMITS.buttonsInSet) }, (_, n) =>
    all.slice(n * LIMITS.buttonsInSet, (n + 1) * LIMITS.buttonsInSet),
  );
  return sets.map((one) => ({ type: 'ActionSet', actions: one }));
}

function renderFolded({ ref, fields }: Form, { line, presses }: Folded, top: boolean): Element[] {
  const people = fields.flatMap(({ id, kind }) => (kind === 'people' ? [id] : []));
  return [
    ...(line.length === 0 ? [] : [renderLine(line, { isSubtle: true })]),
    ...actions(presses.map(({ press, label }) => ({ ...carrying({ press, ref, people, ...(top && { top }) }), title: label }))),
  ];
}

interface FieldDrawing {
  readonly tenant: string;
  readonly error: string | undefined;
}

/** What is required is checked by nt2: Teams would not let a person press the other buttons of the form before. */
function renderField(field: Field, { tenant, error }: FieldDrawing): Element[] {
  return [
    { id: field.id, label: field.label, ...renderInput(field, tenant) },
    ...(field.hint === undefined ? [] : [rich(plain(field.hint, { isSubtle: true, size: 'small' }))]),
    ...(error === undefined ? [] : [renderError(error)]),
  ];
}

function renderInput(field: Field, tenant: string): Element {
  switch (field.kind) {
    case 'text':
    case 'secret':
      return {
        type: 'Input.Text',
        isMultiline: field.multiline,
        maxLength: field.max,
        ...(field.initial !== '' && { value: field.initial }),
        // What nt2 proposes must be read to be passed on.
        ...(field.kind === 'secret' && !field.multiline && field.initial === '' && { style: 'password' }),
      };
    case 'people': {
      const known = field.initial.flatMap((person) => {
        const value = userOf(tenant, person);
        return value === null ? [] : [{ title: person.name || value, value }];
      });
      return {
        type: 'Input.ChoiceSet',
        style: 'filtered',
        isMultiSelect: field.max > 1,
        choices: known,
        'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
        ...(known.length > 0 && { value: known.map(({ value }) => value).join(',') }),
      };
    }
    case 'choice':
    case 'choices':
      return {
        type: 'Input.ChoiceSet',
        style: field.kind === 'choice' ? 'compact' : 'expanded',
        isMultiSelect: field.kind === 'choices',
        choices: field.options.map(({ value, label }) => ({ title: label, value })),
        ...(field.kind === 'choice' && field.initial !== '' && { value: field.initial }),
      };
  }
}
