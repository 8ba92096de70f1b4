// How a message of a share reaches chat. The bot implements it, because only the bot knows cards.

import type { MessageRef, OutboxMessage, Share, ShareId } from '../share.ts';

/** `refused`: for good. `later`: try again. `elsewhere`: another instance runs that platform, this one does not. */
export type DeliveryResult =
  /** `also`: other shares whose card of that kind this message is, and which do not know it yet. */
  | { readonly ok: true; readonly ref: MessageRef; readonly also?: readonly ShareId[] }
  | { readonly ok: false; readonly reason: 'refused' | 'later' | 'elsewhere'; readonly retryAfterMs?: number };

/** Those that chat shows. */
export type ChatMessage = Exclude<OutboxMessage, { readonly kind: 'rotation' }>;

export interface MessageSender {
  /** Sends one message, drawn from the share as it is now. `message.id` is an idempotency key: sending twice is sending once. */
  send(share: Share, message: OutboxMessage): Promise<DeliveryResult>;
}
