// `nt2 people`: whom a person can name in --to. Shells ask it while someone types, so there it must be quick or nothing.

import { withClient } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags } from '../flags.ts';
import { print } from '../output.ts';
import { escapeForTerminal, renderColumns, tellPerson } from '../terminal-text.ts';

/** A person who has pressed Tab waits for it: a keyring that wants to be unlocked, or a network that swallows all, is left alone. */
const QUICK_MS = 2_000;

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
      else if (rows.length > 0) print(isQuick ? rows.map((row) => row.join('\t')).join('\n') : renderColumns(rows));
      else if (!isQuick)
        tellPerson('Nobody: you find people with whom you have shared by a part of their name, and others by slack:@name.');
      return EXIT.done;
    },
    isQuick ? { retries: 0 } : {},
  );
}
