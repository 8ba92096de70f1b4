// Settings of an installation of its own in a temporary folder, for commands that work on a real store.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';

/** The caller removes the folder. */
export function newInstallation(): { readonly folder: string; readonly config: Config } {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-cli-'));
  const read = readConfig({
    NT2_PUBLIC_URL: 'https://nt2.example.com',
    NT2_SECRET: newSecret(),
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return { folder, config: read.config };
}
