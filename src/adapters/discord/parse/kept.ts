// Reads from the card that was pressed what stood in a refused form. Discord sends its own copy of that message along, so nothing of it is
// stored; a card without it gives back nothing.

import * as z from 'zod';

import { COMPONENT, KEPT_PART } from '../config.ts';
import { LIMITS } from '../limits.ts';

interface Part {
  readonly type: number;
  readonly id?: number | null | undefined;
  readonly content?: string | null | undefined;
  readonly components?: readonly Part[] | null | undefined;
}

const inner = z.object({ type: z.number(), id: z.number().nullish(), content: z.string().max(LIMITS.messageText).nullish() });
const parts = z.array(inner.extend({ components: z.array(inner).nullish() }));

/** By field id: a text, or people by Discord's ids. */
export function parseKept(components: unknown): Readonly<Record<string, string | readonly string[]>> {
  const all: readonly Part[] = parts.safeParse(components).data ?? [];
  const texts = all.flatMap((part) => [part, ...(part.components ?? [])]).filter(({ type }) => type === COMPONENT.text);
  return Object.fromEntries(
    Object.entries(KEPT_PART).flatMap(([field, number]): [string, string | readonly string[]][] => {
      const written = texts.find(({ id }) => id === number)?.content ?? '';
      const [, value] = /^\*\*[^\n]*?\*\* (.+)$/s.exec(written) ?? [];
      if (value === undefined) return [];
      return [[field, field === 'people' ? [...value.matchAll(/<@(\d{1,20})>/g)].map(([, id = '']) => id) : unescape(value)]];
    }),
  );
}

/** A backslash before a sign stands for the sign. Every backslash that a person wrote has one before it. */
const unescape = (text: string): string => text.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1');
