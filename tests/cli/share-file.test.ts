// `nt2 share --save` and `nt2 open FILE.nt2share`: a secret in a file, with no server at all.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { generatePayloadKey } from '../../src/crypto/capsule/payload.ts';
import { SHARE_FILE_LIMITS } from '../../src/crypto/share-file/limits.ts';
import { CLI_SCHEMA } from '../docs/cli-schema.ts';
import { startNt2 } from './run.ts';
import { said, type Said } from './said.ts';

const CANARY = 'whsec_file_canary_7Qm2';
let folder: string;
const at = (name: string): string => join(folder, name);
const nt2 = (...args: string[]): Promise<Said> => said(() => main(args));
const lock = await generatePayloadKey();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-saved-'));
  vi.stubEnv('XDG_CONFIG_HOME', folder);
  // No server is there, and none is asked.
  vi.stubGlobal('fetch', () => expect.fail('a server was asked'));
  writeFileSync(at('key.txt'), CANARY);
  writeFileSync(at('identity'), `# created: 2026-11-30\n# public key: ${lock.recipient}\n${lock.identity}\n`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true, force: true });
});
const save = (name: string, ...more: string[]) => nt2('share', '--save', at(name), '--file', at('key.txt'), ...more);
const $defs = (): Record<string, object> => (JSON.parse(readFileSync(CLI_SCHEMA, 'utf8')) as { $defs: Record<string, object> }).$defs;
const fits = (name: string, text: string): boolean => new Ajv.default().validate($defs()[name] ?? {}, JSON.parse(text));

