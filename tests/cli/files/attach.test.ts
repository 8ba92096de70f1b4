// Files in the terminal: `nt2 share --attach` and `nt2 open --files`, against a real server, in this process.

import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { createClient, type FileSource } from '../../../src/client/client.ts';
import { PLAIN_BYTES } from '../../../src/crypto/file/sizes.ts';
import { contentOf } from '../../client/files/parts.ts';
import { CLI_SCHEMA } from '../../docs/cli-schema.ts';
import { openDoor, PUBLIC_URL, type Harness } from '../../server/harness.ts';
import { said, type Said } from '../said.ts';

let door: Harness;
let folder: string;
let token = '';
/** What stands between the command and the server. */
let meddle: (path: string, init: RequestInit) => void = () => undefined;
const NAME = 'canary-name-5d2f.pem';
const CANARY = 'whsec_file_canary_61';

beforeAll(async () => {
  door = await openDoor();
  const made = await door.apiTokens.create('terminal');
  if (!made.ok) throw new Error(made.code);
  token = made.value;
  vi.stubGlobal('fetch', async (input: string | URL, init: RequestInit = {}) => {
    const { pathname, search } = new URL(input);
    meddle(pathname, init);
    init.signal?.throwIfAborted();
    return door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-attach-'));
  vi.stubEnv('NT2_URL', PUBLIC_URL);
  vi.stubEnv('NT2_TOKEN', token);
  vi.stubEnv('XDG_STATE_HOME', folder);
});
afterEach(() => {
  meddle = () => undefined;
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  expect(door.lines.join('\n')).not.toMatch(/canary/);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await door.close();
});

const at = (name: string): string => join(folder, name);
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};
const nt2 = (...args: string[]): Promise<Said> => said(() => main(args));
const lying = async (): Promise<number> => (await door.store.countFiles()).files;
async function shared(...args: string[]): Promise<void> {
  const { code, out, err } = await nt2('share', '--link', ...args);
  expect([code, err.includes('canary')]).toEqual([0, false]);
  file('link', out);
}
/** By a program that says what it likes. */
async function sent(files: readonly FileSource[], items: string | [] = []): Promise<string> {
  const { id, url } = await createClient({ url: PUBLIC_URL, token }).share(items, { label: 'Keys', files });
  file('link', url);
  return id;
}
const source = (name: string, content: Uint8Array | string = CANARY): FileSource => {
  const bytes = Buffer.from(content);
  return { name, type: '', bytes: bytes.length, read: async (start, end) => Uint8Array.from(bytes.subarray(start, end)) };
};
const open = (...args: string[]): Promise<Said> => nt2('open', '--yes', '--link-file', at('link'), ...args);
const names = (place = 'in'): string[] => readdirSync(at(place)).toSorted();

describe('nt2 share --attach', () => {
  it('sends several files beside rows; they are saved whole, for this user alone, and the server keeps none', async () => {
    const big = contentOf(PLAIN_BYTES + 3);
    const before = await lying();
    await shared(
      '--file',
      file('key.txt', 'a value'),
      '--attach',
      file(NAME, CANARY),
      '--attach',
      file('dump.bin', big),
      '--label',
      'Keys',
    );
    const { code, out, err } = await open('--files', at('in'));
    expect([code, out]).toEqual([0, 'a value']);
    expect(err).toMatch(/a credential, with 2 files, at nt2\.example\./);
    expect(err).toContain(`Saved, for your user alone: ${at(`in/${NAME}`)} (20 bytes)`);
    expect([readFileSync(at(`in/${NAME}`), 'utf8'), readFileSync(at('in/dump.bin')).equals(big)]).toEqual([CANARY, true]);
    expect([statSync(at('in')).mode & 0o777, statSync(at(`in/${NAME}`)).mode & 0o777]).toEqual([0o700, 0o600]);
    expect([names(), await lying()]).toEqual([[NAME, 'dump.bin'].toSorted(), before]);
  });

  it('takes files alone, prints nothing of them to standard output, and tells a program where they lie', async () => {
    await shared('--attach', file(NAME, CANARY), '--attach', file('empty', ''), '--file', file('none', 'x'));
    const { out } = await open('--json', '--files', at('in'));
    const { $defs } = JSON.parse(readFileSync(CLI_SCHEMA, 'utf8')) as { $defs: { open: object } };
    expect(new Ajv.default().validate($defs.open, JSON.parse(out))).toBe(true);
    expect((JSON.parse(out) as { files: unknown }).files).toEqual([
      { name: NAME, path: at(`in/${NAME}`), bytes: 20 },
      { name: 'empty', path: at('in/empty'), bytes: 0 },
    ]);
    await sent([source(NAME)]);
    expect(await open('--files', at('out'))).toMatchObject({ code: 0, out: '' });
    expect(names('out')).toEqual([NAME]);
  });

  it('refuses what is no file before a secret is asked for, and repeats no name', async () => {
    mkdirSync(at('canary-folder'));
    for (const path of [at('canary-folder'), at('canary-none'), '/dev/zero']) {
      const { code, out, err } = await nt2('share', '--link', '--attach', path, '--attach', file('a', 'a'));
      expect([code, out, err.startsWith('File 1 of --attach'), err.includes('canary')]).toEqual([65, '', true, false]);
    }
    const many = Array.from({ length: 21 }, () => ['--attach', file('a', 'a')]).flat();
    expect((await nt2('share', '--link', ...many)).code).toBe(64);
  });

  it('a file that changes while it is read is not sent, and nothing stays at the server', async () => {
    const before = await lying();
    const path = file(NAME, contentOf(3 * PLAIN_BYTES));
    meddle = (_, { method }) => method === 'PUT' && appendFileSync(path, 'x');
    const { code, out, err } = await nt2('share', '--link', '--attach', path, '--file', file('v', 'v'));
    expect([code, out, err]).toEqual([65, '', expect.stringContaining('changed while it was read')]);
    expect(await lying()).toBe(before);
  });

  it('Ctrl-C while it is sent takes back the file and the share', async () => {
    const before = await lying();
    meddle = (path, { method }) => {
      if (method === 'PUT' && path.endsWith('/2')) process.emit('SIGINT');
    };
    const { code, out, err } = await nt2('share', '--link', '--attach', file('dump', contentOf(6 * PLAIN_BYTES)), '--file', file('v', 'v'));
    expect([code, out, err]).toEqual([130, '', 'Taken back: nothing was sent.']);
    await expect.poll(lying).toBe(before);
    await expect.poll(async () => (await nt2('list')).out).toBe('');
  });
});

describe('nt2 open', () => {
  it('uses nothing up where a flag is missing: it says what there is, and how to get it', async () => {
    const id = await sent([source(NAME), source('b')], 'row');
    const { code, out, err } = await open();
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain('It has 2 files: say where they go by --files <folder>, or that you want none by --no-files. Nothing was opened');
    file('a-file', 'x');
    expect((await open('--files', at('a-file'))).code).toBe(73);
    expect((await open('--files', at('none/deep'))).code).toBe(73);
    expect((await createClient({ url: PUBLIC_URL, token }).view(id)).status).toBe('ready');
    expect(await open('--no-files')).toMatchObject({ code: 0, out: 'row', err: expect.stringContaining('nobody can fetch any more') });
    expect((await open('--files', at('in'), '--no-files')).code).toBe(64);
  });

  it('writes over no file, follows no link, and keeps two of one name apart; --force replaces what is there', async () => {
    mkdirSync(at('in'));
    file('in/key.pem', 'mine');
    file('elsewhere', 'mine too');
    symlinkSync(at('elsewhere'), at('in/lnk'));
    mkdirSync(at('in/dir'));
    const files = ['key.pem', 'key.pem', 'KEY.PEM', 'lnk', 'dir', 'a.tar.gz', 'a.tar.gz'].map((name) => source(name));
    await sent(files);
    expect((await open('--files', at('in'))).code).toBe(0);
    expect(names()).toEqual([
      'KEY.PEM',
      'a (2).tar.gz',
      'a.tar.gz',
      'dir',
      'dir (2)',
      'key (2).pem',
      'key (3).pem',
      'key.pem',
      'lnk',
      'lnk (2)',
    ]);
    expect([readFileSync(at('in/key.pem'), 'utf8'), readFileSync(at('elsewhere'), 'utf8')]).toEqual(['mine', 'mine too']);
    await sent([source('key.pem', 'theirs'), source('lnk', 'theirs')]);
    expect((await open('--files', at('in'), '--force')).code).toBe(0);
    expect([readFileSync(at('in/key.pem'), 'utf8'), lstatSync(at('in/lnk')).isFile(), readFileSync(at('elsewhere'), 'utf8')]).toEqual([
      'theirs',
      true,
      'mine too',
    ]);
  });

  it('nothing is left of a file that the disk has no room for, and it can be opened once more', async () => {
    await sent([source('small'), source('key.pem', contentOf(PLAIN_BYTES + 5))]);
    const { FileHandle } = await handleClass();
    const full = vi
      .spyOn(FileHandle, 'sync')
      .mockRejectedValueOnce(Object.assign(new Error('canary'), { code: 'ENOSPC', syscall: 'fsync' }));
    const { code, out, err } = await open('--files', at('in'));
    full.mockRestore();
    expect([code, out, names()]).toEqual([73, '', []]);
    expect(err).toContain('there is no room on the disk');
    expect((await open('--files', at('in'))).code).toBe(0);
    expect(names()).toEqual(['key.pem', 'small']);
  });

  it('a file that is damaged at the server is never saved', async () => {
    await sent([source(NAME)]);
    meddle = (path) => {
      if (!path.endsWith('/chunks/0')) return;
      const [id = ''] = /[a-z2-7]{32}(?=\/chunks)/.exec(path) ?? [];
      const place = join(door.fileFolder, id.slice(0, 6), id);
      for (const name of readdirSync(place)) writeFileSync(join(place, name), Buffer.alloc(36, 1));
    };
    const { code, err } = await open('--files', at('in'));
    expect([code, err.includes('not what the sender encrypted'), names()]).toEqual([2, true, []]);
  });

  it('with --exec the command starts when all files are there', async () => {
    await sent([source('config.json', '{}')], 'value');
    const look = `process.exit(require('fs').readFileSync(${JSON.stringify(at('in/config.json'))}, 'utf8') === '{}' && process.env.KEYS === 'value' ? 7 : 1)`;
    expect((await open('--files', at('in'), '--exec', '--', process.execPath, '-e', look)).code).toBe(7);
  });
});

/** The class of what `open` gives, whose methods a disk would answer for. */
async function handleClass(): Promise<{ FileHandle: { sync(): Promise<void> } }> {
  const { open: openFile } = await import('node:fs/promises');
  const handle = await openFile('/dev/null');
  await handle.close();
  return { FileHandle: Object.getPrototypeOf(handle) as { sync(): Promise<void> } };
}
