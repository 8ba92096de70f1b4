// Every 32 bytes are a private key in both curves (RFC 7748, RFC 8032), and yet a browser may refuse some: WebKitGTK one in about 200.
// A key that is drawn is drawn again; a key that is given is spelled or computed with in another way. See docs/decisions/refused-keys.md.

const TRIES = 8;

const NONE_TAKEN = 'KeysRefused';

/** So many keys were refused that it is not about the key. */
class KeysRefused extends Error {
  override readonly name = NONE_TAKEN;
}

/** True for what `untilTaken` throws in the end, also when another file of the page with a copy of this one has thrown it. */
export function isNoneTaken(error: unknown): boolean {
  return error instanceof Error && error.name === NONE_TAKEN;
}

/** How WebCrypto says that it will not make, take or use this very key. A platform without the curve says something else. */
export function isRefusal(error: unknown): boolean {
  const name = (error as { name?: unknown } | null)?.name;
  return name === 'DataError' || name === 'OperationError';
}

/**
 * What `make` gives as soon as it is not refused.
 * @param make hears how often it was refused, from 0.
 * @throws KeysRefused when it is refused eight times; any other error as it comes.
 */
export async function untilTaken<T>(make: (refused: number) => Promise<T>): Promise<T> {
  for (let refused = 0; refused < TRIES; refused += 1) {
    try {
      return await make(refused);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  throw new KeysRefused('no key is taken here');
}
