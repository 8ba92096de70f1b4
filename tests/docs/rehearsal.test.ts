// The rehearsal of a backup in docs/operations.md, as it is printed there.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { backup } from '../../src/cli/backup/backup.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import { said } from '../cli/said.ts';
import { sealLink } from '../support/hand-offs.ts';
import { readPage } from './pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nt2-rehearsal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the rehearsal restores a backup with the root secret alone, verifies its logs, and leaves nothing behind', async () => {
  const secret = newSecret();
  const env = {
    NT2_PUBLIC_URL: 'https://nt2.example.com',
    NT2_SECRET: secret,
    NT2_STORE: `sqlite:${join(folder, 'live.db')}`,
    NT2_STATE_DIR: folder,
  };
  const read = readConfig(env);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const tools = await openInstallation(read.config, { write: () => undefined });
  const { id, finish } = await sealLink(tools.shares, { host: 'nt2.example.com', secret: 'whsec_canary' });
  await finish();
  await tools.logs.sequence(id.slice(0, 6) as never);
  await tools.close();
  writeFileSync(join(folder, 'secret'), secret);
  await said(() => backup(read.config, [join(folder, 'nt2.backup')]));

  const [, steps = ''] = /### Rehearsal\n[^]*?```\n([^]*?)```/.exec(readPage('docs/operations.md')) ?? [];
  expect(steps.trim().split('\n')).toHaveLength(5);
  symlinkSync(join(root, 'scripts'), join(folder, 'scripts'));
  const { PATH } = process.env;
  const ran = spawnSync('sh', ['-euc', steps], { cwd: folder, env: { PATH }, encoding: 'utf8' });
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  expect(ran.stdout).toContain('Restored. Ended 0 shares');
  expect(ran.stdout).toContain('5 leaves are whole');
  expect(ran.stdout.match(new RegExp(` ${id.slice(0, 6)} `, 'g'))).toHaveLength(3);
  expect(existsSync(join(folder, 'rehearsal'))).toBe(false);
});
