// From Discord's payload to the bot's interaction. Pure. See docs/decisions/discord-tenants.md.

import type { Contact, Conversation, FormValues, Interaction } from '../../bot/port.ts';
import { en } from '../../bot/messages/messages.ts';
import { resolveMentions, type MentionPiece } from '../../bot/parse/mentions.ts';
import { keyOf, refOf, tenantName, type Tenant } from './config.ts';
import type { AskedPayload, DiscordContent, DiscordUser, TextPiece } from './payload.ts';

/** A button or form of a share belongs to the tenant of that share; everything else to where it is begun. */
export function tenantOfPayload({ content, guild, isInstalledInGuild, actor }: AskedPayload): Tenant {
  if (content.kind === 'action' || content.kind === 'form') return content.tenant;
  return guild !== null && isInstalledInGuild ? { kind: 'guild', id: guild } : { kind: 'user', id: actor.id };
}

export function toInteraction(payload: AskedPayload, tenant: Tenant): Interaction {
  const { address, actor, content } = payload;
  const contact = (id: string): Contact => contactOf(payload, tenant, id);
  const base = {
    id: address.id,
    tenant: tenantName(tenant),
    actor: { key: keyOf(tenant, actor.id), name: discordName(actor, actor.nick), kind: contactKind(actor) },
    place: placeOf(payload, tenant),
  } as const;
  switch (content.kind) {
    case 'command':
      return { ...base, kind: 'command', ...commandFrom(content, { tenant, contact }) };
    case 'user-menu':
      return { ...base, kind: 'shortcut', people: [contact(content.user)], ...(content.asks && { asks: true }) };
    case 'message-menu': {
      const { author } = content;
      const people = author ? [{ key: keyOf(tenant, author.id), name: discordName(author), kind: 'member' } as const] : [];
      return { ...base, kind: 'shortcut', people, ...(content.asks && { asks: true }), ...(content.pasted && { pasted: content.pasted }) };
    }
    case 'action':
      return {
        ...base,
        kind: 'action',
        action: content.action,
        ref: content.ref,
        ...(content.kept && { kept: keptIn(content.kept, tenant) }),
      };
    case 'form':
      return { ...base, kind: 'form', name: content.name, ref: content.ref, values: valuesWith(content.values, contact) };
  }
}

type Command = Extract<DiscordContent, { kind: 'command' }>;

interface Reading {
  readonly tenant: Tenant;
  readonly contact: (id: string) => Contact;
}

function commandFrom({ verb, people, label, named: rest, given }: Command, reading: Reading) {
  const named = people.flatMap((id): MentionPiece[] => [{ contact: reading.contact(id), said: '' }, ' ']);
  return { ...resolveMentions([`${verb} `, ...named, ...mentionsIn(label, reading), ` ${rest}`]), given };
}

function mentionsIn(pieces: readonly TextPiece[], { tenant, contact }: Reading): MentionPiece[] {
  return pieces.map((piece): MentionPiece => {
    if (typeof piece === 'string') return piece;
    // What Discord would show in place of a person is not known here.
    if (piece.kind === 'person') return { contact: contact(piece.id), said: '@…' };
    return { contact: { key: keyOf(tenant, piece.id), name: piece.said, kind: 'group' }, said: piece.said };
  });
}

function valuesWith(values: Readonly<Record<string, string | readonly string[]>>, contact: Reading['contact']): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]): [string, FormValues[string]] => [id, typeof value === 'string' ? value : value.map(contact)]),
  );
}

/** Discord sends along nobody who is only named in a message. Who they are by now is asked when the form comes back. */
function keptIn(kept: Readonly<Record<string, string | readonly string[]>>, tenant: Tenant): FormValues {
  return valuesWith(kept, (id) => ({ key: keyOf(tenant, id), name: `@${id}`, kind: 'member' }));
}

const DIRECT = 1;
const GROUP = 3;
const THREADS = [10, 11, 12];
/** A conversation in which the bot has no part. */
const AMONG_PEOPLE = 2;

/** Outside the tenant's guild the bot itself cannot write: the reference to such a place is that of a person. */
function placeOf({ channel: here, guild, context }: AskedPayload, tenant: Tenant): Conversation | null {
  if (!here) return null;
  const name = here.name ?? en.menu.nameless;
  const ref = refOf(tenant, here.id);
  if (here.type === DIRECT && context !== AMONG_PEOPLE) return { ref, name, kind: 'dm', channel: null };
  if (here.type === DIRECT || here.type === GROUP) return { ref, name, kind: 'channel', channel: null };
  if (tenant.kind === 'guild' && guild !== tenant.id) return null;
  if (!THREADS.includes(here.type)) return { ref, name: here.name ? `#${name}` : name, kind: 'channel', channel: null };
  if (tenant.kind === 'user') return { ref, name, kind: 'channel', channel: null };
  // Discord does not say what the channel around a thread is called.
  return { ref, name, kind: 'thread', channel: here.parent_id ? { ref: refOf(tenant, here.parent_id), name } : null };
}

export const discordName = ({ username, global_name: shown }: DiscordUser, nick?: string | null): string => nick ?? shown ?? username;

/** `IS_GUEST` of a guild's member: invited to a single voice channel. */
const GUEST_FLAG = 1 << 4;
const isGuest = (flags: number | null | undefined): boolean => ((flags ?? 0) & GUEST_FLAG) !== 0;
export const contactKind = ({ bot, system, flags }: Pick<AskedPayload['actor'], 'bot' | 'system' | 'flags'>): Contact['kind'] =>
  bot || system ? 'bot' : isGuest(flags) ? 'guest' : 'member';

/** A person whom Discord sent along. In a guild, a person who is not a member there is an outsider. */
function contactOf({ guild, users, members }: AskedPayload, tenant: Tenant, id: string): Contact {
  const known = users[id];
  const key = keyOf(tenant, id);
  if (!known) return { key, name: `@${id}`, kind: 'unknown' };
  const inGuild = members[id];
  const name = discordName(known, inGuild?.nick);
  if (known.bot || known.system) return { key, name, kind: 'bot' };
  if (tenant.kind === 'guild' && guild === tenant.id && !inGuild) return { key, name, kind: 'outsider' };
  return { key, name, kind: isGuest(inGuild?.flags) ? 'guest' : 'member' };
}
