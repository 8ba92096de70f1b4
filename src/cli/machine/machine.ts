// `nt2 machine`: enrols this machine by a code that its owner confirms in chat, and opens by its key what people share with it.

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ApiError } from '../../client/api-error.ts';
import { enrolMachine } from '../../client/machine/enrol.ts';
import { connectMachine } from '../../client/machine/machine.ts';
import { openMachineSession } from '../../client/machine/session.ts';
import { envName } from '../../env-file/names.ts';
import { commonLine, lineFor } from '../../env-file/write.ts';
import type { MachineKey } from '../../crypto/keys/machine.ts';
import type { Connection } from '../../client/wire/connection.ts';
import type { Item } from '../../crypto/capsule/items.ts';
import { ownEnvironment } from '../account/environment.ts';
import { asCalled } from '../as-called.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import type { Secret } from '../../client/methods/claim-and-open.ts';
import { createFilesDesk } from '../files/files-desk.ts';
import type { FileOnDisk } from '../files/save-files.ts';
import { findIdToken } from './id-token.ts';
import { parseBinding } from './binding.ts';
import { escapeForTerminal, tellPerson } from '../terminal-text.ts';
import { wayOut } from '../way-out.ts';
import { parseServer } from '../account/credentials.ts';
import { failureOf } from '../api-failure.ts';
import { loadMachineKey, reserveMachineKey } from './machine-key.ts';
import type { Environment } from '../../config/setting.ts';

/** What a test has in place of this process. */
interface Here {
  readonly env: Environment;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly fetch: typeof fetch;
  /** To standard output. Resolves when the reader has it. */
  readonly write: (text: string) => Promise<void>;
}

const writeOut = (text: string): Promise<void> =>
  new Promise((resolve, reject) => void process.stdout.write(text, (error) => (error ? reject(error) : resolve())));

const here = (): Here => ({
  env: ownEnvironment(),
  pause: (ms, signal) => sleep(ms, undefined, { signal }),
  fetch: wayOut,
  write: writeOut,
});

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const ADD = 'this command takes a name of small letters, digits and hyphens, --server, --key, and --issuer with --claim';

/** Of a machine itself: `add` and `open`. Of its owner, who has logged in: the others. */
export async function machine(args: readonly string[]): Promise<number> {
  const [verb = '', ...rest] = args;
  if (verb === 'add') return addMachine(rest);
  if (verb === 'open') return openAsMachine(rest);
  const { bindOwned, showMachines, endMachine, freeOwned } = await import('./owned.ts');
  if (verb === 'list') return showMachines(rest);
  if (verb === 'revoke') return endMachine(rest);
  if (verb === 'bind') return bindOwned(rest);
  if (verb === 'free') return freeOwned(rest);
  throw new UsageError('nt2 machine takes add, open, list, bind, free or revoke');
}

export async function addMachine(args: readonly string[], { pause, fetch: ask }: Here = here()): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { server: text, key: text, issuer: text, claim: { ...text, multiple: true } } as const;
  const { values, positionals } = parsed(args, options, ADD);
  const [name, ...more] = positionals;
  const { server, key: file = `${name}.nt2-machine` } = values as Readonly<Record<string, string | undefined>>;
  const workload = parseBinding(values, ADD);
  if (name === undefined || more.length > 0 || server === undefined) throw new UsageError(ADD);
  const origin = parseServer(server, '--server');
  const kept = reserveMachineKey(file);
  const session = openMachineSession(origin, ask);
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  for (const signal of ENDING) process.on(signal, onSignal);
  return failing(async () => {
    try {
      const { key, owner } = await enrolMachine(session, {
        name,
        workload,
        signal: stop.signal,
        pause: (ms) => pause(ms, stop.signal),
        onCode: ({ command, expiresInMs, words }) =>
          console.error(
            `In chat, type:  ${command}\n\nIt asks you to enrol “${name}”, for ${Math.round(expiresInMs / 60_000)} minutes from now, and must show these six words:\n\n  ${words.join(' ')}\n\nWaiting; Ctrl-C ends it.`,
          ),
      });
      kept.save(key);
      return print(`${escapeForTerminal(owner)} has enrolled ${name}. Its key is in ${file}, ${await leaveKeys(key, session)}.`);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      console.error('Not enrolled. The code is worth nothing any more.');
      return EXIT.interrupted;
    } finally {
      kept.drop();
      for (const signal of ENDING) process.off(signal, onSignal);
    }
  });
}

/** Its key is kept: whatever fails now, it is enrolled. */
async function leaveKeys(key: MachineKey, session: Connection): Promise<string> {
  try {
    return `with ${await (await connectMachine({ key, session })).refill()} keys left at the server for what people share with it`;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    tellPerson(failureOf(error).message);
    return 'and none is left at the server yet: nt2 machine open leaves them, also where nothing waits';
  }
}

const OPEN =
  'this command takes the id or the address of one share, or none for the oldest that waits; --key, --format dotenv or json, and --files or --no-files';

export async function openAsMachine(args: readonly string[], { env, fetch: ask, write }: Here = here()): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parsed(args, { key: text, format: text, files: text, 'no-files': { type: 'boolean' } }, OPEN);
  const { key: file, format = 'json', files } = values as Readonly<Record<string, string | undefined>>;
  const isWithout = values['no-files'] === true;
  if (positionals.length > 1 || (format !== 'json' && format !== 'dotenv')) throw new UsageError(OPEN);
  const [share] = positionals;
  const named = /(?:^|\/)([a-z2-7]{32})(?:$|[/?#])/.exec(share ?? '')?.[1];
  if (share !== undefined && named === undefined) throw new UsageError(OPEN);
  const key = loadMachineKey(env, file);
  return failing(async () => {
    const machine = await connectMachine({ key, fetch: ask, findToken: (audience) => findIdToken(env, ask, audience) });
    const id = named ?? (await machine.waiting())[0]?.id;
    if (id === undefined) await machine.refill();
    if (id === undefined) throw new CommandFailure(exitCodeOf('share.not_yet'), 'Nothing waits for this machine.');
    // Until it is written, the server does not hear that it arrived, and the machine may open it once more.
    const desk = createFilesDesk({ folder: files ?? null, isForced: false, isWithout, isQuiet: true }, false);
    const give = ({ items, label, sender }: Secret, saved: readonly FileOnDisk[]): Promise<void> =>
      write(format === 'json' ? `${JSON.stringify({ id, label, sender, items, files: saved })}\n` : toDotenv(items));
    let isGiven = false;
    const opened = await machine.open(
      id,
      async (secret) => {
        // What takes longer than a minute is told after it was confirmed: the server waits for two.
        if ((await desk.begin(secret)) === 'coming') return;
        await give(secret, await desk.finish(secret));
        isGiven = true;
      },
      desk.beforeClaim,
    );
    if (!isGiven) await give(opened, await desk.finish(opened));
    await machine.refill();
    return 0;
  });
}

function toDotenv(items: readonly Item[]): string {
  const lines = items.flatMap(({ fields }) =>
    fields.map(({ name, env, value }) => {
      const entry = { name: env ?? envName(name), value };
      const line = commonLine(entry) ?? lineFor('shell', entry);
      if (line === null) throw new CommandFailure(EXIT.input, `${entry.name} holds what no line can: open it with --format json.`);
      return line;
    }),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function parsed(args: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options'], usage: string) {
  try {
    return parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true });
  } catch {
    throw new UsageError(usage);
  }
}

async function failing(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message, exitCode } = failureOf(error);
    console.error(asCalled(message));
    return exitCode;
  }
}
