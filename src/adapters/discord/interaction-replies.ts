// Writes to places where the bot is not a member: direct messages and groups of people, and guilds where nt2 is installed only on a
// person's account. Messages there follow an interaction, by its token, while that is valid. Tokens stay in the memory of this instance's workers and in
// no store.

import { Routes } from 'discord.js';
import * as z from 'zod';

import type { Clock } from '../../core/ports/clock.ts';
import type { InteractionSeen, Siblings } from '../../core/ports/siblings.ts';
import { FLAG } from './config.ts';
import { ERROR } from './error-codes.ts';
import type { Address } from './payload.ts';
import type { Message } from './render.ts';
import type { Reply, Rest } from './rest-api.ts';
import { snowflake } from './snowflake.ts';

/** Discord's fifteen minutes, less a margin for a slow clock. */
const LASTS_MS = 14 * 60_000;
const KEPT = 2_000;
/** Discord knows no webhook while the first answer is still on its way: nothing can follow before it. */
const SOON_MS = 1_000;

interface Visit extends Address {
  readonly until: number;
}
type Said = Reply<{ readonly id: string }>;

export interface InteractionReplies {
  /** Keeps the token of the latest interaction in this place. */
  remember(place: string, address: Address): void;
  post(place: string, message: Message): Promise<Said>;
  /** Null when the message was not sent from here. */
  edit(id: string, message: Message): Promise<Said> | null;
}

const NO_WAY_IN: Said = { ok: false, reason: 'refused', code: 0 };
const posted = z.object({ id: snowflake, flags: z.number() });

interface Deps {
  readonly rest: Rest;
  readonly clock: Clock;
  readonly siblings: Siblings;
}

export function createInteractionReplies({ rest, clock, siblings }: Deps): InteractionReplies {
  const last = new Map<string, Visit>();
  const messages = new Map<string, Visit>();

  function keep(map: Map<string, Visit>, key: string, visit: Visit): void {
    map.delete(key);
    map.set(key, visit);
    for (const [old, { until }] of map) {
      if (until > clock() && map.size <= KEPT) break;
      map.delete(old);
    }
  }
  // Any worker of the instance may be the one that has something to say there.
  function share(topic: 'interaction.seen' | 'interaction.sent', key: string, visit: Visit): void {
    keep(topic === 'interaction.seen' ? last : messages, key, visit);
    void siblings.ask(topic, { key, ...visit });
  }
  const keepIn = (map: Map<string, Visit>) => {
    return ({ key, ...visit }: InteractionSeen): null => {
      keep(map, key, visit);
      return null;
    };
  };
  siblings.answer('interaction.seen', keepIn(last));
  siblings.answer('interaction.sent', keepIn(messages));
  const alive = (visit: Visit | undefined): visit is Visit => visit !== undefined && clock() < visit.until;

  return {
    remember(place, { id, application, token }) {
      share('interaction.seen', place, { id, application, token, until: clock() + LASTS_MS });
    },

    async post(place, message) {
      const visit = last.get(place);
      if (!alive(visit)) return NO_WAY_IN;
      const said = await rest.call('POST', Routes.webhook(visit.application, visit.token), {
        auth: false,
        body: message,
        schema: posted,
      });
      if (!said.ok) {
        if (said.code === ERROR.unknownWebhook) return { ...said, reason: 'later', retryAfterMs: SOON_MS };
        // These messages cannot be deduplicated: better no card than two.
        return said.code === 0 ? NO_WAY_IN : said;
      }
      if ((said.value.flags & FLAG.ephemeral) !== 0) {
        // This guild shows it only to the person who called nt2, so it does not reach the recipient.
        await rest.call('DELETE', Routes.webhookMessage(visit.application, visit.token, said.value.id), {
          auth: false,
          schema: z.unknown(),
        });
        return NO_WAY_IN;
      }
      share('interaction.sent', said.value.id, visit);
      return said;
    },

    edit(id, message) {
      const visit = messages.get(id);
      if (!alive(visit)) return null;
      return rest.call('PATCH', Routes.webhookMessage(visit.application, visit.token, id), {
        auth: false,
        body: message,
        schema: posted,
      });
    },
  };
}
