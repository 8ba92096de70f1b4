// Private answers about whom somebody takes nothing from.

import { limits } from '../../core/limits.ts';
import type { Person } from '../../core/share.ts';
import type { Blocked } from '../../core/use/blocks.ts';
import type { Button, Card, Home, Line } from '../port.ts';
import { fill, fillText, shown } from './fill.ts';
import { numbered, type Voice } from './voice.ts';

const SHOWN = 10;
/** Of a button's reference. */
const REF = 80;

const nameOf = ({ name }: Person): string => shown(name, limits.name);

/** Undoes it. The key means nothing to anybody but the one who has blocked that person. */
const lift = (label: string, { key }: Person): Button[] => (key.length > REF ? [] : [{ kind: 'act', action: 'unblock', ref: key, label }]);

export function blockedCard({ words }: Voice, sender: Person, { declined, opened }: Blocked): Card {
  const { blocked } = words.answers.blocks;
  const title = fillText(blocked.title, { sender: nameOf(sender) });
  const body: Line[] = [
    [blocked.body],
    ...(declined > 0 ? [[fillText(blocked.declined, { count: String(declined) })]] : []),
    ...(opened > 0 ? [[blocked.opened]] : []),
  ];
  return { title, tone: 'over', body, buttons: lift(words.buttons.unblock, sender), fallback: title };
}

export function unblockedCard({ words }: Voice, sender: Person, was: boolean): Card {
  const { blocks } = words.answers;
  const said = was ? blocks.unblocked : blocks.wasNot;
  const title = fillText(said.title, { sender: nameOf(sender) });
  return { title, tone: 'plain', body: [[said.body]], buttons: [], fallback: title };
}

export function blocksCard(voice: Voice, people: readonly Person[]): Card {
  const { answers, buttons, commands } = voice.words;
  const { list } = answers.blocks;
  const listed = people.slice(0, SHOWN);
  const body = listed.map((person, n): Line => [fillText(list.line, { n: String(n + 1), sender: nameOf(person) })]);
  if (people.length === 0) body.push(fill(list.none, { command: { strong: commands.block } }));
  if (people.length > SHOWN) body.push(fill(list.more, { count: String(people.length), command: { strong: commands.unblock } }));
  return {
    title: list.title,
    tone: 'plain',
    body,
    buttons: listed.flatMap((person, n) => lift(numbered(voice, buttons.unblock, String(n + 1)), person)),
    fallback: list.title,
  };
}

/** On somebody's own page, where there are any: most people have nobody blocked, and need not read of it. */
export function blocksSection({ words }: Voice, people: readonly Person[], most: number): Home['sections'] {
  if (people.length === 0) return [];
  const bare = (title: string, buttons: readonly Button[]): Card => ({ title, tone: 'plain', body: [], buttons, fallback: title });
  const cards = people.slice(0, most).map((person) => bare(nameOf(person), lift(words.buttons.unblock, person)));
  const more = people.length - cards.length;
  if (more > 0) cards.push(bare(fillText(words.home.moreBlocked, { count: String(more), command: words.commands.unblock }), []));
  return [{ title: words.home.blocked, none: [], cards }];
}
