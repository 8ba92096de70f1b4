// The server's keyed functions, by the runtime's own HMAC: they run for every request.

import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { ServerKeys } from '../crypto/keys/root.ts';
import { open, seal } from '../crypto/keys/secretbox.ts';
import type { Secrets } from './world.ts';

export function createSecrets(keys: Pick<ServerKeys, 'cookie' | 'lease'>): Secrets {
  // Made once: from bytes, each call would make a key object first, which costs more than the code itself.
  const macKey = createSecretKey(keys.lease);
  const mac: Secrets['mac'] = (purpose, text) => createHmac('sha256', macKey).update(`nt2/v1/${purpose}\n${text}`).digest('base64url');
  return {
    mac,
    isMac(purpose, text, shown) {
      const right = Buffer.from(mac(purpose, text));
      const given = Buffer.from(shown);
      return right.length === given.length && timingSafeEqual(right, given);
    },
    seal: (plain) => seal(keys.cookie, plain),
    open: (sealed) => open(keys.cookie, sealed),
  };
}
