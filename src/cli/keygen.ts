// `nt2 keygen`: a new root secret. One in many billions looks made up, so that the server would refuse it; draw again then.

import { randomBytes } from 'node:crypto';
import { readConfig } from '../config/read.ts';
import { expectNothing, print } from './output.ts';

/** 32 random bytes in base64url. */
export function newSecret(): string {
  for (;;) {
    const secret = randomBytes(32).toString('base64url');
    const read = readConfig({ NT2_PUBLIC_URL: 'https://nt2.example', NT2_SECRET: secret });
    if (read.ok) return secret;
  }
}

export function keygen(args: readonly string[]): number {
  expectNothing(args);
  return print(newSecret());
}
