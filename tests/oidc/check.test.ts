// What the doctor says of an OpenID provider: a real one, and those that are wrong, dead, late or elsewhere.

import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkProvider, type CheckDeps } from '../../src/oidc/check.ts';
import { CLIENT, startOpenId, type OpenIdServer } from '../support/openid.ts';
import { makeAuthority } from '../support/tls-front.ts';

const ORIGIN = 'https://nt2.example';
const at = { redirectUri: `${ORIGIN}/board/callback`, logoutUri: `${ORIGIN}/board/backchannel-logout`, clock: Date.now };

describe('the doctor, of the OpenID provider', () => {
  let openid: OpenIdServer;
  const folder = mkdtempSync(join(tmpdir(), 'nt2-oidc-'));
  const servers: Server[] = [];
  beforeAll(async () => {
    openid = await startOpenId(at.redirectUri, { logout: { uri: at.logoutUri, post: fetch } });
  });
  afterAll(async () => {
    for (const server of servers) server.closeAllConnections();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await openid.close();
    rmSync(folder, { recursive: true });
  });

  const serve = async (server: Server, scheme = 'http'): Promise<URL> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };
  const look = async (more: Partial<Parameters<typeof checkProvider>[0]> = {}, how: Partial<CheckDeps> = {}): Promise<string[]> => {
    const settings = { issuer: openid.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret, ...more };
    const said = (await checkProvider(settings, { ...at, ...how })).map(({ level, message }) => `${level} ${message}`);
    expect(said.join('\n')).not.toContain(settings.clientSecret);
    return said;
  };
  const faults = async (...how: Parameters<typeof look>): Promise<string[]> =>
    (await look(...how)).filter((line) => line.startsWith('fault'));

  test('J7: all is well: its name, the redirect address, the secret; and what it can end', async () => {
    const host = openid.issuer.host;
    expect(await look()).toEqual([
      `ok the OpenID provider at ${host} names itself as NT2_OIDC_ISSUER does`,
      `ok the OpenID provider knows nt2 and sends people back to ${at.redirectUri}`,
      'ok the OpenID provider takes NT2_OIDC_CLIENT_SECRET',
      `note the OpenID provider can end sessions of the board, if ${at.logoutUri} is registered there for back-channel logout`,
    ]);
  });

  test('J7: a secret that is wrong, a client that it does not know, and a redirect address that is not registered', async () => {
    expect(await faults({ clientSecret: 'wrong-one' })).toEqual([
      'fault the OpenID provider does not take NT2_OIDC_CLIENT_ID with NT2_OIDC_CLIENT_SECRET by client_secret_basic',
    ]);
    expect(await faults({ clientSecret: 'wrong +/%' })).toEqual([expect.stringContaining('signs that are written as %…')]);
    expect(await faults({ clientId: 'another' })).toHaveLength(2);
    const redirectUri = `${ORIGIN}/board/callback/`;
    expect(await faults({}, { redirectUri })).toEqual([
      `fault the OpenID provider does not know NT2_OIDC_CLIENT_ID with the redirect address ${redirectUri}: register it there, letter by letter`,
    ]);
  });

  test('J7: a clock that is off by more than sign-ins bear, either way', async () => {
    for (const off of [-40_000, 40_000])
      expect(await faults({}, { clock: () => Date.now() + off })).toEqual([expect.stringMatching(/clocks .* differ by (39|40|41) s/)]);
    expect(await faults({}, { clock: () => Date.now() + 20_000 })).toEqual([]);
  });

  test('J7: another name than its own, no document there, nobody there, no such host, no certificate that is trusted', async () => {
    const copy = await (await fetch(new URL('/.well-known/openid-configuration', openid.issuer))).text();
    const other = await serve(createServer((_, answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end(copy)));
    expect(await look({ issuer: other })).toEqual([expect.stringMatching(/^fault .* names itself otherwise than NT2_OIDC_ISSUER does/)]);
    expect(await look({ issuer: new URL('/realms/none', openid.issuer) })).toEqual([
      expect.stringContaining('may lack a part of the path'),
    ]);
    expect(await look({ issuer: new URL('http://127.0.0.1:9') })).toEqual([expect.stringMatching(/cannot be reached$/)]);
    const unnamed = (): Promise<Response> =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }) }));
    expect(await look({}, { fetch: unnamed })).toEqual([expect.stringMatching(/has no address: its name is not known here$/)]);
    makeAuthority(folder, ['login.invalid']);
    const tls = { key: readFileSync(join(folder, 'server.key')), cert: readFileSync(join(folder, 'server.pem')) };
    const own = await serve(
      createTlsServer(tls, (_, answer) => answer.end()),
      'https',
    );
    expect(await look({ issuer: own })).toEqual([expect.stringContaining('NODE_EXTRA_CA_CERTS')]);
  });

  test('J7: one that lacks what nt2 needs, keeps no clock and only shows its log-in page: said as far as it can be known', async () => {
    const weak: Server = createServer(({ url = '' }, answer) => {
      const of = `http://127.0.0.1:${(weak.address() as AddressInfo).port}`;
      answer.removeHeader('date');
      answer.sendDate = false;
      const document = {
        issuer: of,
        authorization_endpoint: `${of}/auth`,
        token_endpoint: `${of}/token`,
        code_challenge_methods_supported: ['plain'],
        token_endpoint_auth_methods_supported: ['client_secret_post'],
      };
      if (url.includes('well-known'))
        return void answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
      answer.writeHead(url.startsWith('/auth') ? 302 : 500, { location: '/login' }).end();
    });
    expect(await look({ issuer: await serve(weak) }, { clock: () => 0 })).toEqual([
      expect.stringMatching(/^ok /),
      'fault the OpenID provider says that it does not have keys (jwks_uri), PKCE with S256, client_secret_basic',
      expect.stringMatching(/^note whether .* redirect address .* shows only when someone signs in$/),
      expect.stringMatching(/^note whether .* takes NT2_OIDC_CLIENT_SECRET shows only when someone signs in$/),
      expect.stringMatching(/^note the OpenID provider does not say that a session has ended/),
    ]);
  });
});
