// The raw JSON of an interaction, as it comes over the gateway and over HTTP alike, checked and made into plain data.

import * as z from 'zod';

import { en } from '../../../bot/messages/messages.ts';
import { pastedKind } from '../../../core/pasted-kind.ts';
import { COMMAND, COMPONENT, FLAG, parseCustomId, TYPE } from '../config.ts';
import { LIMITS } from '../limits.ts';
import { snowflake } from '../snowflake.ts';
import type { Address, DiscordContent, DiscordPayload, DiscordUser } from '../payload.ts';
import { parseKept } from './kept.ts';
import { parseMentions } from './mentions.ts';

const user = z.object({
  id: snowflake,
  username: z.string(),
  global_name: z.string().nullish(),
  bot: z.boolean().nullish(),
  system: z.boolean().nullish(),
});
const membership = z.object({ nick: z.string().nullish(), flags: z.number().nullish() });
const resolved = z.object({
  users: z.record(snowflake, user).nullish(),
  members: z.record(snowflake, membership).nullish(),
  messages: z.record(snowflake, z.object({ author: user, webhook_id: snowflake.nullish(), content: z.string().nullish() })).nullish(),
});
const option = z.object({
  name: z.string(),
  type: z.number(),
  value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
  focused: z.boolean().nullish(),
});
const channel = z.object({
  id: snowflake,
  type: z.number(),
  name: z.string().nullish(),
  parent_id: snowflake.nullish(),
  recipients: z.array(user).nullish(),
});

const schema = z.object({
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1).max(LIMITS.token),
  type: z.number(),
  guild_id: snowflake.nullish(),
  channel: channel.nullish(),
  member: membership.extend({ user }).nullish(),
  user: user.nullish(),
  message: z.object({ flags: z.number().nullish(), components: z.unknown().optional() }).nullish(),
  context: z.number().nullish(),
  authorizing_integration_owners: z.record(z.string(), z.string()).nullish(),
  data: z.unknown().optional(),
});
type Raw = z.infer<typeof schema>;

const commandData = z.object({
  type: z.number(),
  name: z.string().max(LIMITS.commandName),
  target_id: snowflake.nullish(),
  options: z.array(option.extend({ options: z.array(option).nullish() })).nullish(),
  resolved: resolved.nullish(),
});
const pressed = z.object({ custom_id: z.string().max(LIMITS.customId) });
const filled = z.object({ custom_id: z.string(), value: z.string().nullish(), values: z.array(z.string()).nullish(), type: z.number() });
const submitted = pressed.extend({
  components: z.array(z.object({ component: filled.nullish() })),
  resolved: resolved.nullish(),
});

/** Fields of the share form by the names of the options of `/nt2 share`. */
const GIVEN: Readonly<Record<string, string>> = {
  kind: 'kind',
  opens: 'opens',
  expires: 'wait',
  card: 'place',
  entry: 'entry',
  template: 'template',
};

const ANSWERABLE: readonly number[] = [TYPE.command, TYPE.component, TYPE.modal];

/** Null for what is not an interaction at all. */
export function parseInteraction(raw: unknown): DiscordPayload | null {
  const { data, success } = schema.safeParse(raw);
  if (!success) return null;
  const address: Address = { id: data.id, application: data.application_id, token: data.token };
  if (data.type === TYPE.ping) return { kind: 'ping', address };
  const actor = data.member?.user ?? data.user;
  if (data.type === TYPE.autocomplete && actor) return completing(data, address, actor);
  const done = actor ? parseData(data, actor) : null;
  if (!actor || done === null) return { kind: 'unknown', address, isAnswerable: ANSWERABLE.includes(data.type) };
  const owners = data.authorizing_integration_owners;
  return {
    kind: 'asked',
    address,
    actor: { ...actor, nick: data.member?.nick, flags: data.member?.flags },
    guild: data.guild_id ?? null,
    // `0` is the guild that installed the app, `1` the person.
    isInstalledInGuild: !owners || owners['0'] === data.guild_id,
    channel: data.channel ?? null,
    context: data.context ?? null,
    users: done.resolved?.users ?? {},
    members: done.resolved?.members ?? {},
    replaces: (data.type === TYPE.component || data.type === TYPE.modal) && ((data.message?.flags ?? 0) & FLAG.ephemeral) !== 0,
    content: done.content,
  };
}

