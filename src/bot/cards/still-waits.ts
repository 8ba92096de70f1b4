// A share that waits too long reminds of itself: the person whose turn it is, and the person who began it.

import { starterOf, type Share } from '../../core/share.ts';
import type { Card } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText } from '../text.ts';
import { displayNames, nameSpans } from './names.ts';
import { actionButton } from './parts.ts';

/** Its button opens each party's own side, whatever stands there by then, so it never grows stale. */
export function stillWaitsCard(context: RenderContext, share: Share, news: 'nudge' | 'waiting'): Card {
  const said = context.messages.news[news];
  const names = displayNames(context, share);
  const other = starterOf(share) === share.sender ? names.recipient : names.sender;
  return {
    title: interpolateText(said.title, { other }),
    tone: 'plain',
    body: [interpolate(said.body, { ...nameSpans(context, share, 'nobody'), other })],
    buttons: [actionButton('open', share, context.messages.buttons.open)],
    fallback: interpolateText(said.fallback, { other }),
  };
}
