// Is this request from Slack? Over the bytes as they came, before anything is parsed.

import { verifySlackRequest } from '@slack/bolt';
import type { Clock } from '../../core/ports/clock.ts';
import { LIMITS } from './limits.ts';

/** Bolt refuses old timestamps only. A request dated ahead could be replayed until then, so both sides are checked here. */
export function isFromSlack(
  body: string,
  headers: Headers,
  { signingSecret, clock }: { readonly signingSecret: string; readonly clock: Clock },
): boolean {
  const stamp = headers.get('x-slack-request-timestamp') ?? '';
  const signature = headers.get('x-slack-signature') ?? '';
  if (!/^\d{1,12}$/.test(stamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  const now = clock();
  if (Math.abs(now / 1000 - Number(stamp)) > LIMITS.clockSkewS) return false;
  try {
    verifySlackRequest({
      signingSecret,
      body,
      headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(stamp) },
      nowMilliseconds: now,
    });
    return true;
  } catch {
    return false;
  }
}
