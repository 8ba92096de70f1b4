// Limits of Discord that its published schema does not hold: what may stand beside what, totals, and names that must not repeat.

import { type Command, type Component, type CommandOption, type Draft, FLAG, flatten, type Modal } from './shapes.ts';

const length = (text: string | null | undefined): number => [...(text ?? '')].length;

/** Why Discord would not take this message; empty when it would. */
export function messageProblems({ content, embeds, components, allowed_mentions }: Draft, flags: number): string[] {
  const parts = flatten(components ?? []);
  const v2 = (flags & FLAG.componentsV2) !== 0;
  const problems = [...componentProblems(parts)];
  const say = (broken: boolean, sentence: string): void => {
    if (broken) problems.push(sentence);
  };
  say(length(content) > 2000, `content has ${length(content)} characters, 2000 at most`);
  say(v2 && (length(content) > 0 || (embeds ?? []).length > 0), 'components v2 (flag 32768) stand beside content or embeds');
  say(!v2 && parts.some(({ type }) => type >= 9 && type <= 17), 'components v2 without flag 32768');
  say(!v2 && (components ?? []).length > 5, `${(components ?? []).length} action rows, 5 at most`);
  say(parts.length > 40, `${parts.length} components, 40 at most`);
  const shown = parts.reduce((sum, part) => sum + (part.type === 10 ? length(part.content) : 0), 0);
  say(shown > 4000, `text displays hold ${shown} characters together, 4000 at most`);
  say(
    parts.some(({ type }) => type === 4 || type === 18 || type >= 21),
    'a message holds a component that only modals have',
  );
  const embedded = (embeds ?? []).reduce((sum, embed) => {
    const fields = (embed.fields ?? []).reduce((all, { name, value }) => all + length(name) + length(value), 0);
    return sum + length(embed.title) + length(embed.description) + length(embed.footer?.text) + length(embed.author?.name) + fields;
  }, 0);
  say(embedded > 6000, `embeds hold ${embedded} characters together, 6000 at most`);
  for (const kind of ['users', 'roles'] as const) {
    const both = allowed_mentions?.parse?.includes(kind) && (allowed_mentions[kind] ?? []).length > 0;
    say(both === true, `allowed_mentions parses all ${kind} and lists some`);
  }
  return problems;
}

function componentProblems(parts: readonly Component[]): string[] {
  const problems: string[] = [];
  const ids = parts.flatMap(({ custom_id }) => custom_id ?? []);
  if (new Set(ids).size < ids.length) problems.push('a custom_id stands twice');
  for (const id of ids) if (length(id) > 100) problems.push(`a custom_id has ${length(id)} characters, 100 at most`);
  for (const part of parts) {
    if (part.type === 1) problems.push(...rowProblems(part));
    if (part.type === 2) problems.push(...buttonProblems(part));
    const most = part.max_values ?? 1;
    if ([3, 5, 6, 7, 8, 22].includes(part.type) && (part.min_values ?? 1) > most) problems.push('a select asks for more than it allows');
    if (part.type === 3) problems.push(...selectProblems(part, most));
    if (part.type === 5 && (part.default_values ?? []).length > most) problems.push('a select has more defaults than it allows');
  }
  return problems;
}

function rowProblems({ components = [] }: Component): string[] {
  if (components.length > 5) return ['an action row holds more than 5 buttons'];
  return components.length > 1 && components.some(({ type }) => type !== 2) ? ['an action row holds a select and something else'] : [];
}

