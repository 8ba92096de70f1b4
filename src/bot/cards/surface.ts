// The three cards of a share that stand in chat and are edited in place. Pure functions of the share.

import type { Share, Surface } from '../../core/share.ts';
import type { Card } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { channelCard } from './channel.ts';
import { simpleCard } from './parts.ts';
import { recipientCard } from './recipient.ts';
import { senderCard } from './sender.ts';

/** The card of a surface as the share stands now. */
export function cardFor(context: RenderContext, share: Share, surface: Surface): Card {
  return { place: channelCard, recipient: recipientCard, sender: senderCard }[surface](context, share);
}

/** The card of the person who began it, and of the other one. */
export const starterCard = (context: RenderContext, share: Share): Card =>
  share.asked ? recipientCard(context, share) : senderCard(context, share);
export const otherCard = (context: RenderContext, share: Share): Card =>
  share.asked ? senderCard(context, share) : recipientCard(context, share);

/** What an old card says after nt2 could not edit it for a while and posted a new one: it asks for nothing. */
export const movedCard = ({ messages }: RenderContext, { title }: Card): Card =>
  simpleCard({ title, tone: 'over', body: [[messages.moved]] });
