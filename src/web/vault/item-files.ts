// The files of an item on their way out: decrypted from the vault one after the other as they are sent, never more than one at a time.

import type { FileSource } from '../../client/client.ts';
import type { OpenedItem, Vault } from './vault.ts';

/** Each is read when it is sent: a vault that locks meanwhile ends the share. */
export function sourcesOfItem({ body: { files } }: OpenedItem, vault: Vault): readonly FileSource[] {
  let held: { readonly id: string; readonly bytes: Promise<Uint8Array> } | null = null;
  const read = async (id: string): Promise<Uint8Array> => {
    const told = await vault.readFile(id);
    if (!told.ok) throw new Error(`a file of an item: ${told.why}`);
    return told.value;
  };
  return files.map(({ id, name, type, bytes }) => ({
    name,
    type,
    bytes,
    async read(start, end) {
      if (held?.id !== id) held = { id, bytes: read(id) };
      return (await held.bytes).slice(start, end);
    },
  }));
}
