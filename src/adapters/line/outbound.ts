// Sends messages by push. A push has a key of its own, so that LINE takes it once, however often it is sent.

import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Card, Outbound, Sent } from '../../bot/port.ts';
import type { LineAnswer, LineClient } from './client.ts';
import { userOf, type LineConfig } from './config.ts';
import { renderCard } from './render.ts';

const REFUSED: Sent = { ok: false, reason: 'refused' };
const taken = z.object({ sentMessages: z.array(z.object({ id: z.string() })).min(1) });
/** The month is over some day, and the outbox gives up long before. */
const MONTHLY_RETRY_MS = 60 * 60_000;

/** The key as a UUID of version 8, which is for hashes. */
export function retryKey(key: string): string {
  const bytes = createHash('sha256').update(`nt2/line\n${key}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

interface OutboundDeps {
  readonly client: LineClient;
  readonly config: LineConfig;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export async function push({ client, config, log }: OutboundDeps, user: string, card: Card, key: string): Promise<Sent> {
  const message = renderCard({ publicUrl: config.publicUrl, isGroup: false }, card);
  const answer = await client.post('v2/bot/message/push', { to: user, messages: [message] }, retryKey(key));
  const sent = sentOf(answer);
  if (!sent.ok) log('line.not_sent', { code: answer.ok ? 'answer' : answer.monthly ? 'monthly' : String(answer.status) });
  return sent;
}

/** LINE takes a push to a person who has blocked the account, and delivers nothing: that it was taken is all that is known. */
function sentOf(answer: LineAnswer): Sent {
  // 409: the same key was taken before.
  if (answer.ok || answer.status === 409) {
    const found = taken.safeParse(answer.body);
    return { ok: true, ref: found.success ? (found.data.sentMessages[0]?.id ?? '') : 'taken' };
  }
  const { status, retryAfterMs, monthly } = answer;
  if (monthly) return { ok: false, reason: 'later', retryAfterMs: MONTHLY_RETRY_MS };
  if (status === 400 || status === 403 || status === 404) return REFUSED;
  return { ok: false, reason: 'later', ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

export function createOutbound(deps: OutboundDeps): Outbound {
  return {
    async sendDirect(to, card, key) {
      const user = userOf(deps.config, to.key);
      return user === null ? REFUSED : push(deps, user, card, key);
    },
    // In a group each member is counted, and nobody could be answered.
    post: async () => REFUSED,
    postEphemeral: async () => REFUSED,
    update: async () => REFUSED,
  };
}
