// `nt2 open` against the real server: what it asks before, where it hands the secret, and when the server hears of it.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import type { Client, NewField } from '../../../src/client/client.ts';
import { programAt } from '../../client/client-at.ts';
import { CLI_SCHEMA } from '../../docs/cli-schema.ts';
import { openDoor, type Harness } from '../../server/harness.ts';
import { said, type Said } from '../said.ts';

const CANARY = 'whsec_open_canary_7Qm2';
const FIELDS: readonly NewField[] = [
  { name: 'Api key', value: CANARY },
  { name: 'Database', value: "postgres://u:it's $5@h/d", env: 'DATABASE_URL' },
];

let door: Harness;
let sender: Client;
let folder = '';
beforeAll(async () => {
  door = await openDoor();
  // With the true work of words, as the command does it.
  sender = await programAt(door, { scrypt: undefined });
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => {
    const { pathname, search } = new URL(input);
    return door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await door.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-open-'));
  vi.stubEnv('XDG_STATE_HOME', folder);
  vi.stubEnv('DATABASE_URL', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const linkOf = async (items: string | readonly NewField[] = FIELDS, more: object = {}) => {
  const made = await sender.share(items, { label: 'Keys of staging', ...more });
  writeFileSync(at('link'), `${made.url}\n`);
  return made;
};
/** As from a script: the link in a file, nobody to ask. */
const open = async (...args: readonly string[]): Promise<Said> => {
  const done = await said(() => main(['open', '--yes', '--link-file', at('link'), ...args]));
  if (!args.some((arg) => /^--(?:json|format)$/.test(arg)) && done.out === '') expect(done.err).not.toContain(CANARY);
  return done;
};
const statusOf = async (id: string): Promise<string> => (await sender.view(id)).status;
/** Keys of the terminal, besides what the test has put there. */
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('nt2 open', () => {
  it('says who sent it and what it is, and prints one value as it is', async () => {
    const { id } = await linkOf(CANARY);
    const { code, out, err } = await open();
    expect([code, out]).toEqual([0, CANARY]);
    expect(err).toMatch(/^Keys of staging\n {2}From client-\d+: a credential, at nt2\.example\.\n {2}It can be opened once, until \d{4}-/);
    expect(err).not.toContain(CANARY);
    expect(await statusOf(id)).toBe('ended');
    expect(await open()).toMatchObject({ code: 2, out: '' });
  });

  it('prints several values as the page copies them, and JSON for programs', async () => {
    await linkOf();
    expect((await open()).out).toBe(`Api key: ${CANARY}\nDatabase: postgres://u:it's $5@h/d\n`);
    const { id } = await linkOf(FIELDS, { note: 'For May' });
    const { out } = await open('--json');
    const { $defs } = JSON.parse(readFileSync(CLI_SCHEMA, 'utf8')) as { $defs: { open: object } };
    expect(new Ajv.default().validate($defs.open, JSON.parse(out))).toBe(true);
    expect(out.trimEnd()).not.toContain('\n');
    expect(JSON.parse(out)).toMatchObject({
      id,
      label: 'Keys of staging',
      note: 'For May',
      kind: 'credential',
      items: [{ fields: [{ name: 'Api key', value: CANARY, hidden: true }, { env: 'DATABASE_URL' }] }],
    });
  });

  it('with words: reads them from a file, and wrong ones use nothing up', async () => {
    const { id, passphrase = '' } = await linkOf(CANARY, { words: true });
    writeFileSync(at('words'), 'five other words than these');
    expect(await open('--words-file', at('words'))).toMatchObject({ code: 2, out: '' });
    expect(await statusOf(id)).toBe('ready');
    writeFileSync(at('words'), `${passphrase}\n`);
    expect(await open('--words-file', at('words'))).toMatchObject({ code: 0, out: CANARY });
  });

  it.each([['https://nt2.example/s/abcdefghijklmnopqrstuvwxyz234567#1abc'], ['abcdefghijklmnopqrstuvwxyz23456'], ['#1abc']])(
    'takes no link as an argument, and repeats nothing of it: %s',
    async (link) => {
      const { code, err } = await said(() => main(['open', '--yes', link]));
      expect([code, err]).toEqual([64, expect.stringContaining('a link holds its key')]);
      expect(err).not.toContain('abc');
    },
  );

  it.each([
    [['--exec'], 'behind --exec --'],
    [['--', 'env'], 'behind --exec --'],
    [['--json', '--format', 'shell'], '--json stands alone'],
    [['--env', 'a', '--out', 'b'], 'three places'],
    [['--exec', '--format', 'json', '--', 'env'], '--format is for'],
    [['--clear', '--json'], '--clear is for'],
    [['--prefix', '1-'], '--prefix is'],
    [['--name', 'Not A Name'], '--name is'],
    [['--format', 'xml'], '--format is dotenv or'],
    [['--clear'], '--clear needs a terminal'],
    [['--link-file', '-', '--words-file', '-'], 'cannot both come'],
  ])('refuses before it looks at the link: %j', async (args, sentence) => {
    const { code, err } = await said(() => main(['open', '--yes', ...args]));
    expect([code, err]).toEqual([64, expect.stringContaining(sentence)]);
  });

  it('where nobody can be asked, wants to be told that it may', async () => {
    const { id } = await linkOf();
    const { code, err } = await said(() => main(['open', '--link-file', at('link')]));
    expect([code, err]).toEqual([64, expect.stringContaining('--yes')]);
    expect(await statusOf(id)).toBe('ready');
  });
});

describe('nt2 open into a file', () => {
  it('writes a new .env file for this user alone, and nothing else there', async () => {
    await linkOf();
    expect(await open('--env', at('.env'))).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(at('.env'), 'utf8')).toBe(`API_KEY=${CANARY}\nDATABASE_URL="postgres://u:it's $5@h/d"\n`);
    expect(modeOf(at('.env'))).toBe('600');
    expect(readdirSync(folder).toSorted()).toEqual(['.env', 'link', 'nt2']);
  });

  it.each(['.env', 'dangling', 'no/such/folder/.env'])(
    'over no file, through no link, into no folder that is not there: %s',
    async (name) => {
      const { id } = await linkOf();
      writeFileSync(at('.env'), 'mine');
      symlinkSync(at('elsewhere'), at('dangling'));
      expect(await open('--env', at(name))).toMatchObject({ code: 73, out: '' });
      expect([readFileSync(at('.env'), 'utf8'), existsSync(at('elsewhere')), await statusOf(id)]).toEqual(['mine', false, 'ready']);
    },
  );

  it.each([
    ['shell', `export API_KEY=${CANARY}\n`],
    ['json', `{\n  "API_KEY": "${CANARY}"\n}\n`],
    ['docker', `API_KEY=${CANARY}\n`],
    ['terraform', `API_KEY = "${CANARY}"\n`],
    ['yaml', `API_KEY: "${CANARY}"\n`],
    ['compose', `API_KEY=${CANARY}\n`],
    ['k8s', `  name: keys-of-staging\ntype: Opaque\ndata:\n  API_KEY: "${Buffer.from(CANARY).toString('base64')}"\n`],
  ])('--format %s', async (format, text) => {
    await linkOf(FIELDS.slice(0, 1));
    await open('--format', format, '--out', at('out'));
    expect(readFileSync(at('out'), 'utf8')).toContain(text);
    expect(modeOf(at('out'))).toBe('600');
  });

  it('on GitHub Actions has the runner mask each value and each line of one, and nowhere else', async () => {
    const key = `-----BEGIN-----\n${CANARY}\n-----END-----\n`;
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    await linkOf([{ name: 'KEY', value: key }]);
    const { out, err } = await open('--format', 'github');
    expect(out).toMatch(/^KEY<<(nt2_[0-9a-f]{32})\n[^]*\n\1\n$/);
    expect(err.split('\n').filter((line) => line.includes(CANARY))).toEqual([
      `::add-mask::-----BEGIN-----%0A${CANARY}%0A-----END-----%0A`,
      `::add-mask::${CANARY}`,
    ]);
    vi.stubEnv('GITHUB_ACTIONS', undefined);
    await linkOf(FIELDS.slice(0, 1));
    expect((await open('--format', 'github')).err).not.toContain(CANARY);
  });

  it('what a format cannot carry is told, and waits for the next try of this terminal', async () => {
    const { id } = await linkOf([{ name: 'KEY', value: `${CANARY}\nx` }]);
    const { code, err } = await open('--format', 'docker', '--out', at('out'));
    expect([code, err]).toEqual([65, expect.stringContaining('KEY holds what a docker file cannot carry')]);
    expect(err).toContain('one that can: dotenv, node, python-dotenv, shell, compose, json, yaml, k8s, github, terraform.');
    expect([existsSync(at('out')), await statusOf(id)]).toEqual([false, 'claimed']);
    expect(await open('--format', 'shell', '--out', at('out'))).toMatchObject({ code: 0 });
    expect([readFileSync(at('out'), 'utf8').includes(CANARY), await statusOf(id)]).toEqual([true, 'ended']);
  });

  it.each([
    ['dotenv', 'dotenv'],
    ['compose', 'Docker Compose'],
  ])('--format %s says when other programs would read the file otherwise, and only then', async (format, reader) => {
    await linkOf([{ name: 'KEY', value: `it's $5 ${CANARY}` }]);
    const { err } = await open('--format', format);
    expect(err).toContain(`in different ways: this file is for ${reader} alone.`);
    expect(err).not.toContain(CANARY);
    await linkOf(FIELDS.slice(0, 1));
    expect((await open('--format', format)).err).not.toContain('different ways');
  });

  it('a claim by this terminal opens for no other', async () => {
    await linkOf([{ name: 'KEY', value: 'a\nb' }]);
    await open('--format', 'docker', '--out', at('out'));
    vi.stubEnv('XDG_STATE_HOME', at('other'));
    expect(await open('--format', 'shell')).toMatchObject({ out: '' });
  });
});

describe('nt2 open --exec', () => {
  const exec = (...command: readonly string[]) => open('--exec', '--', ...command);

  it('gives the rows to the command, and ends as it does', async () => {
    for (const name of ['NT2_TOKEN', 'NT2_MACHINE_KEY', 'NT2_ID_TOKEN']) vi.stubEnv(name, 'nt2_not_for_commands');
    const { id } = await linkOf();
    const { code, out, err } = await exec(
      'sh',
      '-c',
      `printf '%s|%s|%s' "$API_KEY" "$DATABASE_URL" "$NT2_TOKEN$NT2_MACHINE_KEY$NT2_ID_TOKEN" > '${at('seen')}'; exit 7`,
    );
    expect([code, out, await statusOf(id)]).toEqual([7, '', 'ended']);
    expect(readFileSync(at('seen'), 'utf8')).toBe(`${CANARY}|postgres://u:it's $5@h/d|`);
    expect(err).not.toContain(CANARY);
    expect(JSON.stringify(process.env)).not.toContain(CANARY);
  });

  it('opens nothing for a command that is not there', async () => {
    const { id } = await linkOf();
    expect(await exec('no-such-command')).toMatchObject({ code: 127, err: expect.stringContaining('Nothing was opened') });
    expect(await statusOf(id)).toBe('ready');
  });

  it.each([
    ['steers programs', [{ name: 'NODE_OPTIONS', value: '--require /tmp/evil.js' }], 'NODE_OPTIONS steers programs'],
    ['is set here', [{ name: 'HOME_OF_MINE', value: 'x' }], 'HOME_OF_MINE is set here already'],
    [
      'two rows have',
      [
        { name: 'A key', value: 'x' },
        { name: 'A_KEY', value: 'y' },
      ],
      'Two rows would be one variable',
    ],
    [
      'no row has',
      [
        { name: '鍵', value: 'x' },
        { name: 'B', value: 'y' },
      ],
      'No variable can be named after the row “鍵”',
    ],
  ] as const)('a name that %s reaches no command, and the share waits for another try', async (_what, fields, sentence) => {
    vi.stubEnv('HOME_OF_MINE', 'mine');
    const { id } = await linkOf(fields);
    const { code, err } = await exec('sh', '-c', `touch '${at('ran')}'`);
    expect([code === 0, err]).toEqual([false, expect.stringContaining(sentence)]);
    expect([existsSync(at('ran')), await statusOf(id)]).toEqual([false, 'claimed']);
  });

  it('such a name is given where the person allows it, or as another', async () => {
    vi.stubEnv('HOME_OF_MINE', 'mine');
    await linkOf([{ name: 'HOME_OF_MINE', value: CANARY }]);
    expect(await open('--allow', 'HOME_OF_MINE', '--exec', '--', 'sh', '-c', `test "$HOME_OF_MINE" = ${CANARY}`)).toMatchObject({
      code: 0,
    });
    await linkOf([{ name: 'PATH', value: CANARY }]);
    expect(await open('--prefix', 'APP_', '--exec', '--', 'sh', '-c', `test "$APP_PATH" = ${CANARY}`)).toMatchObject({ code: 0 });
  });
});

describe('the keys of this terminal', () => {
  it('lie in files of this user alone, and what opened a share goes once it is delivered', async () => {
    await linkOf(CANARY);
    await open();
    const keys = at('nt2/keys/nt2.example');
    const files = readdirSync(keys);
    expect(files).toHaveLength(1);
    expect([modeOf(keys), ...files.map((file) => modeOf(join(keys, file)))]).toEqual(['700', '600']);
    for (const file of files) expect(readFileSync(join(keys, file), 'utf8')).toMatch(/^[\w+/]{43}=$/);
  });
});
