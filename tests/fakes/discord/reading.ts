// What a reader finds on a message or a modal: its text, its buttons, its fields.

import { type Component, flatten, type Message, type Modal } from './shapes.ts';
import { prefilled } from './people/typed.ts';

export interface ShownButton {
  readonly id: number;
  readonly label: string;
  readonly customId: string | null;
  readonly url: string | null;
  readonly disabled: boolean;
  readonly style: number;
}

export const buttonsOf = ({ components }: Pick<Message, 'components'>): ShownButton[] =>
  flatten(components)
    .filter(({ type }) => type === 2)
    .map(({ id = 0, label = '', custom_id = null, url = null, disabled = false, style = 0 }) => ({
      id,
      label,
      url,
      disabled,
      style,
      customId: custom_id,
    }));

/** Everything there is to read, one line for each part, top down: content, embeds, text displays. */
export function textOf({ content, embeds, components }: Pick<Message, 'content' | 'embeds' | 'components'>): string {
  const embedded = embeds.flatMap(({ author, title, description, fields = [], footer }) => [
    author?.name,
    title,
    description,
    ...fields.flatMap(({ name, value }) => [name, value]),
    footer?.text,
  ]);
  const displayed = flatten(components).map(({ type, content }) => (type === 10 ? content : undefined));
  return [content, ...embedded, ...displayed].filter((text) => text !== undefined && text !== '').join('\n');
}

export interface ShownField {
  readonly type: number;
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  readonly initial: string | boolean | readonly string[];
  readonly options: readonly string[];
}

/** A modal's fields by custom_id, in order; and the text that stands between them. */
export function fieldsOf(modal: Modal): { readonly text: string; readonly fields: Readonly<Record<string, ShownField>> } {
  const initial = prefilled(modal);
  const shown = ({ label = '', description = '' }: Component, input: Component): [string, ShownField] => [
    input.custom_id ?? '',
    {
      type: input.type,
      label: label === '' ? (input.label ?? '') : label,
      description,
      required: input.required ?? true,
      initial: initial[input.custom_id ?? ''] ?? '',
      options: (input.options ?? []).map(({ value }) => value),
    },
  ];
  const fields = modal.components.flatMap((top) =>
    [...(top.component ? [top.component] : []), ...(top.components ?? [])].map((input) => shown(top, input)),
  );
  return { text: textOf({ content: '', embeds: [], components: modal.components }), fields: Object.fromEntries(fields) };
}
