// How machines are named. Its key is a person's: `isMachine` of `src/crypto/share-terms.ts`.

import { machineWords } from '../crypto/passphrase/wordlist.ts';
import type { PersonKey } from './share.ts';

/** What stands behind a machine's name wherever people read it. */
export const MACHINE_MARK = 'machine';

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/;
/** `machine:ci deploy key`. */
const TYPED = /^machine:([a-z0-9-]{1,24})(?=[\s:,;–—]|$)/i;

export const isMachineName = (name: string): boolean => NAME.test(name);

/** The name in a machine's key; null: it is a person's. */
export function machineNameOf(key: PersonKey): string | null {
  const at = key.indexOf(':machine~');
  return at < 0 ? null : key.slice(at + ':machine~'.length);
}

export const machineKey = (tenant: string, name: string): PersonKey => `${tenant}:machine~${name}` as PersonKey;

/** Six that stand for its key: it shows them where it is enrolled, and chat and the list of its owner show the same. @param device base64 */
export const wordsOfMachine = (device: string): readonly string[] => machineWords(device);

/** The machine that a text begins with, and what follows. Null: it begins with none. */
export function machineIn(text: string): { readonly name: string; readonly rest: string } | null {
  const [whole, name] = TYPED.exec(text) ?? [];
  return whole === undefined || name === undefined ? null : { name: name.toLowerCase(), rest: text.slice(whole.length) };
}
