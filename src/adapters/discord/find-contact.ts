// Who a person is in a guild, or on Discord where the tenant is a person. Asked only where nobody has pressed anything, so nothing is kept.

import { Routes } from 'discord.js';
import * as z from 'zod';

import type { Contact } from '../../bot/port.ts';
import type { PersonKey } from '../../core/share.ts';
import { parseKey } from './config.ts';
import { ERROR } from './error-codes.ts';
import type { Rest } from './rest-api.ts';
import { snowflake } from './snowflake.ts';
import { contactKind, discordName } from './to-interaction.ts';

const user = z.object({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().nullish(),
  system: z.boolean().nullish(),
});
export const memberSchema = z.object({ user, nick: z.string().nullish(), flags: z.number().nullish() });

/** Null: Discord knows no such person, or does not answer. */
export async function findContact(rest: Rest, key: PersonKey): Promise<Contact | null> {
  const named = parseKey(key);
  if (named === null) return null;
  const { tenant } = named;
  if (tenant.kind === 'user') {
    const found = await rest.call('GET', Routes.user(named.user), { schema: user });
    return found.ok ? { key, name: discordName(found.value), kind: contactKind({ ...found.value, flags: null }) } : null;
  }
  const found = await rest.call('GET', Routes.guildMember(tenant.id, named.user), { schema: memberSchema });
  // They have left, or were never there: either way this is no account of that server.
  if (!found.ok) return found.code === ERROR.unknownMember ? { key, name: '', kind: 'gone' } : null;
  return memberContact(key, found.value);
}

export const memberContact = (key: PersonKey, { user: who, nick, flags }: z.output<typeof memberSchema>): Contact => ({
  key,
  name: discordName(who, nick),
  kind: contactKind({ ...who, flags }),
});
