// Offers the safe way to a person who has just pasted a secret, by a direct message: Discord shows a message to one person of a channel only as the
// answer to a press. Only where the operator has switched it on. Nothing of the message is kept. See docs/paste-rescue.md.

import * as z from 'zod';

import type { Bot, Outbound } from '../../bot/port.ts';
import { shapedKind } from '../../core/pasted-kind.ts';
import { keyOf, tenantName, type Tenant } from './config.ts';
import { snowflake } from './snowflake.ts';
import { contactKind, discordName } from './to-interaction.ts';

const message = z.object({
  id: snowflake,
  guild_id: snowflake,
  /** What people write, also in answer to something. */
  type: z.union([z.literal(0), z.literal(19)]),
  webhook_id: z.null().optional(),
  content: z.string(),
  author: z.object({
    id: snowflake,
    username: z.string(),
    global_name: z.string().nullish(),
    bot: z.boolean().nullish(),
    system: z.boolean().nullish(),
  }),
  member: z.object({ nick: z.string().nullish(), flags: z.number().nullish() }).nullish(),
});

export type WatchMessage = (bot: Bot, raw: unknown) => Promise<void>;

/** The text goes no further than this. */
export function createWatch({ outbound }: { readonly outbound: Pick<Outbound, 'sendDirect'> }): WatchMessage {
  return async (bot, raw) => {
    const parsed = bot.pasted === undefined ? null : message.safeParse(raw);
    if (!parsed?.success) return;
    const { id, guild_id: guild, content, author, member } = parsed.data;
    const looks = shapedKind(content);
    if (looks === null) return;
    const tenant: Tenant = { kind: 'guild', id: guild };
    const person = { key: keyOf(tenant, author.id), name: discordName(author, member?.nick) };
    const kind = contactKind({ ...author, flags: member?.flags });
    const card = await bot.pasted?.({ id, tenant: tenantName(tenant), author: { ...person, kind }, looks });
    if (card) await outbound.sendDirect(person, card, `pasted:${id}`);
  };
}
