// scrypt for the vault: in the Worker that the page names.

import type { Scrypt } from '../../crypto/age/scrypt.ts';
import { metaOf } from '../browser/page-meta.ts';
import { scryptIn } from '../crypto/passphrase-keys.ts';

export const scryptHere = (): Scrypt => scryptIn(metaOf('words-worker'));
