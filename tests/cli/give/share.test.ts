// `nt2 share` and the commands that follow a share, against a real server and store, in this process.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { createClient } from '../../../src/client/client.ts';
import { openDoor, PUBLIC_URL, type Harness } from '../../server/harness.ts';
import { said, type Said } from '../said.ts';

let door: Harness;
let folder: string;
const CANARY = 'whsec_canary_77';

beforeAll(async () => {
  door = await openDoor();
  folder = mkdtempSync(join(tmpdir(), 'nt2-share-'));
  const token = await door.apiTokens.create('terminal');
  if (!token.ok) throw new Error(token.code);
  vi.stubEnv('NT2_URL', PUBLIC_URL);
  vi.stubEnv('NT2_TOKEN', token.value);
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => {
    const { pathname, search } = new URL(input);
    return door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await door.close();
});
afterEach(() => expect(door.lines.join('\n')).not.toContain(CANARY));

const nt2 = (...args: string[]): Promise<Said> => said(() => main(args));
const file = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const open = async (link: string, passphrase?: string) =>
  createClient({ url: PUBLIC_URL }).open(link.trim(), passphrase === undefined ? {} : { passphrase });
const idOf = (link: string): string => /\/s\/([a-z2-7]{32})/.exec(link)?.[1] ?? '';

describe('nt2 share', () => {
  it('prints the link alone, which opens once; all else is on standard error', async () => {
    const { code, out, err } = await nt2(
      'share',
      '--link',
      '--file',
      file('key.txt', `${CANARY}\n`),
      '--label',
      'Stripe key',
      '--note',
      'for the relay',
    );
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^Opens once, for anyone who has the link, until 20\d\d-\d\d-\d\d \d\d:\d\d\.$/),
    ]);
    expect(out).toMatch(/^https:\/\/nt2\.example\/s\/[a-z2-7]{32}#\S+\n$/);
    const opened = await open(out);
    expect(opened).toMatchObject({ label: 'Stripe key', note: 'for the relay', sender: 'terminal' });
    expect(opened.items[0]?.fields).toEqual([{ name: 'Secret', value: CANARY, hidden: true, env: 'SECRET' }]);
    await expect(open(out)).rejects.toMatchObject({ code: 'share.gone' });
  });

  it('takes each field of a bank account from its own place, and says on standard error what looks wrong', async () => {
    const iban = `iban=@${file('iban.txt', 'DE89 3704 0044 0532 0310 00\n')}`;
    const bic = `BIC=@${file('bic.txt', 'DEUTDEFF\n')}`;
    const holder = `Account holder=@${file('holder.txt', 'Ann Example')}`;
    const { code, out, err } = await nt2('share', '--link', '--kind', 'bank', '--field', holder, '--field', iban, '--field', bic);
    expect([code, err]).toEqual([0, expect.stringMatching(/^Row 2: The check digits of this IBAN don’t match[^\n]*\nOpens once/)]);
    expect((await open(out)).items[0]?.fields).toEqual([
      { name: 'Account holder', value: 'Ann Example', hidden: false },
      { name: 'IBAN', value: 'DE89 3704 0044 0532 0310 00', hidden: true },
      { name: 'BIC', value: 'DEUTDEFF', hidden: true },
    ]);
  });

  it.each([
    [['--field', `KEY=${CANARY}`], 'never the value'],
    [['--field', 'A=-', '--field', 'B=-'], 'standard input is for one --field'],
    [['--field', '=-'], '--field is a name'],
    [['--field', 'A=@x', '--file', 'y'], 'needs no --file'],
  ])('refuses %j, and repeats nothing of it', async (args, why) => {
    const { code, out, err } = await nt2('share', '--link', ...args);
    expect([code, out, err]).toEqual([64, '', expect.stringContaining(why)]);
    expect(err).not.toContain(CANARY);
  });

  it('says what a key is, and sends it', async () => {
    const { code, err } = await nt2('share', '--link', '--file', file('live.txt', ['sk', 'live', 'aB3dE5gH7jK9mN1pQ3sT5vW7'].join('_')));
    expect([code, err]).toEqual([0, expect.stringMatching(/^This is a live secret key of Stripe[^\n]*\nOpens once/)]);
    expect(err).not.toContain('aB3dE5gH');
  });

  it('takes the output of a command, and lines of a .env file as rows', async () => {
    const dotenv = file('.env', `A_KEY=${CANARY}\nB_KEY='two words'\n`);
    const { out, err } = await nt2('share', '--link', '--from', `cat ${dotenv}`);
    expect(err).toMatch(/^A \.env file: 2 rows\.\nOpens once/);
    expect((await open(out)).items[0]?.fields.map(({ env, value }) => [env, value])).toEqual([
      ['A_KEY', CANARY],
      ['B_KEY', 'two words'],
    ]);
    const raw = await nt2('share', '--link', '--file', dotenv, '--raw');
    expect((await open(raw.out)).items[0]?.fields[0]?.value).toBe(`A_KEY=${CANARY}\nB_KEY='two words'\n`);
    const one = await nt2('share', '--link', '--file', dotenv, '--field', 'B_KEY');
    expect(await open(one.out)).toMatchObject({ label: 'B_KEY', items: [{ fields: [{ name: 'B_KEY', value: 'two words' }] }] });
  });

  it('answers programs in JSON, words among it', async () => {
    const { out } = await nt2('share', '--link', '--words', '--json', '--expires', '2d', '--kind', 'note', '--file', file('n', CANARY));
    const made = JSON.parse(out) as { id: string; url: string; expiresAt: number; to: null; passphrase: string };
    expect(made).toEqual({
      id: idOf(made.url),
      url: made.url,
      expiresAt: door.time.now + 172_800_000,
      to: null,
      passphrase: expect.stringMatching(/^(\w+ ){4}\w+$/),
    });
    expect((await open(made.url, made.passphrase)).kind).toBe('note');
  }, 20_000);

  it.each([
    [['--link', CANARY], 64, /never typed into the command/],
    [['--link', `--secret=${CANARY}`], 64, /a flag is not known here/],
    [['--file', 'x'], 64, /say who it is for/],
    [['--to', CANARY, '--file', 'x'], 64, /--to is a person/],
    [['--link', '--compare', '--file', 'x'], 64, /asks a person, on a terminal/],
    [['--link', '--expires', '5m', '--file', 'x'], 64, /15m to 7d/],
    [['--link', '--words', '--file', 'x'], 64, /a script reads them with --json/],
    [['--link', '--file', 'x', '--from', 'y'], 64, /two sources/],
    [['--link', '--kind', CANARY], 64, /--kind is credential or bank/],
    [['--link', '--label', 'a', '--label', CANARY], 64, /--label may stand there once/],
    [['--link', '--file', `/nowhere/${CANARY}`], 65, /cannot be read/],
    [['--link', '--file', '/dev/null'], 65, /nothing in it/],
    [['--link', '--file', '/dev/zero'], 65, /more than nt2 takes: 256 KiB/],
    [['--link', '--file', '/tmp'], 65, /may be a folder/],
    [['--link', '--from', `sh -c 'echo ${CANARY}; exit 3'`], 3, /ended with exit code 3/],
  ])('refuses %j with %i, says why, and repeats nothing', async (args, exit, says) => {
    const { code, out, err } = await nt2('share', ...args);
    expect([code, out]).toEqual([exit, '']);
    expect(err).toMatch(says);
    expect(err).not.toContain('canary');
  });

  it('what is no text, or too large only as rows, is refused', async () => {
    expect(await nt2('share', '--link', '--file', file('utf16', Buffer.from([0xff, 0xfe, 0x61, 0])))).toMatchObject({ code: 65, out: '' });
    expect(await nt2('share', '--link', '--file', file('quotes', '"'.repeat(200_000)))).toMatchObject({ code: 65, out: '' });
  });

  it('says in one sentence that the server is away, or knows no such token', async () => {
    vi.stubEnv('NT2_TOKEN', CANARY);
    const refused = await nt2('share', '--link', '--file', file('key.txt', CANARY));
    expect([refused.code, refused.err]).toEqual([77, expect.stringMatching(/^(?:This token is not known|You are not logged in)/)]);
    expect(refused.err).not.toContain('canary');
    vi.stubEnv('NT2_URL', '');
    vi.stubEnv('NT2_TOKEN', '');
    vi.stubEnv('XDG_CONFIG_HOME', '/nowhere');
    expect(await nt2('share', '--link', '--file', file('key.txt', CANARY))).toMatchObject({
      code: 77,
      err: expect.stringMatching(/^Nobody has logged in here: run `?nt2 login/),
    });
  });
});
