// The private lists behind a command: several shares in one card, with a button beside each.

import type { Share } from '../../core/share.ts';
import type { ActionName, Button, Card, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { displayState, nameSpans, stateText } from './names.ts';
import { actionButton, numbered, simpleCard } from './parts.ts';

export type ListVerb = 'list' | 'revoke' | 'receipt';

/** What the button beside each share does. */
const PRESS = { list: 'open', revoke: 'revoke', receipt: 'receipt' } as const satisfies Record<ListVerb, ActionName>;

export interface ListPage {
  readonly shares: readonly Share[];
  readonly isMine: (share: Share) => boolean;
  /** How many follow, and what the button to them says; null: these are the last. */
  readonly more: number;
  readonly next: string | null;
  /** Nothing was shown before these. */
  readonly isFirst: boolean;
}

export function listCard(context: RenderContext, verb: ListVerb, { shares, isMine, more, next, isFirst }: ListPage): Card {
  const { answers, buttons, commands } = context.messages;
  const said = answers.lists[verb];
  if (shares.length === 0 && !isFirst)
    return simpleCard({ title: said.title, body: [interpolate(answers.lists.end, { command: strong(commands[verb]) })] });
  if (shares.length === 0) return simpleCard({ title: said.title, body: [interpolate(said.none, { command: strong(commands.share) })] });
  const body = shares.map((share, n): Line => {
    const isOpen = displayState(share) === share.state.status;
    const line = isMine(share) ? (isOpen ? 'to' : 'ended') : isOpen ? 'from' : 'endedFrom';
    const spans = { ...nameSpans(context, share, 'nobody'), n: String(n + 1), state: stateText(context, share) };
    const { lists } = context.messages.request;
    if (share.asked?.of === 'link') return interpolate(isOpen ? lists.toLink : lists.endedLink, spans);
    return interpolate((share.asked ? lists : answers.lists.lines)[line], spans);
  });
  if (next !== null) body.push([interpolateText(answers.lists.more, { count: String(more) })]);
  const label = { list: buttons.open, revoke: buttons.revoke, receipt: buttons.receipt }[verb];
  const tone = verb === 'revoke' ? 'danger' : undefined;
  return simpleCard({
    title: said.title,
    body,
    buttons: [
      ...shares.map((share, n) => actionButton(PRESS[verb], share, numbered(context, label, String(n + 1)), tone)),
      ...(next === null ? [] : [moreButton(context, next)]),
    ],
  });
}

/** To what follows. `ref`: the list, and the last share that was shown. */
export const moreButton = ({ messages }: RenderContext, ref: string): Button => ({
  kind: 'act',
  action: 'more',
  ref,
  label: messages.buttons.more,
});
