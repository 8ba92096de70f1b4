// The private answer to a share form, or to a whole command: which shares were created, which were not, and the way to enter the secret.

import { isMachine, type Share } from '../../core/share.ts';
import type { Button, Card, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText } from '../text.ts';
import { approvalLines } from './approval.ts';
import { displayNames, nameSpans } from './names.ts';
import { actionButton, numbered, simpleCard } from './parts.ts';

/** `url`: the page, with a single-use token. */
export function begunCard(
  context: RenderContext,
  share: Share,
  { url, isGuest }: { readonly url: string; readonly isGuest: boolean },
): Card {
  const { answers, buttons, machines, opens, sender } = context.messages;
  const names = displayNames(context, share);
  const spans = nameSpans(context, share, 'nobody');
  const enter = { kind: 'open', url, label: buttons.enter, tone: 'primary' } as const;
  // The form behind *Options* lets choose people, and knows no machine.
  if (share.recipient !== null && isMachine(share.recipient.key))
    return simpleCard({
      title: interpolateText(answers.begun.title, names),
      body: [interpolate(machines.begun, spans), interpolate(sender.until, spans)],
      buttons: [enter],
    });
  return simpleCard({
    title: interpolateText(answers.begun.title, names),
    body: [
      ...(isGuest ? [[interpolateText(answers.guest, names)]] : []),
      ...(approvalLines(context, share) ?? [interpolate(answers.begun.body, spans)]),
      [opens[share.mode], ' ', ...interpolate(sender.until, spans)],
    ],
    buttons: [enter, actionButton('change', share, buttons.options)],
  });
}

/** `enter`: the button to enter the secret of each share, or null where it cannot be entered yet. `failed`: why there is no share for others. */
export function createdCard(
  context: RenderContext,
  shares: readonly Share[],
  more: { readonly enter: readonly (Button | null)[]; readonly failed: readonly string[]; readonly guests: readonly string[] },
): Card {
  const { answers } = context.messages;
  const [first] = shares;
  const body: Line[] = more.failed.map((sentence) => [sentence]);
  if (first === undefined) return simpleCard({ title: answers.refused, tone: 'warn', body });
  body.push(...more.guests.map((guest): Line => [interpolateText(answers.guest, { recipient: guest })]));
  const isLinkShare = first.recipient === null;
  const approval = approvalLines(context, first);
  if (isLinkShare) body.push([answers.createdLink.body]);
  else if (approval !== null) body.push(...approval);
  else
    body.push(
      [answers.created.body],
      nextLine(
        context,
        first,
        more.enter.some((button) => button !== null),
      ),
    );
  const title =
    more.failed.length > 0
      ? answers.createdSome
      : isLinkShare
        ? answers.createdLink.title
        : shares.length > 1
          ? interpolateText(answers.createdMany, { count: String(shares.length) })
          : interpolateText(answers.created.title, displayNames(context, first));
  const entering = first.together !== undefined && first.entry === 'page' ? more.enter.slice(0, 1) : more.enter;
  const isAlone = entering.length === 1;
  const buttons = entering.flatMap((button, n): Button[] => {
    const share = shares[n];
    if (button === null || share === undefined) return [];
    return [isAlone ? button : { ...button, label: numbered(context, button.label, displayNames(context, share).recipient) }];
  });
  return simpleCard({ title, tone: more.failed.length > 0 ? 'warn' : 'good', body, buttons });
}

function nextLine({ messages, platform }: RenderContext, share: Share, now: boolean): Line {
  if (share.entry === 'page') return [messages.answers.created.next];
  return now ? interpolate(messages.answers.createdModalNow, { platform }) : [messages.answers.createdModal];
}
