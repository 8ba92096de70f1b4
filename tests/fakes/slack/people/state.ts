// What Slack's client makes of a form: the values that a person sees and types, in Slack's shape, and what the client itself refuses to send.

import type { Block, Option } from '../model/types.ts';

/** By block_id or action_id: text, the value of an option, a person's id, or several of them. `''` and `[]` empty a field. */
export type Given = Readonly<Record<string, string | readonly string[]>>;

type Held = Record<string, unknown>;

const list = (given: string | readonly string[]): readonly string[] => (typeof given === 'string' ? (given === '' ? [] : [given]) : given);
const single = (given: string | readonly string[]): string | null => list(given)[0] ?? null;

const allOptions = (element: Block): Option[] => [
  ...(element.options ?? []),
  ...(element.option_groups ?? []).flatMap((group) => group.options),
];

function pick(element: Block, value: string): Option {
  const found = allOptions(element).find((option) => option.value === value);
  if (!found) throw new Error(`${element.action_id ?? element.type} offers no ${value}`);
  return found;
}

/** The member that holds an element's value, what stands in it at first, and how something given becomes it. */
function holder(
  element: Block,
): { readonly name: string; readonly initial: unknown; readonly take: (given: string | readonly string[]) => unknown } | null {
  switch (element.type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { name: 'value', initial: element.initial_value ?? null, take: single };
    case 'static_select':
    case 'radio_buttons':
      return {
        name: 'selected_option',
        initial: element.initial_option ?? null,
        take: (given) => (single(given) === null ? null : pick(element, single(given) ?? '')),
      };
    case 'multi_static_select':
    case 'checkboxes':
      return {
        name: 'selected_options',
        initial: element.initial_options ?? [],
        take: (given) => list(given).map((one) => pick(element, one)),
      };
    case 'users_select':
      return { name: 'selected_user', initial: element.initial_user ?? null, take: single };
    case 'multi_users_select':
      return { name: 'selected_users', initial: element.initial_users ?? [], take: list };
    case 'conversations_select':
      return { name: 'selected_conversation', initial: element.initial_conversation ?? null, take: single };
    case 'multi_conversations_select':
      return { name: 'selected_conversations', initial: element.initial_conversations ?? [], take: list };
    case 'datepicker':
      return { name: 'selected_date', initial: element.initial_date ?? null, take: single };
    case 'timepicker':
      return { name: 'selected_time', initial: element.initial_time ?? null, take: single };
    case 'datetimepicker':
      return { name: 'selected_date_time', initial: element.initial_date_time ?? null, take: (given) => Number(single(given)) };
    default:
      return null;
  }
}

/** An element with what stands in it, as payloads hold it; null for one that holds nothing (a button, an image). */
export function valueOf(element: Block, given?: string | readonly string[]): Held | null {
  const held = holder(element);
  return held && { type: element.type, [held.name]: given === undefined ? held.initial : held.take(given) };
}

export function elementsOf(block: Block): Block[] {
  const inside = block.type === 'actions' ? (block.elements ?? []) : [block.element, block.accessory];
  return inside.filter((element): element is Block => element !== undefined);
}

function complaint(block: Block, element: Block, held: Held): string | null {
  const value = Object.entries(held).find(([name]) => name !== 'type')?.[1];
  const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (empty) return block.optional === true ? null : 'Please complete this required field.';
  if (typeof value === 'string' && element.type === 'plain_text_input') {
    if (value.length > (element.max_length ?? 3000)) return 'This is too long.';
    if (value.length < (element.min_length ?? 0)) return 'This is too short.';
  }
  if (element.type === 'email_text_input' && typeof value === 'string' && !/^[^@\s]+@[^@\s]+$/.test(value))
    return 'Please enter a valid email.';
  if (Array.isArray(value) && value.length > (element.max_selected_items ?? Infinity)) return 'Too many are selected.';
  return null;
}

/** `refused`: by block id, what the client says; nothing is sent then. */
export interface Filled {
  readonly values: Record<string, Record<string, Held>>;
  readonly refused: Readonly<Record<string, string>>;
}

export function fill(blocks: readonly Block[], given: Given): Filled {
  const values: Record<string, Record<string, Held>> = {};
  const refused: Record<string, string> = {};
  const unused = new Set(Object.keys(given));
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const [blockId, actionId] = [block.block_id ?? '', element.action_id ?? ''];
      const held = valueOf(element, given[blockId] ?? given[actionId]);
      unused.delete(blockId);
      unused.delete(actionId);
      if (!held) continue;
      if (held['value'] === '') held['value'] = null;
      (values[blockId] ??= {})[actionId] = held;
      const wrong = block.type === 'input' ? complaint(block, element, held) : null;
      if (wrong !== null) refused[blockId] = wrong;
    }
  }
  if (unused.size > 0) throw new Error(`the view has no field ${[...unused].join(', ')}`);
  return { values, refused };
}
