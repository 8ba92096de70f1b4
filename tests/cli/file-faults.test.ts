// What file systems refuse at the start: one sentence with the path and what to do, exit code 78, never a stack and never a hang.

import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newSecret } from '../../src/cli/keygen.ts';
import { firstOf, isCampaign } from '../support/campaign.ts';
import { startNt2, type Ran } from './run.ts';
import { compileForAll, mountSmall, NOBODY, nt2AsNobody, unmount, USER } from './unprivileged.ts';

if (!isCampaign) console.log('left to a campaign: every second place of a file that is refused');

let folder: string;
let env: Record<string, string>;
const isRoot = process.getuid?.() === 0;

let shared: Awaited<ReturnType<typeof compileForAll>>;
beforeAll(async () => {
  shared = await compileForAll();
});
afterAll(() => shared.remove());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-files-'));
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const secret = newSecret();
  env = {
    NT2_PUBLIC_URL: 'http://127.0.0.1:4180',
    NT2_SECRET: secret,
    NT2_PORT: '0',
    NT2_STATE_DIR: join(folder, 'data'),
    NT2_STORE: `sqlite:${join(folder, 'db', 'nt2.db')}`,
    NODE_COMPILE_CACHE: shared.compiled,
  };
});
afterEach(() => {
  // Where this is not run by root, what was locked must be opened to be removed.
  for (const name of ['locked', 'db']) {
    try {
      chmodSync(join(folder, name), 0o700);
    } catch {
      continue;
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

const nt2 = (...args: string[]): Promise<Ran> => nt2AsNobody(args, { env, folder });

/** A folder in which the user may only look. */
function lock(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  chmodSync(path, 0o555);
  return path;
}

/** The one sentence; whatever else it printed is a fault of its own. */
function sentenceOf({ code, out, err }: Ran): string {
  expect([code, out], err).toEqual([78, '']);
  expect(err).toMatch(/^\S[^\n]*\.\n$/);
  return err;
}

function faultOf({ code, out, err }: Ran): string {
  const faults = out.split('\n').filter((line) => line.startsWith('FAULT  ') && !line.includes('pages have not been built'));
  expect([code, err, faults.length], out).toEqual([78, '', 1]);
  return faults.join();
}

let refused = 0;

/** By a command, and by the doctor: in a campaign always, in `npm test` every third time, since both go by one way. */
async function refusals(): Promise<string> {
  refused += 1;
  if (!isCampaign && refused % 3 !== 1) return sentenceOf(await nt2('token', 'list')).trim();
  const [served, looked] = await Promise.all([nt2('token', 'list'), nt2('doctor')]);
  const [sentence, fault] = [sentenceOf(served).trim(), faultOf(looked)];
  expect(fault).toBe(`FAULT  ${sentence}`);
  return sentence;
}

const who = `ser .*\\(?${USER}\\)?`;

describe('U12: what the file system refuses at the start', () => {
  const places: readonly [string, () => Record<string, string>, RegExp][] = [
    [
      'a folder that may not be written',
      () => ({ NT2_STATE_DIR: lock('locked') }),
      new RegExp(`U${who} may not read and write in .*locked \\(NT2_STATE_DIR\\): give`),
    ],
    [
      'a folder that may not be made',
      () => ({ NT2_STATE_DIR: join(lock('locked'), 'a/b') }),
      new RegExp(`U${who} may not make .*locked/a/?b? \\(NT2_STATE_DIR\\) in .*locked: make it`),
    ],
    [
      'a file where a folder belongs',
      () => (writeFileSync(join(folder, 'x'), ''), { NT2_STATE_DIR: join(folder, 'x') }),
      /x \(NT2_STATE_DIR\) must be a folder, and it is a file: move/,
    ],
    [
      'a file above it',
      () => (writeFileSync(join(folder, 'x'), ''), { NT2_STATE_DIR: join(folder, 'x/y') }),
      /x\/y \(NT2_STATE_DIR\) must be a folder, and .*x is a file: move/,
    ],
    [
      'a link that leads nowhere',
      () => (symlinkSync('nowhere', join(folder, 'x')), { NT2_STATE_DIR: join(folder, 'x') }),
      /and it is a link that leads nowhere: move/,
    ],
    [
      'a place where nothing can be made',
      () => ({ NT2_STATE_DIR: '/proc/nt2' }),
      /\/proc\/nt2 \(NT2_STATE_DIR\) cannot be made: \/proc takes nothing new\. Name another/,
    ],
    [
      'the folder of checkpoints',
      () => ({ NT2_CHECKPOINT_DIR: lock('locked') }),
      /may not read and write in .*locked \(NT2_CHECKPOINT_DIR\)/,
    ],
    [
      'the folder of the store',
      () => ({ NT2_STORE: `sqlite:${lock('locked')}/nt2.db` }),
      /may not read and write in .*locked \(NT2_STORE\)/,
    ],
    [
      'a folder where the store belongs',
      () => (mkdirSync(join(folder, 'x')), { NT2_STORE: `sqlite:${join(folder, 'x')}` }),
      /x \(NT2_STORE\) must be a file, and it is a folder: move/,
    ],
    [
      'a store that is no database',
      () => (
        writeFileSync(join(folder, 'x'), 'not a database '.repeat(99)),
        chmodSync(join(folder, 'x'), 0o666),
        { NT2_STORE: `sqlite:${join(folder, 'x')}` }
      ),
      /x \(NT2_STORE\) is not an SQLite database: name another file/,
    ],
  ];
  it.each(isCampaign ? places : places.filter((_, at) => at % 2 === 0))('%s', async (_what, change, says) => {
    env = { ...env, ...change() };
    expect(await refusals()).toMatch(says);
  });

  it.each([
    ['the store itself, which may not be read', 'nt2.db', 0o000],
    ['the store itself, which may only be read', 'nt2.db', 0o444],
    ['a file beside it that another user has left', 'nt2.db-shm', 0o000],
    ['a file beside it that may only be read', 'nt2.db-wal', 0o444],
  ])('%s', async (_what, name, mode) => {
    expect(await nt2('token', 'list')).toMatchObject({ code: 0 });
    const path = join(folder, 'db', name);
    writeFileSync(path, '', { flag: 'a' });
    chmodSync(path, mode);
    expect(await refusals()).toMatch(
      new RegExp(`U${who} may not read and write .*${name.replace('.', '\\.')} \\(NT2_STORE\\): give it to that user`),
    );
  });

  it('a store that another process holds locked', async () => {
    expect(await nt2('token', 'list')).toMatchObject({ code: 0 });
    const db = new DatabaseSync(join(folder, 'db', 'nt2.db'));
    db.exec('BEGIN EXCLUSIVE');
    expect(await refusals()).toMatch(/nt2\.db \(NT2_STORE\) is locked by another process: end it/);
    db.exec('ROLLBACK');
    db.close();
  });

  it('marks that another user has left, and nobody else can read', async () => {
    mkdirSync(join(folder, 'data'), { mode: 0o777 });
    chmodSync(join(folder, 'data'), 0o777);
    const mark = join(folder, 'data', 'watermark-elsewhere-1-00000000');
    writeFileSync(mark, '', { mode: 0o000 });
    chmodSync(mark, 0o000);
    expect(await refusals()).toMatch(/may not read and write .*watermark-elsewhere-1-00000000 \(NT2_STATE_DIR\): give it to that user/);
  });

  it.each([
    ['read-only', 'ro,mode=777', /(?:data|db) \(NT2_(?:STATE_DIR|STORE)\) lies on a file system that is read-only: mount it writable/],
    [
      'full',
      'size=16k,mode=777',
      /There is no room for .*(?:data|db|log) \(NT2_(?:STATE_DIR|CHECKPOINT_DIR|STORE)\): make room on its disk/,
    ],
  ])('a volume that is %s, with the data or the store on it', async (what, options, says) => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const missing = mountSmall(disk, options);
    if (missing !== null) return console.log(`left out: ${missing}`);
    try {
      const fill = (): void => {
        for (let size = 64 * 1024; size >= 1; size = Math.floor(size / 2)) {
          try {
            writeFileSync(join(disk, `filler-${size}`), Buffer.alloc(size));
          } catch {
            continue;
          }
        }
      };
      if (what === 'full') for (const name of ['data', 'db', 'log']) mkdirSync(join(disk, name), { mode: 0o777 });
      if (what === 'full') for (const name of ['data', 'db', 'log']) chmodSync(join(disk, name), 0o777);
      if (what === 'full') fill();
      const before = env;
      for (const more of [
        { NT2_STATE_DIR: join(disk, 'data'), NT2_CHECKPOINT_DIR: join(folder, 'log') },
        { NT2_STORE: `sqlite:${join(disk, 'db', 'nt2.db')}` },
      ]) {
        env = { ...before, ...more };
        expect(await refusals()).toMatch(says);
      }
    } finally {
      unmount(disk);
    }
  });

  const commands = [
    [['serve']],
    [['token', 'create', 'x']],
    [['log', 'keys']],
    [['log', 'verify']],
    [['log', 'tail']],
    [['log', 'new-generation', 'aaaaaa']],
    [['log', 'export', 'there']],
    [['evidence', 'export', '--from', '2026-11-20', '--to', '2026-11-20']],
    [['receipt', 'a'.repeat(32)]],
    [['backup', '-']],
    [['store', 'accept-rollback']],
    [['sign-out', 'slack:T1:U1']],
    [['forget', 'slack:T1:U1']],
  ];
  it.each(firstOf(commands, 4, 'commands that open the store'))('every command that opens the store says so: %j', async (args) => {
    env['NT2_STATE_DIR'] = lock('locked');
    env['NT2_CHECKPOINT_DIR'] = join(folder, 'log');
    expect(sentenceOf(await nt2(...args))).toMatch(/may not read and write in .*locked \(NT2_STATE_DIR\)/);
  });

  it('a trial in a folder that may not be written', async () => {
    const here = lock('locked');
    const ran = await nt2AsNobody(['try'], { env: { NODE_COMPILE_CACHE: shared.compiled }, folder: here });
    expect(sentenceOf(ran)).toMatch(
      /may not make .*locked\/data\/try \(nt2 try\) in .*locked: make it and give it to that user with chown, or run it in another folder/,
    );
  });

  it('what root leaves in a folder of another user can be read by them', async () => {
    if (!isRoot) return console.log('left out: only root can leave files to others');
    mkdirSync(join(folder, 'data'));
    chownSync(join(folder, 'data'), NOBODY, NOBODY);
    const asRoot = await startNt2(['token', 'create', 'x'], { env, folder }).done;
    expect(asRoot).toMatchObject({ code: 0 });
    for (const name of readdirSync(join(folder, 'data'))) expect(statSync(join(folder, 'data', name)).uid, name).toBe(NOBODY);
    expect(await nt2('token', 'list')).toMatchObject({ code: 0, out: expect.stringMatching(/^x /) });
  });
});
