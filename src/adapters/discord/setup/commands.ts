// The commands that people find in Discord's menus. nt2 writes them only when Discord has different ones.

import { Routes, type RouteLike } from 'discord.js';
import * as z from 'zod';

import { UNLOCK_CHOICES, EXPIRY_CHOICES } from '../../../bot/share-form/fields.ts';
import type { Messages } from '../../../bot/messages/messages.ts';
import { limits } from '../../../core/limits.ts';
import { ENTRIES, KINDS } from '../../../core/share.ts';
import { COMMAND, NAME, type DiscordConfig } from '../config.ts';
import { LIMITS } from '../limits.ts';
import type { Reply, Rest } from '../rest-api.ts';

const OPTION = { subcommand: 1, string: 3, user: 6 } as const;
/** In guilds and on people's own accounts; in guilds, with the bot, and between people. */
const EVERYWHERE = { integration_types: [0, 1], contexts: [0, 1, 2] };
const PEOPLE = 5;

interface Command {
  readonly type: number;
  readonly name: string;
}

/** `templates`: there may be some, so a command can name one; what is typed for it is completed (`Bot.complete`). */
export function commandsOf(
  { menu, kinds, form, request, rescue }: Messages,
  { templates = false }: Pick<DiscordConfig, 'templates'> = {},
): readonly Command[] {
  const template = templates
    ? [{ type: OPTION.string, name: 'template', description: menu.options.template, max_length: LIMITS.templateName, autocomplete: true }]
    : [];
  const choice = (name: string, description: string, choices: readonly { name: string; value: string }[]) => ({
    type: OPTION.string,
    name,
    description,
    choices: choices.map((one) => ({ ...one, name: one.name.replace('{platform}', NAME).slice(0, LIMITS.optionLabel) })),
  });
  const kind = choice(
    'kind',
    form.kind.label,
    KINDS.map((value) => ({ value, name: kinds[value] })),
  );
  const label = { type: OPTION.string, name: 'label', description: menu.options.label, max_length: limits.label };
  const expires = choice(
    'expires',
    form.wait.label,
    keysOf(EXPIRY_CHOICES).map((value) => ({ value, name: form.wait[value] })),
  );
  const people = Array.from({ length: PEOPLE }, (_, n) => ({
    type: OPTION.user,
    name: n === 0 ? 'user' : `user${n + 1}`,
    description: n === 0 ? menu.options.user : menu.options.another,
  }));
  const share = {
    type: OPTION.subcommand,
    name: 'share',
    description: menu.share,
    options: [
      ...people.slice(0, 1),
      label,
      ...template,
      expires,
      choice(
        'opens',
        form.opens.label,
        UNLOCK_CHOICES.map((value) => ({ value, name: form.opens[value] })),
      ),
      kind,
      choice(
        'card',
        form.place.label,
        (['thread', 'channel', 'none'] as const).map((value) => ({ value, name: form.place[value] })),
      ),
      choice(
        'entry',
        form.entry.label,
        ENTRIES.map((value) => ({ value, name: form.entry[value] })),
      ),
      ...people.slice(1),
    ],
  };
  const link = {
    type: OPTION.subcommand,
    name: 'link',
    description: menu.link,
    options: [
      label,
      ...template,
      expires,
      choice(
        'opens',
        form.opens.label,
        keysOf(form.opensLink).map((value) => ({ value, name: form.opensLink[value] })),
      ),
      kind,
    ],
  };
  const ask = {
    type: OPTION.subcommand,
    name: 'request',
    description: request.menu.command,
    options: [
      { type: OPTION.user, name: 'user', description: request.menu.user },
      { type: OPTION.string, name: 'label', description: request.menu.label, max_length: limits.label },
      ...template,
    ],
  };
  const about = (['block', 'unblock', 'offboard'] as const).map((name) => ({
    type: OPTION.subcommand,
    name,
    description: menu[name],
    options: [{ type: OPTION.user, name: 'user', description: menu.options[name], required: true }],
  }));
  const login = {
    type: OPTION.subcommand,
    name: 'login',
    description: menu.login,
    options: [{ type: OPTION.string, name: 'code', description: menu.options.code, max_length: LIMITS.codeOption, required: true }],
  };
  const others = (['list', 'revoke', 'receipt', 'rotation', 'incident', 'blocks', 'devices', 'help'] as const).map((name) => ({
    type: OPTION.subcommand,
    name,
    description: menu[name],
    ...(name === 'receipt' && {
      options: [{ type: OPTION.string, name: 'share', description: menu.options.receipt, max_length: LIMITS.shareOption }],
    }),
  }));
  return [
    {
      ...EVERYWHERE,
      type: COMMAND.chat,
      name: 'nt2',
      description: menu.command,
      options: [share, link, ask, ...others, login, ...about],
    },
    { ...EVERYWHERE, type: COMMAND.message, name: menu.onMessage },
    { ...EVERYWHERE, type: COMMAND.user, name: menu.onPerson },
    { ...EVERYWHERE, type: COMMAND.message, name: request.menu.onMessage },
    { ...EVERYWHERE, type: COMMAND.user, name: request.menu.onPerson },
    { ...EVERYWHERE, type: COMMAND.message, name: rescue.menu },
  ] as readonly Command[];
}

