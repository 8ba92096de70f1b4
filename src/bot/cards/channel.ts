// The card in a channel or thread. Bystanders read it: it carries neither label nor note, and mentions the recipient alone.
// See docs/decisions/card-in-the-channel.md.

import type { Share } from '../../core/share.ts';
import type { Card, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText } from '../text.ts';
import { displayNames, displayState, nameSpans, titleOf, type StateName } from './names.ts';
import { actionButton, heading, isCause, modalLine, shareUrl, toneOf } from './parts.ts';

export function channelCard(context: RenderContext, share: Share): Card {
  const { place, buttons } = context.messages;
  const names = displayNames(context, share);
  const spans = nameSpans(context, share, 'recipient');
  const state = displayState(share);
  const unreachable = share.unreachable.includes('recipient') && !isCause(state);
  const body: Line[] = [heading(context, share), interpolate(placeSentence(context, state), spans)];
  if (unreachable) body.push(interpolate(place.unreachable, spans));
  if (share.entry === 'modal' && !isCause(state)) body.push(modalLine(context));
  if (!isCause(state)) body.push([{ kind: 'link', text: interpolateText(place.address, names), url: shareUrl(context, share) }]);
  return {
    title: titleOf(context, share, place.titles[share.kind]),
    tone: toneOf(state),
    body,
    buttons: isCause(state) ? [] : [actionButton('open', share, buttons.open)],
    fallback: interpolateText(place.fallback, names),
  };
}

function placeSentence({ messages: { place } }: RenderContext, state: StateName): string {
  switch (state) {
    case 'offered':
    case 'sealed':
      return place.offered;
    case 'accepted':
    case 'ready':
    case 'claimed':
      return place[state];
    default:
      return place.ended[state];
  }
}
