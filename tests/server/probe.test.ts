// What the doctor learns about the proxy in front: over real connections, through proxies that treat X-Forwarded-For in each way they can.

import { randomBytes } from 'node:crypto';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { checkProxy } from '../../src/app/proxy-check.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import { deriveKeys } from '../../src/crypto/keys/root.ts';
import { ADDRESS_PATH, PROBE_HEADER, signProbe } from '../../src/server/api/address.ts';
import { listen } from '../../src/server/listen.ts';
import { createServerCrypto } from '../../src/server/server-crypto.ts';
import { openDoor } from './harness.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** What a proxy sends on as X-Forwarded-For: of the peer that came to it, and of what that one had said. */
const WAYS: Readonly<Record<string, (said: string | undefined, peer: string) => string | undefined>> = {
  'appends the peer': (said, peer) => (said === undefined ? peer : `${said}, ${peer}`),
  'sets the peer': (_said, peer) => peer,
  'passes it on': (said) => said,
  'drops it': () => undefined,
};

/** nt2 behind a proxy on a free port. Both are on the loopback, so a trusted proxy and the doctor have one address. */
async function behind(way: string, env: Readonly<Record<string, string>> = {}): Promise<Config> {
  const forward = WAYS[way] ?? (() => undefined);
  const root = randomBytes(32).toString('base64url');
  let upstream = 0;
  const proxy = createServer((asked, answer) => {
    const peer = asked.socket.remoteAddress ?? '';
    const { 'x-forwarded-for': said, ...headers } = asked.headers;
    const hops = forward(said as string | undefined, peer);
    const onward = { ...headers, ...(hops !== undefined && { 'x-forwarded-for': hops }) };
    request({ host: '127.0.0.1', port: upstream, path: asked.url, headers: onward }, (got: IncomingMessage) => {
      answer.writeHead(got.statusCode ?? 502, { 'content-type': got.headers['content-type'] ?? '' });
      got.pipe(answer);
    }).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  ends.push(() => proxy.close());
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const read = readConfig({ NT2_PUBLIC_URL: url, NT2_SECRET: root, NT2_TRUSTED_PROXIES: '127.0.0.1', ...env });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const { config } = read;
  const door = await openDoor({
    site: { publicUrl: config.NT2_PUBLIC_URL },
    core: { clock: Date.now },
    auth: { serverCrypto: createServerCrypto(deriveKeys(config.NT2_SECRET)) },
    limits: { trustedProxies: config.NT2_TRUSTED_PROXIES },
  });
  ends.push(door.close);
  const server = await listen({ fetch: door.server.fetch, host: '127.0.0.1', port: 0, trustedProxies: config.NT2_TRUSTED_PROXIES });
  ends.push(() => server.stop(0));
  upstream = server.port;
  return config;
}

describe('the doctor’s look at the proxy in front', () => {
  it('B6: finds out that a forged X-Forwarded-For gets through', async () => {
    expect(await checkProxy(await behind('passes it on'))).toEqual([
      { level: 'note', message: expect.stringContaining('lets a forged X-Forwarded-For through') },
    ]);
  });

  it.each(['appends the peer', 'sets the peer', 'drops it'])('B6: is content with a proxy that %s', async (way) => {
    expect(await checkProxy(await behind(way))).toEqual([
      { level: 'ok', message: 'the proxy in front lets no forged X-Forwarded-For through' },
    ]);
  });

  it('says so where nobody answers, and where someone else does', async () => {
    const config = await behind('sets the peer');
    const other = { ...config, NT2_SECRET: new Uint8Array(randomBytes(32)) };
    expect(await checkProxy(other)).toEqual([{ level: 'note', message: expect.stringContaining('answers 404, not as this nt2 does') }]);
    for (const end of ends.splice(0).toReversed()) await end();
    expect(await checkProxy(config)).toEqual([{ level: 'note', message: expect.stringContaining('nothing answers at http://127.0.0.1') }]);
  });

  it('asks nothing where no proxy can be, and misses the setting where one must be', async () => {
    const config = await behind('sets the peer', { NT2_TRUSTED_PROXIES: '' });
    expect(await checkProxy(config)).toEqual([]);
    const [missing] = await checkProxy({ ...config, NT2_PUBLIC_URL: new URL('https://127.0.0.2:1') });
    expect(missing).toBeUndefined();
    const [alone] = await checkProxy({ ...config, NT2_PUBLIC_URL: new URL('https://nt2.invalid:1') });
    expect(alone?.message).toContain('NT2_TRUSTED_PROXIES is empty');
  });
});

describe('GET /.well-known/nt2/address', () => {
  it('is nothing at all for everybody without the root secret, and with a proof that is old or of another', async () => {
    const serverCrypto = createServerCrypto(deriveKeys(randomBytes(32)));
    const foreign = createServerCrypto(deriveKeys(randomBytes(32)));
    const door = await openDoor({ auth: { serverCrypto } });
    ends.push(door.close);
    const { now } = door.time;
    const ask = (probe?: string) =>
      door.ask('GET', ADDRESS_PATH, { from: '203.0.113.9', headers: probe === undefined ? {} : { [PROBE_HEADER]: probe } });
    const proven = await ask(signProbe(serverCrypto, now));
    expect([proven.status, proven.json]).toEqual([200, { address: '203.0.113.9', forwardedFor: null }]);
    const refused = [
      undefined,
      '',
      `${now}.`,
      signProbe(foreign, now),
      signProbe(serverCrypto, now - 60_001),
      signProbe(serverCrypto, now + 60_001),
      `${now}.${serverCrypto.mac('ref', String(now))}`,
      `${signProbe(serverCrypto, now)}.x`,
    ];
    for (const probe of refused) {
      const answer = await ask(probe);
      expect([answer.status, answer.text.includes('203.0.113.9')], probe).toEqual([404, false]);
    }
  });
});
