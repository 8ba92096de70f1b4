// What a person's Discord makes of a typed command or a filled-in modal; it refuses what the app has not registered or would not allow.

import type { Model, Channel } from '../model.ts';
import type { Command, CommandOption, Component, Json, Modal } from '../shapes.ts';
import { resolveNamed } from './payload.ts';

const KIND = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
} as const;

export type OptionValues = Readonly<Record<string, string | number | boolean>>;
export type ModalValues = Readonly<Record<string, string | boolean | readonly string[]>>;

const no = (sentence: string): never => {
  throw new Error(`Discord's client does not let a person do this: ${sentence}`);
};

/** `path`: the words after the slash, as in `nt2 share`. */
export function typeCommand({
  model,
  channel,
  command,
  path,
  values,
}: {
  model: Model;
  channel: Channel;
  command: Command;
  path: readonly string[];
  values: OptionValues;
}): Json {
  const named: string[] = [];

  function given(options: readonly CommandOption[], where: string): Json[] {
    for (const name of Object.keys(values)) if (!options.some((option) => option.name === name)) no(`${where} has no option "${name}"`);
    return options.flatMap((option) => {
      const value = values[option.name];
      if (value === undefined) return option.required ? no(`${where} needs "${option.name}"`) : [];
      check(option, value);
      if (option.type >= KIND.user && option.type <= KIND.mentionable) named.push(String(value));
      return [{ name: option.name, type: option.type, value }];
    });
  }

  /** Discord's client offers people, roles of this guild, and its channels; nobody can type a made-up one. */
  function offered(type: number, id: string): boolean {
    const role = channel.guild?.roles.has(id) === true;
    if (type === KIND.channel) return model.channels.has(id);
    return type === KIND.role ? role : model.accounts.has(id) || (type === KIND.mentionable && role);
  }

  function check({ name, type, choices = [], min_length = 0, max_length = 6000 }: CommandOption, value: unknown): void {
    const wanted = type === KIND.boolean ? 'boolean' : type === KIND.integer || type === KIND.number ? 'number' : 'string';
    if (typeof value !== wanted) no(`"${name}" takes a ${wanted}`);
    if (type >= KIND.user && type <= KIND.mentionable && !offered(type, String(value))) no(`"${name}" offers no ${String(value)}`);
    if (choices.length > 0 && !choices.some((choice) => choice.value === value)) no(`"${String(value)}" is no choice of "${name}"`);
    const length = typeof value === 'string' && type === KIND.string ? value.length : min_length;
    if (length < min_length || length > max_length) no(`"${name}" takes ${min_length} to ${max_length} characters`);
  }

  function descend(options: readonly CommandOption[], words: readonly string[], where: string): Json[] {
    const [word, ...rest] = words;
    const nested = options.filter(({ type }) => type <= KIND.group);
    if (word === undefined) return nested.length > 0 ? no(`/${where} needs a subcommand`) : given(options, `/${where}`);
    const found = nested.find(({ name }) => name === word) ?? no(`/${where} ${word} is not registered`);
    return [{ name: found.name, type: found.type, options: descend(found.options ?? [], rest, `${where} ${word}`) }];
  }

  const options = descend(command.options ?? [], path.slice(1), command.name);
  return {
    id: command.id,
    name: command.name,
    type: command.type,
    ...(command.guild_id !== undefined && { guild_id: command.guild_id }),
    options,
    ...(named.length > 0 && { resolved: resolveNamed(model, channel, named) }),
  };
}

/** What stands in a modal's fields before anybody touches them, by custom_id. */
export function prefilled(modal: Modal): Record<string, string | boolean | readonly string[]> {
  return Object.fromEntries(inputsOf(modal).map((input) => [input.custom_id ?? '', initialOf(input)]));
}

const inputsOf = ({ components }: Modal): Component[] =>
  components.flatMap(({ type, component, components: row = [] }) => (type === 1 ? row : (component ?? [])));

function initialOf({ type, value, options = [], default_values = [], ...more }: Component): string | boolean | readonly string[] {
  if (type === 4) return value ?? '';
  const chosen = options.filter((option) => option.default).map((option) => option.value);
  if (type === 21) return chosen[0] ?? '';
  if (type === 23) return (more as { default?: boolean }).default === true;
  return type === 3 || type === 22 ? chosen : default_values.map(({ id }) => id);
}

/** Fields that `values` does not name keep what stands in them. */
export function fillModal({ model, channel, modal, values }: { model: Model; channel: Channel; modal: Modal; values: ModalValues }): Json {
  const all = { ...prefilled(modal), ...values };
  const named: string[] = [];
  const inputs = inputsOf(modal);
  for (const id of Object.keys(values)) if (!inputs.some(({ custom_id }) => custom_id === id)) no(`the modal has no field "${id}"`);
  let last = 0;

  function filled(input: Component): Json {
    const { type, custom_id = '' } = input;
    const value = all[custom_id] ?? '';
    const own = { type, custom_id, id: input.id ?? (last += 1) };
    checkField(input, value);
    if (type === 4 || type === 23) return { ...own, value };
    if (type === 21) return { ...own, value: value === '' ? null : value };
    const chosen = [value].flat() as string[];
    if (type >= 5 && type <= 8) named.push(...chosen);
    return { ...own, values: chosen };
  }

  const components = modal.components.map(({ type, id, component, components: row = [] }) => ({
    type,
    id: id ?? (last += 1),
    ...(type === 1 && { components: row.map(filled) }),
    ...(component && { component: filled(component) }),
  }));
  return { custom_id: modal.custom_id, components, ...(named.length > 0 && { resolved: resolveNamed(model, channel, named) }) };
}

function checkField(input: Component, value: string | boolean | readonly string[]): void {
  const { type, custom_id = '', required = true, min_length = 0, max_length = 4000, options = [] } = input;
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : 1;
  if (size === 0) return required ? no(`"${custom_id}" is required`) : undefined;
  if (type === 4 && (typeof value !== 'string' || size < min_length || size > max_length)) {
    no(`"${custom_id}" takes ${min_length} to ${max_length} characters`);
  }
  if (type === 4 || type === 23) return;
  const chosen = [value].flat() as string[];
  const { min_values = 1, max_values = 1 } = input;
  if (type !== 21 && (chosen.length < min_values || chosen.length > max_values)) no(`"${custom_id}" takes ${min_values} to ${max_values}`);
  const offered = options.map((option) => option.value);
  if ([3, 21, 22].includes(type)) for (const one of chosen) if (!offered.includes(one)) no(`"${one}" is no choice of "${custom_id}"`);
}
