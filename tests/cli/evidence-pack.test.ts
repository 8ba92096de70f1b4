// `nt2 evidence pack`: what is in it, and that the script in it, with a shell, coreutils and openssl alone, finds whatever is changed.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { packEvidence } from '../../src/cli/evidence/pack.ts';
import { UsageError } from '../../src/cli/output.ts';
import type { Config } from '../../src/config/settings.ts';
import type { ShareId, TenantTag } from '../../src/core/share.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { cosign, formatWitnessKey } from '../../src/crypto/tlog/cosignature.ts';
import { sealLink } from '../support/hand-offs.ts';
import { isCampaign } from '../support/campaign.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

if (!isCampaign) console.log('left to a campaign: two of three forgeries of a pack');

const HOST = 'nt2.example.com';
const CANARY = 'whsec_pack_canary_19c';
const month = new Date().toISOString().slice(0, 7);
/** All that check.sh may use: nothing here reads patterns. */
const TOOLS = [
  'sh',
  'openssl',
  'base64',
  'cat',
  'dirname',
  'head',
  'mktemp',
  'od',
  'printf',
  'realpath',
  'rm',
  'sha256sum',
  'tail',
  'tr',
  'wc',
];

let folder = '';
let config: Config;
let bin = '';
const file = (...names: string[]): string => join(folder, ...names);
beforeAll(async () => {
  ({ folder, config } = newInstallation());
  bin = file('bin');
  mkdirSync(bin);
  for (const tool of TOOLS)
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${tool}`])
        .toString()
        .trim()
        .replace(/^(?!\/).*$/, `/usr/bin/${tool}`),
      join(bin, tool),
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withTools<T>(work: (tools: Installation) => Promise<T>): Promise<T> {
  const tools = await openInstallation(config, { write: () => undefined });
  try {
    return await work(tools);
  } finally {
    await tools.close();
  }
}
const pack = (out: string, ...more: string[]) => said(() => packEvidence(config, ['--month', month, '--out', out, ...more]));
const check = (pack: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('sh', [join(pack, 'check.sh'), ...args], { env: { PATH: bin }, encoding: 'utf8' });
  return { status, said: stdout + stderr };
};
/** The last line of SHA256SUMS made anew for what was changed, as a forger would. */
const sumAgain = (pack: string): void => {
  const names = execFileSync('sh', ['-c', 'find . -type f ! -name SHA256SUMS | sort'], { cwd: pack }).toString().trim().split('\n');
  writeFileSync(
    join(pack, 'SHA256SUMS'),
    execFileSync(
      'sha256sum',
      names.map((name) => name.slice(2)),
      { cwd: pack },
    ),
  );
};

describe('nt2 evidence pack', () => {
  let tag: TenantTag;
  let ids: ShareId[];
  beforeAll(async () => {
    ids = await withTools(async ({ shares, logs }) => {
      const done: ShareId[] = [];
      for (const label of ['Stripe key', 'Ümlaut “label”']) {
        const { id, finish } = await sealLink(shares, { host: HOST, secret: CANARY, label });
        await finish();
        done.push(id);
      }
      tag = done[0]?.slice(0, 6) as TenantTag;
      await logs.sequence(tag);
      return done;
    });
  });

  it('M4: holds rows, receipts and entries, and its script says that all of it holds', async () => {
    const { code, out, err } = await pack(file('one'));
    expect([code, out], err).toEqual([0, `${file('one')}\n`]);
    const found = check(file('one'));
    expect(found.said).toContain('All of it holds: 1 logs, 2 receipts,');
    expect(found.status, found.said).toBe(0);
    expect(readdirSync(file('one', 'receipts')).toSorted()).toEqual(ids.flatMap((id) => [`${id}.txt`, `${id}.txt.sig`]).toSorted());
    expect(existsSync(file('one', 'logs', tag, 'entries', '000000000000'))).toBe(true);
    expect(readFileSync(file('one', 'receipts', `${ids[1]}.txt`), 'utf8')).toContain('Ümlaut “label”');
    expect(check(file('one'), '--keys', file('one', 'keys.txt')).status).toBe(0);
    // No secret, and no link to one: in no file of it.
    expect(execFileSync('sh', ['-c', `grep -rlE '${CANARY}|/s/[a-z2-7]{32}#' . || true`], { cwd: file('one') }).toString()).toBe('');
    // The log says that this copy was taken, and which.
    const sums = readFileSync(file('one', 'SHA256SUMS'), 'utf8');
    const last = await withTools(async ({ store }) => (await store.leaves(tag, 0, 99)).at(-1));
    expect(last).toContain(`what pack\nhash ${hashB64(sums)}\n`);
  });

  it('M4: a byte of any file that is changed, a file that is gone and one too many are found', () => {
    const files = execFileSync('sh', ['-c', 'find . -type f -size +0 ! -name check.sh | sort'], { cwd: file('one') });
    const names = files.toString().trim().split('\n');
    expect(names.length).toBeGreaterThan(15);
    const kinds = new Map(names.map((name) => [name.replaceAll(/[0-9a-z]{12,}/g, ''), name]));
    for (const name of isCampaign ? names : kinds.values()) {
      const whole = readFileSync(file('one', name));
      const changed = Buffer.from(whole);
      const at = Math.floor(whole.length / 2);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(file('one', name), changed);
      expect(check(file('one')).status, name).toBe(1);
      writeFileSync(file('one', name), whole);
    }
    renameSync(file('one', names[0] ?? ''), file('kept'));
    expect(check(file('one')).status).toBe(1);
    renameSync(file('kept'), file('one', names[0] ?? ''));
    writeFileSync(file('one', 'receipts', 'more.txt'), 'more');
    expect(check(file('one')).said).toContain('SHA256SUMS lists');
    rmSync(file('one', 'receipts', 'more.txt'));
    expect(check(file('one')).status).toBe(0);
  });

  const entry = (at: number): string => join('logs', tag, 'entries', String(at).padStart(12, '0'));
  const edit = (name: string, change: (text: string) => string) => (pack: string) =>
    writeFileSync(join(pack, name), change(readFileSync(join(pack, name), 'utf8')));
  const receipt = (): string => join('receipts', `${ids[0]}.txt`);
  const forgeries: readonly [string, (pack: string) => void, string][] = [
    ['an entry says another time', (pack) => edit(entry(3), (text) => text.replace(/^time 2/m, 'time 1'))(pack), 'not those of the tree'],
    [
      'two entries change places',
      (pack) =>
        [3, 4].reduce(
          (one, at) => (
            renameSync(join(pack, entry(one)), join(pack, 'x')),
            renameSync(join(pack, entry(at)), join(pack, entry(one))),
            renameSync(join(pack, 'x'), join(pack, entry(at))),
            at
          ),
        ),
      'not those of the tree',
    ],
    ['an entry is left out', (pack) => rmSync(join(pack, entry(5))), 'is missing before'],
    ['the last entry is left out', (pack) => rmSync(join(pack, entry(9))), 'not those of the tree'],
    ['an entry is added', (pack) => writeFileSync(join(pack, entry(10)), 'nt2/log/v1\n'), 'not those of the tree'],
    [
      'the checkpoint says another size',
      (pack) => edit(join('logs', tag, 'checkpoint.txt'), (text) => text.replace('\n10\n', '\n11\n'))(pack),
      'not signed by a key',
    ],
    ['the key is another one', (pack) => edit('keys.txt', (text) => text.replace(/.{8}$/m, 'AAAAAAAA'))(pack), 'not signed by a key'],
    [
      'a row says something else',
      (pack) => edit('rows.csv', (text) => text.replace('"delivered"', '"ended"'))(pack),
      'says something else',
    ],
    ['a row names an entry that is not here', (pack) => edit('rows.csv', (text) => text.replace('"7"', '"77"'))(pack), 'is not here'],
    [
      'a receipt names another person',
      (pack) => edit(receipt(), (text) => text.replace('ann', 'eve'))(pack),
      'other people than the log has',
    ],
    [
      'a receipt has another label',
      (pack) => edit(receipt(), (text) => text.replace(/^(label \S+ .*)Stripe/m, '$1Other'))(pack),
      'another one than the log has',
    ],
    [
      'a receipt leaves out an event',
      (pack) => edit(receipt(), (text) => text.replace(/event 2:[^]*?(?=event 3:)/, ''))(pack),
      'the log has not signed it',
    ],
    [
      'a receipt has an event of another time',
      (pack) => edit(receipt(), (text) => text.replace(/^time 2/m, 'time 1'))(pack),
      'is not entry',
    ],
    [
      'a receipt breaks off',
      (pack) => edit(receipt(), (text) => text.slice(0, text.indexOf('event 3:')))(pack),
      'does not say how the share ended',
    ],
    [
      'the signature of a receipt is of another',
      (pack) => cpSync(join(pack, 'receipts', `${ids[1]}.txt.sig`), join(pack, `${receipt()}.sig`)),
      'the log has not signed it',
    ],
    ['a list of pages that no log names', (pack) => writeFileSync(join(pack, 'pages.sha256'), 'x\n'), 'is not what the log has'],
    [
      'a report that no log names',
      (pack) => (mkdirSync(join(pack, 'reports')), writeFileSync(join(pack, 'reports', `${ids[0]}.md`), '# x\n')),
      'is not what the log has',
    ],
  ];
  it.each(isCampaign ? forgeries : forgeries.filter((_, at) => at % 3 === 0))(
    'M4: a forger who makes the sums anew as well is found: %s',
    (_what, change, says) => {
      const forged = file('forged');
      cpSync(file('one'), forged, { recursive: true });
      change(forged);
      sumAgain(forged);
      const found = check(forged);
      rmSync(forged, { recursive: true });
      expect(found.said).toContain(says);
      expect(found.status, found.said).toBe(1);
    },
  );

  it('M4: keys that the auditor has from elsewhere count, and those in the pack do not', async () => {
    const other = newInstallation();
    const theirs = await openInstallation(other.config, { write: () => undefined });
    const { finish, id } = await sealLink(theirs.shares, { host: HOST, secret: CANARY });
    await finish();
    await theirs.logs.sequence(id.slice(0, 6) as TenantTag);
    await theirs.close();
    await said(() => packEvidence(other.config, ['--month', month, '--out', join(other.folder, 'two')]));
    expect(check(join(other.folder, 'two')).said).toContain('All of it holds');
    expect(check(join(other.folder, 'two'), '--keys', file('one', 'keys.txt')).said).toContain('not signed by a key');
    rmSync(other.folder, { recursive: true });
  });

  it('M4: witnesses that the auditor names have cosigned it, or it fails', async () => {
    const name = 'witness.example.org/nt2';
    const [key, other] = [await signerFromSeed(new Uint8Array(32).fill(7)), await signerFromSeed(new Uint8Array(32).fill(8))];
    const seen = file('seen');
    cpSync(file('one'), seen, { recursive: true });
    const note = join(seen, 'logs', tag, 'checkpoint.txt');
    const text = readFileSync(note, 'utf8');
    writeFileSync(note, text + (await cosign(text.slice(0, text.indexOf('\n\n') + 1), { name, key, at: Date.now() })));
    sumAgain(seen);
    writeFileSync(file('witnesses'), `${formatWitnessKey({ name, publicKey: key.publicKey })}\n`);
    writeFileSync(file('strangers'), `${formatWitnessKey({ name, publicKey: other.publicKey })}\n`);
    const found = check(seen, '--witnesses', file('witnesses'));
    expect(found.said).toContain('1 witnesses have signed its checkpoint');
    expect(found.status, found.said).toBe(0);
    expect(check(seen, '--witnesses', file('strangers')).status).toBe(1);
    expect(check(file('one'), '--witnesses', file('witnesses')).said).toContain('none of these witnesses');
  });

  it('M4: a later pack goes on from an earlier one, and says so; one of a log that was written anew does not', async () => {
    const more = await withTools(async ({ shares, logs }) => {
      const { id, finish } = await sealLink(shares, { host: HOST, secret: CANARY });
      await finish();
      await logs.sequence(tag);
      return id;
    });
    expect((await pack(file('later'))).code).toBe(0);
    const found = check(file('later'), '--before', file('one'));
    expect(found.said).toContain('what the earlier pack had signed at 10 is the beginning of this log');
    expect(found.status, found.said).toBe(0);
    expect(existsSync(file('later', 'receipts', `${more}.txt`))).toBe(true);
    const other = file('other');
    cpSync(file('one'), other, { recursive: true });
    edit(join('logs', tag, 'checkpoint.txt'), (text) => text.replace(/^.{44}$/m, hashB64('another root')))(other);
    expect(check(file('later'), '--before', other).said).toContain('is not the beginning of this log');
    // Of a month in which nothing happened: the log, and nothing of it.
    expect((await said(() => packEvidence(config, ['--month', '2020-01', '--out', file('none')]))).code).toBe(0);
    const empty = check(file('none'), '--before', file('one'));
    expect([empty.status, empty.said]).toEqual([0, expect.stringContaining('1 logs, 0 receipts, 0 rows')]);
  });

  it('M4: writes over nothing, and of what is no month nothing', async () => {
    expect(() => packEvidence(config, ['--month', month, '--out', file('one')])).toThrow('writes over none');
    for (const args of [
      ['--month', '2026-13', '--out', file('x')],
      ['--month', month],
      ['--out', file('x')],
    ])
      expect(() => packEvidence(config, args), args.join(' ')).toThrow(UsageError);
    expect(readdirSync(folder).filter((name) => name.startsWith('.nt2-pack'))).toEqual([]);
  });
});
