// `nt2 people`: whom a person can name in --to. Shells ask it while someone types, so there it must be quick or nothing.

import { withClient } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags } from '../flags.ts';
import { print } from '../output.ts';
import { escapeForTerminal, renderColumns, tellPerson } from '../terminal-text.ts';

/** A person who has pressed Tab waits for it: a keyring that wants to be unlocked, or a network that swallows all, is left alone. */
const QUICK_MS = 2_000;

/** bash puts what it gets into the line as it is: a name of chat or a server that lies would have it run what stands there. */
const ACTIVE = /[^\p{L}\p{M}\p{N} ._@+:,/-]/gu;
const PLAIN = /^[a-z]+:[\w.:@~+-]+$/;

/** Two columns. A person who would not stay one word is left out; what is shown of a name is letters and what stands between them. */
export const rowsForShells = (found: readonly { readonly person: string; readonly name: string }[]): string =>
  found
    .filter(({ person }) => PLAIN.test(person))
    .map(({ person, name }) => `${person}\t${name.replaceAll(ACTIVE, '')}`)
    .join('\n');

export async function people(args: readonly string[]): Promise<number> {
  const flags = parseFlags('people', args);
  const isQuick = flags.has('--quick');
  if (isQuick) setTimeout(() => process.exit(EXIT.later), QUICK_MS).unref();
  return withClient(
    flags,
    async (client) => {
      const found = await client.persons({ text: flags.rest.join(' ') });
      const rows = found.map(({ person, name }) => [escapeForTerminal(person), escapeForTerminal(name)]);
      if (flags.has('--json')) for (const { person, name } of found) print(JSON.stringify({ person, name }));
      else if (isQuick) process.stdout.write(found.length > 0 ? `${rowsForShells(found)}\n` : '');
      else if (rows.length > 0) print(renderColumns(rows));
      else tellPerson('Nobody: you find people with whom you have shared by a part of their name, and others by slack:@name.');
      return EXIT.done;
    },
    isQuick ? { retries: 0 } : {},
  );
}
