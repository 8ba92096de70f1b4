// A client at the server of the harness: the same requests as over the wire, without a network.

import { createHash } from 'node:crypto';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';
import { createClient, type Client, type ClientOptions } from '../../src/client/client.ts';
import { PUBLIC_URL, type Harness } from '../server/harness.ts';

/** `fetch` that leads to the server; `after` may look at a request and answer in its place. */
const fetchOf =
  (door: Pick<Harness, 'server'>): typeof fetch =>
  async (input, init) => {
    init?.signal?.throwIfAborted();
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    return door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  };

/** In the place of half a second of work; the true one is used by the installed package. */
const quickScrypt: Scrypt = (password, salt) => Promise.resolve(createHash('sha512').update(salt).update(password).digest());

export const clientAt = (door: Harness, options: Partial<ClientOptions> = {}): Client =>
  createClient({ url: PUBLIC_URL, fetch: fetchOf(door), scrypt: quickScrypt, ...options });

let programs = 0;

/** A program of its own, with a token. */
export async function programAt(
  door: Harness,
  options: Partial<ClientOptions> = {},
): Promise<{ readonly name: string; readonly client: Client }> {
  programs += 1;
  const name = `client-${programs}`;
  const made = await door.apiTokens.create(name);
  if (!made.ok) throw new Error(made.code);
  return { name, client: clientAt(door, { token: made.value, ...options }) };
}
