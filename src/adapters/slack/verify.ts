// Is this request from Slack? Over the bytes as they came, before anything is parsed. Bolt's own check comes to the same answer with three
// HMACs instead of one, and takes a timestamp that lies ahead.

import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../core/ports/clock.ts';
import { LIMITS } from './limits.ts';

export type IsFromSlack = (body: Buffer, headers: Headers) => boolean;

/** Timestamps are checked on both sides: a request dated ahead could be replayed until then. */
export function createVerify({ signingSecret, clock }: { readonly signingSecret: string; readonly clock: Clock }): IsFromSlack {
  const key = createSecretKey(signingSecret, 'utf8');
  return (body, headers) => {
    const stamp = headers.get('x-slack-request-timestamp') ?? '';
    const signature = headers.get('x-slack-signature') ?? '';
    if (!/^\d{1,12}$/.test(stamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
    if (Math.abs(clock() / 1000 - Number(stamp)) > LIMITS.clockSkewS) return false;
    const right = createHmac('sha256', key).update(`v0:${stamp}:`).update(body).digest();
    return timingSafeEqual(right, Buffer.from(signature.slice(3), 'hex'));
  };
}
