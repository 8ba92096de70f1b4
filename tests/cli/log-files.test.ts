// What an operator takes out of a running installation: a receipt, a log as files, the newest leaves.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { exportEvidence } from '../../src/cli/evidence/export.ts';
import { showKeys, verifyLogs } from '../../src/cli/log/log.ts';
import { exportLogs } from '../../src/cli/log/files.ts';
import { tailLog } from '../../src/cli/log/tail.ts';
import { parseFlags } from '../../src/cli/flags.ts';
import { receipt } from '../../src/cli/follow/receipt.ts';
import { printReceipt } from '../../src/cli/receipt/print.ts';
import { UsageError } from '../../src/cli/output.ts';
import type { Config } from '../../src/config/settings.ts';
import type { PersonKey, ShareId, TenantTag } from '../../src/core/share.ts';
import { loadLogState } from '../../src/core/tlog/inclusion-proofs.ts';
import { encodeBase64, hashB64 } from '../../src/crypto/bytes.ts';
import { parseVkey, verifyCheckpoint, type VerifierKey } from '../../src/crypto/tlog/checkpoint.ts';
import { rootOf, loadFrontier } from '../../src/crypto/tlog/merkle.ts';
import { hashReader, parseEntries } from '../../src/crypto/tlog/tiles.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { leafOf } from '../core/tlog/world.ts';
import { aShare, commitOf, newId } from '../support/shares.ts';
import { newInstallation } from './installation.ts';
import { startNt2 } from './run.ts';
import { said } from './said.ts';

const person = (user: string) => ({ key: `playground:toy:${user}` as PersonKey, name: user });

