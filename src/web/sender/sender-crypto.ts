// What hooks and screens of the sender's side are given of the cryptography, which is fetched.

import type * as Crypto from './crypto.ts';

export type SenderCrypto = typeof Crypto;
