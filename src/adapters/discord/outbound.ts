// Sends and edits messages. Closed direct messages are remembered for a while, because Discord counts refused requests per address.

import { createHash } from 'node:crypto';
import { Routes, type RouteLike } from 'discord.js';
import * as z from 'zod';

import type { Outbound, Sent } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { NO_SIBLINGS, type Siblings } from '../../core/ports/siblings.ts';
import { parseKey, parseRef, refOf } from './config.ts';
import { CLOSED_TO_DIRECT, ERROR } from './error-codes.ts';
import { LIMITS } from './limits.ts';
import { renderCard, type Message } from './render.ts';
import type { Reply, Rest } from './rest-api.ts';
import { createInteractionReplies, type InteractionReplies } from './interaction-replies.ts';
import { snowflake } from './snowflake.ts';

const REFUSED: Sent = { ok: false, reason: 'refused' };
const CLOSED_MS = 10 * 60_000;
const KEPT = 5_000;
const created = z.object({ id: snowflake });

export interface DiscordOutbound {
  readonly outbound: Outbound;
  /** This person has just written to the bot, so their direct messages are open again. */
  readonly onDirect: (user: string) => void;
  readonly rememberInteraction: InteractionReplies['remember'];
}

interface OutboundDeps {
  readonly rest: Rest;
  readonly clock: Clock;
  readonly siblings?: Siblings | undefined;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export function createOutbound({ rest, clock, log, siblings = NO_SIBLINGS }: OutboundDeps): DiscordOutbound {
  const channels = new Map<string, string>();
  const closed = new Map<string, number>();
  const visits = createInteractionReplies({ rest, clock, siblings });
  const openDirect = (user: string): void => void closed.delete(user);
  siblings.answer('direct.open', (user) => {
    openDirect(user);
    return null;
  });

  function onDirect(user: string): void {
    openDirect(user);
    void siblings.ask('direct.open', user);
  }

  async function say(method: 'POST' | 'PATCH', route: RouteLike, body: unknown) {
    return noted(await rest.call(method, route, { body, schema: created }));
  }
  function noted<T extends Reply<{ readonly id: string }>>(reply: T): T {
    if (!reply.ok) log('discord.unsent', { type: reply.reason, code: String(reply.code) });
    return reply;
  }

  async function post(channel: string, message: Message, key: string) {
    // Discord posts a nonce once within a few minutes, so a message whose answer was lost is not posted twice.
    const nonce = createHash('sha256').update(`${channel}\n${key}`).digest('base64url').slice(0, LIMITS.nonce);
    return say('POST', Routes.channelMessages(channel), { ...message, nonce, enforce_nonce: true });
  }

  const outbound: Outbound = {
    async sendDirect(to, card, key) {
      const person = parseKey(to.key);
      if (person === null || clock() < (closed.get(person.user) ?? 0)) return REFUSED;
      const { tenant, user } = person;
      const opened = channels.has(user) ? null : await say('POST', Routes.userChannels(), { recipient_id: user });
      if (opened?.ok) remember(channels, user, opened.value.id);
      const channel = channels.get(user);
      const sent = channel === undefined ? opened : await post(channel, renderCard(card, tenant), key);
      if (sent?.ok) return { ok: true, ref: refOf(tenant, channel ?? '', sent.value.id) };
      if (sent?.ok === false && CLOSED_TO_DIRECT.has(sent.code)) remember(closed, user, clock() + CLOSED_MS);
      return failed(sent);
    },

    async post(place, card, key) {
      const where = parseRef(place.ref);
      if (where === null) return REFUSED;
      const message = renderCard(card, where.tenant, { ping: true });
      const sent = where.tenant.kind === 'guild' ? await post(where.channel, message, key) : noted(await visits.post(place.ref, message));
      return sent.ok ? { ok: true, ref: refOf(where.tenant, where.channel, sent.value.id) } : failed(sent);
    },

    // Only an answer to a press can be private here.
    postEphemeral: async () => REFUSED,

    async update(ref, card) {
      const where = parseRef(ref);
      if (where === null || where.message === '') return { ok: false, reason: 'gone' };
      const message = renderCard(card, where.tenant);
      const change = () =>
        visits.edit(where.message, message)?.then(noted) ?? say('PATCH', Routes.channelMessage(where.channel, where.message), message);
      const edited = await change();
      if (edited.ok || edited.code !== ERROR.archivedThread) return edited.ok ? { ok: true, ref } : failed(edited);
      // Discord archives a quiet thread. A bot that may write there may reopen it, unless it is locked.
      const opened = await say('PATCH', Routes.channel(where.channel), { archived: false });
      const again = opened.ok ? await change() : opened;
      if (again.ok) return { ok: true, ref };
      // A thread that cannot be reopened this way is reopened by a new message, or refuses that too.
      return again.reason === 'later' ? failed(again) : { ok: false, reason: 'gone' };
    },
  };
  return { outbound, onDirect, rememberInteraction: visits.remember };
}

function failed(reply: Awaited<ReturnType<Rest['call']>> | null): Sent {
  if (reply === null || reply.ok) return REFUSED;
  return { ok: false, reason: reply.reason, ...(reply.retryAfterMs !== undefined && { retryAfterMs: reply.retryAfterMs }) };
}

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= KEPT) map.clear();
  map.set(key, value);
}
