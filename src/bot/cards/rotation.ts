// Cards about what is to be changed: the one that asks its owner, what becomes of it, and a person's own list.

import { limits } from '../../core/limits.ts';
import type { Rotation } from '../../core/ports/rotation-store.ts';
import type { OpenedValue } from '../../core/rotations/opened.ts';
import { stillHold } from '../../core/rotations/rules.ts';
import { OUTSIDER, type Kind, type Person } from '../../core/share.ts';
import type { Card, CardRow, Line, Span } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize, strong } from '../text.ts';
import { actionButton, numbered, simpleCard } from './parts.ts';

type Context = Pick<RenderContext, 'messages'>;

const whatOf = ({ messages }: Context, { label, kind }: { readonly label: string; readonly kind: Kind }): string =>
  label === '' ? messages.kinds[kind] : sanitize(label, limits.label);

const nameOf = ({ messages }: Context, { key, name }: Person): string =>
  key === OUTSIDER.key ? messages.rotations.outsider : sanitize(name === '' ? key.slice(key.lastIndexOf(':') + 1) : name, limits.name);

const time = (at: number): Span => ({ kind: 'time', at });

/** Asks its owner; `now`: whether its time is over. Its notification names no label. */
export function rotationCard(context: RenderContext, rotation: Rotation, now: number): Card {
  const { rotations } = context.messages;
  const { dueAt, why } = rotation;
  const said = dueAt <= now ? rotations.due : rotations.soon;
  const people = stillHold(rotation)
    .map(({ person }) => nameOf(context, person))
    .join(', ');
  return {
    title: interpolateText(said.title, { what: whatOf(context, rotation) }),
    tone: dueAt <= now ? 'warn' : 'plain',
    body: [
      rotation.holders.length === 0 ? [rotations.pasted] : interpolate(rotations.holders, { people }),
      [...interpolate(rotations.time, { due: time(dueAt) }), ' ', rotations.why[why]],
      [rotation.holders.length === 0 ? rotations.howPasted : rotations.how],
    ],
    buttons: buttonsOf(context, rotation),
    fallback: said.fallback,
  };
}

const buttonsOf = ({ messages: { rotations } }: Context, rotation: Rotation): Card['buttons'] => [
  actionButton('rotated', rotation, rotations.buttons.rotated, 'primary'),
  ...(rotation.holders.length === 0 ? [] : [actionButton('hand-over', rotation, rotations.buttons.handOver)]),
  actionButton('snooze', rotation, rotations.buttons.snooze),
];

/** In the place of the one that asked. */
export function closedRotationCard(context: Context, rotation: Rotation): Card {
  const { closed: said } = context.messages.rotations;
  const title = interpolateText(said.title, { what: whatOf(context, rotation) });
  return simpleCard({ title, tone: 'over', body: [[said[rotation.closed?.how ?? 'rotated']]] });
}

export function snoozedCard({ messages: { rotations } }: Context, rotation: Rotation): Card {
  const { title, body } = rotations.snoozed;
  return simpleCard({ title, body: [interpolate(body, { at: time(rotation.nextAt ?? rotation.dueAt) })] });
}

/** As many lines as one private card holds with one button each. */
const SHOWN = 9;

export function rotationsCard(context: RenderContext, all: readonly Rotation[], now: number): Card {
  const { list, buttons } = context.messages.rotations;
  if (all.length === 0) return simpleCard({ title: list.title, body: [[list.none]] });
  const rows = all.slice(0, SHOWN).map((rotation, at): CardRow => {
    const spans = { n: String(at + 1), what: whatOf(context, rotation), due: time(rotation.dueAt) };
    const label = numbered(context, buttons.rotated, spans.n);
    return {
      line: interpolate(rotation.dueAt <= now ? list.overdue : list.line, spans),
      buttons: [actionButton('rotated', rotation, label)],
    };
  });
  const more = all.length - rows.length;
  return simpleCard({ title: list.title, body: more > 0 ? [[interpolateText(list.more, { count: String(more) })]] : [], rows });
}

/** What a person has opened, and the button that has all of it due. */
export function lostCard(context: RenderContext, opened: readonly OpenedValue[]): Card {
  const { lost, buttons } = context.messages.rotations;
  const { commands } = context.messages;
  const hint = interpolate(lost.hint, { command: strong(commands.devices) });
  if (opened.length === 0) return simpleCard({ title: lost.title, body: [[lost.none], hint] });
  const lines = opened
    .slice(0, SHOWN)
    .map((one, n): Line =>
      interpolate(lost.line, { n: String(n + 1), what: whatOf(context, one), giver: nameOf(context, one.giver), at: time(one.at) }),
    );
  const more = opened.length - lines.length;
  return simpleCard({
    title: lost.title,
    tone: 'warn',
    body: [
      interpolate(lost.body, { count: String(opened.length), start: strong(buttons.start) }),
      ...lines,
      ...(more > 0 ? [[interpolateText(lost.more, { count: String(more) })]] : []),
      hint,
    ],
    buttons: [{ kind: 'act', action: 'incident-now', ref: 'me', label: buttons.start, tone: 'danger' }],
  });
}

export function allAskedCard({ messages: { rotations } }: Context, count: number): Card {
  const { title, body } = rotations.lost.done;
  return simpleCard({ title, tone: 'good', body: [[interpolateText(body, { count: String(count) })]] });
}
