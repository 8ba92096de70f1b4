// `nt2 backup`: writes what is worth keeping to one file, while the server runs.

import { parseArgs } from 'node:util';
import { encryptStream } from '../../app/backup/age.ts';
import { isRecipient } from '../../crypto/age/recipients.ts';
import { createBackup } from '../../app/backup/backup.ts';
import type { Config } from '../../config/settings.ts';
import type { BackupSummary } from '../../core/backup/backup-format.ts';
import { withInstallation } from '../with-installation.ts';
import { UsageError } from '../output.ts';
import { openTarget, standardOutput } from './files.ts';

const USAGE = 'nt2 backup takes a file (- for standard output), and may take --to age1… to encrypt it, more than once';

export function backup(config: Config, args: readonly string[]): Promise<number> {
  const { file, to } = parseWish(args);
  return withInstallation(config, async ({ store }) => {
    const target = file === '-' ? standardOutput() : await openTarget(file);
    try {
      const sink = to.length === 0 ? target : await encryptStream(target, to);
      const write = (line: string): Promise<void> => sink.write(Buffer.from(line));
      const contents = await createBackup(config, { store, clock: Date.now, write });
      await sink.end();
      console.error(tell(contents, to.length > 0));
      return 0;
    } catch (error) {
      await target.drop();
      throw error;
    }
  });
}

function tell({ tags, leaves, shares, evidence, rotations, waiting, settings }: BackupSummary, isLocked: boolean): string {
  return [
    `In it: the logs of ${tags} tenants, ${leaves} leaves, each log checked; ${shares} shares with their names and labels; evidence of ${evidence} shares; ${rotations} rotations; ${settings} API tokens (as hashes), installations (sealed) and notes of the audit channel.`,
    `Not in it: any ciphertext, that of files neither, so the ${waiting} shares that are not over end when it is restored; NT2_SECRET, which a restore needs; NT2_CHECKPOINT_DIR and NT2_STATE_DIR, which must not lie beside it.`,
    isLocked
      ? 'It is encrypted to the keys that you named.'
      : 'It names people: keep it as you keep the store, or encrypt it with --to age1…',
  ].join('\n');
}

function parseWish(args: readonly string[]): { readonly file: string; readonly to: readonly string[] } {
  try {
    const options = { to: { type: 'string', multiple: true } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file] = positionals;
    const to = values.to ?? [];
    if (file === undefined || positionals.length > 1 || !to.every(isRecipient)) throw new UsageError(USAGE);
    return { file, to };
  } catch {
    throw new UsageError(USAGE);
  }
}