describe('a .nt2share file', () => {
  it('is written for an age key and opened by it, as often as one likes, with no server', async () => {
    const saved = await save('key.nt2share', '--recipient', lock.recipient, '--label', 'Stripe key', '--note', 'for the relay');
    expect([saved.code, saved.out]).toEqual([0, `${at('key.nt2share')}\n`]);
    expect([statSync(at('key.nt2share')).mode & 0o777, readFileSync(at('key.nt2share')).includes(CANARY)]).toEqual([0o600, false]);
    for (let times = 0; times < 2; times += 1) {
      const opened = await nt2('open', at('key.nt2share'), '--identity', at('identity'));
      expect([opened.code, opened.out, opened.err]).toEqual([0, CANARY, expect.stringMatching(/^Stripe key\n {2}Saved 20\d\d-/)]);
    }
    const { out } = await nt2('open', at('key.nt2share'), '--identity', at('identity'), '--json');
    expect([fits('open', out), JSON.parse(out)]).toMatchObject([
      true,
      { id: null, label: 'Stripe key', note: 'for the relay', sender: null },
    ]);
  });

  it('is written with words, which are told once, and opened by them', async () => {
    const { code, out, err } = await save('words.nt2share', '--json');
    expect([code, err, fits('saved', out)]).toEqual([0, '', true]);
    const { passphrase } = JSON.parse(out) as { passphrase: string };
    writeFileSync(at('words'), `${passphrase}\n`);
    writeFileSync(at('wrong'), 'other words than those are');
    const open = (words: string, ...more: string[]) => nt2('open', at('words.nt2share'), '--words-file', at(words), ...more);
    expect(await open('words', '--format', 'dotenv', '--out', at('.env'))).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(at('.env'), 'utf8')).toContain(CANARY);
    expect(await open('wrong')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('do not open it') });
    const bytes = readFileSync(at('words.nt2share'));
    writeFileSync(at('words.nt2share'), bytes.subarray(0, -1));
    expect(await open('words')).toMatchObject({ code: 65, out: '', err: expect.stringContaining('the file is damaged') });
    for (const text of [out, err]) expect(text).not.toContain(CANARY);
  });

  it('hands what is in it to a command, and to nothing else', async () => {
    expect(
      (await nt2('open', at('key.nt2share'), '--identity', at('identity'), '--exec', '--', 'sh', '-c', `test "$SECRET" = ${CANARY}`)).code,
    ).toBe(0);
  });

  it('holds files, which a folder gets for this user alone, over none that is there', async () => {
    writeFileSync(at('relay.pem'), Buffer.from([0, 255, 10, 13]));
    mkdirSync(at('elsewhere'));
    writeFileSync(at('elsewhere/relay.pem'), 'another');
    const more = ['--recipient', lock.recipient, '--attach', at('relay.pem'), '--attach', at('elsewhere/relay.pem')];
    expect((await save('files.nt2share', ...more)).code).toBe(0);
    const open = (...flags: string[]) => nt2('open', at('files.nt2share'), '--identity', at('identity'), ...flags);
    expect(await open()).toMatchObject({ code: 0, out: CANARY, err: expect.stringContaining('relay.pem (4 bytes)') });
    for (const [first, second] of [
      ['relay.pem', 'relay (2).pem'],
      ['relay (3).pem', 'relay (4).pem'],
    ] as const) {
      expect(await open('--files', at('out'))).toMatchObject({ code: 0, out: CANARY, err: expect.stringContaining(second) });
      expect([...readFileSync(at(`out/${first}`))]).toEqual([0, 255, 10, 13]);
      expect(readFileSync(at(`out/${second}`), 'utf8')).toBe('another');
    }
    expect([statSync(at('out')).mode & 0o777, statSync(at('out/relay.pem')).mode & 0o777]).toEqual([0o700, 0o600]);
    const listed = await open('--json');
    const names = (text: string) => (JSON.parse(text) as { files: { name: string; path: string | null; bytes: number }[] }).files;
    expect([fits('open', listed.out), names(listed.out)]).toEqual([
      true,
      [
        { name: 'relay.pem', path: null, bytes: 4 },
        { name: 'relay.pem', path: null, bytes: 7 },
      ],
    ]);
    const kept = await open('--json', '--files', at('json'));
    expect([fits('open', kept.out), names(kept.out).map(({ path }) => path)]).toEqual([
      true,
      [at('json/relay.pem'), at('json/relay (2).pem')],
    ]);
    expect((await open('--no-files')).code).toBe(64);
  });

  it('holds files alone, and says so where values are asked for', async () => {
    const env = { HOME: folder, XDG_CONFIG_HOME: folder };
    const args = ['share', '--save', 'alone.nt2share', '--recipient', lock.recipient, '--attach', 'relay.pem', '--label', 'The card'];
    expect(await startNt2(args, { env, folder }).done).toMatchObject({ code: 0, out: 'alone.nt2share\n' });
    const open = (...flags: string[]) => nt2('open', at('alone.nt2share'), '--identity', at('identity'), ...flags);
    expect(await open('--files', at('alone'))).toMatchObject({ code: 0, out: '', err: expect.stringContaining('The card') });
    expect(readFileSync(at('alone/relay.pem')).length).toBe(4);
    expect(await open('--format', 'json')).toMatchObject({ code: 65, out: '', err: expect.stringContaining('files alone') });
  });

  it('takes no file that is none, none without an end, and no more than it holds', async () => {
    truncateSync(at('relay.pem'), SHARE_FILE_LIMITS.filesBytes);
    const more = (path: string) => save('never.nt2share', '--recipient', lock.recipient, '--attach', at('relay.pem'), '--attach', path);
    expect((await more(folder)).code).toBe(65);
    expect((await more('/dev/zero')).code).toBe(65);
    expect(await more(at('key.txt'))).toMatchObject({ code: 65, err: expect.stringContaining('more than 25 MiB together') });
    const many = Array.from({ length: 21 }, () => ['--attach', at('key.txt')]).flat();
    expect((await save('never.nt2share', '--recipient', lock.recipient, ...many)).code).toBe(64);
    expect(existsSync(at('never.nt2share'))).toBe(false);
  });

  it('says in one sentence what is no such file, and reads no more of a large one', async () => {
    writeFileSync(at('letter.nt2share'), 'a letter');
    writeFileSync(at('large.nt2share'), new Uint8Array(SHARE_FILE_LIMITS.bytes + 1));
    const open = (name: string) => nt2('open', at(name), '--identity', at('identity'));
    expect(await open('letter.nt2share')).toMatchObject({ code: 65, err: 'That is no .nt2share file.' });
    expect(await open('large.nt2share')).toMatchObject({ code: 65, err: expect.stringContaining('larger than') });
    expect(await open('nothing.nt2share')).toMatchObject({ code: 65, err: 'There is no file of that name that can be read.' });
    writeFileSync(at('other'), (await generatePayloadKey()).identity);
    expect((await nt2('open', at('key.nt2share'), '--identity', at('other'))).code).toBe(2);
  });

  it.each([
    ['--to', 'slack:@ann'],
    ['--link'],
    ['--expires', '2d'],
    ['--recipient', 'age1nonsense'],
    ['--recipient', lock.recipient, '--words'],
    // Nobody would read the words.
    [],
  ])('is not written with what does not belong to a file: %s %s', async (...more) => {
    expect((await save('never.nt2share', ...more.filter((one) => one !== undefined))).code).toBe(64);
    expect(existsSync(at('never.nt2share'))).toBe(false);
  });

  it('is written over nothing, has its name, and a link is still refused as an argument', async () => {
    expect((await save('key.nt2share', '--recipient', lock.recipient)).code).toBe(73);
    expect((await save('key.age', '--recipient', lock.recipient)).code).toBe(64);
    expect((await nt2('share', '--link', '--recipient', lock.recipient)).code).toBe(64);
    for (const typed of ['https://nt2.example/s/x#key.nt2share', 'key.txt', 'https://nt2.example/s/abc']) {
      const { code, err } = await nt2('open', typed);
      expect([code, err.includes(typed)]).toEqual([64, false]);
    }
    expect((await nt2('open', at('key.nt2share'), '--link-file', at('key.txt'))).code).toBe(64);
    expect((await nt2('open', '--identity', at('identity'), '--yes')).code).toBe(64);
  });
});
