// A store beside a key store: what every store must do, and what a copy of it is worth afterwards.

import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { limits } from '../../src/core/limits.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { Share, TenantTag } from '../../src/core/share.ts';
import { createShares } from '../../src/core/shares.ts';
import { createSweeper } from '../../src/jobs/sweeper.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { keys } from '../../src/store/redis/keys.ts';
import { openStore as openConfigured } from '../../src/app/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import { refuseLocked } from '../../src/store/layers/shred-keys.ts';
import { aclRules, commandsOf } from '../support/acl.ts';
import { claiming, credential, newBrowser, scryptNative, sealing } from '../support/actors.ts';
import type { RedisServer } from '../support/redis.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { aShare, claimOf, commitOf, endOf, newId, next } from '../support/shares.ts';
import { alex, HOST, TENANT } from '../support/world.ts';
import { testStore, testStoreLater } from './contract.ts';
import { openShredStore, openStore } from './open.ts';
import type { OpenOptions, Where } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const root = mkdtempSync(join(tmpdir(), 'nt2-shred-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Every byte of every file below a folder. */
function bytesIn(dir: string): Buffer {
  const entries = readdirSync(dir, { withFileTypes: true, recursive: true });
  return Buffer.concat(entries.filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

describe.skipIf(redisMissing !== null)('with a key store', () => {
  let ring: RedisServer;
  let main: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    ring = await startRedis();
    main = await startRedis({ args: ['--save', '3600 100000', '--appendonly', 'yes', '--appendfsync', 'always'] });
    admin = new Redis(ring.url);
    admin.on('error', () => undefined);
  });
  afterAll(async () => {
    admin.disconnect();
    await ring.stop();
    await main.stop();
  });
  const opened: Store[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  const sqlite = (name: string): Where => ({ kind: 'sqlite', file: join(root, name) });
  const open = async (where: Where, options: OpenOptions = {}) => {
    const store = await openShredStore(where, ring.url, options);
    opened.push(store);
    return store;
  };

  testStoreLater({ name: 'SQLite with keys elsewhere', where: () => ({ ...sqlite('contract.db'), shred: ring.url }), rounds: 0 });
  testStore({ name: 'Redis with keys elsewhere', where: () => ({ kind: 'redis', url: main.url, shred: ring.url }), rounds: 0 });

  async function putTwo(store: Store) {
    const [ended, kept] = [aShare(), aShare()];
    const [capsule, payload] = [randomBytes(2_600), randomBytes(4_100)];
    for (const share of [ended, kept]) await store.commit(commitOf(share, { ciphertext: { capsule, payload } }));
    return { ended, kept, capsule, payload };
  }

  async function endIt(store: Store, share: Share): Promise<void> {
    const claimed = claimOf(share, 'device');
    await expect.poll(() => store.commit(claimed)).toEqual({ ok: true });
    expect(await store.commit(endOf(claimed.share))).toEqual({ ok: true });
  }

  test('T21: a backup of the SQLite file from before the end opens nothing after it, and no file ever held the ciphertext', async () => {
    const store = await open(sqlite('live.db'));
    const { ended, kept, capsule, payload } = await putTwo(store);
    const key = await admin.getBuffer(keys.shred(ended.id));
    for (const end of ['', '-wal']) cpSync(join(root, `live.db${end}`), join(root, `copy.db${end}`));
    await endIt(store, ended);
    expect(await admin.exists(keys.shred(ended.id))).toBe(0);

    const restored = await open(sqlite('copy.db'));
    expect(await restored.loadWithCiphertext(ended.id)).toMatchObject({ capsule: null, payload: null, lost: true });
    const other = await restored.loadWithCiphertext(kept.id);
    expect(capsule.equals(other?.capsule ?? capsule.subarray(1))).toBe(true);
    const files = bytesIn(root);
    for (const trace of [capsule, payload, key ?? capsule]) expect(files.includes(trace.subarray(0, 32))).toBe(false);
  });

  test('T21: the same of snapshot and append-only file of Redis', { timeout: 20_000 }, async () => {
    const store = await open({ kind: 'redis', url: main.url });
    const { ended, kept, capsule, payload } = await putTwo(store);
    const key = await admin.getBuffer(keys.shred(ended.id));
    const owner = new Redis(main.url);
    await owner.call('SAVE');
    owner.disconnect();
    const backup = join(root, 'backup');
    cpSync(join(main.dir, 'dump.rdb'), join(backup, 'dump.rdb'));
    await endIt(store, ended);
    const files = Buffer.concat([bytesIn(main.dir), bytesIn(backup)]);
    expect(files.includes('nt2/shred/v1')).toBe(true);
    for (const trace of [capsule, payload, key ?? capsule]) expect(files.includes(trace.subarray(0, 32))).toBe(false);

    const again = await startRedis({ dir: backup, args: ['--save', '', '--appendonly', 'no'] });
    try {
      const restored = await open({ kind: 'redis', url: again.url });
      expect((await restored.load(ended.id))?.state.status).toBe('ready');
      expect(await restored.loadWithCiphertext(ended.id)).toMatchObject({ capsule: null, payload: null, lost: true });
      expect(payload.equals((await restored.loadWithCiphertext(kept.id))?.payload ?? payload.subarray(1))).toBe(true);
      expect(await restored.findUnrecoverable(10)).toContain(ended.id);
    } finally {
      await again.stop();
    }
  });

  async function openUseCases(name: string) {
    const tag = newId().slice(6, 12) as TenantTag;
    const said: string[] = [];
    const store = await open(sqlite(name), { log: (sentence) => said.push(sentence) });
    const world = {
      store,
      clock: Date.now,
      random: randomBytes,
      tenantTags: { tagOf: () => tag },
      host: HOST,
      storage: 'sqlite+wal+shred',
    };
    const shares = createShares({ ...world, modalEntry: false, retentionMs: 86_400_000, scrypt: scryptNative });
    const sweepOnce = createSweeper({ store, shares, clock: Date.now, findUnrecoverable: (limit) => store.findUnrecoverable(limit) });
    const wish = { sender: alex, recipient: null, tenant: TENANT, mode: 'link', entry: 'page', via: 'chat', kind: 'note' } as const;
    const create = () => shares.create({ ...wish, label: 'Key', note: '', place: null, expiresInMs: limits.expiry.initial });
    const made = async () => (await create()) as { readonly ok: true; readonly value: Share };
    const browser = await newBrowser(HOST);
    const sealed = async () => {
      const share = (await made()).value;
      const { input, linkKey } = await sealing(browser, share, { at: Date.now(), items: credential('canary') });
      expect((await shares.seal(share.id, alex.key, input)).ok).toBe(true);
      return { share, linkKey };
    };
    const claim = async ({ share, linkKey }: Awaited<ReturnType<typeof sealed>>) => {
      const link = await linkProofSigner(linkKey ?? new Uint8Array(32), share.id);
      return shares.claim(share.id, null, await claiming(browser, share, Date.now(), { link }));
    };
    return { store, shares, sweepOnce, browser, create, made, sealed, claim, said };
  }

  test('a key store that was restarted: shares that wait end by themselves, their senders are told, health says so', async () => {
    const { store, shares, sweepOnce, browser, made, sealed, claim, said } = await openUseCases('restarted.db');
    await sweepOnce();
    const [swept, claimed, entered] = [await sealed(), await sealed(), (await made()).value];
    const { payload, ...capsuleOnly } = (await sealing(browser, entered, { at: Date.now(), items: credential('canary') })).input;
    expect((await shares.uploadPayload(entered.id, alex.key, payload ?? randomBytes(1))).ok).toBe(true);
    expect((await claim(await sealed())).ok).toBe(true);
    await ring.restart();
    await expect.poll(() => store.health(), { timeout: 8_000 }).toMatchObject({ keys: 'up' });

    // The first to ask finds it out, and reads what everyone reads of a share that is over.
    expect(await claim(claimed)).toMatchObject({ ok: false, code: 'share.gone' });
    await expect
      .poll(async () => (await sweepOnce(), shares.find(swept.share.id)), { timeout: 5_000 })
      .toMatchObject({
        state: { status: 'ended', cause: 'rolled-back' },
        outbox: expect.arrayContaining([expect.objectContaining({ news: 'ended', to: 'sender' })]),
      });
    expect((await shares.find(claimed.share.id))?.state).toMatchObject({ status: 'ended', cause: 'rolled-back' });

    // The capsule would not help: the payload that it opens is shut for good.
    expect(await shares.seal(entered.id, alex.key, { ...capsuleOnly, payload: null })).toMatchObject({ ok: false, code: 'share.gone' });
    expect((await shares.find(entered.id))?.state).toMatchObject({ status: 'ended', cause: 'rolled-back' });
    expect(said.join(' ')).toMatch(/no key of \d waiting shares/);
    expect((await store.health()).warnings.join(' ')).toMatch(/has lost keys/);
    expect((await claim(await sealed())).ok).toBe(true);
  });

  test(
    'a key store that is down: nothing is created or handed out, everything else goes on, and nothing is lost',
    { timeout: 20_000 },
    async () => {
      const { store, shares, create, sealed, claim } = await openUseCases('down.db');
      const [waiting, revoked] = [await sealed(), await sealed()];
      ring.signal('SIGSTOP');
      try {
        const before = Date.now();
        const fault = { code: 'store.unavailable', message: 'The key store does not answer.' };
        await Promise.all([expect(create()).rejects.toMatchObject(fault), expect(claim(waiting)).rejects.toMatchObject(fault)]);
        expect((await shares.revoke(revoked.share.id, alex.key)).ok).toBe(true);
        expect((await shares.find(waiting.share.id))?.state.status).toBe('ready');
        expect(await store.health()).toMatchObject({ ok: true, keys: 'down', storage: 'sqlite+wal+shred' });
        expect(Date.now() - before).toBeLessThan(12_000);
      } finally {
        ring.signal('SIGCONT');
      }
      await expect.poll(() => store.health(), { timeout: 8_000 }).toMatchObject({ keys: 'up' });
      expect((await claim(waiting)).ok).toBe(true);
      await expect.poll(() => admin.exists(keys.shred(revoked.share.id)), { timeout: 5_000 }).toBe(0);
    },
  );

  test('the last event says what a share had: from the configuration on, and no more when it is taken away', async () => {
    const env = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: randomBytes(32).toString('base64url') };
    const said: string[] = [];
    const start = async (now: number, url: string) => {
      const read = readConfig({ ...env, NT2_STORE: `sqlite:${join(root, 'wired.db')}`, NT2_KEY_STORE_URL: url });
      if (!read.ok) throw new Error(JSON.stringify(read.issues));
      const stores = await openConfigured(read.config, {
        clock: () => now,
        watermark: memoryWatermark(),
        log: (sentence) => void said.push(sentence),
      });
      opened.push(stores.store);
      return stores.storageOf;
    };
    const [older, newer] = [1_000, 3_000].map((createdAt) => ({ ...aShare(), createdAt })) as [Share, Share];
    expect((await start(1_500, ''))(older)).toBe('sqlite+wal');
    for (const now of [2_000, 4_000]) {
      const storageOf = await start(now, ring.url);
      expect([storageOf(older), storageOf(newer)]).toEqual(['sqlite+wal', 'sqlite+wal+shred']);
    }
    expect((await start(5_000, ''))(newer)).toBe('sqlite+wal');
    expect(said.join(' ')).toContain('NT2_KEY_STORE_URL is no longer set');
    expect((await start(6_000, ring.url))(newer)).toBe('sqlite+wal');
  });

  test('T14: a key store that is full refuses new shares', async () => {
    const store = await open(sqlite('full.db'));
    await admin.config('SET', 'maxmemory', '1');
    try {
      expect(await store.commit(commitOf(aShare()))).toEqual({ ok: false, reason: 'full' });
    } finally {
      await admin.config('SET', 'maxmemory', '0');
    }
    expect(await store.commit(commitOf(aShare()))).toEqual({ ok: true });
  });

  test('a key is dropped by Redis itself a little after the share’s own time', async () => {
    const store = await open(sqlite('ttl.db'));
    const share = aShare();
    await store.commit(commitOf(share));
    const past = async (of: Share) => (await admin.pexpiretime(keys.shred(of.id))) - of.expiresAt;
    expect(await past(share)).toBeGreaterThan(limits.leaseMs + limits.safetyNetMs);
    expect(await past(share)).toBeLessThan(10 * limits.safetyNetMs);
    // J4: and lives longer with a share that got more time; one that was dropped stays so.
    const longer = { ...next(share, share.state), expiresAt: share.expiresAt + 86_400_000 };
    expect(await store.commit(commitOf(longer, { extended: true }))).toEqual({ ok: true });
    expect([(await past(longer)) > limits.leaseMs, await admin.del(keys.shred(share.id))]).toEqual([true, 1]);
    await store.commit(commitOf(next(longer, longer.state), { extended: true }));
    expect(await admin.exists(keys.shred(share.id))).toBe(0);
  });

  test('a store whose key store is not configured any more hands out nothing that it has locked', async () => {
    const store = await open(sqlite('without.db'));
    const share = aShare();
    await store.commit(commitOf(share, { ciphertext: { capsule: randomBytes(99) } }));
    const plain = refuseLocked(await openStore(sqlite('without.db')));
    opened.push(plain);
    await expect(plain.loadWithCiphertext(share.id)).rejects.toMatchObject({ code: 'store.unavailable' });
    expect(await plain.load(share.id)).toEqual(share);
  });

  test('one that keeps its keys on disk is told apart, one that is the store itself is refused', async () => {
    const file = sqlite('kept.db');
    await admin.config('SET', 'save', '60 1');
    try {
      const health = await (await open(file)).health();
      expect(health.storage).toBe('sqlite+wal+shred-kept');
      expect(health.warnings.join(' ')).toContain('CONFIG SET save ""');
    } finally {
      await admin.config('SET', 'save', '');
    }
    opened.push(await openStore({ kind: 'redis', url: main.url }));
    await expect(openShredStore(file, main.url)).rejects.toMatchObject({ code: 'store.unfit' });
    expect(existsSync(join(ring.dir, 'dump.rdb'))).toBe(false);
  });

  test('the user of the key store may do just what nt2 does there', async () => {
    const rules = aclRules('pw', [], 'nt2-keys');
    await admin.call('ACL', 'SETUSER', 'nt2-keys', ...rules);
    await admin.config('RESETSTAT');
    const store = await openShredStore(sqlite('acl.db'), ring.url.replace('//', '//nt2-keys:pw@'));
    opened.push(store);
    const { ended } = await putTwo(store);
    await store.loadWithCiphertext(ended.id);
    await endIt(store, ended);
    await store.findUnrecoverable(1);
    const stats = await admin.info('commandstats');
    const used = [...stats.matchAll(/^cmdstat_([a-z|]+):/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => !/^(?:auth|hello|quit|config\|resetstat)$/.test(name));
    expect(used.toSorted()).toEqual(commandsOf(rules));
  });
});
