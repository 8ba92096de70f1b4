// One event from its arrival to the answer. LINE has had its 200 by then, so nobody waits but the person.

import type { Bot, Contact, InteractionResponse } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { LineClient } from './client.ts';
import { lineTenant, type LineConfig } from './config.ts';
import { LIMITS } from './limits.ts';
import type { LineEvent } from './parse/events.ts';
import type { LinePeople } from './people.ts';
import { respond } from './respond.ts';
import { isForUs, namedIn, toInteraction } from './to-interaction.ts';

interface RequestDeps {
  readonly client: LineClient;
  readonly config: LineConfig;
  readonly people: LinePeople;
  readonly clock: Clock;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export interface RequestHandler {
  readonly handle: (destination: string, event: LineEvent) => Promise<void>;
  start(bot: Bot): void;
  stop(): void;
}

export function createRequestHandler(deps: RequestDeps): RequestHandler {
  const { config, people, clock } = deps;
  let bot: Bot | null = null;

  /** Null: LINE does not say who one of them is. */
  async function contactsOf(users: readonly string[]): Promise<ReadonlyMap<string, Contact> | null> {
    const found = await Promise.all([...new Set(users)].map(async (user) => [user, await people.find(user)] as const));
    return found.some(([, one]) => one === 'unanswered') ? null : new Map(found as [string, Contact][]);
  }

  async function answerTo(started: Bot, event: LineEvent, user: string): Promise<InteractionResponse> {
    const contacts = await contactsOf([user, ...namedIn(event)]);
    const actor = contacts?.get(user);
    if (contacts === null || actor === undefined) return { kind: 'private', card: started.broken };
    const interaction = toInteraction(event, { tenant: lineTenant(config), actor, people: contacts });
    if (interaction === null) return { kind: 'nothing' };
    const deadline = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<InteractionResponse>((resolve) => {
      timer = setTimeout(() => {
        deadline.abort();
        resolve({ kind: 'private', card: started.late });
      }, config.workMs);
    });
    return Promise.race([started.handle(interaction, deadline.signal), late]).finally(() => clearTimeout(timer));
  }

  return {
    async handle(destination, event) {
      const user = event.source?.userId;
      if (bot === null || event.mode !== 'active' || user === undefined || !isForUs(event)) return;
      // Its signature says nothing of when: what is old, and not delivered again, was kept by a person who sends it again.
      if (!event.deliveryContext.isRedelivery && clock() - event.timestamp > LIMITS.oldestMs) return;
      const account = await people.account();
      if (account !== null && account.userId !== destination) return;
      const answer = await answerTo(bot, event, user);
      const isGroup = event.source?.type !== 'user';
      const { webhookEventId: id, replyToken } = event;
      const group = event.source?.groupId;
      const unnamed = group === undefined || (config.groups?.includes(group) ?? true) ? null : group;
      await respond(deps, { id, user, isGroup, replyToken, unnamed, basicId: account?.basicId ?? null }, answer);
    },
    start(given) {
      bot = given;
    },
    stop() {
      bot = null;
    },
  };
}
