// Completes the name of a template while it is typed, on platforms that ask. Who gets it is not known yet, so what could be right is shown.

import { standingOf } from '../contacts.ts';
import type { Completing, Completion } from '../port.ts';
import { sanitize } from '../text.ts';
import type { BotContext } from './context.ts';

const IN_CHAT = ['member', 'guest'] as const;

export function completionsOf({ shares }: BotContext, { kind, verb, typed }: Completing): readonly Completion[] {
  const actor = standingOf({ kind });
  const begun = typed.trim().toLowerCase();
  const fits = (template: string): boolean => {
    if (verb === 'link') return shares.judge({ from: actor, to: ['outsider'], template }).ok;
    if (verb === 'request') return [...IN_CHAT, 'outsider' as const].some((from) => shares.judge({ from, to: [actor], template }).ok);
    return IN_CHAT.some((to) => shares.judge({ from: actor, to: [to], template }).ok);
  };
  return shares
    .templates()
    .filter(({ name, title }) => (name.includes(begun) || title.toLowerCase().includes(begun)) && fits(name))
    .map(({ name, title }) => ({ value: name, label: sanitize(`${title} (${name})`, 100) }));
}
