// Cards and the form about a secret that was pasted into chat. They know its kind and who wrote it, and nothing of its text.

import { limits } from '../../core/limits.ts';
import type { Rotation } from '../../core/ports/rotation-store.ts';
import type { Person, PersonKey } from '../../core/share.ts';
import type { Button, Card, Contact, Form, Pasted } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize, strong } from '../text.ts';
import { simpleCard } from './parts.ts';

interface PastedMessage {
  readonly pasted: Pasted;
  /** Who wrote it, or the other person of the conversation; null: not known, or no one who can be shared with. */
  readonly person: Contact | null;
}

export const startButton = ({ messages: { rescue } }: Pick<RenderContext, 'messages'>): Button => ({
  kind: 'act',
  action: 'rescue-rotate',
  ref: 'pasted',
  label: rescue.buttons.start,
});

export function rescueCard({ messages }: RenderContext, { pasted, person }: PastedMessage): Card {
  const { rescue } = messages;
  const { by, looks } = pasted;
  const author = person === null || by !== 'other' ? rescue.itsAuthor : ({ kind: 'person', person: person satisfies Person } as const);
  const what: Readonly<Record<string, string>> = rescue.what;
  const named = looks === null ? undefined : what[looks];
  const { share, start } = rescue.buttons;
  return simpleCard({
    title: rescue.title,
    tone: 'warn',
    body: [
      ...(named === undefined ? [] : [[interpolateText(rescue.looks, { what: named })]]),
      interpolate(rescue.delete[by], { author }),
      [rescue.seen],
      interpolate(rescue.next, { start: strong(start) }),
      [rescue.kept],
    ],
    buttons: [
      { kind: 'act', action: 'rescue-share', ref: formatPersonRef(person), label: share, tone: 'primary' },
      startButton({ messages }),
    ],
  });
}

/** Carries the name that a person gives to what they pasted, and nothing else. */
export function pastedForm({ messages: { rescue } }: RenderContext): Form {
  const { title, submit, intro, label } = rescue.form;
  return {
    name: 'pasted',
    ref: 'pasted',
    title,
    submit,
    intro: [[intro]],
    fields: [{ id: 'label', ...label, required: true, kind: 'text', max: limits.label, initial: '', multiline: false }],
  };
}

export function startedCard({ messages: { rescue, rotations } }: RenderContext, { label }: Rotation): Card {
  return simpleCard({
    title: interpolateText(rescue.started.title, { what: sanitize(label, limits.label) }),
    tone: 'good',
    body: [interpolate(rescue.started.body, { command: strong(rotations.command) })],
  });
}

/** The reference of the button that opens the share form: whom it is filled in with. */
const formatPersonRef = (person: Contact | null): string => (person === null ? '-' : `${person.kind === 'guest' ? 'g' : 'm'}${person.key}`);

/** The name that chat shows stands in no reference: the form names them by their account. */
export function parsePersonRef(ref: string): Contact | null {
  const kind = ref.startsWith('g') ? 'guest' : ref.startsWith('m') ? 'member' : null;
  const key = ref.slice(1) as PersonKey;
  return kind === null || !key.includes(':') ? null : { key, name: key.slice(key.lastIndexOf(':') + 1), kind };
}
