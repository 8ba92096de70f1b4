// The stanza of an age file under words (age-encryption.org/v1), from a key that is already derived: one scrypt call serves the file and the
// proof key. A file of its own, so that the client's types name no package.

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { base64nopad } from '@scure/base';
import { Stanza, type Identity, type Recipient } from 'age-encryption';
import { SCRYPT_LOG_N } from './scrypt.ts';

/** As `PassphraseKey` beside this has them: 16 and 32 bytes. */
interface Derived {
  readonly salt: Uint8Array;
  readonly stanzaKey: Uint8Array;
}

export function scryptRecipient({ salt, stanzaKey }: Derived): Recipient {
  const args = ['scrypt', base64nopad.encode(salt), String(SCRYPT_LOG_N)];
  return { wrapFileKey: (fileKey) => [new Stanza(args, chacha20poly1305(stanzaKey, new Uint8Array(12)).encrypt(fileKey))] };
}

export function scryptIdentity({ stanzaKey }: Derived): Identity {
  return {
    unwrapFileKey: ([stanza]) => {
      // The length is checked before decryption, as the specification asks (partitioning oracles).
      if (stanza?.body.length !== 32) throw new Error('invalid scrypt stanza');
      try {
        return chacha20poly1305(stanzaKey, new Uint8Array(12)).decrypt(stanza.body);
      } catch {
        return null;
      }
    },
  };
}
