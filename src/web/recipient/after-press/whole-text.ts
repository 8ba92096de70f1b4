// All of what was handed over as one text, and what to call it.

import { escapeInvisible } from '../../../core/text-safety.ts';
import type { Field } from '../../../crypto/capsule/items.ts';
import type { EnvEntry } from '../../../env-file/names.ts';
import { fileFor } from '../../../env-file/write.ts';
import { messages } from '../../messages/after-press.ts';

export interface WholeText {
  readonly text: string;
  /** As in “Copied: all values.” */
  readonly what: string;
}

export const envEntry = ({ env, value }: Field): EnvEntry | null => (env === undefined ? null : { name: env, value });

export const rowName = ({ name, env }: Field, row: number): string =>
  escapeInvisible(name) || escapeInvisible(env ?? '') || messages.opened.unnamed(row + 1);

export const linesOf = (fields: readonly Field[]): string => fields.map(({ name, value }) => `${name}: ${value}\n`).join('');

/**
 * One value as it is; variables alone as a .env file that all programs read the same; anything else as lines. Null where no file is right
 * for all programs: the person has to choose one.
 */
export function wholeText(fields: readonly Field[]): WholeText | null {
  const [only] = fields;
  if (only !== undefined && fields.length === 1) return { text: only.value, what: rowName(only, 0) };
  const entries = fields.map(envEntry).filter((entry) => entry !== null);
  if (entries.length < fields.length) return { text: linesOf(fields), what: messages.opened.all };
  const text = fileFor(null, entries);
  return text === null ? null : { text, what: messages.opened.allEnv };
}
