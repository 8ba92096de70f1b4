// Gives an answer back by the interaction's own token: as the first answer, and in the place of an acknowledgement.

import { Routes } from 'discord.js';
import * as z from 'zod';

import { ANSWER } from '../config.ts';
import type { Callback, Message } from '../render.ts';
import type { Address, Answered } from './receive.ts';
import type { Rest } from './rest.ts';

export interface Respond {
  /** The whole answer, for what came over the gateway. */
  readonly all: (address: Address, answered: Answered) => Promise<void>;
  /** What follows on a first answer that went back with the request. */
  readonly final: (address: Address, answered: Answered) => Promise<void>;
}

const ANSWERED_ELSEWHERE = 40_060;
/** It lived its three seconds: nobody can be told anything by it any more. */
const UNKNOWN_INTERACTION = 10_062;
const UNKNOWN_WEBHOOK = 10_015;
const UNKNOWN_MESSAGE = 10_008;
const ignored = z.unknown();

export function createRespond({
  rest,
  log,
  refused,
}: {
  readonly rest: Rest;
  /** What to say where Discord took no such answer. */
  readonly refused: () => Message | null;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}): Respond {
  /** False when somebody else has answered, it is too late, or Discord has taken something else in its place. */
  async function first({ id, token }: Address, body: Callback, again = true): Promise<boolean> {
    const said = await rest.call('POST', Routes.interactionCallback(id, token), { body, auth: false, schema: ignored });
    if (said.ok) return true;
    log('discord.unanswered', { type: said.code === ANSWERED_ELSEWHERE ? 'elsewhere' : said.reason, code: String(said.code) });
    // Discord has mostly not heard it; if it has, it says so.
    if (!again) return false;
    if (said.reason === 'later' && (said.code === 0 || said.code >= 500)) return first({ id, token } as Address, body, false);
    // It was not answered by what was refused: there is still time to say that, and not to leave a person with "failed".
    const isOver = said.code === ANSWERED_ELSEWHERE || said.code === UNKNOWN_INTERACTION;
    const instead = said.reason === 'refused' && !isOver ? refused() : null;
    if (instead !== null) await first({ id, token } as Address, { type: ANSWER.message, data: instead }, false);
    return false;
  }

  async function final(address: Address, answered: Answered): Promise<void> {
    if (answered.final === null) return;
    const said = await answered.final;
    const route = Routes.webhookMessage(address.application_id, address.token);
    let body = said !== null && 'data' in said ? said.data : null;
    const instead = refused();
    for (let tries = 1; tries <= 3; tries += 1) {
      const put = await (body === null
        ? rest.call('DELETE', route, { auth: false, schema: ignored })
        : rest.call('PATCH', route, { auth: false, schema: ignored, body: withoutEphemeral(body) }));
      if (put.ok) return;
      log('discord.unanswered', { type: put.reason, code: String(put.code) });
      // Over HTTP the acknowledgement may still be on its way.
      if (put.code !== UNKNOWN_WEBHOOK && put.code !== UNKNOWN_MESSAGE && put.reason !== 'later') {
        if (put.reason !== 'refused' || body === null || instead === null || body === instead) return;
        // People must not wait for ever for what Discord will not take.
        body = instead;
        continue;
      }
      await new Promise((resolve) => setTimeout(resolve, put.retryAfterMs ?? 500));
    }
  }

  return {
    async all(address, answered) {
      if (answered.first === null) return;
      if (await first(address, answered.first)) await final(address, answered);
    },
    final,
  };
}

/** A message stays as private as it was begun; an edit cannot say so. */
function withoutEphemeral(body: object): object {
  return 'flags' in body && typeof body.flags === 'number' ? { ...body, flags: body.flags & ~64 } : body;
}
