// The cards about blocks: people from whom the reader takes no shares.

import { limits } from '../../core/limits.ts';
import type { Person } from '../../core/share.ts';
import type { Blocked } from '../../core/shares/blocks.ts';
import type { Button, Card, Home, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize, strong } from '../text.ts';
import { numbered, simpleCard } from './parts.ts';

const SHOWN = 10;
/** The longest reference that a button can carry. */
const REF = 80;

const nameOf = ({ name }: Person): string => sanitize(name, limits.name);

/** Lifts the block. The key in it means nothing to anyone but the person who blocked. */
const unblockButtons = (label: string, { key }: Person): Button[] =>
  key.length > REF ? [] : [{ kind: 'act', action: 'unblock', ref: key, label }];

export function blockedCard({ messages }: RenderContext, sender: Person, { declined, opened }: Blocked): Card {
  const { blocked } = messages.answers.blocks;
  const title = interpolateText(blocked.title, { sender: nameOf(sender) });
  const body: Line[] = [
    [blocked.body],
    ...(declined > 0 ? [[interpolateText(blocked.declined, { count: String(declined) })]] : []),
    ...(opened > 0 ? [[blocked.opened]] : []),
  ];
  return simpleCard({ title, tone: 'over', body, buttons: unblockButtons(messages.buttons.unblock, sender) });
}

export function unblockedCard({ messages }: RenderContext, sender: Person, was: boolean): Card {
  const { blocks } = messages.answers;
  const said = was ? blocks.unblocked : blocks.wasNot;
  const title = interpolateText(said.title, { sender: nameOf(sender) });
  return simpleCard({ title, body: [[said.body]] });
}

export function blocksCard(context: RenderContext, people: readonly Person[]): Card {
  const { answers, buttons, commands } = context.messages;
  const { list } = answers.blocks;
  const listed = people.slice(0, SHOWN);
  const body = listed.map((person, n): Line => [interpolateText(list.line, { n: String(n + 1), sender: nameOf(person) })]);
  if (people.length === 0) body.push(interpolate(list.none, { command: strong(commands.block) }));
  if (people.length > SHOWN) body.push(interpolate(list.more, { count: String(people.length), command: strong(commands.unblock) }));
  return simpleCard({
    title: list.title,
    body,
    buttons: listed.flatMap((person, n) => unblockButtons(numbered(context, buttons.unblock, String(n + 1)), person)),
  });
}

/** The section of the home page. Left out for the many people who have blocked no one. */
export function blocksSection({ messages }: RenderContext, people: readonly Person[], most: number): Home['sections'] {
  if (people.length === 0) return [];
  const cards = people
    .slice(0, most)
    .map((person) => simpleCard({ title: nameOf(person), body: [], buttons: unblockButtons(messages.buttons.unblock, person) }));
  const more = people.length - cards.length;
  if (more > 0) {
    const title = interpolateText(messages.home.moreBlocked, { count: String(more), command: messages.commands.unblock });
    cards.push(simpleCard({ title, body: [] }));
  }
  return [{ title: messages.home.blocked, none: [], cards }];
}
