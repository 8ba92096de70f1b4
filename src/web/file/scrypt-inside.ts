// scrypt in the Worker that stands inside this page as text, so that a page on a disk has it too.

import type { Scrypt } from '../../crypto/age/scrypt.ts';
import { scryptIn } from '../crypto/passphrase-keys.ts';

let address: string | null = null;

/** One address for as long as the page lives: the pages' one policy of Trusted Types takes no other. */
function workerAddress(): string {
  const text = document.getElementById('words-worker')?.textContent ?? '';
  address ??= URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  return address;
}

export const scryptInside = (): Scrypt => scryptIn(workerAddress());
