import { randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { checkVersion } from '../../src/store/redis/check.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import type { Watermark } from '../../src/store/watermark.ts';
import type { RedisServer } from '../support/redis.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { aShare, claimOf, commitOf, endOf, next, person, tag } from '../support/shares.ts';
import { openStore } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const NO_DISK = ['--save', '', '--appendonly', 'no'];

describe.skipIf(redisMissing !== null)('the set-up of Redis', () => {
  let server: RedisServer;
  const open = ({ watermark = memoryWatermark(), ...more }: { url?: string; timeoutMs?: number; watermark?: Watermark } = {}) =>
    openStore({ kind: 'redis', url: server.url, ...more }, { watermark });
  afterEach(() => server?.stop());

  test('T14: a Redis that may throw secrets away is refused, with the command that mends it', async () => {
    server = await startRedis({ args: [...NO_DISK, '--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'] });
    await expect(open()).rejects.toMatchObject({
      code: 'store.unfit',
      message: expect.stringContaining('redis-cli CONFIG SET maxmemory-policy noeviction'),
    });
    const admin = new Redis(server.url);
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    await admin.quit();
    await (await open()).close();
  });

  test('a Redis older than 7, or written by a newer nt2, is refused', async () => {
    expect(() => checkVersion('redis_version:6.2.14\r\n')).toThrow('needs Redis 7.0 or newer; this one says 6.2.14');
    expect(() => checkVersion('')).toThrow('needs Redis 7.0 or newer');
    for (const fit of ['7.0.15', '10.1.0']) expect(() => checkVersion(`redis_version:${fit}\r\n`)).not.toThrow();
    server = await startRedis();
    const admin = new Redis(server.url);
    await admin.set('nt2:schema', '99');
    await admin.quit();
    await expect(open()).rejects.toMatchObject({ code: 'store.unfit' });
  });

  test('Valkey is taken, whether or not it still says which Redis it stands in for', () => {
    const valkey = 'server_name:valkey\r\nvalkey_version:8.1.3\r\nvalkey_release_stage:ga\r\n';
    for (const info of [`# Server\r\nredis_version:7.2.4\r\n${valkey}`, `# Server\r\n${valkey}`])
      expect(() => checkVersion(info)).not.toThrow();
  });

  test.each([
    { args: NO_DISK, storage: 'redis+memory', says: 'loses every waiting secret' },
    { args: ['--save', '60 1', '--appendonly', 'no'], storage: 'redis+snapshots', says: 'only takes snapshots' },
    { args: ['--appendonly', 'yes'], storage: 'redis+aof', says: 'last second' },
    { args: ['--appendonly', 'yes', '--appendfsync', 'always'], storage: 'redis+aof-always', says: null },
  ])('says what it keeps through a crash: $storage', async ({ args, storage, says }) => {
    server = await startRedis({ args });
    const store = await open();
    const health = await store.health();
    expect(health).toMatchObject({ ok: true, rolledBackTenants: [], storage });
    expect(health.warnings.join()).toMatch(says ?? /^$/);
    await store.close();
  });

  test('warns when CONFIG is not permitted, and still refuses eviction', async () => {
    server = await startRedis({ args: [...NO_DISK, '--user', 'nt2', 'on', '>pw', '~nt2:*', '&nt2:*', '+@all', '-config'] });
    const url = server.url.replace('//', '//nt2:pw@');
    const store = await open({ url });
    expect((await store.health()).warnings.join()).toContain('does not let nt2 read its CONFIG');
    expect(await store.commit(commitOf(aShare()))).toEqual({ ok: true });
    await store.close();
    const admin = new Redis(server.url);
    await admin.config('SET', 'maxmemory', '50mb', 'maxmemory-policy', 'volatile-ttl');
    await admin.quit();
    await expect(open({ url })).rejects.toMatchObject({ code: 'store.unfit' });
  });

  test('warns when its clock and the one of this machine are minutes apart, and not of seconds', async () => {
    server = await startRedis();
    const at = async (apartMs: number) => {
      const store = await openStore({ kind: 'redis', url: server.url }, { clock: () => Date.now() + apartMs });
      const { ok, warnings } = await store.health();
      await store.close();
      return { ok, clocks: warnings.filter((warning) => warning.includes('clocks')) };
    };
    expect(await at(20_000)).toEqual({ ok: true, clocks: [] });
    for (const apart of [1_200_000, -90_000_000]) {
      expect(await at(apart)).toEqual({ ok: true, clocks: [expect.stringMatching(/are (?:1[12]\d\d|9000\d|89999) seconds apart/)] });
    }
  });

  test('T14: a full Redis refuses new shares, and every accepted one is sealed, claimed and ended', async () => {
    server = await startRedis({ args: [...NO_DISK, '--maxmemory', '8mb', '--maxmemory-policy', 'noeviction'] });
    const store = await open();
    const made = [];
    const quotaSets = { add: [{ set: 'ann', max: 500 }], remove: [] };
    const bytes = [{ set: 'ann', max: 10 ** 9 }];
    let answer;
    do {
      const share = aShare();
      answer = await store.commit(commitOf(share, { quotaSets, bytes, ciphertext: { payload: randomBytes(100_000) } }));
      if (answer.ok) made.push(share);
    } while (answer.ok && made.length < 500);
    expect(answer).toEqual({ ok: false, reason: 'full' });
    expect(made.length).toBeGreaterThan(10);
    expect((await store.health()).warnings.join()).toMatch(/Redis has used \d+ % of its memory/);
    // A process that starts now, and what the doors need on the way.
    const late = await open();
    const [ann, ben] = [aShare().sender.key, { key: person('playground:t:ben'), name: 'Ben' }];
    expect(await late.block(tag(), { person: ann, sender: ben }, 9)).toBe(true);
    expect(await late.quotaSetMembers(tag(), 'ann')).toHaveLength(made.length);
    await late.putToken(tag(), 'hash', 'value', Date.now() + 9_000);
    expect(await late.takeToken(tag(), 'hash', Date.now())).toBe('value');
    expect(await late.markOnce(tag(), 'key', Date.now() + 9_000)).toBe(true);
    expect(await late.consume([{ bucket: 'b', max: 1, windowMs: 9_000 }], Date.now())).toEqual({ ok: true });
    await late.putSetting('ended:somebody', '1');
    expect(await late.getSetting('ended:somebody')).toBe('1');
    await late.putHints([`${tag()} owner 1`], []);
    expect(await late.listHints()).toEqual([`${tag()} owner 1`]);
    await late.extendOutbox(made[0]?.id ?? aShare().id, Date.now());
    for (const share of made) {
      const sealed = next(share, share.state);
      expect(await late.commit(commitOf(sealed, { bytes, ciphertext: { capsule: randomBytes(2_600) } }))).toEqual({ ok: true });
      expect((await late.loadWithCiphertext(share.id))?.payload).toHaveLength(100_000);
      const claimed = claimOf(sealed, 'device');
      expect(await late.commit(claimed)).toEqual({ ok: true });
      expect(await late.commit({ ...endOf(claimed.share), bytes, quotaSets: { add: [], remove: ['ann'] } })).toEqual({ ok: true });
    }
    // What was refused was not counted, and nothing of the others is counted any more.
    const rest = commitOf(aShare(), { quotaSets, bytes: [{ set: 'ann', max: 1_000 }], ciphertext: { payload: randomBytes(1_000) } });
    expect(await store.commit(rest)).toEqual({ ok: true });
    await late.close();
    await store.close();
  });

  test('a lost answer is told apart from a commit that was never sent, and neither names a value', async () => {
    server = await startRedis();
    const store = await open({ timeoutMs: 400 });
    const share = { ...aShare(), label: 'canary-9920' };
    await store.commit(commitOf(share));
    server.signal('SIGSTOP');
    const claim = claimOf(share, 'canary-9920');
    const lost = await store.commit({ ...claim, ciphertext: { capsule: Buffer.from('canary-9920') } }).catch((error: unknown) => error);
    expect(lost).toMatchObject({ code: 'store.unknown' });
    const unread = await store.load(share.id).catch((error: unknown) => error);
    expect(unread).toMatchObject({ code: 'store.unavailable' });
    server.signal('SIGCONT');
    // A caller that was told "unknown" looks; doing it again can only be a conflict or the first time.
    const looked = await store.load(share.id);
    const again = await store.commit(claim);
    expect(again).toEqual(looked?.version === 2 ? { ok: false, reason: 'conflict' } : { ok: true });

    await server.kill('SIGKILL');
    await expect
      .poll(() => store.commit(claim).catch((error: unknown) => error), { timeout: 5_000 })
      .toMatchObject({ code: 'store.unavailable' });
    const [refused, health] = await Promise.all([
      store.commit(claim).catch((error: unknown) => error),
      store.health(),
      expect(open()).rejects.toMatchObject({ code: 'store.unavailable' }),
    ]);
    expect(health).toMatchObject({ ok: false, warnings: expect.arrayContaining(['Redis does not answer.']) });
    expect(inspect([lost, unread, refused, health], { depth: 9, showHidden: true })).not.toMatch(/canary|nt2:\{/);
    await store.close();
  });

  test('T21: a commit whose answer was cut off is in the mark before anybody can act on it', async () => {
    server = await startRedis();
    // Between nt2 and Redis stands a wire that, once armed, passes everything on but the next answer.
    let isArmed = false;
    const wire = createServer((near) => {
      const far = connect(server.port, '127.0.0.1');
      far.on('data', (data) => (isArmed ? near.destroy() : near.write(data)));
      near.on('data', (data) => far.write(data));
      near.on('close', () => far.destroy());
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
    });
    await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
    const { port } = wire.address() as AddressInfo;
    const watermark = memoryWatermark();
    const store = await open({ url: `redis://127.0.0.1:${port}`, watermark });
    const share = aShare();
    await store.commit(commitOf(share));
    isArmed = true;
    await expect(store.commit(claimOf(share, 'device'))).rejects.toMatchObject({ code: 'store.unknown' });
    isArmed = false;
    expect(watermark.seen(tag())?.n).toBe(1);
    expect((await store.loadWithCiphertext(share.id))?.share.state.status).toBe('claimed');
    expect(watermark.seen(tag())?.n).toBe(2);
    await store.close();
    await new Promise((resolve) => wire.close(resolve));
  });

  test('T13: a record that does not parse is a fault that quotes nothing of it', async () => {
    server = await startRedis();
    const store = await open();
    const share = { ...aShare(), note: 'canary-5518' };
    await store.commit(commitOf(share));
    const admin = new Redis(server.url);
    await admin.set(`nt2:{aaaaaa}:s:${share.id}`, `1 101 9\n${JSON.stringify({ ...share, mode: 'canary-5518' })}`, 'KEEPTTL');
    const fault = await store.load(share.id).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'store.corrupt' });
    await admin.lpush('nt2:{aaaaaa}:due', 'a list where a sorted set should be').catch(() => admin.set('nt2:{aaaaaa}:due', 'canary-5518'));
    const broken = await store.commit(commitOf(aShare())).catch((error: unknown) => error);
    expect(broken).toMatchObject({ code: 'store.unavailable' });
    expect(inspect([fault, broken], { depth: 9, showHidden: true })).not.toMatch(/canary|nt2:\{/);
    await admin.quit();
    await store.close();
  });
});
