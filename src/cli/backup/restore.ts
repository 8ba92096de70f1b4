// `nt2 restore`: loads a backup into an empty store, after checking all of it. An interrupted restore leaves a store that refuses to serve.

import { asCalled } from '../as-called.ts';
import { parseArgs } from 'node:util';
import { checkBackup, restoreBackup } from '../../app/backup/backup.ts';
import { openInstallation } from '../../app/installation.ts';
import type { Config } from '../../config/settings.ts';
import { stoppedLogs } from '../log/log.ts';
import { withInstallation } from '../with-installation.ts';
import { print, UsageError } from '../output.ts';
import { openSource, readIdentities, readLines } from './files.ts';

const USAGE = 'nt2 restore takes a file (- for standard input), and --key <file of an age key> when it is encrypted';

export async function restore(config: Config, args: readonly string[]): Promise<number> {
  const { file, identities } = parseWish(args);
  const source = await openSource(file);
  try {
    await put(config, () => readLines(source.path, identities));
  } finally {
    await source.drop();
  }
  return compare(config);
}

async function put(config: Config, lines: () => AsyncIterable<string>): Promise<void> {
  const { contents, name } = await checkBackup(config, lines());
  const { head, tags, leaves, shares, settings } = contents;
  print(
    `A backup of ${new Date(head.at).toISOString()}, whole: ${tags} tenants, ${leaves} leaves, ${shares} shares, ${settings} settings.`,
  );

  const tools = await openInstallation(config, { write: (line) => void process.stderr.write(line), restoring: name });
  try {
    const { store, shares: work } = tools;
    const ended = await restoreBackup(config, { lines: lines(), name, store, shares: work, clock: Date.now });
    print(`Restored. Ended ${ended} shares that waited: their ciphertext is in no backup. Their senders are told when nt2 runs.`);
  } finally {
    await tools.close();
  }
}

/** Compares what this machine remembers with what the store now says. */
function compare(config: Config): Promise<number> {
  return withInstallation(config, async (whole) => {
    const { rolledBackTenants } = await whole.store.health();
    // An alarm that an older backup raised is cleared where this one passes.
    for (const { tag } of await whole.store.logs()) await whole.logs.verify(tag);
    const stopped = await stoppedLogs(whole);
    for (const sentence of stopped) console.error(asCalled(sentence));
    if (rolledBackTenants.length > 0)
      console.error(
        asCalled(
          `This machine has seen later commits of tenants ${rolledBackTenants.join(', ')}: claims wait for \`nt2 store accept-rollback\`.`,
        ),
      );
    if (stopped.length + rolledBackTenants.length === 0)
      return print(asCalled('Nothing that this machine knows is later than the backup. `nt2 serve` goes on from here.'));
    console.error('The backup is older than what was there. docs/operations.md, “After an old backup”, says what to do.');
    return 0;
  });
}

function parseWish(args: readonly string[]): { readonly file: string; readonly identities: readonly string[] } {
  const { values, positionals } = parsed(args);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new UsageError(USAGE);
  return { file, identities: values.key === undefined ? [] : readIdentities(values.key) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { key: { type: 'string' } }, allowPositionals: true });
  } catch {
    throw new UsageError(USAGE);
  }
}
