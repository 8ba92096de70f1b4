// `nt2 request`: asks a person, or the holder of a link, for a secret, waits for the answer, and hands it on. The key that opens it is in this
// process alone, so a request that nobody waits for is taken back.

import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { stdout } from 'node:process';
import type { Client, Requested, Secret } from '../../client/client.ts';
import { envName } from '../../env-file/names.ts';
import { fileFor } from '../../env-file/write.ts';
import { isApiError, withClient } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import { escapeForTerminal, localTime, tellPerson } from '../terminal-text.ts';
import { parseWish, peopleOf, refuseValue, type GivenWish } from './wish.ts';

const NAMELESS = 'Secret';

export async function requestSecret(args: readonly string[]): Promise<number> {
  const flags = parseFlags('request', args);
  refuseValue(flags);
  const [to, ...more] = peopleOf(flags);
  if (more.length > 0 || (to === undefined) !== flags.has('--link'))
    throw new UsageError('say who is asked: --to slack:@name, or --link for a link that anyone may answer, once');
  const fields = flags.all('--field');
  const wish = parseWish(flags, fields.length === 1 ? (fields[0] ?? NAMELESS) : NAMELESS);
  const file = flags.one('--out');
  // Before anybody is asked: what they give must have a place.
  const place = file === undefined ? null : createPlace(file);
  try {
    return await withClient(flags, (client) => askAndWait(client, { to, fields, wish, flags, place }));
  } finally {
    place?.close();
  }
}

interface Asking {
  readonly to: string | undefined;
  readonly fields: readonly string[];
  readonly wish: GivenWish;
  readonly flags: Flags;
  readonly place: Place | null;
}

async function askAndWait(client: Client, { to, fields, wish, flags, place }: Asking): Promise<number> {
  const over = new AbortController();
  const end = (): void => over.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, end);
  let asked: Requested | null = null;
  try {
    asked = await client.request({ ...wish, fields, to }, { signal: over.signal });
    report(asked, { to, isJson: flags.has('--json'), isApart: place !== null });
    await client.receive(asked, { signal: over.signal, handOver: async (secret) => handOver(secret, flags, place) });
    return EXIT.done;
  } catch (error) {
    if (!over.signal.aborted || !isApiError(error)) throw error;
    if (asked !== null) await client.revoke(asked.id).catch(() => undefined);
    throw new CommandFailure(EXIT.interrupted, 'Taken back: nobody is asked any more.');
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}

/** The link stands on standard output where the values go into a file; else they are what stands there. */
function report(
  { id, url, expiresAt }: Requested,
  { to, isJson, isApart }: { to: string | undefined; isJson: boolean; isApart: boolean },
): void {
  if (isJson) print(JSON.stringify({ id, url, expiresAt, to: to ?? null }));
  else if (url !== null && isApart) print(url);
  else if (url !== null) tellPerson(`Give this link to the person who has it: ${url}`);
  tellPerson(`Waiting for the answer until ${localTime(expiresAt)}. Ctrl-C takes the request back.`);
}

/** Before the server hears that it arrived. */
function handOver({ items }: Secret, flags: Flags, place: Place | null): void {
  const fields = items.flatMap((item) => item.fields);
  const [first] = fields;
  if (flags.has('--json') && place === null) {
    print(JSON.stringify({ fields: fields.map(({ name, value, env }) => ({ name, value, env: env ?? null })) }));
    return;
  }
  const entries = fields.map(({ name, value, env }) => ({ name: env ?? (envName(name) || name), value }));
  // One value as it is, several as a .env file. What another person typed may not steer a terminal.
  const text = fields.length === 1 ? (first?.value ?? '') : fileFor('shell', entries);
  if (text === null) throw new CommandFailure(EXIT.input, 'One of the values holds a zero byte, which no .env file can: ask with --json.');
  if (place === null) print(stdout.isTTY ? text.split('\n').map(escapeForTerminal).join('\n') : text);
  else {
    place.write(text);
    tellPerson('Written, for your user alone.');
  }
}

interface Place {
  write(text: string): void;
  /** Removes it again when nothing was written. */
  close(): void;
}

/** A new file, which only its owner reads. @throws CommandFailure when there is one already */
function createPlace(path: string): Place {
  let isWritten = false;
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch {
    throw new CommandFailure(EXIT.cannotWrite, 'The file of --out is there already, or cannot be made. Nobody was asked.');
  }
  return {
    write(text) {
      writeSync(file, text);
      isWritten = true;
    },
    close() {
      closeSync(file);
      if (!isWritten) unlinkSync(path);
    },
  };
}
