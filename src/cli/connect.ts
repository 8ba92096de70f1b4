// The client that a person's command talks through.

import { loadCredentials } from './account/credentials.ts';
import { ownEnvironment } from './account/environment.ts';
import { openKeysIfPossible, withPassingDevice } from './account/kept-keys.ts';
import { failureOf, isApiError } from './api-failure.ts';
import { EXIT } from './exit-codes.ts';
import type { Flags } from './flags.ts';
import { CommandFailure } from './output.ts';
import { wayOut } from './way-out.ts';
import type { Client } from '../client/client.ts';

export const NOT_LOGGED_IN =
  'Nobody has logged in here: run `nt2 login` with the address of your server. A script sets NT2_URL and NT2_TOKEN, with a token of `nt2 token create`.';
const ENDED = 'This log-in has ended: it was removed, or not used for long. Run `nt2 login` again.';

/** `isKept`: its keys outlive the command. */
type Work<T> = (client: Client, isKept: boolean) => Promise<T>;

interface WithOptions {
  /** How often what may be sent twice is sent again. Absent: as often as a client does. */
  readonly retries?: number;
  /** What outlives the command: `all` its keys, `waiting` those of a share that waits. Absent: none. */
  readonly keeps?: 'all' | 'waiting';
}

/** @throws CommandFailure where nobody has logged in and no variable names a server and a token, and for what the server refuses */
export async function withClient<T>(flags: Flags, work: Work<T>, { retries, keeps }: WithOptions = {}): Promise<T> {
  const credentials = await loadCredentials(ownEnvironment(), { server: flags.one('--server') });
  if (credentials === null) throw new CommandFailure(EXIT.noPermission, NOT_LOGGED_IN);
  const { url, token, person } = credentials;
  const { createClient } = await import('../client/client.ts');
  const files = keeps === undefined ? undefined : openKeysIfPossible(ownEnvironment(), url);
  const keys = files !== undefined && keeps === 'waiting' ? withPassingDevice(files) : files;
  try {
    return await work(createClient({ url, token, fetch: wayOut, retries, keys }), keys !== undefined);
  } catch (error) {
    if (!isApiError(error)) throw error;
    throw person !== null && error.code === 'token.invalid' ? new CommandFailure(EXIT.noPermission, ENDED) : failureOf(error);
  }
}
