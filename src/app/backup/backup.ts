// Wires backup and restore: rows of the store, checked against the keys of this installation on their way out and in.

import type { Config } from '../../config/settings.ts';
import type { BackupSummary } from '../../core/backup/backup-format.ts';
import { validateRows, FORMAT } from '../../core/backup/validate-rows.ts';
import { importRows } from '../../core/backup/import-rows.ts';
import { exportRows } from '../../core/backup/export-rows.ts';
import { createSigners } from '../../core/tlog/state/signers.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Store } from '../../core/ports/store.ts';
import { Fault } from '../../core/refusal.ts';
import type { BackupRow } from '../../core/backup/backup-format.ts';
import type { Shares } from '../../core/shares.ts';
import { deriveKeys } from '../../crypto/keys/root.ts';
import { createBackupFile, nameOfSecret, openBackupFile } from '../../store/backup-file.ts';

const DAY_MS = 86_400_000;

function keysOf({ NT2_SECRET, NT2_SECRET_PREVIOUS, NT2_PUBLIC_URL }: Config) {
  const [now, older] = [deriveKeys(NT2_SECRET), NT2_SECRET_PREVIOUS.map(deriveKeys)];
  const { host } = NT2_PUBLIC_URL;
  return {
    host,
    own: now.backup,
    all: [now.backup, ...older.map(({ backup }) => backup)],
    signers: createSigners({ host, seeds: [now.log, ...older.map(({ log }) => log)] }),
  };
}

/**
 * Writes a backup, line by line, and checks it as it goes: it fails for a log that differs from what was signed.
 * @throws Fault `backup.…`, `store.…`
 */
export async function createBackup(
  config: Config,
  { store, clock, write }: { readonly store: Store; readonly clock: Clock; readonly write: (line: string) => Promise<void> },
): Promise<BackupSummary> {
  const { host, own, signers } = keysOf(config);
  const file = createBackupFile(own);
  async function* written(): AsyncGenerator<BackupRow> {
    for await (const row of exportRows(store, { format: FORMAT, at: clock(), host, secret: nameOfSecret(own) })) {
      await write(file.line(row));
      yield row;
    }
  }
  const contents = await validateRows(written(), { signers, host });
  await write(file.end());
  return contents;
}

export interface Checked {
  readonly contents: BackupSummary;
  /** Its hash: an interrupted restore resumes only with the same backup. */
  readonly name: string;
}

/** Reads all of it and changes nothing. @throws Fault `backup.…` */
export async function checkBackup(config: Config, lines: AsyncIterable<string>): Promise<Checked> {
  const { host, all, signers } = keysOf(config);
  const file = openBackupFile(lines, all);
  const contents = await validateRows(file.rows, { signers, host });
  return { contents, name: file.name() };
}

/**
 * Writes a backup that was checked into a store that was opened for it, and ends what waited in it: its ciphertext is nowhere. Returns how many
 * those were.
 */
export async function restoreBackup(
  config: Config,
  {
    lines,
    name,
    store,
    shares,
    clock,
  }: {
    readonly lines: AsyncIterable<string>;
    readonly name: string;
    readonly store: Store;
    readonly shares: Shares;
    readonly clock: Clock;
  },
): Promise<number> {
  const file = openBackupFile(lines, keysOf(config).all);
  const waiting = await importRows(store, file.rows, { clock, retentionMs: config.NT2_RETENTION_DAYS * DAY_MS });
  if (file.name() !== name)
    throw new Fault('backup.damaged', 'The backup has been changed while it was restored. Run `nt2 restore` again.');
  const ended = await shares.rollBack(waiting);
  if (!ended.ok) throw new Fault('store.busy', `What waited could not be ended (${ended.code}). Run \`nt2 restore\` again.`);
  await store.finishRestore();
  return ended.value;
}