function buttonProblems({ style = 0, label, url, custom_id, ...more }: Component): string[] {
  const problems: string[] = [];
  if (length(label) > 80) problems.push(`a button's label has ${length(label)} characters, 80 at most`);
  if (length(label) === 0 && !('emoji' in more)) problems.push('a button has no label');
  if (style === 5 && (!url || custom_id)) problems.push('a link button needs a url and no custom_id');
  if (style === 5 && url && !/^(?:https?|discord):\/\//.test(url)) problems.push('a link button leads to no web address');
  if (style >= 1 && style <= 4 && (url || !custom_id)) problems.push('a button needs a custom_id and no url');
  return problems;
}

function selectProblems({ options = [] }: Component, most: number): string[] {
  const problems: string[] = [];
  if (options.length > 25) problems.push(`a select has ${options.length} options, 25 at most`);
  if (new Set(options.map(({ value }) => value)).size < options.length) problems.push('a value stands twice in a select');
  if (options.filter((option) => option.default).length > most) problems.push('a select has more defaults than it allows');
  for (const { label, value } of options) {
    if (length(label) > 100 || length(value) > 100) problems.push('an option has more than 100 characters');
  }
  return problems;
}

/** Why Discord would not open this modal; empty when it would. */
export function modalProblems({ title, custom_id, components }: Modal): string[] {
  const parts = flatten(components);
  const problems = [...componentProblems(parts)];
  if (length(title) > 45) problems.push(`a modal's title has ${length(title)} characters, 45 at most`);
  if (length(custom_id) > 100) problems.push(`a modal's custom_id has ${length(custom_id)} characters, 100 at most`);
  if (components.length < 1 || components.length > 5) problems.push(`a modal has ${components.length} components, 1 to 5`);
  for (const { type, label, description, min_length = 0, max_length = 4000, value } of parts) {
    if (type === 18 && length(label) > 45) problems.push(`a label has ${length(label)} characters, 45 at most`);
    if (type === 18 && length(description) > 100) problems.push(`a description has ${length(description)} characters, 100 at most`);
    if (type === 4 && min_length > max_length) problems.push('a text input asks for more than it allows');
    if (type === 4 && length(value) > max_length) problems.push('a text input is prefilled with more than it allows');
  }
  return problems;
}

/** Why Discord would not register these commands; empty when it would. */
export function commandProblems(commands: readonly Command[]): string[] {
  const problems: string[] = [];
  const count = (type: number): number => commands.filter((command) => (command.type ?? 1) === type).length;
  if (count(1) > 100) problems.push(`${count(1)} chat commands, 100 at most`);
  for (const type of [2, 3]) if (count(type) > 15) problems.push(`${count(type)} menu commands of one kind, 15 at most`);
  const names = commands.map(({ type, name }) => `${type ?? 1} ${name}`);
  if (new Set(names).size < names.length) problems.push('a command stands twice');
  for (const command of commands) {
    const { description = '', options } = command as Command & { description?: string };
    const chat = (command.type ?? 1) === 1;
    if (chat && !/^[-_'\p{Ll}\p{Lo}\p{N}]{1,32}$/u.test(command.name)) problems.push(`"${command.name}" is no name for a chat command`);
    if (chat !== length(description) > 0) problems.push(`${command.name}: only chat commands have a description, and need one`);
    problems.push(...optionProblems(command.name, options ?? []));
  }
  return problems;
}

function optionProblems(where: string, options: readonly CommandOption[]): string[] {
  const problems: string[] = [];
  const firstFree = options.findIndex(({ required }) => !required);
  if (firstFree >= 0 && options.slice(firstFree).some(({ required }) => required)) problems.push(`${where}: required options come first`);
  if (new Set(options.map(({ name }) => name)).size < options.length) problems.push(`${where}: an option stands twice`);
  const groups = options.filter(({ type }) => type <= 2).length;
  if (groups > 0 && groups < options.length) problems.push(`${where}: subcommands stand beside options`);
  for (const option of options) {
    if (!/^[-_'\p{Ll}\p{Lo}\p{N}]{1,32}$/u.test(option.name)) problems.push(`${where}: "${option.name}" is no name for an option`);
    problems.push(...optionProblems(`${where} ${option.name}`, option.options ?? []));
  }
  return problems;
}