describe('an operator’s commands on a log', () => {
  const print = (id: string, ...flags: string[]) =>
    said(() => printReceipt(config, { id: id as ShareId, flags: parseFlags('receipt', flags) }));
  let folder: string;
  let config: Config;
  let id: ShareId;
  let tag: TenantTag;
  let key: VerifierKey;
  beforeAll(async () => {
    ({ folder, config } = newInstallation());
    const tools = await openInstallation(config, { write: () => undefined });
    const head = { sender: person('ann'), recipient: person('ben'), tenant: 'playground:toy', mode: 'sealed', entry: 'page' } as const;
    const made = await tools.shares.create({ ...head, via: 'chat', kind: 'note', label: 'Canary label', note: '', place: null, expiresInMs: 3_600_000 }); // prettier-ignore
    if (!made.ok) throw new Error(made.code);
    ({ id } = made.value);
    tag = id.slice(0, 6) as TenantTag;
    await tools.logs.sequence(tag);
    await tools.shares.revoke(id, head.sender.key);
    key = parseVkey((await loadLogState(tools.store, tag))?.keys[0]?.vkey ?? '') as VerifierKey;
    await tools.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('print a receipt that holds and say what waits', async () => {
    const { code, out, err } = await print(id);
    expect([code, err]).toEqual([0, 'Not in it yet, because the log hasn’t signed them: ended.']);
    expect((await verifyReceipt({ text: out, keys: [key] })).ok).toBe(true);
    const never = await print(`${tag}${'q'.repeat(26)}`);
    expect([never.code, never.out, never.err]).toEqual([1, '', 'There is no share with that id, or its retention is over.']);
    await expect(receipt(['sk_live_x'])).rejects.toThrow(UsageError);
    await expect(receipt([`https://nt2.example.com/s/${id}#1canary`])).rejects.not.toThrow('canary');
  });

  it('write a log as files whose leaves lead to its signed root, note in the log that a copy was taken, and sign a receipt', async () => {
    const place = join(folder, 'copy');
    expect(await said(() => exportLogs(config, [place]))).toMatchObject({ code: 0, out: `${tag}: 1 leaves in ${join(place, tag)}\n` });
    const file = (path: string) => readFileSync(join(place, tag, path));
    const note = file('checkpoint').toString();
    const signed = await verifyCheckpoint(note, [key]);
    if (!signed.ok) throw new Error(signed.code);
    expect(
      encodeBase64(
        rootOf(
          await loadFrontier(
            1,
            hashReader(1, (path) => Promise.resolve(file(path))),
          ),
        ),
      ),
    ).toBe(encodeBase64(signed.checkpoint.root));
    expect(parseEntries(file('tile/entries/000.p/1'))?.map(String)).toHaveLength(1);
    const { out } = await said(() => tailLog(config, [tag, '-n', '2']));
    expect(out.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(new RegExp(`^20.*  ${tag}        1  ended      ${id}  cause revoked, storage sqlite\\+wal$`)),
      expect.stringMatching(new RegExp(`  ${tag}        2  exported   the log  what log, hash ${hashB64(note).replaceAll('+', '\\+')}$`)),
    ]);
    expect(out).not.toContain('Canary');
    expect((await print(id, '--sig')).out).toMatch(/^-----BEGIN SSH SIGNATURE-----\n/);
    expect((await said(() => exportLogs(config, [place, 'aaaaaa']))).code).toBe(1);
    for (const args of [['x', 'y'], ['-n', '0'], ['-x']]) expect(() => tailLog(config, args)).toThrow(UsageError);
  });

  it('M5: print the key that signs now, and with --next the one that signs next year, each as the log then signs', async () => {
    const own = 'nextye' as TenantTag;
    const checkpointAt = async (at: number, n: number): Promise<string> => {
      const tools = await openInstallation(config, { write: () => undefined, clock: () => at });
      await tools.store.commit(commitOf(aShare(newId(own)), { leaves: [leafOf(newId(own), n, at)] }));
      await tools.logs.sequence(own);
      const { note } = (await loadLogState(tools.store, own))!;
      await tools.close();
      return note!;
    };
    const keysOf = async (...flags: string[]): Promise<VerifierKey[]> => {
      const { code, out } = await said(() => showKeys(config, flags));
      expect(code).toBe(0);
      return out
        .trim()
        .split('\n')
        .map((line) => parseVkey(line)!)
        .filter(({ name }) => name.endsWith(own));
    };
    const today = await checkpointAt(Date.now(), 0);
    const [now, next] = [await keysOf(), await keysOf('--next')];
    expect([now.length, next.length, next[0]]).toEqual([1, 2, now[0]]);
    const [mine, coming] = next as [VerifierKey, VerifierKey];
    expect((await verifyCheckpoint(today, [mine])).ok).toBe(true);
    expect((await verifyCheckpoint(today, [coming])).ok).toBe(false);
    const later = await checkpointAt(Date.UTC(new Date().getUTCFullYear() + 1, 0, 2), 1);
    expect((await verifyCheckpoint(later, [coming])).ok).toBe(true);
    expect((await verifyCheckpoint(later, [mine])).ok).toBe(false);
  });

  it('show what comes, as long as nobody ends them', async () => {
    if (config.NT2_STORE.kind !== 'sqlite') throw new Error('another store');
    const env = {
      NT2_PUBLIC_URL: config.NT2_PUBLIC_URL.href,
      NT2_SECRET: Buffer.from(config.NT2_SECRET).toString('base64url'),
      NT2_STORE: `sqlite:${config.NT2_STORE.file}`,
      NT2_STATE_DIR: config.NT2_STATE_DIR,
    };
    const { child, done } = startNt2(['log', 'tail', '-f', '-n', '1'], { env, folder });
    let out = '';
    child.stdout?.on('data', (part: Buffer) => (out += part.toString()));
    await expect.poll(() => out, { timeout: 10_000 }).toContain(`  ${tag}  `);
    const before = out.trim().split('\n').length;
    const tools = await openInstallation(config, { write: () => undefined });
    // Of a log that was not there before as well.
    await tools.store.commit(commitOf(aShare(newId('newone')), { leaves: [leafOf(newId('newone'), 0)] }));
    await tools.store.appendLeaf(tag, leafOf(id, 7));
    await tools.close();
    await expect.poll(() => out.trim().split('\n').length, { timeout: 10_000 }).toBe(before + 2);
    child.kill('SIGINT');
    expect(await done).toMatchObject({ code: 0, err: '' });
    expect(out).toMatch(/ {2}newone {8}0 {2}refused .*\(not signed yet\)\n/);
    expect(out).toMatch(/count 8 {2}\(not signed yet\)\n/);
  });

  it('go on where old entries were dropped, and say so', async () => {
    const tools = await openInstallation({ ...config, NT2_TLOG_RETENTION_YEARS: 1 }, { write: () => undefined });
    const share = aShare(newId('prune2'));
    const leaves = Array.from({ length: 300 }, (_, n) => leafOf(share.id, n, Date.UTC(2020)));
    await tools.store.commit(commitOf(share, { leaves }));
    await tools.logs.sequence('prune2' as TenantTag);
    await tools.logs.findPending();
    await tools.logs.maintain();
    await tools.close();
    const place = join(folder, 'pruned');
    const copy = await said(() => exportLogs(config, [place, 'prune2']));
    expect([copy.code, copy.out]).toEqual([
      0,
      `prune2: 301 leaves in ${join(place, 'prune2')}; the entries before 256 are no longer kept, their hashes are there\n`,
    ]);
    const path = (name: string) => join(place, 'prune2', 'tile', name);
    expect([existsSync(path('entries/000')), existsSync(path('entries/001.p/45')), existsSync(path('0/000'))]).toEqual([false, true, true]);
    expect((await said(() => verifyLogs(config, ['prune2']))).out).toBe(
      'prune2: 302 leaves are whole (those before 256 by their hashes: their entries are no longer kept), 0 wait.\n',
    );
    const { out } = await said(() => tailLog(config, ['prune2', '-n', '500']));
    expect([out.split('\n')[0], out.trim().split('\n').length]).toEqual([expect.stringContaining(' 256  refused '), 302 - 256]);
    const rows = (await said(() => exportEvidence(config, ['--from', '2020-01-01', '--to', '2020-01-01']))).out.split('\n');
    expect(rows.filter((row) => row.includes('refused'))).toHaveLength(300 - 256);
  });
});
