// Finding in a vault: every word in the label, the folder or the name of a field or file. Pure; values are not looked at, since they are not read.

import type { Kind } from '../../crypto/share-terms.ts';
import type { VaultEntry } from './vault.ts';

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLocaleLowerCase();

export function find(entries: readonly VaultEntry[], typed: string, kind: Kind | null): readonly VaultEntry[] {
  const words = plain(typed).split(/\s+/u).filter(Boolean);
  return entries.filter((entry) => {
    if (kind !== null && entry.kind !== kind) return false;
    const text = plain([entry.label, entry.folder, ...entry.fieldNames, ...entry.fileNames].join('\n'));
    return words.every((word) => text.includes(word));
  });
}

/** By folder, in the order of their names; what is in none comes first. */
export function byFolder(entries: readonly VaultEntry[]): readonly (readonly [folder: string, entries: readonly VaultEntry[]])[] {
  const folders = Map.groupBy(entries, ({ folder }) => folder);
  return [...folders].toSorted(([a], [b]) => (a === '' ? -1 : b === '' ? 1 : a.localeCompare(b)));
}
