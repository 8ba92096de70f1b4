// A share that waits too long reminds of itself: the person whose turn it is, and the person who began it.

import { asksForAction } from '../../core/lifecycle/notifications.ts';
import { starterOf, type Share } from '../../core/share.ts';
import type { Card } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText } from '../text.ts';
import { displayNames, nameSpans } from './names.ts';
import { actionButton } from './parts.ts';

/** Its button opens each party's own side, for as long as it waits for that person. */
export function stillWaitsCard(context: RenderContext, share: Share, news: 'nudge' | 'waiting'): Card {
  const said = context.messages.news[news];
  const other = otherName(context, share);
  return {
    title: interpolateText(said.title, { other }),
    tone: 'plain',
    body: [interpolate(said.body, { ...nameSpans(context, share, 'nobody'), other })],
    buttons: asksForAction(news, share) ? [actionButton('open', share, context.messages.buttons.open)] : [],
    fallback: interpolateText(said.fallback, { other }),
  };
}

/** What it is called once it waits no more, or for the other one. */
export const stillWaitedTitle = (context: RenderContext, share: Share, news: 'nudge' | 'waiting'): string =>
  interpolateText(context.messages.news[news].past, { other: otherName(context, share) });

function otherName(context: RenderContext, share: Share): string {
  const names = displayNames(context, share);
  return starterOf(share) === share.sender ? names.recipient : names.sender;
}
