// `nt2 login`: shows a code, waits until its person has confirmed it in chat, and keeps the token. What it does until then is taken back on
// Ctrl-C, so that a code left on a screen is worth nothing.

import { hostname } from 'node:os';
import { setTimeout as realPause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { print, UsageError } from '../output.ts';
import { asCalled } from '../as-called.ts';
import { credentialsPath, loadStored, saveStored, withServer, type Stored } from './credentials-file.ts';
import { parseServer, tokenOf } from './credentials.ts';
import type { Environment } from '../../config/setting.ts';
import { ownEnvironment } from './environment.ts';
import { EXIT } from '../exit-codes.ts';
import { openKeyring, type Keyring } from './keyring.ts';
import { askServer, sayFailure } from './server-calls.ts';
import { ApiError } from '../../client/api-error.ts';
import { pollLogin, endLogin, beginLogin, giveUpLogin, type LoggedIn, type WaitingLogin } from '../../client/calls/logins.ts';
import { escapeForTerminal } from '../terminal-text.ts';

const SECOND = 1_000;
const LONGEST_NAME = 40;
const WITHDRAW_MS = 3_000;

/** What a test has in place of this process. */
interface Terminal {
  readonly env: Environment;
  readonly isTerminal: boolean;
  readonly keyring: Keyring | null;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const thisTerminal = (): Terminal => ({
  env: ownEnvironment(),
  isTerminal: process.stdin.isTTY && process.stderr.isTTY,
  keyring: openKeyring(),
  pause: (ms, signal) => realPause(ms, undefined, { signal }),
});

export async function login(args: readonly string[], terminal: Terminal = thisTerminal()): Promise<number> {
  const { env, keyring } = terminal;
  const { server, name } = parse(args);
  const url = parseServer(server, 'The server');
  // Before anything is asked: a file that cannot be used would lose the token.
  const stored = loadStored(env);
  if (!isInteractive(terminal)) {
    console.error(
      asCalled(
        'nt2 login needs a person at a terminal. For a script or CI, set NT2_URL and NT2_TOKEN, with a token that the operator makes by nt2 token create.',
      ),
    );
    return EXIT.noPermission;
  }
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  let waiting: WaitingLogin | null = null;
  try {
    waiting = await askServer({ url, signal: stop.signal }, (by) => beginLogin(by, name));
    console.error(
      `In chat, type:  /nt2 login ${waiting.userCode}\n\n` +
        `It asks you to let “${name}” in, for ${Math.round(waiting.expiresInMs / 60_000)} minutes from now. Waiting; Ctrl-C ends it.`,
    );
    const got = await waitForAnswer(url, waiting, { pause: terminal.pause, signal: stop.signal });
    waiting = null;
    const before = stored.servers.find((one) => one.url === url);
    const earlier = before === undefined ? null : await tokenOf(before, keyring);
    const isKept = await keep(url, got, { env, keyring, stored });
    await endAt(url, earlier);
    return print(
      `Logged in at ${url} as ${escapeForTerminal(got.person)}. The token is in ${isKept ? 'the system’s keyring' : credentialsPath(env)}.`,
    );
  } catch (error) {
    if (stop.signal.aborted) {
      if (waiting !== null) await withdraw(url, waiting);
      console.error('Not logged in. The code is worth nothing any more.');
      return EXIT.interrupted;
    }
    return sayFailure(url, error);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
  }
}

function parse(args: readonly string[]): { readonly server: string; readonly name: string } {
  const { values, positionals } = parsed(args);
  const [server, ...more] = positionals;
  if (server === undefined || more.length > 0)
    throw new UsageError('this command takes the address of a server, such as https://nt2.example.com');
  const name = (values.name ?? hostname()).trim();
  if (name === '' || [...name].length > LONGEST_NAME)
    throw new UsageError(`a name has 1 to ${LONGEST_NAME} characters: give one by --name`);
  return { server, name };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { name: { type: 'string' } }, allowPositionals: true });
  } catch {
    throw new UsageError('this command takes the address of a server and --name');
  }
}

/** A person sees what is shown here and can press Ctrl-C. */
function isInteractive({ env, isTerminal }: Terminal): boolean {
  const ci = env['CI'] ?? '';
  return isTerminal && (ci === '' || ci === 'false' || ci === '0');
}

/** Asks at the interval that the server names; longer after `slow_down`, and where it does not answer. @throws ApiError */
async function waitForAnswer(
  url: string,
  { deviceCode, intervalMs, expiresInMs }: WaitingLogin,
  { pause, signal }: Pick<Terminal, 'pause'> & { readonly signal: AbortSignal },
): Promise<LoggedIn> {
  const until = Date.now() + expiresInMs;
  let waitMs = intervalMs;
  let awayMs = 0;
  for (;;) {
    await pause(waitMs + awayMs, signal);
    try {
      return await askServer({ url, signal }, (by) => pollLogin(by, deviceCode));
    } catch (error) {
      if (!(error instanceof ApiError) || signal.aborted) throw error;
      if (error.code === 'login.early') waitMs = Math.max(waitMs + 5 * SECOND, error.retryAfterMs ?? 0);
      awayMs = ['network', 'deadline', 'store.busy', 'rate.limited'].includes(error.code)
        ? Math.min(60 * SECOND, Math.max(awayMs * 2, waitMs))
        : 0;
      const goesOn = error.code === 'login.pending' || error.code === 'login.early' || awayMs > 0;
      if (!goesOn || Date.now() > until) throw error;
    }
  }
}

/**
 * Whether the keyring has it; else the file. What can be kept nowhere (a disk that is full) ends at the server too: nobody would have it, and
 * it would stand in the list of devices.
 */
async function keep(
  url: string,
  { token, person }: LoggedIn,
  { env, keyring, stored }: Pick<Terminal, 'env' | 'keyring'> & { readonly stored: Stored },
): Promise<boolean> {
  const isKept = (await keyring?.save(url, token)) === true;
  try {
    saveStored(env, withServer(stored, { url, token: isKept ? null : token, person }));
    return isKept;
  } catch (error) {
    if (isKept) await keyring?.remove(url);
    await endAt(url, token);
    throw error;
  }
}

/** What was logged in here before is no use any more, and would stand in the list of devices. */
async function endAt(url: string, token: string | null): Promise<void> {
  if (token === null) return;
  await askServer({ url, token }, endLogin).catch(() => undefined);
}

async function withdraw(url: string, { deviceCode }: WaitingLogin): Promise<void> {
  await askServer({ url, deadlineMs: WITHDRAW_MS }, (by) => giveUpLogin(by, deviceCode)).catch(() => undefined);
}
