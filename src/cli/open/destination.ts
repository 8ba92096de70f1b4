// Where an opened secret goes: a command, a file, standard output, or a terminal. Looked at before the one view is used up; the server
// hears of it only after `give` has kept its word.

import { withoutCredentials } from '../account/environment.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';
import type { OpenCommand } from './options.ts';
import { commandFault, runWithSecret, type Ended } from './run-with-secret.ts';
import { renderRows } from './show.ts';
import { formattedOf, jsonOf, masksOf, plainOf, type OpenedSecret } from './texts.ts';
import { variablesOf } from './variables.ts';
import { checkNewFile, writeNewFile } from '../write-new-file.ts';

export interface DestinationDeps {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Pick<NodeJS.WriteStream, 'isTTY'> & { write(text: string, done: (error?: Error | null) => void): unknown };
  readonly tell: (text: string) => void;
  /** Standard input was read for the link or the words, so that a command has none. */
  readonly isStdinUsed: boolean;
}

export interface Destination {
  /** @throws CommandFailure: nothing was opened */
  check(): void;
  /** Resolves when the secret is where it should be. @throws CommandFailure: it is nowhere */
  give(opened: OpenedSecret): Promise<void>;
  /** What becomes of the command; 0 where there is none. */
  ended(): Promise<number>;
}

export function createDestination(options: OpenCommand, deps: DestinationDeps): Destination {
  if (options.exec !== null) return toCommand(options.exec, options, deps);
  return options.out === null ? toStdout(options, deps) : toFile(options.out, options, deps);
}

function toCommand(
  [command = '', ...args]: readonly string[],
  { naming }: OpenCommand,
  { env, isStdinUsed }: DestinationDeps,
): Destination {
  let running: Promise<Ended> | null = null;
  return {
    check() {
      const fault = commandFault(command, env);
      if (fault !== null) throw new CommandFailure(fault.exitCode, `${fault.detail} Nothing was opened.`);
    },
    async give(opened) {
      const secret = variablesOf(opened, { ...naming, env });
      const run = await runWithSecret({ command, args, env: withoutCredentials(env), secret, withStdin: !isStdinUsed });
      if (run.kind === 'failed') throw new CommandFailure(run.exitCode, run.detail);
      running = run.ended;
    },
    ended: async () => (running === null ? EXIT.done : (await running).exitCode),
  };
}

function textOf(opened: OpenedSecret, { json, format, naming }: OpenCommand, tell: DestinationDeps['tell']): string {
  if (json) return jsonOf(opened);
  if (format === null) return plainOf(opened);
  const { text, note } = formattedOf(opened, format, naming);
  if (note !== null) tell(note);
  return text;
}

function toFile(path: string, options: OpenCommand, { tell }: DestinationDeps): Destination {
  return {
    check: () => checkNewFile(path),
    async give(opened) {
      writeNewFile(path, textOf(opened, options, tell));
      tell('Written, for your user alone.');
    },
    ended: async () => EXIT.done,
  };
}

function toStdout(options: OpenCommand, { stdout, tell, env }: DestinationDeps): Destination {
  const isShown = stdout.isTTY && !options.json && options.format === null;
  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => stdout.write(text, (error) => (error ? reject(error) : resolve())));
  return {
    check: () => undefined,
    async give(opened) {
      // Files may stand alone.
      if (!options.json && opened.items.every(({ fields }) => fields.length === 0)) return;
      // Read by the runner, which shows them nowhere.
      if (options.format === 'github' && env['GITHUB_ACTIONS'] === 'true') tell(masksOf(opened).trimEnd());
      if (!isShown) return write(textOf(opened, options, tell));
      const { text, isExact } = renderRows(opened.items.flatMap(({ fields }) => fields));
      await write(text);
      if (!isExact) tell('Some characters are shown as ⟨U+…⟩, because a terminal would obey or hide them: copy nothing from here by hand.');
    },
    ended: async () => EXIT.done,
  };
}
