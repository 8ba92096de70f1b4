// `nt2 request`: asks a person, or the holder of a link, for a secret, waits for the answer, and hands it on. The key that opens it lies in a
// file of this user until then, so `nt2 open` takes the answer where this command was ended.

import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { constants as system } from 'node:os';
import { stdout } from 'node:process';
import type { Client, Requested, Secret } from '../../client/client.ts';
import { envName } from '../../env-file/names.ts';
import { fileFor } from '../../env-file/write.ts';
import { asCalled } from '../as-called.ts';
import { isApiError } from '../api-failure.ts';
import { withClient } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { createFilesDesk } from '../files/files-desk.ts';
import { checkFolder, type FileOnDisk } from '../files/save-files.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import { escapeForTerminal, localTime, tellPerson } from '../terminal-text.ts';
import { tellHints } from './tell-hints.ts';
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
  const folder = flags.one('--files');
  if (folder !== undefined) checkFolder(folder);
  const place = file === undefined ? null : createPlace(file);
  try {
    return await withClient(flags, (client, isKept) => askAndWait(client, { to, fields, wish, flags, place, isKept }), { keeps: 'all' });
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
  readonly isKept: boolean;
}

async function askAndWait(client: Client, { to, fields, wish, flags, place, isKept }: Asking): Promise<number> {
  const over = new AbortController();
  let asked: Requested | null = null;
  const end = (): void => over.abort();
  const leave = (signal: NodeJS.Signals): void => {
    if (!isKept || asked === null) return end();
    place?.close();
    tellPerson('It still waits for the answer.');
    process.exit(128 + system.signals[signal]);
  };
  const ends = { SIGINT: end, SIGTERM: leave, SIGHUP: leave } as const;
  for (const [signal, by] of Object.entries(ends)) process.on(signal, by);
  try {
    asked = await client.request({ ...wish, fields, to }, { signal: over.signal });
    report(asked, { to, isJson: flags.has('--json'), isApart: place !== null, isKept });
    const { id } = asked;
    // An answer that no key outlives is taken here, or by nobody.
    const folder = flags.one('--files') ?? (isKept ? null : '.');
    const desk = createFilesDesk({ folder, isForced: false, isWithout: false, isQuiet: flags.has('--json') }, false);
    let isGiven = false;
    const received = await client.receive(asked, {
      signal: over.signal,
      beforeClaim(news) {
        if (news.files > 0 && folder === null)
          throw new CommandFailure(EXIT.usage, asCalled(`The answer has files, and waits: nt2 open ${id} --files <folder> takes it.`));
        return desk.beforeClaim(news);
      },
      async handOver(secret) {
        if ((await desk.begin(secret)) === 'coming') return;
        handOver(secret, { flags, place, saved: await desk.finish(secret) });
        isGiven = true;
      },
    });
    if (!isGiven) handOver(received, { flags, place, saved: await desk.finish(received) });
    return EXIT.done;
  } catch (error) {
    if (!over.signal.aborted || !isApiError(error)) throw error;
    if (asked !== null) await client.revoke(asked.id).catch(() => undefined);
    throw new CommandFailure(EXIT.interrupted, 'Taken back: nobody is asked any more.');
  } finally {
    for (const [signal, by] of Object.entries(ends)) process.off(signal, by);
  }
}

/** The link stands on standard output where the values go into a file; else they are what stands there. */
function report(
  { id, url, expiresAt }: Requested,
  { to, isJson, isApart, isKept }: { to: string | undefined; isJson: boolean; isApart: boolean; isKept: boolean },
): void {
  if (isJson) print(JSON.stringify({ id, url, expiresAt, to: to ?? null }));
  else if (url !== null && isApart) print(url);
  else if (url !== null) tellPerson(`Give this link to the person who has it: ${url}`);
  const goesOn = isKept ? ` If this ends otherwise, nt2 open ${id} takes the answer.` : '';
  tellPerson(asCalled(`Waiting for the answer until ${localTime(expiresAt)}. Ctrl-C takes the request back.${goesOn}`));
}

interface Taking {
  readonly flags: Flags;
  readonly place: Place | null;
  readonly saved: readonly FileOnDisk[];
}

/** Before the server hears that it arrived. */
function handOver({ items }: Secret, { flags, place, saved }: Taking): void {
  const fields = items.flatMap((item) => item.fields);
  const [first] = fields;
  if (flags.has('--json') && place === null) {
    print(JSON.stringify({ fields: fields.map(({ name, value, env }) => ({ name, value, env: env ?? null })), files: saved }));
    return;
  }
  if (fields.length === 0 && saved.length > 0) return;
  const entries = fields.map(({ name, value, env }) => ({ name: env ?? (envName(name) || name), value }));
  // One value as it is, several as a .env file. What another person typed may not steer a terminal.
  const text = fields.length === 1 ? (first?.value ?? '') : fileFor('shell', entries);
  if (text === null) throw new CommandFailure(EXIT.input, 'One of the values holds a zero byte, which no .env file can: ask with --json.');
  if (place === null) print(stdout.isTTY ? text.split('\n').map(escapeForTerminal).join('\n') : text);
  else {
    place.write(text);
    tellPerson('Written, for your user alone.');
  }
  // What was given may be a placeholder, or the key with all rights where one with few would do: said while the person who gave it is at hand.
  tellHints(items[0]?.kind ?? 'credential', fields, { now: Date.now(), tell: tellPerson });
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
