// How Discord shows what an app asked for: ids and defaults in components, embeds as it returns them, and whom a text mentions.

import type { Model } from '../model.ts';
import { type Component, type Draft, type Embed, FLAG, flatten, type User } from '../shapes.ts';

/** Every component gets an id, and the members that Discord always returns. Null members vanish. */
export function renderComponents(components: readonly Component[]): Component[] {
  let last = 0;
  const render = (component: Component): Component => {
    const id = component.id || (last += 1);
    const own = Object.fromEntries(Object.entries(component).filter(([, value]) => value !== null));
    return {
      ...defaults(component.type),
      ...own,
      type: component.type,
      id,
      ...(component.components && { components: component.components.map(render) }),
      ...(component.component && { component: render(component.component) }),
      ...(component.accessory && { accessory: render(component.accessory) }),
    };
  };
  return components.map(render);
}

function defaults(type: number): Record<string, unknown> {
  if (type === 17) return { accent_color: null, spoiler: false };
  if (type === 14) return { spacing: 1, divider: true };
  return type === 3 || (type >= 5 && type <= 8) ? { min_values: 1, max_values: 1 } : {};
}

export const renderEmbeds = (embeds: readonly Embed[]): Embed[] =>
  embeds.map((embed) => ({
    type: 'rich',
    ...Object.fromEntries(Object.entries(embed).filter(([, value]) => value !== null)),
    ...(embed.fields && { fields: embed.fields.map((field) => ({ ...field, inline: field.inline ?? false })) }),
  }));

/** The text in which mentions count: the content, and text displays. Never an embed. */
const mentionable = ({ content, components }: Pick<Draft, 'content' | 'components'>): string =>
  [content ?? '', ...flatten(components ?? []).flatMap((part) => (part.type === 10 ? [part.content ?? ''] : []))].join('\n');

export interface Mentioned {
  readonly users: readonly User[];
  readonly roles: readonly string[];
  readonly everyone: boolean;
}

/** Whom a text mentions after `allowed_mentions`; without it everybody whom it names. */
export function mentionsOf({ accounts }: Model, draft: Draft): Mentioned {
  const text = mentionable(draft);
  const allowed = draft.allowed_mentions ?? null;
  const named = (pattern: RegExp, kind: 'users' | 'roles'): string[] => {
    const ids = [...new Set([...text.matchAll(pattern)].map(([, id]) => id ?? ''))];
    if (allowed === null || allowed.parse?.includes(kind)) return ids;
    return ids.filter((id) => allowed[kind]?.includes(id));
  };
  return {
    users: named(/<@!?(\d+)>/g, 'users').flatMap((id) => accounts.get(id)?.user ?? []),
    roles: named(/<@&(\d+)>/g, 'roles'),
    everyone: /@(?:everyone|here)\b/.test(text) && (allowed === null || allowed.parse?.includes('everyone') === true),
  };
}

/** Links that Discord's preview bot fetches: those of the content, unless previews are off or the link stands in angle brackets. */
export function previewed({ content, flags }: { content: string; flags: number }): string[] {
  if ((flags & (FLAG.suppressEmbeds | FLAG.componentsV2)) !== 0) return [];
  return [...content.matchAll(/(<?)(https?:\/\/[^\s<>)\]]+)/g)].flatMap(([, quiet, url]) => (quiet === '<' || !url ? [] : [url]));
}
