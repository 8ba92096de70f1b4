import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRedisTarget } from '../../src/config/store-target.ts';
import { tlsOf } from '../../src/store/redis/connection/client.ts';
import { reasonOf } from '../../src/store/redis/connection/fault.ts';
import { tlsRefusal } from '../../src/store/redis/connection/tls-refusal.ts';
import { aclRules, commandsOf } from '../support/acl.ts';
import { freePort, redisMissing, startRedis } from '../support/redis.ts';
import type { RedisServer } from '../support/redis.ts';
import { aShare, claimOf, commitOf } from '../support/shares.ts';
import { testStore } from './contract.ts';
import { openStore } from './open.ts';
import type { AtRedis } from './open.ts';

const missing =
  redisMissing ?? (spawnSync('openssl', ['version']).status === 0 ? null : 'openssl is not installed (Debian: apt-get install openssl)');
if (missing) console.log(`left out: ${missing}`);

const PASSWORD = 'canary/p@ss 1';

/** An authority of our own, and a certificate of it for the server and one for nt2. */
function makeCertificates(dir: string): void {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=an authority of its own');
  writeFileSync(join(dir, 'san'), 'subjectAltName=IP:127.0.0.1');
  for (const name of ['server', 'client']) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'san'];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed);
  }
}

describe.skipIf(missing !== null)('Redis with TLS, client certificates and a user with least commands', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nt2-tls-'));
  const pem = (name: string): string => readFileSync(join(dir, name), 'utf8');
  let server: RedisServer;
  let admin: Redis;
  let tlsPort: number;
  /** What a server needs to speak TLS on that port, and to ask for certificates. */
  const tlsArgs = (port: number): string[] => {
    const own = `--tls-cert-file ${dir}/server.pem --tls-key-file ${dir}/server.key`;
    return `--tls-port ${port} --tls-ca-cert-file ${dir}/ca.pem --tls-auth-clients yes ${own}`.split(' ');
  };
  let where: AtRedis;

  beforeAll(async () => {
    makeCertificates(dir);
    tlsPort = await freePort();
    server = await startRedis({ args: ['--save', '', ...tlsArgs(tlsPort)] });
    admin = new Redis(server.url);
    await admin.call('ACL', 'SETUSER', 'nt2', ...aclRules(PASSWORD));
    await admin.config('RESETSTAT');
    where = {
      kind: 'redis',
      url: `rediss://nt2:${encodeURIComponent(PASSWORD)}@127.0.0.1:${tlsPort}`,
      tls: { ca: pem('ca.pem'), cert: pem('client.pem'), key: pem('client.key') },
    };
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  testStore({ name: 'Redis with TLS and ACL', where: () => where });

  test('the user may do just what nt2 does, and nt2 does nothing that the user may not', async () => {
    const store = await openStore({ ...where, replicas: 1, replicaMs: 50 });
    const share = aShare();
    await store.commit(commitOf(share));
    // There is no replica: this is to see what the waiting needs.
    await expect(store.commit(claimOf(share, 'device'))).rejects.toMatchObject({ code: 'store.unknown' });
    await store.close();
    const stats = await admin.info('commandstats');
    const used = [...stats.matchAll(/^cmdstat_([a-z|]+):/gm)]
      .map(([, name]) => name ?? '')
      .filter((name) => !/^(?:auth|hello|quit|config\|resetstat)$/.test(name));
    expect(used.toSorted()).toEqual(commandsOf(aclRules('')));
    expect(await admin.acl('LOG')).toEqual([]);
  });

  test('Sentinels and clusters speak TLS as well', { timeout: 30_000 }, async () => {
    const port = await freePort();
    const login = `nt2:${encodeURIComponent(PASSWORD)}`;
    const rules = [...aclRules(PASSWORD, ['+cluster|info', '+cluster|slots'])];
    const sentinel = await startRedis({
      args: ['--sentinel', ...tlsArgs(port), '--tls-replication', 'yes'],
      config: `sentinel monitor vault 127.0.0.1 ${tlsPort} 1`,
    });
    const node = await freePort();
    const cluster = await startRedis({
      args: [
        ...tlsArgs(node),
        '--save',
        '',
        '--cluster-enabled',
        'yes',
        '--tls-cluster',
        'yes',
        '--cluster-announce-ip',
        '127.0.0.1',
        '--cluster-port',
        String(await freePort()),
      ],
    });
    const boss = new Redis(cluster.url);
    await boss.call('ACL', 'SETUSER', 'nt2', ...rules);
    await boss.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await expect.poll(() => boss.call('CLUSTER', 'INFO'), { timeout: 10_000 }).toContain('cluster_state:ok');
    boss.disconnect();
    for (const url of [`rediss+sentinel://${login}@127.0.0.1:${port}/vault`, `rediss+cluster://${login}@127.0.0.1:${node}`]) {
      const store = await openStore({ ...where, url, replicas: 0 });
      const share = aShare();
      expect(await store.commit(commitOf(share))).toEqual({ ok: true });
      expect(await store.load(share.id)).toEqual(share);
      await store.close();
    }
    await Promise.all([sentinel.stop(), cluster.stop()]);
  });

  test('who is not let in hears why, and no value of it', async () => {
    const { url, tls } = where;
    if (!tls) throw new Error('no TLS');
    const trusts = { ...where, tls: { ...tls, ca: null } };
    const shows = { ...where, tls: { ...tls, cert: null, key: null } };
    const knows = { ...where, url: url.replace('canary', 'canary2') };
    const wrongs = [
      { wrong: trusts, why: 'does not trust the certificate' },
      { wrong: shows, why: 'does not trust the certificate' },
      { wrong: knows, why: 'does not accept the user or the password' },
    ];
    const refusals = await Promise.all(
      wrongs.map(({ wrong }) => openStore({ ...wrong, timeoutMs: 5_000 }).catch((error: unknown) => error)),
    );
    wrongs.forEach(({ why }, at) => {
      const refused = refusals[at];
      expect(refused).toMatchObject({ code: 'store.unavailable', message: expect.stringContaining(why) });
      expect(`${String(refused)}${JSON.stringify(refused)}`).not.toContain('canary');
    });
  });

  test('a certificate that is missing is told by a connection that writes nothing, each time', async () => {
    const { url, tls } = where;
    const target = parseRedisTarget(url);
    if (typeof target === 'string') throw new Error(target);
    const ca = tls?.ca ?? '';
    for (let at = 0; at < 20; at += 1) {
      const refusal = await tlsRefusal(target, { ca }, 5_000);
      expect(reasonOf(refusal)).toMatchObject({ message: expect.stringContaining('does not trust the certificate') });
    }
    expect(await tlsRefusal(target, tlsOf(tls ?? null), 200)).toBeNull();
    expect(await tlsRefusal({ ...target, tls: false }, {}, 200)).toBeNull();
  });
});
