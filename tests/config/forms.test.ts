// How settings are written, and read by programs that do not agree: a shell takes quotes off and replaces `~` and `$`, Docker hands all of it on.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from '../../src/cli/init/files.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Setting } from '../../src/config/setting.ts';
import { SETTINGS } from '../../src/config/settings.ts';

const good = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: randomBytes(32).toString('base64url') };
const settings = Object.entries(SETTINGS as Record<string, Setting>);

function faults(env: Record<string, string>, readFile?: (path: string) => string): string[] {
  const read = readConfig({ ...good, ...env }, readFile);
  return read.ok ? [] : read.issues.map(({ name, message }) => `${name} ${message}`);
}

const QUOTES = ['"', "'", '`'];
const STANDS = 'stands in quotes: `docker --env-file` hands them on; leave them out.';
/** What nt2 takes where there is no default that could stand there. */
const FIT: Record<string, string> = {
  ...good,
  NT2_CHECKPOINT_DIR: '/srv/log',
  NT2_TRUSTED_PROXIES: '10.0.0.0/8',
  NT2_TRACES_URL: 'http://a/b',
};

describe('R7: settings as Docker, Compose, systemd and shells hand them on', () => {
  it.each(
    settings.flatMap(([name, { defaultValue }]) => QUOTES.map((quote) => [name, quote, FIT[name] ?? (defaultValue || 'x')] as const)),
  )('%s in %s is a fault with the cure', (name, quote, value) => {
    expect(faults({ [name]: `${quote}${value}${quote}` })).toEqual([`${name} ${STANDS}`]);
    expect(faults({ [name]: `${quote}${quote}` })).toEqual([`${name} ${STANDS}`]);
  });

  it('one quote, or quotes inside, are for the setting itself to judge', () => {
    expect(faults({ NT2_LOG_LEVEL: '"' })).toEqual(['NT2_LOG_LEVEL must be error, warn, info or debug.']);
    expect(faults({ NT2_STORE: 'redis://nt2:a"b\'c@cache' })).toEqual([]);
  });

  const PLACES: [string, (path: string) => Record<string, string>][] = [
    ['NT2_STATE_DIR', (path) => ({ NT2_STATE_DIR: path })],
    ['NT2_CHECKPOINT_DIR', (path) => ({ NT2_CHECKPOINT_DIR: path })],
    ['NT2_STORE', (path) => ({ NT2_STORE: `sqlite:${path}` })],
    ...settings
      .filter(([, { secret }]) => secret)
      .map(([name]): [string, (path: string) => Record<string, string>] => [
        `${name}_FILE`,
        (path) => ({ [name]: '', [`${name}_FILE`]: path }),
      ]),
  ];
  const FORMS: [string, string][] = [
    ['~', '~/canary-9f'],
    ['~', '~nt2/canary-9f'],
    ['$', '$HOME/canary-9f'],
    ['$', '/srv/${NAME}/canary-9f'],
    ['comment', '/srv/canary-9f # on the volume'],
    ['comment', '/srv/canary-9f\t#volume'],
    ['quotes', '"/srv/canary-9f"'],
    ['quotes', "'/srv/canary-9f'"],
    ['quotes', '/srv/"canary-9f"'],
    ['quotes', '"/srv/canary-9f'],
  ];
  it.each(PLACES.flatMap(([name, env]) => FORMS.map(([what, path]) => [name, path, what, env] as const)))(
    '%s refuses %s for its %s, reads nothing and repeats nothing',
    (name, path, what, env) => {
      const told = faults(env(path), () => expect.unreachable('nothing is read there'));
      expect(told).toEqual([expect.stringMatching(new RegExp(`^${name} .*${what === '$' ? String.raw`\$` : what}.*\\.$`))]);
      expect(told[0]).not.toContain('canary-9f');
    },
  );

  it('a value that stands in quotes inside its file is a fault as well', () => {
    const { NT2_PUBLIC_URL, NT2_SECRET } = good;
    const read = readConfig({ NT2_PUBLIC_URL, NT2_SECRET_FILE: '/run/secret' }, () => `"${NT2_SECRET}"\n`);
    expect(read).toMatchObject({ ok: false, issues: [{ name: 'NT2_SECRET_FILE', message: expect.stringContaining('stands in quotes') }] });
  });

  it('takes ordinary paths, also with spaces, dots and letters of any language', () => {
    for (const path of ['/srv/nt2 data', './data', '../nt2', '/srv/café#1', 'a~b', '/srv/nt2.d/#x'])
      expect(faults({ NT2_STATE_DIR: path, NT2_STORE: `sqlite:${path}/nt2.db` }), path).toEqual([]);
  });

  it('every default and every example that is written as a setting means the same to a shell and to Docker', async () => {
    const examples = [...SETTINGS.NT2_TRUSTED_PROXIES.doc.matchAll(/`([\d./:a-f,]+)`/g)].map(([, text]) => ['NT2_TRUSTED_PROXIES', text]);
    expect(examples).toEqual([['NT2_TRUSTED_PROXIES', '10.0.0.0/8,fd00::/8']]);
    const defaults = settings.flatMap(([name, { defaultValue }]) => (defaultValue ? [[name, defaultValue]] : []));
    const made = await filesOf({ url: 'https://nt2.example.com', store: 'sentinel', slack: 'socket', discord: 'on' });
    const written = made.find(({ path }) => path === 'nt2.env')!.text;
    const text = `${written}\n${[...examples, ...defaults].map(([name, value]) => `${name}=${value}`).join('\n')}\n`;
    const asDocker = text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
    const folder = mkdtempSync(join(tmpdir(), 'nt2-forms-'));
    try {
      writeFileSync(join(folder, 'nt2.env'), text);
      const out = execFileSync('sh', ['-c', 'set -a; . ./nt2.env; set +a; env'], { cwd: folder, env: { HOME: '/root' }, encoding: 'utf8' });
      for (const [name, value] of new Map(asDocker)) expect(out.split('\n')).toContain(`${name}=${value}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('U12: the file of a secret that cannot be read', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-secret-'));
    mkdirSync(join(folder, 'made-by-docker'));
    writeFileSync(join(folder, 'empty'), '');
    writeFileSync(join(folder, 'large'), Buffer.alloc(1024 * 1024 + 1, 97));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    symlinkSync('loop', join(folder, 'loop'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['not-there', 'names a file that is not there: PATH. Make it, or name another one.'],
    ['dangling', 'names a link to a file that is not there: PATH. Make the file, or name another one.'],
    ['made-by-docker', 'names a folder and not a file: PATH. Docker makes one'],
    ['empty/secret', 'goes through a file as if it were a folder: PATH.'],
    ['pipe', 'names something that is no file: PATH.'],
    ['large', 'names a file of more than 1 MiB: PATH.'],
    ['loop', 'names a file that cannot be read (ELOOP): PATH.'],
  ])('O7: %s is told with its whole path, at once', (name, says) => {
    const path = join(folder, name);
    const told = faults({ NT2_SECRET: '', NT2_SECRET_FILE: path });
    expect(told).toEqual([expect.stringContaining(`NT2_SECRET_FILE ${says.replace('PATH', path)}`)]);
  });

  it('one that is empty is a secret that is blank, and devices are no files', () => {
    expect(faults({ NT2_SECRET: '', NT2_SECRET_FILE: join(folder, 'empty') })[0]).toContain('is blank');
    for (const device of ['/dev/null', '/dev/zero', '/dev/urandom'])
      expect(faults({ NT2_SECRET: '', NT2_SECRET_FILE: device })[0]).toContain('names something that is no file');
  });

  it('a secret that was given in the place of its file is not shown', () => {
    const secrets = [
      randomBytes(32).toString('base64url'),
      randomBytes(32).toString('base64'),
      randomBytes(16).toString('hex'),
      'xoxb-1-2-abc',
      'redis://nt2:canary@cache:6379',
      `${randomBytes(18).toString('base64url')}.Gabcde.${randomBytes(28).toString('base64url')}`,
    ];
    for (const secret of secrets) {
      const told = faults({ NT2_SECRET: '', NT2_SECRET_FILE: secret }).join();
      expect(told).toMatch(/^NT2_SECRET_FILE names a file that is not there\. |^NT2_SECRET_FILE goes through/);
      for (const part of secret.split(/[./]/).filter((one) => one.length > 5)) expect(told).not.toContain(part);
    }
  });
});