const standing = z.array(z.record(z.string(), z.unknown()));

interface Registering {
  readonly application: string;
  readonly commands: readonly Command[];
  /** Only in these guilds; empty: everywhere. */
  readonly guilds: readonly string[];
}

interface Register {
  readonly route: RouteLike;
  readonly commands: readonly unknown[];
}

/** Which commands go where. With guilds named, none are registered globally, or people there would see each command twice. */
function registersOf({ application, commands, guilds }: Registering): readonly [Register, ...Register[]] {
  const everywhere = Routes.applicationCommands(application);
  if (guilds.length === 0) return [{ route: everywhere, commands }];
  // A guild's own command works in that guild only, and Discord refuses one that says more.
  const own = commands.map((command) => ({ ...command, integration_types: undefined, contexts: undefined }));
  return [
    { route: everywhere, commands: [] },
    ...guilds.map((guild) => ({ route: Routes.applicationGuildCommands(application, guild), commands: own })),
  ];
}

async function stands(rest: Rest, { route, commands }: Register): Promise<Reply<boolean>> {
  const known = await rest.call('GET', route, { schema: standing });
  if (!known.ok) return known;
  const same = known.value.length === commands.length && commands.every((mine) => known.value.some((theirs) => holds(theirs, mine)));
  return { ...known, value: same };
}

/** Whether Discord has exactly these commands. */
export async function areRegistered(rest: Rest, registering: Registering): Promise<Reply<boolean>> {
  const [first, ...more] = registersOf(registering);
  let reply = await stands(rest, first);
  for (const next of more) if (reply.ok && reply.value) reply = await stands(rest, next);
  return reply;
}

export async function register(rest: Rest, registering: Registering): Promise<Reply<'kept' | 'written'>> {
  const [first, ...more] = registersOf(registering);
  let reply = await settle(rest, first);
  for (const next of more) {
    if (!reply.ok) return reply;
    const other = await settle(rest, next);
    if (!other.ok || other.value === 'written') reply = other;
  }
  return reply;
}

async function settle(rest: Rest, wanted: Register): Promise<Reply<'kept' | 'written'>> {
  const there = await stands(rest, wanted);
  if (!there.ok) return there;
  if (there.value) return { ...there, value: 'kept' };
  const put = await rest.call('PUT', wanted.route, { body: wanted.commands, schema: standing });
  return put.ok ? { ...put, value: 'written' } : put;
}

/** `theirs` has everything in `mine`. Discord adds ids, versions and defaults of its own. */
function holds(theirs: unknown, mine: unknown): boolean {
  if (typeof mine !== 'object' || mine === null) return theirs === mine;
  if (typeof theirs !== 'object' || theirs === null) return false;
  if (Array.isArray(mine)) return Array.isArray(theirs) && theirs.length === mine.length && mine.every((one, n) => holds(theirs[n], one));
  return Object.entries(mine).every(([name, value]) => value === undefined || holds((theirs as Record<string, unknown>)[name], value));
}

const keysOf = <T extends object>(of: T): (keyof T)[] => Object.keys(of) as (keyof T)[];
