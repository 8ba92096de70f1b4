// What log-in, log-out, and the lists of devices and machines ask of a server: through the client's own connection, with its tries and its
// deadline, and a sentence for what fails.

import { createRuns } from '../../client/call.ts';
import { ApiError, taken } from '../../client/api-error.ts';
import { createMemoryKeyStore } from '../../client/keys/key-store.ts';
import { scryptOfPlatform } from '../../client/methods/passphrase.ts';
import type { Answer } from '../../client/wire/answer.ts';
import type { Connection } from '../../client/wire/connection.ts';
import { asCalled } from '../as-called.ts';
import { failureOf } from '../api-failure.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';
import { wayOut } from '../way-out.ts';

interface Asking {
  /** Origin of the server. */
  readonly url: string;
  /** Absent: as a program that nobody has let in. */
  readonly token?: string;
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 20_000;

/** @throws ApiError */
export function askServer<T>(
  { url, token, signal, deadlineMs = DEADLINE_MS }: Asking,
  act: (by: Connection) => Promise<Answer<T>>,
): Promise<T> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const { run } = createRuns({
    url: new URL(url),
    headers: () => headers,
    // A token follows no redirect to another place.
    fetch: (input, init) => wayOut(input, { ...init, redirect: 'error' }),
    deadlineMs,
    retries: 4,
    keys: createMemoryKeyStore(),
    scrypt: scryptOfPlatform,
  });
  return run({ signal }, async ({ connection }) => taken(await act(connection)));
}

/** What to say, and the exit code. @throws what is no answer of a server */
export function failureAt(url: string, error: unknown): CommandFailure {
  if (!(error instanceof ApiError)) throw error;
  const { code, status } = error;
  if (code === 'network' || code === 'deadline')
    return new CommandFailure(EXIT.away, `${url} does not answer: check the address and the network, then try again.`);
  if (code !== 'answer') return failureOf(error);
  return new CommandFailure(
    EXIT.fault,
    `${url} answered with something that nt2 does not know (status ${status}): is it an nt2 server of this version, or did something in between answer in its place?`,
  );
}

/** Says it, and answers with the exit code. @throws what is no answer of a server */
export function sayFailure(url: string, error: unknown): number {
  const { message, exitCode } = failureAt(url, error);
  console.error(asCalled(message));
  return exitCode;
}
