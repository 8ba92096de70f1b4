import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aclRules, commandsOf } from '../support/acl.ts';
import { freePort, redisMissing, startRedis } from '../support/redis.ts';
import type { RedisServer } from '../support/redis.ts';
import { aShare, claimOf, commitOf } from '../support/shares.ts';
import { testStore } from './contract.ts';
import { openStore } from './open.ts';
import type { AtRedis } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

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

describe.skipIf(redisMissing !== null)('Redis with TLS, client certificates and a user with least commands', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nt2-tls-'));
  const pem = (name: string): string => readFileSync(join(dir, name), 'utf8');
  let server: RedisServer;
  let admin: Redis;
  let where: AtRedis;

  beforeAll(async () => {
    makeCertificates(dir);
    const port = await freePort();
    const tls = ['--tls-port', String(port), '--tls-ca-cert-file', join(dir, 'ca.pem'), '--tls-auth-clients', 'yes'];
    const own = ['--tls-cert-file', join(dir, 'server.pem'), '--tls-key-file', join(dir, 'server.key')];
    server = await startRedis({ args: ['--save', '', ...tls, ...own] });
    admin = new Redis(server.url);
    await admin.call('ACL', 'SETUSER', 'nt2', ...aclRules(PASSWORD));
    await admin.config('RESETSTAT');
    where = {
      kind: 'redis',
      url: `rediss://nt2:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
      tls: { ca: pem('ca.pem'), cert: pem('client.pem'), key: pem('client.key') },
    };
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  testStore({ name: 'Redis with TLS and ACL', where: () => where, rounds: 5 });

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

  test('who is not let in hears why, and no value of it', async () => {
    const { url, tls } = where;
    if (!tls) throw new Error('no TLS');
    const trusts = { ...where, tls: { ...tls, ca: null } };
    const shows = { ...where, tls: { ...tls, cert: null, key: null } };
    const knows = { ...where, url: url.replace('canary', 'canary2') };
    for (const [wrong, why] of [
      [trusts, 'does not trust the certificate'],
      [shows, 'does not trust the certificate'],
      [knows, 'does not accept the user or the password'],
    ] as const) {
      const refused = await openStore(wrong).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'store.unavailable', message: expect.stringContaining(why) });
      expect(`${String(refused)}${JSON.stringify(refused)}`).not.toContain('canary');
    }
  });
});
