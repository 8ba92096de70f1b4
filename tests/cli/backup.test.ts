// A backup taken from one store and put into the other kind, with everything that must have come along, and nothing that must not.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { backup } from '../../src/cli/backup/backup.ts';
import { restore } from '../../src/cli/backup/restore.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { forget } from '../../src/cli/forget.ts';
import { verifyLogs } from '../../src/cli/log/log.ts';
import { createToken, listTokens } from '../../src/cli/tokens.ts';
import { UsageError } from '../../src/cli/output.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import { everything } from '../../src/core/lists.ts';
import type { ShareId, TenantTag } from '../../src/core/share.ts';
import { encodeBase64, encodeBase64Url } from '../../src/crypto/bytes.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { person, sealLink, TENANT } from '../support/hand-offs.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

const ageMissing = spawnSync('age', ['--version']).status !== 0;
const HOST = 'nt2.example.com';
const SECRET = 'whsec_canary_51H';
const XOXB = 'xoxb-canary-2281';

async function withTools<T>(config: Config, work: (tools: Installation) => Promise<T>): Promise<T> {
  const tools = await openInstallation(config, { write: () => undefined });
  try {
    return await work(tools);
  } finally {
    await tools.close();
  }
}

describe.skipIf(redisMissing !== null)('nt2 backup and restore', () => {
  let folder: string;
  let config: Config;
  let redis: RedisServer;
  let tag: TenantTag;
  let token: string;
  const ended: ShareId[] = [];
  /** A person who signed out at a shared computer: a copy of the cookie is worth nothing. */
  const signedOut = { ...person('ann'), ref: '', untilAt: Date.now() + 3_600_000, bond: null };
  let waiting: { readonly id: ShareId; readonly linkKey: Uint8Array };
  const file = (name: string): string => join(folder, name);
  const at = (store: string, more: Record<string, string> = {}): Config => {
    const read = readConfig({
      NT2_PUBLIC_URL: `https://${HOST}`,
      NT2_SECRET: Buffer.from(config.NT2_SECRET).toString('base64url'),
      NT2_STORE: store,
      NT2_STATE_DIR: file(`data-${store.replaceAll(/\W/g, '-')}`),
      ...more,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    return read.config;
  };

  beforeAll(async () => {
    ({ folder, config } = newInstallation());
    redis = await startRedis();
    await withTools(config, async ({ shares, secretSettings, logs }) => {
      for (const user of ['ann', 'ben', 'cid']) {
        const { id, finish } = await sealLink(shares, { host: HOST, secret: SECRET, sender: person(user), label: `For ${user}` });
        await finish();
        ended.push(id);
      }
      // What some programs take for the end of a line: nobody may write what makes the backup of all unreadable.
      const sender = { ...person('eve'), name: 'Eve\u2028and\u2029all' };
      const elsewhere = await sealLink(shares, { host: HOST, secret: SECRET, tenant: 'playground:other', sender });
      await elsewhere.finish();
      ended.push(elsewhere.id);
      waiting = await sealLink(shares, { host: HOST, secret: SECRET, label: 'still waits' });
      await secretSettings.put('slack:T1', XOXB);
      await shares.block(TENANT, { person: person('ann').key, sender: person('ben') }, { aborted: false });
      tag = waiting.id.slice(0, 6) as TenantTag;
      for (const each of [tag, elsewhere.id.slice(0, 6) as TenantTag]) await logs.sequence(each);
    });
    await said(() => forget(config, [`${TENANT}:cid`]));
    await withTools(config, ({ revocations: sessions }) => sessions.revoke([signedOut]));
    token = (await said(() => createToken(config, ['audit', '--auditor']))).out.trim();
  });
  afterAll(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What people, programs and auditors are told. */
  const told = (of: Config) =>
    withTools(of, async ({ store, shares, logs, secretSettings, apiTokens, revocations: sessions }) => ({
      shares: await Promise.all(ended.map((id) => shares.find(id))),
      isSignedOut: (await sessions.filterActive([signedOut])).length === 0,
      lists: await Promise.all(
        ['ann', 'ben', 'cid'].map((user) =>
          shares.list(TENANT, person(user).key, everything(10)).then((all) => all.shares.filter(({ id }) => id !== waiting.id)),
        ),
      ),
      receipts: await Promise.all(ended.map((id) => logs.receipts.build(id, 'auditor'))),
      positions: await Promise.all(ended.map((id) => store.positions(id))),
      evidence: await Promise.all(ended.map((id) => store.loadEvidence(id))),
      blocked: await shares.blocked(TENANT, person('ann').key),
      installed: await secretSettings.get('slack:T1'),
      program: (await apiTokens.find(token))?.scopes,
    }));

  it('T13: says what is in the file, which its owner alone can read and which holds neither secret, ciphertext, key nor token', async () => {
    const { code, out, err } = await said(() => backup(config, [file('one')]));
    expect([code, out]).toEqual([0, '']);
    expect(err).toMatch(
      /^In it: the logs of 2 tenants, \d+ leaves, each log checked; 5 shares with their names and labels; evidence of 4 shares/,
    );
    expect(err).toContain('the 1 shares that are not over end');
    expect(statSync(file('one')).mode & 0o777).toBe(0o600);
    const text = readFileSync(file('one'));
    const { capsule, payload } = await withTools(config, async ({ store }) => {
      const loaded = await store.loadWithCiphertext(waiting.id);
      return { capsule: loaded!.capsule!, payload: loaded!.payload! };
    });
    const never = [
      SECRET,
      XOXB,
      token,
      Buffer.from(config.NT2_SECRET).toString('base64url'),
      encodeBase64(waiting.linkKey),
      encodeBase64Url(waiting.linkKey),
      Buffer.from(waiting.linkKey).toString('hex'),
    ];
    for (const part of [capsule, payload])
      for (const form of ['base64', 'base64url', 'hex'] as const) never.push(Buffer.from(part.subarray(30, 60)).toString(form));
    for (const secret of never) expect(text.includes(secret), secret.slice(0, 8)).toBe(false);
    expect(text.includes(Buffer.from(capsule.subarray(0, 40)))).toBe(false);
    // What is meant to be found can be found.
    for (const there of ['Name of ann', 'For ben', 'nt2/event/v1', 'vault:slack:T1']) expect(text.includes(there), there).toBe(true);
    expect(text.includes('Name of cid') || text.includes('For cid')).toBe(false);
  });

  it('P12: goes from SQLite to Redis and back: receipts, lists, tokens, installations and ended sessions are the same, and logs are signed on', async () => {
    const before = await told(config);
    expect(before.blocked).toEqual([person('ben')]);
    expect(before.isSignedOut).toBe(true);
    const [there, back] = [at(redis.url), at(`sqlite:${file('back.db')}`)];
    expect(await said(() => restore(there, [file('one')]))).toMatchObject({
      code: 0,
      out: expect.stringContaining('Ended 1 shares that waited'),
      err: '',
    });
    // The end of what waited is the one thing that came to the log since: after the last checkpoint, until nt2 runs.
    expect(await told(there)).toEqual(before);
    const cut = await withTools(there, ({ shares }) => shares.find(waiting.id));
    expect(cut).toMatchObject({ state: { status: 'ended', cause: 'rolled-back' } });
    await withTools(there, ({ logs }) => logs.sequence(tag));
    expect(await said(() => verifyLogs(there, []))).toMatchObject({ code: 0 });

    expect((await said(() => backup(there, [file('two')]))).code).toBe(0);
    expect(await said(() => restore(back, [file('two')]))).toMatchObject({ code: 0, err: '' });
    expect(await said(() => verifyLogs(back, []))).toMatchObject({ code: 0 });
    const [far, home] = [await told(there), await told(back)];
    expect(home).toEqual(far);
    expect(home.receipts.every(({ ok }) => ok)).toBe(true);
    await withTools(back, async ({ shares, logs }) => {
      const { id, finish } = await sealLink(shares, { host: HOST, secret: SECRET });
      await finish();
      expect(await logs.sequence(tag)).toBe('done');
      expect((await logs.receipts.build(id, 'auditor')).ok).toBe(true);
    });
    expect((await said(() => listTokens(back, []))).out).toMatch(/^audit +audit /);
  });

  it('T19: another root secret, another address, a changed line, a missing end: each is refused with its reason, and nothing is written', async () => {
    const text = readFileSync(file('one'), 'utf8');
    const damage = async (changed: string, of = at(`sqlite:${file('none.db')}`)): Promise<unknown> => {
      writeFileSync(file('changed'), changed);
      return restore(of, [file('changed')]).catch((error: Error & { code: string }) => error.code);
    };
    const stranger = at(`sqlite:${file('none.db')}`, { NT2_SECRET: newSecret() });
    expect(await damage(text, stranger)).toBe('backup.secret');
    expect(await damage(text, at(`sqlite:${file('none.db')}`, { NT2_PUBLIC_URL: 'https://other.example.com' }))).toBe('backup.host');
    const lines = text.split('\n');
    expect(await damage(lines.slice(0, -2).join('\n'))).toBe('backup.torn');
    expect(await damage(text.slice(0, -30))).toBe('backup.damaged');
    expect(await damage(text.replace('For ben', 'For bob'))).toBe('backup.damaged');
    expect(await damage(text.replace('api-token-2:', 'api-token-2:a'))).toBe('backup.damaged');
    expect(await damage([...lines.slice(0, 3), ...lines.slice(4)].join('\n'))).toBe('backup.damaged');
    expect(await damage(`${text}{}\n`)).toBe('backup.damaged');
    expect(await damage('no backup at all\n')).toBe('backup.damaged');
    expect(await damage('')).toBe('backup.torn');
    expect(await damage(text.replace('"format":4', '"format":5'))).toBe('backup.format');
    expect(existsSync(file('none.db'))).toBe(false);
    // The secret of then may have become the one before.
    const after = at(`sqlite:${file('none.db')}`, {
      NT2_SECRET: newSecret(),
      NT2_SECRET_PREVIOUS: Buffer.from(config.NT2_SECRET).toString('base64url'),
    });
    expect(await said(() => restore(after, [file('one')]))).toMatchObject({ code: 0, err: '' });
    expect(await withTools(after, ({ secretSettings }) => secretSettings.get('slack:T1'))).toBe(XOXB);
  });

  it.skipIf(ageMissing)('locked with --to it opens with the key of age, here and in age itself', async () => {
    const key = spawnSync('age-keygen', { encoding: 'utf8' }).stdout;
    writeFileSync(file('key'), key);
    const to = /age1\w+/.exec(key)?.[0] ?? '';
    const { code, err } = await said(() => backup(config, [file('locked'), '--to', to]));
    expect([code, err]).toEqual([0, expect.stringContaining('encrypted to the keys')]);
    expect(readFileSync(file('locked')).includes('Name of ann')).toBe(false);
    const plain = spawnSync('age', ['-d', '-i', file('key'), file('locked')], { encoding: 'utf8' }).stdout;
    expect(plain).toContain('Name of ann');
    const empty = at(`sqlite:${file('unlocked.db')}`);
    await expect(restore(empty, [file('locked')])).rejects.toMatchObject({ code: 'backup.damaged' });
    writeFileSync(file('wrong'), spawnSync('age-keygen', { encoding: 'utf8' }).stdout);
    await expect(restore(empty, [file('locked'), '--key', file('wrong')])).rejects.toMatchObject({ code: 'backup.locked' });
    expect(await said(() => restore(empty, [file('locked'), '--key', file('key')]))).toMatchObject({ code: 0, err: '' });
  });

  it('writes over nothing: neither a store that holds something nor a file', async () => {
    await expect(restore(config, [file('one')])).rejects.toMatchObject({
      code: 'store.unfit',
      message: expect.stringContaining('it holds 2 tenants'),
    });
    await expect(restore(at(redis.url), [file('one')])).rejects.toMatchObject({ message: expect.stringContaining('it holds 2 tenants') });
    await expect(backup(config, [file('one')])).rejects.toMatchObject({ code: 'backup.file' });
    for (const args of [[], ['a', 'b'], ['a', '--to', 'age1nobody'], ['a', '--key', 'none']]) {
      expect(() => backup(config, args), args.join(' ')).toThrow(UsageError);
      await expect(restore(config, args), args.join(' ')).rejects.toThrow(UsageError);
    }
  });
});
