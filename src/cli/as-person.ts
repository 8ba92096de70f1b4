// Asks a server as the person who has logged in here, with a sentence for what fails.

import type { Answer } from '../client/wire/answer.ts';
import type { Connection } from '../client/wire/connection.ts';
import { NOT_LOGGED_IN } from './connect.ts';
import { EXIT } from './exit-codes.ts';
import type { Flags } from './flags.ts';
import { CommandFailure } from './output.ts';
import { loadCredentials } from './account/credentials.ts';
import { ownEnvironment } from './account/environment.ts';
import { askServer, failureAt } from './account/server-calls.ts';

/** @throws CommandFailure where nobody has logged in, and for what the server refuses */
export async function askAsPerson<T>(flags: Flags, act: (by: Connection) => Promise<Answer<T>>): Promise<T> {
  const credentials = await loadCredentials(ownEnvironment(), { server: flags.one('--server') });
  if (credentials === null) throw new CommandFailure(EXIT.noPermission, NOT_LOGGED_IN);
  return askServer(credentials, act).catch((error: unknown) => {
    throw failureAt(credentials.url, error);
  });
}
