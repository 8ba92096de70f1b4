// Sends an answer by the interaction's own token: as the first answer, or in place of an acknowledgement.

import { Routes } from 'discord.js';
import * as z from 'zod';

import { ANSWER, FLAG } from './config.ts';
import { ERROR } from './error-codes.ts';
import type { Address } from './payload.ts';
import type { Callback, Message } from './render.ts';
import type { Rest } from './rest-api.ts';

export interface Answered {
  /** Null for no answer: another process gives it, or it is too late for one. */
  readonly first: Callback | null;
  /** What replaces the acknowledgement. Null when `first` was the answer itself. */
  readonly final: Promise<Callback | null> | null;
}

interface Responder {
  /** Sends the whole answer to an interaction from the gateway. */
  readonly sendAll: (address: Address, answered: Answered) => Promise<void>;
  /** Sends what follows a first answer that went back with the request. */
  readonly sendFinal: (address: Address, answered: Answered) => Promise<void>;
}

const ignored = z.unknown();

interface ResponderDeps {
  readonly rest: Rest;
  /** What to say where Discord refused the answer. */
  readonly refused: () => Message | null;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export function createResponder({ rest, log, refused }: ResponderDeps): Responder {
  /** False when another process has answered, it is too late, or Discord has taken something else in its place. */
  async function sendFirst({ id, token }: Pick<Address, 'id' | 'token'>, body: Callback, again = true): Promise<boolean> {
    const reply = await rest.call('POST', Routes.interactionCallback(id, token), { body, auth: false, schema: ignored });
    if (reply.ok) return true;
    log('discord.unanswered', {
      type: reply.code === ERROR.alreadyAcknowledged ? 'elsewhere' : reply.reason,
      code: String(reply.code),
    });
    // Mostly Discord has not heard it; if it has, it says so at the second try.
    if (!again) return false;
    if (reply.reason === 'later' && (reply.code === 0 || reply.code >= 500)) return sendFirst({ id, token }, body, false);
    // A refused answer leaves the interaction open: the person is told that instead of Discord's "failed".
    const isOver = reply.code === ERROR.alreadyAcknowledged || reply.code === ERROR.unknownInteraction;
    const instead = reply.reason === 'refused' && !isOver ? refused() : null;
    if (instead !== null) await sendFirst({ id, token }, { type: ANSWER.message, data: instead }, false);
    return false;
  }

  async function sendFinal(address: Address, answered: Answered): Promise<void> {
    if (answered.final === null) return;
    const callback = await answered.final;
    const route = Routes.webhookMessage(address.application, address.token);
    let body = callback !== null && 'data' in callback ? callback.data : null;
    const instead = refused();
    for (let tries = 1; tries <= 3; tries += 1) {
      const put = await (body === null
        ? rest.call('DELETE', route, { auth: false, schema: ignored })
        : rest.call('PATCH', route, { auth: false, schema: ignored, body: withoutEphemeral(body) }));
      if (put.ok) return;
      log('discord.unanswered', { type: put.reason, code: String(put.code) });
      // Over HTTP the acknowledgement may still be on its way.
      if (put.code !== ERROR.unknownWebhook && put.code !== ERROR.unknownMessage && put.reason !== 'later') {
        if (put.reason !== 'refused' || body === null || instead === null || body === instead) return;
        // Discord will not take it, and the person must not wait for ever.
        body = instead;
        continue;
      }
      await new Promise((resolve) => setTimeout(resolve, put.retryAfterMs ?? 500));
    }
  }

  return {
    async sendAll(address, answered) {
      if (answered.first === null) return;
      if (await sendFirst(address, answered.first)) await sendFinal(address, answered);
    },
    sendFinal,
  };
}

/** An edit cannot change who sees a message, and may not try to. */
function withoutEphemeral(body: object): object {
  return 'flags' in body && typeof body.flags === 'number' ? { ...body, flags: body.flags & ~FLAG.ephemeral } : body;
}
