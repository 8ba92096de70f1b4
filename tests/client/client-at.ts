// A client at the server of the harness: the same requests as over the wire, without a network.

import { createHash } from 'node:crypto';
import { createClient, type ApiError, type Client, type ClientOptions } from '../../src/client/client.ts';
import type { Person } from '../../src/core/share.ts';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';
import { PUBLIC_URL, type Harness } from '../server/harness.ts';

/** `fetch` that leads to the server, and to nothing else. */
export const fetchOf =
  (door: Pick<Harness, 'server'>): typeof fetch =>
  async (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const { signal } = init ?? {};
    signal?.throwIfAborted();
    const answer = await door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
    signal?.throwIfAborted();
    return answer;
  };

/** In the place of half a second of work; the true one is used by the installed package. */
const quickScrypt: Scrypt = (password, salt) => Promise.resolve(createHash('sha512').update(salt).update(password).digest());

export const clientAt = (door: Harness, options: Partial<ClientOptions> = {}): Client =>
  createClient({ url: PUBLIC_URL, fetch: fetchOf(door), scrypt: quickScrypt, ...options });

let tokens = 0;

/** A program of its own; `as`: it acts as this person. */
export async function programAt(
  door: Harness,
  { as, ...options }: Partial<Omit<ClientOptions, 'as'>> & { readonly as?: Person } = {},
): Promise<Client> {
  tokens += 1;
  const made = await door.apiTokens.create(`client-${tokens}`, as && { as: { key: as.key, name: null } });
  if (!made.ok) throw new Error(made.code);
  return clientAt(door, { token: made.value, ...options });
}

/** What it failed with. */
export const failureOf = (act: Promise<unknown>): Promise<ApiError> =>
  act.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as ApiError,
  );
