// Names that changed, as an operator meets them who still uses the old ones.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSecret } from '../../src/cli/keygen.ts';
import { RENAMED_COMMANDS } from '../../src/cli/old-commands.ts';
import { filesWith } from '../support/our-files.ts';
import { startNt2 } from './run.ts';

describe('old names', () => {
  let folder: string;
  let env: Record<string, string>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-old-names-'));
    env = {
      NT2_PUBLIC_URL: 'https://nt2.example.com',
      NT2_SECRET: newSecret(),
      NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
      NT2_DATA: folder,
      NT2_PORT: '0',
    };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const renamed = 'NT2_DATA is called NT2_STATE_DIR now: rename it. nt2 understands the old name until 0.2.0.';

  it('of settings are no fault, and the doctor says what to rename', async () => {
    const { out } = await startNt2(['doctor'], { env, folder }).done;
    expect(out).toContain(`ok     settings\nnote   ${renamed}\n`);
    expect(out).toContain(`NT2_STATE_DIR is ${folder};`);
    expect((await startNt2(['doctor'], { env: { ...env, NT2_STATE_DIR: '/srv/nt2' }, folder }).done).out).toContain(
      'FAULT  NT2_DATA is the old name of NT2_STATE_DIR, which says something else: keep NT2_STATE_DIR alone.',
    );
  });

  it('of settings are shown under the new name, and said once by the server', async () => {
    const shown = await startNt2(['config'], { env, folder }).done;
    expect([shown.code, shown.out, shown.err]).toEqual([
      0,
      expect.stringContaining(`NT2_STATE_DIR            ${folder}\n`),
      `${renamed}\n`,
    ]);
    const { child, done } = startNt2(['serve'], { env, folder });
    child.stdout?.on('data', (part: Buffer) => part.includes('settings.renamed') && child.kill('SIGINT'));
    const lines = (await done).out.split('\n').filter((line) => line.includes('settings.renamed'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'warn', event: 'settings.renamed', detail: renamed }]);
  });

  it.each(RENAMED_COMMANDS)('nt2 $from does what nt2 $to does, and says what to type instead', async ({ from, to }) => {
    const { NT2_DATA: state = '', ...others } = env;
    const now = { ...others, NT2_STATE_DIR: state };
    const more = to === 'evidence export' ? ['--from', '2026-11-20', '--to', '2026-11-20'] : to === 'log new-generation' ? ['aaaaaa'] : [];
    const before = await startNt2([...from.split(' '), ...more], { env: now, folder }).done;
    const after = await startNt2([...to.split(' '), ...more], { env: now, folder }).done;
    const sentence = `\`nt2 ${from}\` is called \`nt2 ${to}\` now: type that instead. The old name works until 0.2.0.\n`;
    expect([before.code, before.out, before.err]).toEqual([after.code, after.out, sentence + after.err]);
    expect(after.err).not.toContain('is called');
    expect(`${after.out}${after.err}`).not.toContain('nt2 --help');
  });

  it('of commands stand in the table of docs/upgrade.md, and nothing of ours uses them', () => {
    const upgrade = readFileSync(join(import.meta.dirname, '../../docs/upgrade.md'), 'utf8');
    for (const { from, to } of RENAMED_COMMANDS) expect(upgrade).toContain(`| \`nt2 ${from}\` | \`nt2 ${to}\` |`);
    expect(filesWith(new RegExp(`nt2 (?:${RENAMED_COMMANDS.map(({ from }) => from).join('|')})\\b`))).toEqual([
      'CHANGELOG.md',
      'docs/decisions/field-names.md',
      'docs/upgrade.md',
    ]);
  });
});
