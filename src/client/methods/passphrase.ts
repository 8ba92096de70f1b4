// Words to keys, away from the thread that the program runs in where there is such a place.

import type { Scrypt } from '../../crypto/age/scrypt.ts';
import { derivePassphraseKeys, newPassphraseSalt, type PassphraseKeys } from '../../crypto/passphrase/passphrase.ts';

interface NodeScrypt {
  scrypt(
    password: Uint8Array,
    salt: Uint8Array,
    length: number,
    options: object,
    done: (error: Error | null, key: Uint8Array) => void,
  ): void;
}
interface NodeProcess {
  readonly process?: { readonly getBuiltinModule?: (name: string) => NodeScrypt | undefined };
}

/** Looked up, not imported: the same file runs in browsers, and no bundler has to know of Node. */
const nodeCrypto = (): NodeScrypt | undefined => (globalThis as NodeProcess).process?.getBuiltinModule?.('node:crypto');

/** In Node's own threads, where there is Node; else here, giving way to other work every few milliseconds. */
export const scryptOfPlatform: Scrypt = async (password, salt, params, onProgress) => {
  const node = nodeCrypto();
  if (node === undefined) return (await import('../../crypto/age/scrypt.ts')).scryptInThread(password, salt, params, onProgress);
  const { dkLen, ...cost } = params;
  return new Promise((resolve, reject) =>
    node.scrypt(password, salt, dkLen, { ...cost, maxmem: 256 * 1024 * 1024 }, (error, key) =>
      error === null ? resolve(new Uint8Array(key)) : reject(error),
    ),
  );
};

/** `salt` absent: a new one. */
export const deriveWords = (
  words: string,
  { share, salt, scrypt }: { share: string; salt?: string; scrypt: Scrypt },
): Promise<PassphraseKeys> => derivePassphraseKeys({ words, salt: salt ?? newPassphraseSalt(), share, scrypt });
