// One person of a guild by their user name, which no other has on Discord.

import { Routes } from 'discord.js';
import * as z from 'zod';

import type { Contact } from '../../bot/port.ts';
import { findContact, memberContact, memberSchema } from './find-contact.ts';
import { keyOf, parseKey, type DiscordConfig } from './config.ts';
import type { Rest } from './rest-api.ts';
import { isSnowflake } from './snowflake.ts';
import type { PersonKey } from '../../core/share.ts';

const MOST = 100;

/** `tenant`: `discord:<guild>`; null: the one guild that the operator named. Null: nobody, or Discord does not say. */
export async function findHandle(
  { rest, guilds }: { readonly rest: Rest; readonly guilds: DiscordConfig['guilds'] },
  handle: string,
  tenant: string | null,
): Promise<Contact | null> {
  const where = tenant ?? (guilds.length === 1 ? `discord:${guilds[0] ?? ''}` : '');
  if (isSnowflake(handle)) return findContact(rest, `${where}:${handle}` as PersonKey);
  // As a key of anybody: to read the tenant in it.
  const place = parseKey(`${where}:0` as PersonKey)?.tenant;
  if (place?.kind !== 'guild') return null;
  const name = handle.replace(/^@/, '').toLowerCase();
  const query = new URLSearchParams({ query: name, limit: String(MOST) });
  const found = await rest.call('GET', `${Routes.guildMembersSearch(place.id)}?${query.toString()}`, { schema: z.array(memberSchema) });
  const member = found.ok ? found.value.find(({ user }) => user.username.toLowerCase() === name) : undefined;
  return member === undefined ? null : memberContact(keyOf(place, member.user.id), member);
}
