// Places where the bot itself has no way in: people's direct messages and groups, guilds that know nt2 only through somebody's account.
// What is said there follows on an interaction, by its token, for as long as that lasts. Tokens stay in this process and in no store.

import { Routes } from 'discord.js';
import * as z from 'zod';

import type { Clock } from '../../core/ports/clock.ts';
import { FLAG } from './config.ts';
import { ERROR } from './error-codes.ts';
import type { Address } from './payload.ts';
import type { Message } from './render.ts';
import type { Reply, Rest } from './rest-api.ts';
import { snowflake } from './snowflake.ts';

/** Discord's fifteen minutes, less what a slow clock may be off. */
const LASTS_MS = 14 * 60_000;
const KEPT = 2_000;
/** Discord knows no webhook while the first answer is still on its way: nothing can follow before it. */
const SOON_MS = 1_000;

interface Visit extends Address {
  readonly until: number;
}
type Said = Reply<{ readonly id: string }>;

export interface InteractionReplies {
  /** Somebody did something in this place. */
  remember(place: string, address: Address): void;
  post(place: string, message: Message): Promise<Said>;
  /** Null when the message is none of these. */
  edit(id: string, message: Message): Promise<Said> | null;
}

const NO_WAY_IN: Said = { ok: false, reason: 'refused', code: 0 };
const posted = z.object({ id: snowflake, flags: z.number() });

export function createInteractionReplies({ rest, clock }: { readonly rest: Rest; readonly clock: Clock }): InteractionReplies {
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
  const alive = (visit: Visit | undefined): visit is Visit => visit !== undefined && clock() < visit.until;

  return {
    remember(place, { id, application, token }) {
      keep(last, place, { id, application, token, until: clock() + LASTS_MS });
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
        // Nothing here makes the same message once out of twice: rather not at all than two cards.
        return said.code === 0 ? NO_WAY_IN : said;
      }
      if ((said.value.flags & FLAG.ephemeral) !== 0) {
        // This guild shows it to nobody but the one who called nt2: it reaches no recipient.
        await rest.call('DELETE', Routes.webhookMessage(visit.application, visit.token, said.value.id), {
          auth: false,
          schema: z.unknown(),
        });
        return NO_WAY_IN;
      }
      keep(messages, said.value.id, visit);
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
