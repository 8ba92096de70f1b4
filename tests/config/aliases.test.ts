// Settings under names that they had before: what nt2 takes, what it says, and that nothing of ours uses them.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OLD_NAMES_END, RENAMED } from '../../src/config/aliases.ts';
import { readConfig, readRaw, renameSentences } from '../../src/config/read.ts';
import type { Environment, Setting } from '../../src/config/setting.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { filesWith } from '../support/our-files.ts';

const root = join(import.meta.dirname, '../..');
const good = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: randomBytes(32).toString('base64url') };
const CANARY = 'canary-3f1b';
const values: Record<(typeof RENAMED)[number]['to'], readonly [string, string]> = {
  NT2_STATE_DIR: ['/srv/nt2/state', '/srv/elsewhere'],
  NT2_CHECKPOINT_DIR: ['/srv/nt2/checkpoints', '/srv/elsewhere'],
  NT2_TLOG_RETENTION_YEARS: ['3', '4'],
  NT2_KEY_STORE_URL: [`redis://:${CANARY}@keys`, `redis://:${CANARY}@others`],
};

function faults(env: Environment, readFile?: (path: string) => string): string[] {
  const read = readConfig({ ...good, ...env }, readFile);
  return read.ok ? [] : read.issues.map(({ name, message }) => `${name} ${message}`);
}

describe.each(RENAMED)('$from, which is $to now', ({ from, to }) => {
  const [one, other] = values[to];

  it('means the same under both names', () => {
    const [before, after] = [readConfig({ ...good, [from]: one }), readConfig({ ...good, [to]: one })];
    expect(before.ok && before.config[to]).toEqual(after.ok && after.config[to]);
    expect(before.ok && before.config[to]).not.toEqual((readConfig(good) as { config?: Record<string, unknown> }).config?.[to]);
    expect(readRaw(to, SETTINGS[to], { [from]: one })).toEqual({ isGiven: true, text: one });
  });

  it('may stand there twice with one value, and not with two; neither is repeated', () => {
    expect(faults({ [from]: one, [to]: ` ${one} ` })).toEqual([]);
    const told = faults({ [from]: one, [to]: other });
    expect(told).toEqual([`${from} is the old name of ${to}, which says something else: keep ${to} alone.`]);
    expect(told.join()).not.toContain(CANARY);
    expect(faults({ [from]: ' ', [to]: other })).toEqual([]);
  });

  it('a value that is refused is refused under the name that was given', () => {
    const bad = to === 'NT2_TLOG_RETENTION_YEARS' || to === 'NT2_KEY_STORE_URL' ? 'never' : '~/nt2';
    expect(faults({ [from]: bad })).toEqual([expect.stringMatching(new RegExp(`^${from} `))]);
    expect(faults({ [to]: bad })).toEqual([expect.stringMatching(new RegExp(`^${to} `))]);
  });

  it('its file is named as before where it is a secret, and is no setting elsewhere', () => {
    const read = (path: string): string => (path === '/run/one' ? one : other);
    const { secret }: Setting = SETTINGS[to];
    if (secret !== true) {
      expect(faults({ [`${from}_FILE`]: '/run/one' })[0]).toContain('is not a setting of nt2');
      return;
    }
    expect(faults({ [`${from}_FILE`]: '/run/one' }, read)).toEqual([]);
    expect(renameSentences({ [`${from}_FILE`]: '/run/one' })[0]).toContain(`${from}_FILE is called ${to}_FILE now`);
    expect(faults({ [`${from}_FILE`]: '/run/one', [to]: one }, read)[0]).toContain(`keep ${to} alone`);
    expect(faults({ [`${from}_FILE`]: '/run/one', [from]: one }, read)[0]).toContain('given twice');
    expect(faults({ [`${from}_FILE`]: '/run/one' }, () => CANARY)).toEqual([expect.stringMatching(new RegExp(`^${from} must be`))]);
  });

  it('a sentence says what to rename, and until which release', () => {
    expect(renameSentences({ [from]: one })).toEqual([
      `${from} is called ${to} now: rename it. nt2 understands the old name until ${OLD_NAMES_END}.`,
    ]);
    expect(renameSentences({ [to]: one, [from]: '' })).toEqual([]);
  });

  it('stands in the table of docs/upgrade.md', () => {
    expect(readFileSync(join(root, 'docs/upgrade.md'), 'utf8')).toMatch(new RegExp(`^\\| \`${from}\`.* \\| \`${to}\``, 'm'));
  });
});

/** Where an old name may stand: its table, the pages that tell of it, and their tests. */
const HOMES = ['src/config/aliases.ts', 'CHANGELOG.md', 'docs/upgrade.md', 'docs/decisions/field-names.md', 'tests/cli/old-names.test.ts'];
const OLD = new RegExp(`\\b(?:${RENAMED.map(({ from }) => from).join('|')})(?:_FILE)?\\b`);

it('nothing of ours uses an old name of a setting', () => {
  expect(filesWith(OLD)).toEqual(HOMES.toSorted());
});
