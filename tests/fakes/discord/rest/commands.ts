// The register of an app's commands: a bulk overwrite keeps the ids of names that stay, and only new names count as creates of the day.

import { commandProblems } from '../limits.ts';
import { APP_ID, type Model } from '../model.ts';
import type { Command, Json } from '../shapes.ts';
import { invalidForm, refused } from './refused.ts';

const CREATES_A_DAY = 200;

export type Commands = ReturnType<typeof createCommands>;

export function createCommands(model: Model) {
  const creates: { readonly at: number; readonly where: string }[] = [];
  const listOf = (guild: string | null): Command[] => (guild === null ? model.commands.global : (model.commands.guild.get(guild) ?? []));

  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, clean(inner)]])));
  };

  function rendered(asked: Json, guild: string | null, id: string): Command {
    const nullable = { default_member_permissions: null, name_localizations: null, description_localizations: null };
    const command: Json = {
      ...nullable,
      dm_permission: true,
      nsfw: false,
      integration_types: [0],
      ...(guild === null ? { contexts: null } : { guild_id: guild }),
      ...(clean(asked) as Json),
      description: typeof asked['description'] === 'string' ? asked['description'] : '',
      type: typeof asked['type'] === 'number' ? asked['type'] : 1,
      id,
      application_id: APP_ID,
      version: model.newId(),
    };
    return command as unknown as Command;
  }

  return {
    creates: (guild: string | null = null) =>
      creates.filter(({ at, where }) => where === (guild ?? '') && at > model.clock() - 86_400_000).length,
    list: listOf,
    overwrite(asked: readonly Json[], guild: string | null = null): Command[] {
      if (guild !== null && !model.guilds.get(guild)?.installed) throw refused('missingAccess');
      const problems = commandProblems(asked as unknown as Command[]);
      if (problems.length > 0) throw invalidForm(problems);
      const known = listOf(guild);
      const next = asked.map((command) => {
        const before = known.find(({ name, type }) => name === command['name'] && type === (command['type'] ?? 1));
        if (!before) {
          if (this.creates(guild) >= CREATES_A_DAY) throw refused('tooManyCommands');
          creates.push({ at: model.clock(), where: guild ?? '' });
        }
        return rendered(command, guild, before?.id ?? model.newId());
      });
      if (guild === null) model.commands.global.splice(0, Infinity, ...next);
      else model.commands.guild.set(guild, next);
      return next;
    },
  };
}
