// What a platform said of a message, as the outbox takes it.

import type { DeliveryResult } from '../core/ports/message-sender.ts';
import type { Sent } from './port.ts';

export const REFUSED: DeliveryResult = { ok: false, reason: 'refused' };

export function toDeliveryResult(sent: Sent): DeliveryResult | 'gone' {
  if (sent.ok) return sent;
  if (sent.reason === 'gone') return 'gone';
  return { ok: false, reason: sent.reason, ...(sent.retryAfterMs !== undefined && { retryAfterMs: sent.retryAfterMs }) };
}

/** A post has no message to edit, so `gone` means that its place is gone: refused for good. */
export function settled(sent: Sent): DeliveryResult {
  const result = toDeliveryResult(sent);
  return result === 'gone' ? REFUSED : result;
}
