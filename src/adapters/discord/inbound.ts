// The raw JSON of an interaction, as it comes over the gateway and over HTTP alike, checked and made into what the bot understands.

import * as z from 'zod';

import type { Contact, FormValues, Interaction, InteractionBase, Conversation } from '../../bot/port.ts';
import { resolveMentions, type MentionPiece } from '../../bot/parse/mentions.ts';
import { en } from '../../bot/messages/messages.ts';
import { COMMAND, COMPONENT, FLAG, keyOf, parseCustomId, refOf, tenantName, TYPE, type Tenant } from './config.ts';

const id = z.string().regex(/^\d{1,20}$/);
const user = z.object({
  id,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().nullish(),
  system: z.boolean().nullish(),
});
const membership = z.object({ nick: z.string().nullish(), flags: z.number().nullish() });
const member = membership.extend({ user });
const resolved = z.object({
  users: z.record(id, user).nullish(),
  members: z.record(id, membership).nullish(),
  messages: z.record(id, z.object({ author: user, webhook_id: id.nullish() })).nullish(),
});
const option = z.object({ name: z.string(), type: z.number(), value: z.union([z.string(), z.number(), z.boolean()]).nullish() });
const channel = z.object({ id, type: z.number(), name: z.string().nullish(), parent_id: id.nullish() });

const schema = z.object({
  id,
  application_id: id,
  token: z.string().min(1).max(2_000),
  type: z.number(),
  guild_id: id.nullish(),
  channel: channel.nullish(),
  member: member.nullish(),
  user: user.nullish(),
  message: z.object({ flags: z.number().nullish() }).nullish(),
  context: z.number().nullish(),
  authorizing_integration_owners: z.record(z.string(), z.string()).nullish(),
});
/** What every interaction has. */
export type DiscordInteraction = z.infer<typeof schema>;
export const parseInteraction = (raw: unknown): DiscordInteraction | null => schema.safeParse(raw).data ?? null;

const commandData = z.object({
  type: z.number(),
  name: z.string().max(100),
  target_id: id.nullish(),
  options: z.array(option.extend({ options: z.array(option).nullish() })).nullish(),
  resolved: resolved.nullish(),
});
const pressed = z.object({ custom_id: z.string().max(100) });
const filled = z.object({ custom_id: z.string(), value: z.string().nullish(), values: z.array(z.string()).nullish(), type: z.number() });
const submitted = pressed.extend({
  components: z.array(z.object({ component: filled.nullish() })),
  resolved: resolved.nullish(),
});
const dataOf = (raw: unknown): unknown => z.object({ data: z.unknown() }).safeParse(raw).data?.data;

/** An answer to a press on a private card takes that card's place. */
export const replaces = ({ type, message }: DiscordInteraction): boolean =>
  (type === TYPE.component || type === TYPE.modal) && ((message?.flags ?? 0) & FLAG.ephemeral) !== 0;

/** Null for what nt2 has no answer to. */
export function inboundFrom(
  interaction: DiscordInteraction,
  raw: unknown,
): { readonly inbound: Interaction; readonly tenant: Tenant } | null {
  const by = interaction.member?.user ?? interaction.user;
  if (!by) return null;
  switch (interaction.type) {
    case TYPE.command:
      return fromCommand(interaction, by, commandData.safeParse(dataOf(raw)).data ?? null);
    case TYPE.component: {
      const press = parseCustomId(pressed.safeParse(dataOf(raw)).data?.custom_id ?? '');
      if (press === null || press.kind !== 'action') return null;
      const { tenant, action, ref } = press;
      return { tenant, inbound: { ...base(interaction, by, tenant), kind: 'action', action, ref } };
    }
    case TYPE.modal: {
      const sent = submitted.safeParse(dataOf(raw)).data ?? null;
      const form = parseCustomId(sent?.custom_id ?? '');
      if (sent === null || form === null || form.kind !== 'form') return null;
      const { tenant, form: name, ref } = form;
      // The share form is begun and sent in one place: another tenant's is no form of ours.
      if (name === 'share' && !(tenant.kind === 'guild' ? interaction.guild_id === tenant.id : by.id === tenant.id)) return null;
      const contact = knowing(interaction, tenant, sent.resolved);
      const values = sent.components.flatMap(({ component }): [string, FormValues[string]][] => {
        if (!component) return [];
        const { custom_id: field, type, value, values: chosen } = component;
        return [[field, type === COMPONENT.users ? (chosen ?? []).map(contact) : (value ?? chosen?.[0] ?? '')]];
      });
      return { tenant, inbound: { ...base(interaction, by, tenant), kind: 'form', name, ref, values: Object.fromEntries(values) } };
    }
    default:
      return null;
  }
}

/** Fields of the share form by the names of the options of `/nt2 share`. */
const GIVEN: Readonly<Record<string, string>> = { kind: 'kind', opens: 'opens', expires: 'wait', card: 'place', entry: 'entry' };

type Command = z.infer<typeof commandData>;
type User = z.infer<typeof user>;

