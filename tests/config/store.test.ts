import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { CERT, KEY, OTHER_KEY } from './pems.ts';

const good = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: randomBytes(32).toString('base64url') };
const CANARY = 'canary-3b71';

function placed(NT2_STORE: string) {
  const read = readConfig({ ...good, NT2_STORE });
  if (!read.ok) throw new Error(read.issues.map(({ message }) => message).join());
  return read.config.NT2_STORE;
}

function faults(env: Record<string, string>): string[] {
  const read = readConfig({ ...good, ...env }, (path) => (path.endsWith('ca.pem') ? CERT : 'not PEM'));
  return read.ok ? [] : read.issues.map(({ name, message }) => `${name} ${message}`);
}

const nobody = { user: null, password: null, sentinelUser: null, sentinelPassword: null };

describe('the address of a Redis', () => {
  it('is one server, with user, password, database and TLS', () => {
    const one = { kind: 'redis', topology: 'single', primary: '', ...nobody };
    expect(placed('redis://cache')).toEqual({ ...one, nodes: [{ host: 'cache', port: 6_379 }], db: 0, tls: false });
    const full = { ...one, user: 'nt2', password: 'p@s:s/w', nodes: [{ host: '::1', port: 7_000 }], db: 3, tls: true };
    expect(placed('rediss://nt2:p%40s:s%2Fw@[::1]:7000/3')).toEqual(full);
    expect(placed('redis://:p@ss@cache:1/')).toMatchObject({ user: null, password: 'p@ss', nodes: [{ host: 'cache', port: 1 }] });
  });

  it('is a list of Sentinels and the name of the primary', () => {
    expect(placed('rediss+sentinel://nt2:a@s1,s2:7000/my%20vault/2?sentinel_username=w&sentinel_password=b%2Bc')).toEqual({
      kind: 'redis',
      topology: 'sentinel',
      nodes: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 7_000 },
      ],
      primary: 'my vault',
      db: 2,
      tls: true,
      user: 'nt2',
      password: 'a',
      sentinelUser: 'w',
      sentinelPassword: 'b+c',
    });
  });

  it('is a list of nodes of a cluster', () => {
    const nodes = ['a', 'b', 'c'].map((host) => ({ host, port: 6_379 }));
    expect(placed('redis+cluster://nt2:x@a,b,c:6379')).toMatchObject({ topology: 'cluster', nodes, user: 'nt2', password: 'x', db: 0 });
  });

  it.each([
    [`redis://a,b/0`, 'one host'],
    [`redis+sentinel://a:26379`, 'name of the primary'],
    [`redis+sentinel://a/x/1/2`, 'number of a database'],
    [`redis+cluster://a,b/1`, 'has only 0'],
    [`redis://a/zero`, 'number of a database'],
    [`redis://a:0`, 'host:port'],
    [`redis://a:70000`, 'host:port'],
    [`redis+cluster://a,,b`, 'host:port'],
    [`redis://a?family=6`, 'no parameters'],
    [`redis://a?sentinel_password=${CANARY}`, 'no parameters'],
    [`redis+sentinel://a/x?sentinel_pasword=${CANARY}`, 'no parameters'],
    [`redis://%zz${CANARY}@a`, 'percent-encoded'],
    [`redis+other://${CANARY}@a`, 'sqlite:<file>'],
    [`rediss+sentinel:a`, 'sqlite:<file>'],
  ])('refuses %s and says why, without its values', (url, why) => {
    const told = faults({ NT2_STORE: url });
    expect(told).toEqual([expect.stringMatching(/^NT2_STORE must .*\.$/)]);
    expect(told[0]).toContain(why);
    expect(told[0]).not.toContain(CANARY);
  });

  it('takes certificates as text or from files, and only where they mean something', () => {
    const tls = { NT2_STORE: 'rediss://cache' };
    expect(faults({ ...tls, NT2_REDIS_CA_FILE: '/etc/ca.pem', NT2_REDIS_CERT: CERT, NT2_REDIS_KEY: KEY })).toEqual([]);
    expect(faults({ ...tls, NT2_REDIS_CERT: CERT })).toEqual(['NT2_REDIS_KEY is missing: certificate and key belong together.']);
    expect(faults({ ...tls, NT2_REDIS_CA: '/etc/ca.pem' })[0]).toMatch(/^NT2_REDIS_CA must be PEM text .* _FILE/);
    expect(faults({ ...tls, NT2_REDIS_CERT: KEY, NT2_REDIS_KEY: KEY })[0]).toMatch(/^NT2_REDIS_CERT must be PEM/);
    expect(faults({ NT2_REDIS_CA: CERT })).toEqual([expect.stringMatching(/^NT2_REDIS_CA is only for a Redis with TLS/)]);
    expect(faults({ NT2_STORE: 'redis://cache', NT2_REDIS_CERT: CERT, NT2_REDIS_KEY: KEY })[0]).toMatch(/^NT2_REDIS_CERT is only/);
  });

  it.each<[string, (pem: string) => string]>([
    ['line breaks written out', (pem) => pem.replaceAll('\n', '\\n')],
    ['spaces for line breaks', (pem) => pem.replaceAll('\n', ' ')],
    ['no line breaks', (pem) => pem.replaceAll('\n', '')],
    ['those of Windows', (pem) => pem.replaceAll('\n', '\r\n')],
    ['a remark in front', (pem) => `# our authority\n${pem}`],
  ])('R18: puts a certificate and a key right that have %s', (_what, spoil) => {
    const tls = { NT2_STORE: 'rediss://cache', NT2_REDIS_CA: spoil(CERT + CERT), NT2_REDIS_CERT: spoil(CERT), NT2_REDIS_KEY: spoil(KEY) };
    const read = readConfig({ ...good, ...tls });
    expect(read).toMatchObject({ ok: true, config: { NT2_REDIS_CA: CERT + CERT, NT2_REDIS_CERT: CERT, NT2_REDIS_KEY: KEY } });
  });

  it('R18: says of a certificate or a key that is damaged, locked or of another one, that it is', () => {
    const tls = { NT2_STORE: 'rediss://cache', NT2_REDIS_CERT: CERT, NT2_REDIS_KEY: KEY };
    const cut = (pem: string): string => pem.replace(/\n.{64}\n/, '\n');
    expect(faults({ ...tls, NT2_REDIS_CA: cut(CERT) })[0]).toMatch(/^NT2_REDIS_CA must be PEM text .* damaged/);
    expect(faults({ ...tls, NT2_REDIS_CA: CERT + cut(CERT) })[0]).toMatch(/^NT2_REDIS_CA .* damaged/);
    expect(faults({ ...tls, NT2_REDIS_KEY: cut(KEY) })[0]).toMatch(/^NT2_REDIS_KEY must be PEM text .* damaged/);
    expect(faults({ ...tls, NT2_REDIS_KEY: KEY.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE') })[0]).toContain('without a passphrase');
    expect(faults({ ...tls, NT2_REDIS_KEY: OTHER_KEY })[0]).toMatch(/^NT2_REDIS_KEY must be the key of the first certificate/);
  });

  it('takes a key store in another Redis, and only there', () => {
    expect(placed('redis://a')).toMatchObject({ kind: 'redis' });
    expect(faults({ NT2_KEY_STORE_URL: 'rediss://:pw@keys:6379', NT2_REDIS_CA: CERT })).toEqual([]);
    expect(faults({ NT2_STORE: 'redis://a', NT2_KEY_STORE_URL: 'redis://a:6380' })).toEqual([]);
    expect(faults({ NT2_STORE: 'redis://a', NT2_KEY_STORE_URL: 'redis://:x@a:6379/1' })[0]).toMatch(
      /^NT2_KEY_STORE_URL must name another Redis/,
    );
    const told = faults({ NT2_KEY_STORE_URL: `sqlite:${CANARY}` });
    expect(told).toEqual([expect.stringMatching(/^NT2_KEY_STORE_URL must be redis:/)]);
    expect(told[0]).not.toContain(CANARY);
  });

  it('counts replicas within reason', () => {
    for (const value of ['6', '-1', 'one', '1.5']) expect(faults({ NT2_REDIS_REPLICAS: value })).toHaveLength(1);
    for (const value of ['0', '49', '3001', 'soon']) expect(faults({ NT2_REDIS_REPLICA_MS: value })).toHaveLength(1);
    expect(faults({ NT2_REDIS_REPLICAS: 'auto', NT2_REDIS_REPLICA_MS: '50' })).toEqual([]);
  });
});
