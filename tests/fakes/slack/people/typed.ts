// What a person types after a slash command, as Slack sends it on when the command has `should_escape`.

import type { User } from '../model/types.ts';
import type { World } from '../model/world.ts';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * `@alex` → `<@U1|alex>`, `@team` → `<!subteam^S1|@team>`, `@here` → `<!here>`, `#general` → `<#C1|general>` (a private channel without its name),
 * an address → `<https://…>`, a mail address → `<mailto:a@b|a@b>`, a bare host → `<http://host|host>`. Names that nobody has stay as they are, and brackets that were typed are escaped.
 */
export function escapeTyped(world: World, typed: string, by: User): string {
  const sees = (user: User): boolean => world.relation(user, by.teamId) !== 'none';
  return escape(typed)
    .replace(/https?:\/\/[^\s<>|]+/g, (address) => `<${address}>`)
    .replace(/(^|\s)([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g, (_whole, before: string, mail: string) => `${before}<mailto:${mail}|${mail}>`)
    .replace(
      /(^|\s)((?:[a-z0-9-]+\.)+(?:com|org|net|io))(?![\w@/.-])/g,
      (_whole, before: string, host: string) => `${before}<http://${host}|${host}>`,
    )
    .replace(/(^|\s)@([a-z0-9][a-z0-9._-]*)/gi, (whole, before: string, name: string) => {
      const user = [...world.users.values()].find((one) => one.handle === name && sees(one));
      if (user) return `${before}<@${user.id}|${user.handle}>`;
      if (['here', 'channel', 'everyone'].includes(name)) return `${before}<!${name}>`;
      const group = world.groups.get(name);
      return group === undefined ? whole : `${before}<!subteam^${group}|@${name}>`;
    })
    .replace(/(^|\s)#([a-z0-9][a-z0-9._-]*)/gi, (whole, before: string, name: string) => {
      const channel = [...world.channels.values()].find((one) => one.name === name && one.kind !== 'im' && one.kind !== 'mpim');
      return channel ? `${before}<#${channel.id}|${channel.kind === 'public' ? channel.name : ''}>` : whole;
    });
}
