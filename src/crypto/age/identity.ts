// An age identity as this platform takes it, and the recipient that belongs to it.

import { identityToRecipient } from 'age-encryption';
import { identityKey, toIdentity } from './recipients.ts';
import { untilTaken } from '../refused-keys.ts';

/**
 * X25519 does not look at the lowest three bits of a private key (RFC 7748, section 5): eight spellings are the same key. As it stands,
 * unless it is refused; WebKitGTK refuses those alone that begin with a zero byte.
 * @throws KeysRefused when every spelling is refused: the platform is at fault, not the file.
 */
export function takenIdentity(identity: string): Promise<{ readonly identity: string; readonly recipient: string }> {
  return untilTaken(async (refused) => {
    const spelled = refused === 0 ? identity : spelling(identity, refused);
    return { identity: spelled, recipient: await identityToRecipient(spelled) };
  });
}

function spelling(identity: string, at: number): string {
  const scalar = identityKey(identity);
  if (scalar === null) throw new RangeError('not an X25519 age identity');
  const [first = 0] = scalar;
  scalar[0] = first ^ at;
  return toIdentity(scalar);
}
