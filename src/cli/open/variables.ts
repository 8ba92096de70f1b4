// The rows of what was opened as variables, or the sentence that says why they are none.

import { escapeInvisible } from '../../core/text-safety.ts';
import type { Item } from '../../crypto/capsule/items.ts';
import type { EnvEntry } from '../../env-file/names.ts';
import { nameRows } from '../../env-file/rows.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';
import { findUnsafe } from './env-guard.ts';

export interface NamingOptions {
  readonly prefix: string;
  /** Names that the person has allowed although programs obey them, or they are set. */
  readonly allowed: readonly string[];
  /** What the variables come beside; null: into a file, where nothing is set. */
  readonly env: NodeJS.ProcessEnv | null;
}

/** What every sentence ends with: the lease of this terminal is what lets the person try again. */
const AGAIN = 'It was not given to anything, and waits some minutes more for this terminal: run the command again';

/** @throws CommandFailure that names variables and rows, never values */
export function variablesOf(
  { items, label }: { readonly items: readonly Item[]; readonly label: string },
  { prefix, allowed, env }: NamingOptions,
): readonly EnvEntry[] {
  const named = nameRows(
    items.flatMap(({ fields }) => fields),
    { label, prefix },
  );
  if (!named.ok) {
    const row = escapeInvisible(named.row);
    const why =
      named.kind === 'collision'
        ? `Two rows would be one variable, the second is “${row}”.`
        : `No variable can be named after the row “${row}”.`;
    const how = named.kind === 'collision' ? 'with --json' : 'with --prefix NAME_, or with --json';
    throw new CommandFailure(EXIT.input, `${why} ${AGAIN} ${how}.`);
  }
  const unsafe = findUnsafe(named.entries, { env, allowed });
  if (unsafe !== null) {
    const why = unsafe.kind === 'set' ? 'is set here already' : 'steers programs, and the sender chose that name';
    throw new CommandFailure(EXIT.refused, `${unsafe.name} ${why}. ${AGAIN} with --prefix NAME_, or with --allow ${unsafe.name}.`);
  }
  return named.entries;
}
