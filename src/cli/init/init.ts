// `nt2 init`: prepares a new installation in this folder, with settings, a new root secret, and places for what only the operator has.
// It overwrites nothing and shows no secret.

import { asCalled } from '../as-called.ts';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Fault } from '../../core/refusal.ts';
import { print } from '../output.ts';
import { choose, type Ask, type InitChoices } from './choices.ts';
import { filesOf, placesOf } from './files.ts';
import type { NewFile } from './new-file.ts';

/** The commands to run next. */
const COMMANDS: Readonly<Record<InitChoices['store'], readonly string[]>> = {
  sqlite: [
    'set -a; . ./nt2.env; set +a',
    'nt2 doctor',
    'nt2 serve',
    '',
    '(or one container: docs/operations.md, “One container, without Redis”)',
  ],
  redis: ['sudo chown -R 10001:10001 secrets', 'docker compose run --rm nt2 doctor', 'docker compose up -d'],
  sentinel: [
    'sudo chown -R 10001:10001 secrets',
    'sudo chown -R 999:999 redis',
    'docker compose -f compose.cluster.yml run --rm nt2-1 doctor',
    'docker compose -f compose.cluster.yml --profile plain up -d',
  ],
};

export async function init(args: readonly string[]): Promise<number> {
  const choices = await withTerminal((ask) => choose(args, ask));
  const files = await filesOf(choices);
  const taken = files.filter(({ path }) => existsSync(path)).map(({ path }) => path);
  if (taken.length > 0) {
    console.error(`Nothing was written: ${taken.join(', ')} ${taken.length > 1 ? 'exist' : 'exists'} already. Use another folder.`);
    return 1;
  }
  for (const file of files) write(file);
  return print(asCalled(closing(choices, files)));
}

function write({ path, mode, text }: NewFile): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${text}\n`, { mode, flag: 'wx' });
    // The mask of the process may have taken from the mode what Redis needs.
    chmodSync(path, mode);
  } catch (error) {
    throw new Fault('init.write', `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`, { cause: error });
  }
}

async function withTerminal<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
  if (!process.stdin.isTTY) return work(null);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Keeps what a person typed before its question came.
  const lines = terminal[Symbol.asyncIterator]();
  try {
    return await work(async (question) => {
      terminal.setPrompt(question);
      terminal.prompt();
      const line = await lines.next();
      if (line.done) throw new Fault('init.left', '\nNothing was written.');
      return line.value;
    });
  } finally {
    terminal.close();
  }
}

function closing(choices: InitChoices, files: readonly NewFile[]): string {
  const places = placesOf(choices);
  const commands = COMMANDS[choices.store];
  return [
    `Written: ${files.map(({ path }) => path).join(', ')}.`,
    'secrets/root is the root secret. Keep a copy of it, apart from backups of the store; without it nothing here can be read.',
    ...(choices.slack === 'none'
      ? []
      : ['Slack: paste slack-manifest.json at https://api.slack.com/apps (Create New App, From a manifest).']),
    ...(places.length === 0 ? [] : ['Make these files yourself, with an editor and mode 600, each with nothing but its one line:']),
    ...places.map(({ path, what }) => `  ${path.padEnd(30)} ${what}`),
    '',
    'Then:',
    '',
    ...commands.map((command) => `  ${command}`),
    '',
  ].join('\n');
}
