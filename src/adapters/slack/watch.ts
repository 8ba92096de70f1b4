// Offers the safe way to a person who has just pasted a secret, in the place where they did and to them alone. Only where the operator has
// switched it on. Nothing of the message is kept. See docs/paste-rescue.md.

import type { Bot, Outbound } from '../../bot/port.ts';
import { keyOf, refOf, tenantName } from './config.ts';
import type { Authorize } from './installations/authorize.ts';
import { parsePastedMessage } from './parse/message.ts';
import type { SlackBody } from './payload.ts';
import type { Users } from './users.ts';

interface WatchDeps {
  readonly authorize: Authorize;
  readonly users: Users;
  readonly outbound: Pick<Outbound, 'postEphemeral' | 'sendDirect'>;
}

export type WatchMessage = (bot: Bot, body: SlackBody) => Promise<void>;

export function createWatch({ authorize, users, outbound }: WatchDeps): WatchMessage {
  return async (bot, body) => {
    const pasted = bot.pasted === undefined ? null : parsePastedMessage(body);
    if (pasted === null) return;
    const installation = await authorize(body, () => undefined);
    if (installation === null) return;
    const { tenant } = installation;
    const author = (await users.load(installation, [pasted.user])).found.get(pasted.user);
    if (author === undefined) return;
    const card = await bot.pasted?.({ id: pasted.id, tenant: tenantName(tenant), author, looks: pasted.looks });
    if (!card) return;
    const person = { key: keyOf(tenant, pasted.user), name: author.name };
    const place = { ref: refOf(tenant, pasted.channel, ...(pasted.thread === null ? [] : [pasted.thread])), name: '' };
    const key = `pasted:${pasted.id}`;
    const shown = await outbound.postEphemeral(place, person, card, key);
    if (!shown.ok) await outbound.sendDirect(person, card, key);
  };
}
