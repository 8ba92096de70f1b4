// Private answers to what could not be done: why, and the next step.

import type { Refusal } from '../../core/refusal.ts';
import type { Card, KeptField, Unshown } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, strong } from '../text.ts';
import { simpleCard } from './parts.ts';

/** A refused form: what it carries beside its fields, and what stood in them. */
export interface FormAgain {
  readonly ref: string;
  readonly kept: readonly KeptField[];
}

/** Why the core refused, as the title, and what to do next. */
export function refusalCard(context: RenderContext, refusal: Pick<Refusal, 'code' | 'why'>): Card {
  // What a policy says stays whole: it may be of any form.
  if (refusal.why !== undefined) return errorCard(context, [refusal.why]);
  const [, why = '', next = ''] = /^([^.]+)\. ?(.*)$/.exec(context.messages.refusals[refusal.code]) ?? [];
  return simpleCard({ title: why, tone: 'warn', body: next === '' ? [] : [[next]] });
}

/** A policy says it in words of its own. */
export const refusalSentence = ({ messages }: RenderContext, { code, why }: Pick<Refusal, 'code' | 'why'>): string =>
  why ?? messages.refusals[code];

/** Sentences of the bot itself about what it could not do. A single one is split: why is the title, and the rest says what to do. */
export function errorCard({ messages }: RenderContext, sentences: readonly string[]): Card {
  const [only = '', ...more] = sentences;
  // At the last stop: the name of a person may hold one.
  const [, title = messages.answers.refused, next = ''] = (more.length === 0 && /^(.{1,100})\. ([^.]+\.)$/.exec(only)) || [];
  const said = next === '' ? sentences : [next];
  return simpleCard({ title, tone: 'warn', body: said.map((sentence) => [sentence]) });
}

/** A form that did not fit, where the platform cannot hand it back: why, what stood in it, and the way back to it. */
export function rejectedCard(context: RenderContext, sentences: readonly string[], again: FormAgain | null): Card {
  const card = errorCard(context, sentences);
  if (again === null) return card;
  const back = { kind: 'act', action: 'form-again', ref: again.ref, label: context.messages.answers.formAgain, tone: 'primary' } as const;
  return { ...card, ...(again.kept.length > 0 && { kept: again.kept }), buttons: [back] };
}

export function internalErrorCard(context: RenderContext): Card {
  return errorCard(context, [context.messages.answers.broken]);
}

/** The platform did not show the answer, so the press had no effect. */
export function unshownCard({ messages, platform }: RenderContext, reason: Unshown): Card {
  const { unshown } = messages.answers;
  const body = [interpolate(unshown[reason], { platform, command: strong(messages.commands.list) })];
  return simpleCard({ title: unshown.title, tone: 'warn', body });
}

/** The deadline has passed, and it is not known here whether anything was done. */
export function timeoutCard({ messages }: RenderContext): Card {
  const { late } = messages.answers;
  return simpleCard({ title: late.title, tone: 'warn', body: [interpolate(late.body, { command: strong(messages.commands.list) })] });
}

/** The person typed a secret. It is not repeated. */
export function pastedSecretCard({ messages, platform }: RenderContext): Card {
  return simpleCard({ title: messages.leak.title, tone: 'warn', body: [interpolate(messages.leak.body, { platform })] });
}
