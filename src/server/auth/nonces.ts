// What a browser signs to sign in. A nonce carries its own proof that this server gave it, for which share and when, so strangers may ask for
// any number and nothing is stored; that it serves once, the store remembers at its use.

import { limits } from '../../core/limits.ts';
import type { Clock, Random } from '../../core/ports/clock.ts';
import type { ServerCrypto } from '../server-crypto.ts';

export interface Nonces {
  /** For this share alone. */
  issue(share: string): string;
  /** When it ends, epoch ms; null when this server did not give it for this share, or it has ended. */
  untilOf(share: string, nonce: string): number | null;
}

/** `<ms, base36>.<128 random bits>.<mac>`. */
const NONCE = /^([0-9a-z]{1,11}\.[\w-]{22})\.([\w-]{43})$/;

export function createNonces({
  serverCrypto,
  clock,
  random,
}: {
  readonly serverCrypto: Pick<ServerCrypto, 'mac' | 'isMac'>;
  readonly clock: Clock;
  readonly random: Random;
}): Nonces {
  return {
    issue(share) {
      const drawn = `${clock().toString(36)}.${Buffer.from(random(16)).toString('base64url')}`;
      return `${drawn}.${serverCrypto.mac('nonce', `${share}\n${drawn}`)}`;
    },
    untilOf(share, nonce) {
      const [, drawn = '', mac = ''] = NONCE.exec(nonce) ?? [];
      if (!serverCrypto.isMac('nonce', `${share}\n${drawn}`, mac)) return null;
      const untilAt = Number.parseInt(drawn, 36) + limits.nonceMs;
      return clock() < untilAt ? untilAt : null;
    },
  };
}
