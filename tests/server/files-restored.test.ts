// A backup that was taken while a share with a file waited, and a restore beside the place of files as it was: neither the record nor the
// ciphertext comes back, the share has ended, and what lies in the place goes.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import { exportRows } from '../../src/core/backup/export-rows.ts';
import { importRows } from '../../src/core/backup/import-rows.ts';
import { createFileSweep } from '../../src/core/files/sweep.ts';
import type { BackupRow } from '../../src/core/backup/backup-format.ts';
import type { FileId } from '../../src/core/share.ts';
import { sharedFile } from './file-parts.ts';
import { HOST, openDoor, type Harness } from './harness.ts';

let before: Harness;
let after: Installation;
const folder = mkdtempSync(join(tmpdir(), 'nt2-files-restored-'));
beforeAll(async () => {
  before = await openDoor();
  const read = readConfig({
    NT2_PUBLIC_URL: `https://${HOST}`,
    NT2_SECRET: newSecret(),
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: join(folder, 'data'),
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  after = await openInstallation(read.config, { write: () => undefined, clock: () => before.time.now, restoring: 'x' });
});
afterAll(async () => {
  await Promise.all([before.close(), after.close()]);
  rmSync(folder, { recursive: true, force: true });
});

test('a restore brings no file back: its share has ended, its record is not there, and the sweeper empties the place', async () => {
  const shared = await sharedFile(before);
  const rows: BackupRow[] = [];
  for await (const row of exportRows(before.store, { format: 1, at: before.time.now, host: HOST, secret: 'x' })) rows.push(row);
  const written = JSON.stringify(rows);
  const { hashes } = (await before.store.loadFile(shared.fileId as FileId))!;
  for (const hash of hashes.values()) expect(written).not.toContain(hash);

  const waited = await importRows(
    after.store,
    (async function* () {
      yield* rows;
    })(),
    { clock: () => before.time.now, retentionMs: 86_400_000 },
  );
  expect(waited).toContain(shared.id);
  expect([await after.store.loadFile(shared.fileId as FileId), await after.store.countFiles()]).toEqual([null, { files: 0, bytes: 0 }]);
  // As the command does with what waited.
  expect(await after.shares.rollBack(waited)).toMatchObject({ ok: true, value: 1 });
  await after.store.finishRestore();
  expect((await after.store.load(shared.id))?.state).toMatchObject({ status: 'ended', cause: 'rolled-back' });

  const place = join(before.fileFolder, shared.fileId.slice(0, 6), shared.fileId);
  expect(existsSync(place)).toBe(true);
  const sweep = createFileSweep({ store: after.store, blobs: before.blobs!, clock: () => before.time.now });
  await sweep.orphans();
  expect([existsSync(place), sweep.found.orphans]).toEqual([false, 1]);
});
