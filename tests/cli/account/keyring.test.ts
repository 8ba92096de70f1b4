// The keyring of a real desktop: gnome-keyring on a D-Bus of its own, reached by @napi-rs/keyring, and read by another program too.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const TOKEN = 'nt2t_canaryinarealkeyring';
const URL = 'https://nt2.example';
const account = join(import.meta.dirname, '../../../src/cli/account');

function whatIsMissing(): string | null {
  for (const [program, of] of [
    ['dbus-run-session', 'dbus-daemon'],
    ['gnome-keyring-daemon', 'gnome-keyring'],
    ['secret-tool', 'libsecret-tools'],
  ] as const)
    if (spawnSync(program, ['--version']).error) return `${program} is not installed (Debian: apt-get install ${of})`;
  try {
    createRequire(import.meta.url)('@napi-rs/keyring');
    return null;
  } catch {
    return '@napi-rs/keyring has no build for this system';
  }
}
const missing = whatIsMissing();
if (missing) console.log(`left out, so that a stand-in alone is tried (login.test.ts): a real keyring: ${missing}`);

/** Each line a process of its own, as a person's commands are. */
const STEPS = `
printf anything | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
step() { node --disable-warning=ExperimentalWarning step.mjs "$@"; }
printf '%s\\n' ${TOKEN} | step save
printf 'other program: '; secret-tool lookup service nt2 username ${URL}; echo
step load
step credentials
step remove
step load
`;
const STEP = `
import { text } from 'node:stream/consumers';
import { loadCredentials } from '${account}/credentials.ts';
import { openKeyring } from '${account}/keyring.ts';
const [, , what] = process.argv;
const keyring = openKeyring();
if (what === 'save') console.log('saved', await keyring.save('${URL}', (await text(process.stdin)).trim()));
if (what === 'load') console.log('loaded', await keyring.load('${URL}'));
if (what === 'credentials') console.log('credentials', JSON.stringify(await loadCredentials(process.env)));
if (what === 'remove') await keyring.remove('${URL}');
`;

describe.skipIf(missing !== null)('a real keyring', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-keyring-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    PATH: `${join(process.execPath, '..')}:${process.env['PATH']}`,
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
  };
  writeFileSync(join(folder, 'step.mjs'), STEP);
  const run = (script: string) => spawnSync('dbus-run-session', ['--', 'sh', '-c', script], { cwd: folder, env, encoding: 'utf8' });

  it('K3: keeps the token from one command to the next, where another program of the desktop finds it, until it is removed', () => {
    mkdirSync(join(folder, 'config/nt2'), { recursive: true, mode: 0o700 });
    const servers = [{ url: URL, token: null, person: 'Ann' }];
    writeFileSync(join(folder, 'config/nt2/credentials.json'), JSON.stringify({ version: 1, usual: URL, servers }), { mode: 0o600 });
    expect(run(STEPS).stdout.trim().split('\n')).toEqual([
      'saved true',
      `other program: ${TOKEN}`,
      `loaded ${TOKEN}`,
      `credentials ${JSON.stringify({ url: URL, token: TOKEN, person: 'Ann' })}`,
      'loaded null',
    ]);
  });

  it('takes nothing where no keyring answers, so that the token goes into the file', () => {
    const { stdout, stderr } = run(`printf '%s\\n' ${TOKEN} | node --disable-warning=ExperimentalWarning step.mjs save`);
    expect([stdout, stderr.includes(TOKEN)]).toEqual(['saved false\n', false]);
  });
});