function fromCommand(interaction: DiscordInteraction, by: User, command: Command | null) {
  if (command === null) return null;
  const tenant = tenantOf(interaction, by.id);
  const contact = knowing(interaction, tenant, command.resolved);
  const about = { ...base(interaction, by, tenant) };
  if (command.type === COMMAND.user || command.type === COMMAND.message) {
    const target = command.target_id ?? '';
    const people = command.type === COMMAND.user ? [contact(target)] : author(command, target, by, tenant);
    return { tenant, inbound: { ...about, kind: 'shortcut', people } as const };
  }
  const [sub] = command.options ?? [];
  const options = sub?.options ?? [];
  const text = (name: string): string => String(options.find((known) => known.name === name)?.value ?? '');
  const named = options.filter(({ name }) => /^user\d*$/.test(name)).map(({ value }) => contact(String(value)));
  const people = named.flatMap((one): MentionPiece[] => [{ contact: one, said: '' }, ' ']);
  const given = options.flatMap(({ name, value }): [string, string][] =>
    Object.hasOwn(GIVEN, name) ? [[GIVEN[name] ?? '', String(value)]] : [],
  );
  const inbound: Interaction = {
    ...about,
    kind: 'command',
    ...resolveMentions([`${sub?.name ?? ''} `, ...people, ...parseMentions(text('label'), tenant, contact), ` ${text('share')}`]),
    given: Object.fromEntries(given),
  };
  return { tenant, inbound };
}

/** Who wrote the message; nobody when it was the one who presses, a bot or a webhook. */
function author({ resolved: found }: Command, message: string, by: User, tenant: Tenant): Contact[] {
  const target = found?.messages?.[message];
  if (!target || target.author.id === by.id || target.author.bot || target.webhook_id) return [];
  return [{ key: keyOf(tenant, target.author.id), name: nameOf(target.author), kind: 'member' }];
}

/** The tenant of what is begun here. Discord says through whom it came: `0` the guild, `1` the person's own account. */
function tenantOf({ guild_id: guild, authorizing_integration_owners: owners }: DiscordInteraction, person: string): Tenant {
  const installed = guild && (!owners || owners['0'] === guild);
  return installed ? { kind: 'guild', id: guild } : { kind: 'user', id: person };
}

function base(interaction: DiscordInteraction, by: User, tenant: Tenant): InteractionBase {
  const { nick, flags } = interaction.member ?? {};
  return {
    id: interaction.id,
    tenant: tenantName(tenant),
    actor: { key: keyOf(tenant, by.id), name: nameOf(by, nick), kind: by.bot ? 'bot' : isGuest(flags) ? 'guest' : 'member' },
    place: placeOf(interaction, tenant),
  };
}

const DIRECT = 1;
const GROUP = 3;
const THREADS = [10, 11, 12];
/** Between people: the bot is no party to it. */
const AMONG_PEOPLE = 2;

/** Every place but those of the tenant's guild is one where the bot itself has no way in: its reference is that of a person. */
function placeOf({ channel: here, guild_id: guild, context }: DiscordInteraction, tenant: Tenant): Conversation | null {
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

const nameOf = ({ username, global_name: shown }: User, nick?: string | null): string => nick ?? shown ?? username;
/** Somebody who was invited to a single voice channel. */
const isGuest = (flags: number | null | undefined): boolean => ((flags ?? 0) & 8) !== 0;

/** Whom Discord has looked up along with the interaction. In a guild, who is no member there is at home elsewhere. */
function knowing({ guild_id: guild }: DiscordInteraction, tenant: Tenant, found: z.infer<typeof resolved> | null | undefined) {
  return (person: string): Contact => {
    const known = found?.users?.[person];
    const key = keyOf(tenant, person);
    if (!known) return { key, name: `@${person}`, kind: 'unknown' };
    const inGuild = found?.members?.[person];
    const name = nameOf(known, inGuild?.nick);
    if (known.bot || known.system) return { key, name, kind: 'bot' };
    if (tenant.kind === 'guild' && guild === tenant.id && !inGuild) return { key, name, kind: 'outsider' };
    return { key, name, kind: isGuest(inGuild?.flags) ? 'guest' : 'member' };
  };
}

const MENTION = /<@(!|&)?(\d{1,20})>|(?<=^|\s)@(everyone|here)\b/g;

/** Mentions that were typed into a text. Discord looks nobody up for those. */
function parseMentions(text: string, tenant: Tenant, contact: (person: string) => Contact): MentionPiece[] {
  let at = 0;
  const pieces = [...text.matchAll(MENTION)].flatMap(({ 0: said, 1: sign, 2: person, 3: all, index }): MentionPiece[] => {
    const before = text.slice(at, index);
    at = index + said.length;
    const group = sign === '&' || all !== undefined;
    const key = keyOf(tenant, person ?? '0');
    const name = all === undefined ? '@role' : `@${all}`;
    // What Discord would show in its place is not known here.
    return [before, group ? { contact: { key, name, kind: 'group' }, said: name } : { contact: contact(person ?? ''), said: '@…' }];
  });
  return [...pieces, text.slice(at)];
}
