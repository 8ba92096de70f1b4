// The card of a second person who has to agree: the question, or what became of it. And the form in which they say why not.

import { limits } from '../../core/limits.ts';
import { awaitsApproval, type PersonKey, type Share } from '../../core/share.ts';
import type { Card, Form, Line, Span } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize } from '../text.ts';
import { approvalState, displayNames, nameSpans, titleOf } from './names.ts';
import { actionButton, noteLines, simpleCard } from './parts.ts';

/** Under which the question to one person is sent: twice with it, it appears once. */
export const questionKey = ({ id }: Pick<Share, 'id'>, to: PersonKey): string => `${id}.approval.${to}`;

/** For this one reader. Nobody is mentioned: the recipient must not hear of it. */
export function approvalCard(context: RenderContext, share: Share, reader: PersonKey): Card {
  const { ask } = context.messages.approval;
  if (!awaitsApproval(share)) return closedCard(context, share, reader);
  const spans = approvalSpans(context, share);
  return {
    title: titleOf(context, share, ask.title),
    tone: 'plain',
    body: [interpolate(ask.what, spans), [context.messages.kinds[share.kind]], ...noteLines(share), interpolate(ask.body, spans)],
    buttons: [actionButton('approve', share, ask.approve, 'primary'), actionButton('refuse', share, ask.refuse, 'danger')],
    fallback: interpolateText(ask.fallback, displayNames(context, share)),
  };
}

function approvalSpans(context: RenderContext, share: Share): Record<string, Span> {
  return {
    ...nameSpans(context, share, 'nobody'),
    template: sanitize(share.terms?.template?.title ?? '', limits.label),
    until: { kind: 'time', at: share.approval?.until ?? share.expiresAt },
  };
}

function closedCard(context: RenderContext, share: Share, reader: PersonKey): Card {
  const { over } = context.messages.approval;
  const { answer, by } = share.approval ?? {};
  const isMine = by === reader;
  const sentence =
    answer === 'given'
      ? isMine
        ? over.givenByYou
        : over.given
      : answer === 'refused'
        ? isMine
          ? over.refusedByYou
          : over.refused
        : answer === 'expired'
          ? over.expired
          : over.ended;
  return simpleCard({
    title: titleOf(context, share, over.title),
    tone: 'over',
    body: [interpolate(sentence, nameSpans(context, share, 'nobody'))],
  });
}

export function refuseForm(context: RenderContext, share: Share): Form {
  const { refuse } = context.messages.approval;
  const hint = [...interpolateText(refuse.hint, displayNames(context, share))].slice(0, 100).join('');
  return {
    name: 'refuse',
    ref: share.id,
    title: refuse.title,
    submit: refuse.submit,
    intro: [interpolate(refuse.intro, nameSpans(context, share, 'nobody'))],
    fields: [{ id: 'reason', label: refuse.label, hint, required: false, kind: 'text', max: limits.note, initial: '', multiline: true }],
  };
}

/** What the sender reads of it on their cards. Null: what these always say. */
export function approvalLines(context: RenderContext, share: Share): readonly Line[] | null {
  const { sender } = context.messages.approval;
  const spans = nameSpans(context, share, 'nobody');
  const state = approvalState(share);
  if (state === null) return null;
  if (state === 'open') return [interpolate(sender.open, approvalSpans(context, share))];
  if (state === 'expired') return [interpolate(sender.expired, spans)];
  const { reason = '' } = share.approval ?? {};
  const refused = interpolate(sender.refused, spans);
  // In one line: a message about the end takes over the last one.
  return [reason === '' ? refused : [...interpolate(sender.why, { why: sanitize(reason, limits.note) }), ' ', ...refused]];
}