/** Of the other options nothing is read: a label may be half a secret. */
function completing({ data, member }: Raw, address: Address, actor: DiscordUser): DiscordPayload {
  const [subcommand] = commandData.safeParse(data).data?.options ?? [];
  const typed = subcommand?.options?.find(({ focused }) => focused === true);
  if (subcommand === undefined || typed?.name !== 'template') return { kind: 'unknown', address, isAnswerable: false };
  const { nick, flags } = member ?? {};
  return { kind: 'completing', address, actor: { ...actor, nick, flags }, verb: subcommand.name, typed: String(typed.value ?? '') };
}

interface Done {
  readonly content: DiscordContent;
  readonly resolved?: z.infer<typeof resolved> | null | undefined;
}

/** Null for what nt2 has no answer to. */
function parseData({ type, data, message, channel, guild_id: guild }: Raw, actor: DiscordUser): Done | null {
  switch (type) {
    case TYPE.command: {
      const command = commandData.safeParse(data).data;
      return command
        ? { content: commandContent(command, { actor, others: channel?.recipients ?? [] }), resolved: command.resolved }
        : null;
    }
    case TYPE.component: {
      const press = parseCustomId(pressed.safeParse(data).data?.custom_id ?? '');
      if (press?.kind !== 'action') return null;
      return { content: press.action === 'form-again' ? { ...press, kept: parseKept(message?.components) } : press };
    }
    case TYPE.modal: {
      const sent = submitted.safeParse(data).data;
      const form = parseCustomId(sent?.custom_id ?? '');
      if (!sent || form?.kind !== 'form') return null;
      const { tenant, form: name, ref } = form;
      // People open and send these forms in the same place, so a form of another tenant gets no answer.
      if ((name === 'share' || name === 'request') && !(tenant.kind === 'guild' ? guild === tenant.id : actor.id === tenant.id))
        return null;
      return { content: { kind: 'form', tenant, name, ref, values: valuesIn(sent) }, resolved: sent.resolved };
    }
    default:
      return null;
  }
}

interface Around {
  readonly actor: DiscordUser;
  /** In a direct message: who else is there, where Discord says so. */
  readonly others: readonly DiscordUser[];
}

function commandContent(command: z.infer<typeof commandData>, { actor, others }: Around): DiscordContent {
  const target = command.target_id ?? '';
  if (command.type === COMMAND.user) return { kind: 'user-menu', user: target, asks: command.name === en.request.menu.onPerson };
  if (command.type === COMMAND.message) {
    const message = command.resolved?.messages?.[target];
    const isRecipient = message && message.author.id !== actor.id && !message.author.bot && !message.webhook_id;
    const author = isRecipient ? message.author : null;
    if (command.name !== en.rescue.menu) return { kind: 'message-menu', author, asks: command.name === en.request.menu.onMessage };
    const [other, ...more] = others.filter(({ id, bot }) => id !== actor.id && !bot);
    const by = message?.author.id === actor.id ? 'actor' : isRecipient ? 'other' : 'app';
    // The text of the message goes no further than this.
    const pasted = { by, looks: pastedKind(message?.content ?? '') } as const;
    return { kind: 'message-menu', author: author ?? (more.length === 0 ? (other ?? null) : null), asks: false, pasted };
  }
  const [subcommand] = command.options ?? [];
  const options = (subcommand?.options ?? []).map(({ name, value }) => ({ name, value: String(value ?? '') }));
  const text = (name: string): string => options.find((known) => known.name === name)?.value ?? '';
  const given = options.flatMap(({ name, value }): [string, string][] => (Object.hasOwn(GIVEN, name) ? [[GIVEN[name] ?? '', value]] : []));
  return {
    kind: 'command',
    verb: subcommand?.name ?? '',
    people: options.filter(({ name }) => /^user\d*$/.test(name)).map(({ value }) => value),
    label: parseMentions(text('label')),
    named: text('share') || text('code'),
    given: Object.fromEntries(given),
  };
}

function valuesIn({ components }: z.infer<typeof submitted>): Record<string, string | readonly string[]> {
  const values = components.flatMap(({ component }): [string, string | readonly string[]][] => {
    if (!component) return [];
    const { custom_id: field, type, value, values: chosen } = component;
    return [[field, type === COMPONENT.users ? (chosen ?? []) : (value ?? chosen?.join(' ') ?? '')]];
  });
  return Object.fromEntries(values);
}
