// Names for the environment from what a share calls its rows, or what stands in the way of them.

import { envName, isEnvName, type EnvEntry } from './names.ts';

export interface VariableRow {
  readonly name: string;
  readonly value: string;
  /** The variable's name, where the sender has given it. */
  readonly env?: string;
}

export type NamedRows =
  | { readonly ok: true; readonly entries: readonly EnvEntry[] }
  /** `unnamed`: nothing of this row's name is left for a variable. `collision`: two rows would have one name. */
  | { readonly ok: false; readonly kind: 'unnamed' | 'collision'; readonly row: string };

/** `label`: what a single row without a name is called by. */
export function nameRows(rows: readonly VariableRow[], { label, prefix }: { readonly label: string; readonly prefix: string }): NamedRows {
  const entries: EnvEntry[] = [];
  // Windows knows no difference between Path and PATH, and a file may be read there.
  const taken = new Set<string>();
  for (const { name: called, value, env } of rows) {
    const row = called !== '' || rows.length > 1 ? called : label;
    const own = env ?? envName(row);
    const name = `${prefix}${own}`;
    if (own === '' || !isEnvName(name)) return { ok: false, kind: 'unnamed', row };
    if (taken.has(name.toUpperCase())) return { ok: false, kind: 'collision', row };
    taken.add(name.toUpperCase());
    entries.push({ name, value });
  }
  return { ok: true, entries };
}
