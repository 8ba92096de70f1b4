// Blocks as a reader sees them, and whom a message calls. Where Slack would take characters for markup, so does this.

import type { Block, TextObject } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { elementsOf } from './state.ts';

/** A member of rich text beyond what every block has. */
interface Rich extends Block {
  readonly user_id?: string;
  readonly usergroup_id?: string;
  readonly channel_id?: string;
  readonly range?: string;
  readonly name?: string;
  readonly timestamp?: number;
}

export interface SeenButton {
  readonly label: string;
  readonly actionId: string;
  readonly value: string | null;
  readonly url: string | null;
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
const unescape = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
// `*bold*`, `_italic_`, `~struck~` and `code` lose their marks, where Slack would read them as marks.
const MARKS = /(^|[^\w*_~`])([*_~`])(?=\S)([^\n]*?\S)\2(?=$|[^\w*_~`])/g;

export function createReader(world: World) {
  const handle = (id: string): string => `@${world.users.get(id)?.handle ?? id}`;
  const group = (id: string): string => `@${[...world.groups].find(([, known]) => known === id)?.[0] ?? id}`;
  const channel = (id: string): string => `#${world.channels.get(id)?.name ?? id}`;

  function link(inside: string): string {
    const [target = '', label] = inside.split('|');
    if (target.startsWith('@')) return handle(target.slice(1));
    if (target.startsWith('#')) return channel(target.slice(1));
    if (target.startsWith('!subteam^')) return group(target.slice(9));
    if (target.startsWith('!date^')) return iso(Number(target.split('^')[1]));
    if (target.startsWith('!')) return `@${target.slice(1)}`;
    return label === undefined ? target : `${label} (${target})`;
  }

  const mrkdwn = (text: string): string =>
    text
      .split(/(<[^<>]+>)/)
      .map((part) => (/^<[^<>]+>$/.test(part) ? unescape(link(part.slice(1, -1))) : unescape(part.replace(MARKS, '$1$3'))))
      .join('');

  const object = (text: TextObject | string | undefined): string =>
    text === undefined ? '' : typeof text === 'string' ? text : text.type === 'mrkdwn' ? mrkdwn(text.text) : text.text;

  function rich(element: Rich): string {
    switch (element.type) {
      case 'user':
        return handle(element.user_id ?? '');
      case 'usergroup':
        return group(element.usergroup_id ?? '');
      case 'channel':
        return channel(element.channel_id ?? '');
      case 'broadcast':
        return `@${element.range ?? ''}`;
      case 'date':
        return iso(element.timestamp ?? 0);
      case 'emoji':
        return `:${element.name ?? ''}:`;
      case 'link':
        return element.text === undefined ? (element.url ?? '') : `${object(element.text)} (${element.url ?? ''})`;
      case 'rich_text_list':
        return (element.elements ?? []).map(rich).join('\n');
      default:
        return element.elements ? element.elements.map(rich).join('') : object(element.text);
    }
  }

  function line(block: Block): string[] {
    switch (block.type) {
      case 'header':
      case 'markdown':
        return [object(block.text)];
      case 'section':
        return [...(block.text === undefined ? [] : [object(block.text)]), ...(block.fields ?? []).map(object)];
      case 'context':
        return [(block.elements ?? []).map((element) => ('text' in element ? object(element as unknown as TextObject) : '')).join(' ')];
      case 'rich_text':
        return (block.elements ?? []).flatMap((element) => rich(element).split('\n'));
      case 'input':
        return [object(block.label)];
      default:
        return [];
    }
  }

  /** Every text of a message that Slack reads for mentions, marked up; and all elements of its rich text. */
  function calls(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return [];
    if (Array.isArray(value)) return value.flatMap(calls);
    const { type, text, verbatim, user_id: user, usergroup_id: usergroup, range } = value as Rich & { verbatim?: boolean };
    if (type === 'mrkdwn' && typeof text === 'string') return called(text, verbatim !== true);
    if (type === 'markdown' && typeof text === 'string') return called(text, true);
    if (type === 'user' && user !== undefined) return [user];
    if (type === 'usergroup' && usergroup !== undefined) return [usergroup];
    if (type === 'broadcast') return [`!${range ?? ''}`];
    return Object.values(value).flatMap(calls);
  }

  /** `loose`: Slack also takes bare names for everybody, as it says of text that is not verbatim. */
  const called = (text: string, loose: boolean): string[] => [
    ...[...text.matchAll(/<@([UW][A-Z0-9]+)/g)].map(([, id = '']) => id),
    ...[...text.matchAll(/<!subteam\^(S[A-Z0-9]+)/g)].map(([, id = '']) => id),
    ...[...text.matchAll(loose ? /(?:<!|(?<![\w@])@)(here|channel|everyone)\b/g : /<!(here|channel|everyone)\b/g)].map(
      ([, id = '']) => `!${id}`,
    ),
  ];

  return {
    /** One line of text per line of the blocks, without its buttons. */
    lines: (blocks: readonly Block[]): string[] => blocks.flatMap(line),
    buttons: (blocks: readonly Block[]): SeenButton[] =>
      blocks
        .flatMap(elementsOf)
        .flatMap(({ type, text, action_id: actionId = '', value = null, url = null }): SeenButton[] =>
          type === 'button' ? [{ label: object(text), actionId, value, url }] : [],
        ),
    /** Whom a message calls: ids of people and groups, `!here`, `!channel`, `!everyone`; each once. */
    notifies: ({ text, blocks }: { readonly text: string; readonly blocks: readonly Block[] }): string[] => [
      ...new Set([...called(text, true), ...calls(blocks)]),
    ],
  };
}
