// Cards of an offboarding: the question, and the list of what is left to do.

import { limits } from '../../core/limits.ts';
import { OFFBOARD_MS, OFFBOARD_STEPS, openSteps, type Offboarding } from '../../core/offboarding/record.ts';
import type { Person } from '../../core/share.ts';
import type { Card, CardRow, Span } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize } from '../text.ts';
import { numbered, simpleCard } from './parts.ts';

const nameOf = ({ name }: Person): string => sanitize(name, limits.name);

export function askOffboardingCard({ messages: { offboarding } }: RenderContext, person: Person): Card {
  const names = { recipient: nameOf(person) };
  const { title, body, start } = offboarding.ask;
  return simpleCard({
    title: interpolateText(title, names),
    tone: 'warn',
    body: [interpolate(body, names)],
    buttons: [{ kind: 'act', action: 'offboard-now', ref: person.key, label: start, tone: 'danger' }],
  });
}

/** A line for each step that is left, with its button. Nine steps are nine rows of one button, as a card holds. */
export function offboardingCard(context: RenderContext, found: Offboarding, now: number): Card {
  const { card, steps } = context.messages.offboarding;
  const { id, person, done, opened, startedAt } = found;
  const until: Span = { kind: 'time', at: startedAt + OFFBOARD_MS };
  const isLate = now > startedAt + OFFBOARD_MS;
  const left = openSteps(found);
  const rows = left.map((step): CardRow => {
    const n = String(OFFBOARD_STEPS.indexOf(step) + 1);
    const label = numbered(context, card.tick, n);
    return { line: [`${n} · ${steps[step]}`], buttons: [{ kind: 'act', action: 'offboard-tick', ref: `${id}.${step}`, label }] };
  });
  const counts = done && {
    shares: String(done.shares.length),
    browsers: String(done.browsers),
    machines: String(done.machines),
    tokens: String(done.tokens),
    count: String(opened.length),
  };
  return {
    title: interpolateText(card.title, { recipient: nameOf(person) }),
    tone: left.length === 0 ? 'good' : isLate ? 'warn' : 'plain',
    body: [
      counts === null ? [card.waits] : [interpolateText(card.done, counts)],
      left.length === 0 ? [card.finished] : interpolate(isLate ? card.late : card.open, { until }),
    ],
    rows,
    buttons: [],
    fallback: card.fallback,
  };
}
