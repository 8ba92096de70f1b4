// Reads what a person sees in Teams: dialogs as forms, sentences beside fields; and writes what they type as Teams does.

import { textOf, type Card, type Element } from '../fakes/teams/judge.ts';
import { CHANNEL, type Teams } from '../fakes/teams/teams.ts';
import type { SeenForm } from './chat.ts';

export type Data = Readonly<Record<string, unknown>>;
export interface Screen {
  readonly title: string;
  readonly card: Card;
  /** Of a message's menu: what is sent goes by another name. */
  readonly isExtension: boolean;
  readonly conversation: string;
}
export const nt2Of = (action: Element): Data => ((action['data'] as Data | undefined)?.['nt2'] ?? {}) as Data;
export const isInput = ({ type }: Element): boolean => type.startsWith('Input.');

/** The people in it as Teams writes them: by the name it shows, with whom it means beside it. */
export function typedText(text: string, teams: Teams) {
  const known = [
    ...teams.people.map(({ name, id }) => ({ name, id })),
    { name: 'Deploybot', id: '28:deploybot' },
    { name: 'General', id: CHANNEL },
  ];
  const found = [...text.matchAll(/@(\w+)/g)].flatMap(([, said]) => known.find(({ name }) => name === said) ?? []);
  const entities = found.map(({ name, id }) => ({ type: 'mention', text: `<at>${name}</at>`, mentioned: { id, name } }));
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { text: found.reduce((all, { name }) => all.replace(`@${name}`, `<at>${name}</at>`), escaped), entities };
}

const isError = (element: Element): boolean =>
  element.type === 'RichTextBlock' && (element['inlines'] as Element[]).every((run) => run['color'] === 'attention');

/** The sentence below each field. */
export function errorsIn({ body }: Card): Readonly<Record<string, string>> {
  let field = '';
  const errors: Record<string, string> = {};
  for (const element of body) {
    if (isInput(element)) field = String(element['id']);
    else if (isError(element)) errors[field] = textOf(element);
  }
  return errors;
}

export function formSeen(id: string, { title, card: { body } }: Screen): SeenForm {
  const first = body.findIndex(isInput);
  const below = body.findIndex(({ type, actions }) => type === 'ActionSet' && (actions as Element[]).some((one) => 'press' in nt2Of(one)));
  const presses = ((body[below]?.['actions'] ?? []) as Element[]).map((one) => String(nt2Of(one)['press']));
  const line = body[below - 1];
  return {
    id,
    title,
    intro: body.slice(0, first).map(textOf).join('\n'),
    folded: below < 0 ? null : { line: line ? textOf(line) : '', presses },
    fields: Object.fromEntries(
      body.filter(isInput).map((input) => {
        const { value = '' } = input as { value?: string };
        const isPeople = 'choices.data' in input;
        const options = isPeople ? [] : ((input['choices'] ?? []) as { value: string }[]).map((one) => one.value);
        return [String(input['id']), { initial: isPeople ? value.split(',').filter((one) => one !== '') : value, options }];
      }),
    ),
  };
}
