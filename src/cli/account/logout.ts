// `nt2 logout`: ends this terminal's log-in at the server and deletes its token here.

import { parseArgs } from 'node:util';
import { CommandFailure, print, UsageError } from '../output.ts';
import { loadStored, saveStored, withoutServer } from './credentials-file.ts';
import { parseServer, tokenOf } from './credentials.ts';
import type { Environment } from '../../config/setting.ts';
import { ownEnvironment } from './environment.ts';
import { EXIT } from '../exit-codes.ts';
import { openKeyring } from './keyring.ts';
import { askServer, failureAt } from './server-calls.ts';
import { ApiError } from '../../client/api-error.ts';
import { endLogin } from '../../client/calls/logins.ts';

export async function logout(args: readonly string[], env: Environment = ownEnvironment()): Promise<number> {
  const stored = loadStored(env);
  const server = serverIn(args);
  const url = server === undefined ? stored.usual : parseServer(server, '--server');
  const held = stored.servers.find((one) => one.url === url);
  if (held === undefined) {
    console.error(url === null ? 'Nobody has logged in here.' : `Nobody has logged in at ${url} here.`);
    return EXIT.noPermission;
  }
  let away: CommandFailure | null = null;
  const keyring = openKeyring();
  const token = await tokenOf(held, keyring);
  try {
    if (token === null) away = new CommandFailure(EXIT.refused, 'The system’s keyring does not give the token.');
    else await askServer({ url: held.url, token }, endLogin);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Withdrawn in chat before: that is what was wanted.
    if (error.code !== 'token.invalid') away = failureAt(held.url, error);
  }
  if (held.token === null) await keyring?.remove(held.url);
  saveStored(env, withoutServer(stored, held.url));
  if (away === null) return print(`Logged out at ${held.url}: its token is worth nothing any more.`);
  console.error(`${away.message} The token is deleted here; end it at the server too, in chat by /nt2 devices.`);
  return away.exitCode;
}

function serverIn(args: readonly string[]): string | undefined {
  try {
    return parseArgs({ args: [...args], options: { server: { type: 'string' } } }).values.server;
  } catch {
    throw new UsageError('this command takes --server and nothing else');
  }
}
