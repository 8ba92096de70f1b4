// Cards of what was sealed for an emergency: what each step is to those who own it or could open it.

import { limits } from '../../core/limits.ts';
import type { Envelope } from '../../core/ports/envelope-store.ts';
import { isWaiting } from '../../core/envelopes/rules.ts';
import type { Person, PersonKey } from '../../core/share.ts';
import type { Button, Card, Line, Span } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize } from '../text.ts';

type Context = Pick<RenderContext, 'messages'>;

const nameOf = (person: Person | null): string => (person === null ? '' : sanitize(person.name, limits.name));
const whatOf = ({ label }: Envelope): string => sanitize(label, limits.label);
const toneOf = (step: string): Card['tone'] => (step === 'lapsed' || step === 'refused' ? 'over' : 'warn');

/** Its notification names no label and no person. */
export function envelopeCard({ messages }: Context, envelope: Envelope, reader: PersonKey): Card {
  const { envelopes: said } = messages;
  const { asking, owner, afterMs, id } = envelope;
  if (asking === null) return sealAgainCard({ messages }, envelope);
  const { by, reason, isDrill, n } = asking;
  const step = asking.step === 'opened' ? 'released' : asking.step;
  const names = {
    what: whatOf(envelope),
    person: nameOf(by),
    second: nameOf(step === 'refused' ? asking.refused : asking.agreed),
    owner: nameOf(owner),
    minutes: String(Math.round((afterMs ?? 0) / 60_000)),
    reason: sanitize(reason, 200),
  };
  const due: Span = { kind: 'time', at: asking.dueAt ?? asking.at };
  const title = interpolateText(said[step].title, names);
  const ends = isDrill && !isWaiting(asking);
  const body: readonly Line[] =
    step === 'asked'
      ? [interpolate(said.asked.reason, names), interpolate(afterMs === null ? said.asked.second : said.asked.timeout, names)]
      : [ends ? [said.drilled] : interpolate(said[step].body, { ...names, due })];
  const ref = `${id}.${n}`;
  const no: Button = { kind: 'act', action: 'glass-refuse', ref, label: said.buttons.refuse, tone: 'danger' };
  const yes: Button = { kind: 'act', action: 'glass-agree', ref, label: said.buttons.agree, tone: 'primary' };
  const buttons: readonly Button[] = !isWaiting(asking) || by.key === reader ? [] : step === 'agreed' || step === 'due' ? [no] : [yes, no];
  const drill = (text: string): string => (isDrill ? interpolateText(said.drill, { title: text }) : text);
  return { title: drill(title), tone: toneOf(step), body, buttons, fallback: drill(said[step].fallback) };
}

/** For its owner: who was in it has left. */
export function sealAgainCard({ messages: { envelopes: said } }: Context, envelope: Envelope): Card {
  const { title, body, fallback } = said.again;
  return { title: interpolateText(title, { what: whatOf(envelope) }), tone: 'warn', body: [[body]], buttons: [], fallback };
}
