// Sends the messages of a platform that cannot change what was sent: a person gets what they must act on, as news, and nothing else.
// How a share stands is said by the answer to a press, and by the page. See docs/decisions/platforms-that-lack.md.

import type { ChatMessage, DeliveryResult } from '../core/ports/message-sender.ts';
import { awaitsApproval, type Share, type Surface } from '../core/share.ts';
import { approvalCard, questionKey } from './cards/approval.ts';
import { cardFor } from './cards/surface.ts';
import { notificationCard } from './cards/notification.ts';
import { settled, REFUSED } from './delivery-result.ts';
import type { Outbound } from './port.ts';
import type { RenderContext } from './render-context.ts';

interface OnceDeps {
  readonly out: Outbound;
  readonly context: RenderContext;
}

/** Nothing stands in chat, and nothing has to. */
const NOTHING_TO_SAY: DeliveryResult = { ok: true, ref: '' };

export async function sendOnce({ out, context }: OnceDeps, share: Share, message: ChatMessage): Promise<DeliveryResult> {
  switch (message.kind) {
    case 'surface': {
      const sent = share.surfaces[message.surface];
      if (sent !== undefined) return { ok: true, ref: sent };
      const to = asked(share, message.surface);
      if (to === null) return NOTHING_TO_SAY;
      const card = cardFor({ ...context, stays: true }, share, message.surface);
      return settled(await out.sendDirect(to, card, `${share.id}.${message.surface}`));
    }
    case 'news': {
      const to = message.to === 'recipient' ? share.recipient : share.sender;
      return to === null ? REFUSED : settled(await out.sendDirect(to, notificationCard(context, share, message.news), message.id));
    }
    case 'approval': {
      const before = share.approval?.asked.find(({ key }) => key === message.to)?.message;
      if (before !== undefined) return { ok: true, ref: before };
      // Answered by another person, or over: who was never asked needs no word of it.
      if (!awaitsApproval(share)) return NOTHING_TO_SAY;
      return settled(
        await out.sendDirect({ key: message.to, name: '' }, approvalCard(context, share, message.to), questionKey(share, message.to)),
      );
    }
    case 'past':
      return NOTHING_TO_SAY;
  }
}

/** The person who did not begin it is asked, once. Who began it was told by the answer to the press, and hears the rest as news. */
function asked(share: Share, surface: Surface): Share['recipient'] {
  if (share.state.status === 'ended') return null;
  const other: Surface = share.asked === undefined ? 'recipient' : 'sender';
  return surface !== other ? null : other === 'recipient' ? share.recipient : share.sender;
}
