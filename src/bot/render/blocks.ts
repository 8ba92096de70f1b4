// Private answers about whom somebody takes nothing from.

import { limits } from '../../core/limits.ts';
import type { Person } from '../../core/share.ts';
import type { Blocked } from '../../core/shares/blocks.ts';
import type { Button, Card, Home, Line } from '../port.ts';
import { interpolate, interpolateText, sanitize, strong } from '../text.ts';
import { numbered, type RenderContext } from './context.ts';

const SHOWN = 10;
/** Of a button's reference. */
const REF = 80;

const nameOf = ({ name }: Person): string => sanitize(name, limits.name);

/** Undoes it. The key means nothing to anybody but the one who has blocked that person. */
const lift = (label: string, { key }: Person): Button[] => (key.length > REF ? [] : [{ kind: 'act', action: 'unblock', ref: key, label }]);

export function blockedCard({ messages }: RenderContext, sender: Person, { declined, opened }: Blocked): Card {
  const { blocked } = messages.answers.blocks;
  const title = interpolateText(blocked.title, { sender: nameOf(sender) });
  const body: Line[] = [
    [blocked.body],
    ...(declined > 0 ? [[interpolateText(blocked.declined, { count: String(declined) })]] : []),
    ...(opened > 0 ? [[blocked.opened]] : []),
  ];
  return { title, tone: 'over', body, buttons: lift(messages.buttons.unblock, sender), fallback: title };
}

export function unblockedCard({ messages }: RenderContext, sender: Person, was: boolean): Card {
  const { blocks } = messages.answers;
  const said = was ? blocks.unblocked : blocks.wasNot;
  const title = interpolateText(said.title, { sender: nameOf(sender) });
  return { title, tone: 'plain', body: [[said.body]], buttons: [], fallback: title };
}

export function blocksCard(context: RenderContext, people: readonly Person[]): Card {
  const { answers, buttons, commands } = context.messages;
  const { list } = answers.blocks;
  const listed = people.slice(0, SHOWN);
  const body = listed.map((person, n): Line => [interpolateText(list.line, { n: String(n + 1), sender: nameOf(person) })]);
  if (people.length === 0) body.push(interpolate(list.none, { command: strong(commands.block) }));
  if (people.length > SHOWN) body.push(interpolate(list.more, { count: String(people.length), command: strong(commands.unblock) }));
  return {
    title: list.title,
    tone: 'plain',
    body,
    buttons: listed.flatMap((person, n) => lift(numbered(context, buttons.unblock, String(n + 1)), person)),
    fallback: list.title,
  };
}

/** On somebody's own page, where there are any: most people have nobody blocked, and need not read of it. */
export function blocksSection({ messages }: RenderContext, people: readonly Person[], most: number): Home['sections'] {
  if (people.length === 0) return [];
  const bare = (title: string, buttons: readonly Button[]): Card => ({ title, tone: 'plain', body: [], buttons, fallback: title });
  const cards = people.slice(0, most).map((person) => bare(nameOf(person), lift(messages.buttons.unblock, person)));
  const more = people.length - cards.length;
  if (more > 0)
    cards.push(bare(interpolateText(messages.home.moreBlocked, { count: String(more), command: messages.commands.unblock }), []));
  return [{ title: messages.home.blocked, none: [], cards }];
}
