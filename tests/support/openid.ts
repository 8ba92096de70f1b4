// A real OpenID provider on loopback, and a browser that signs in there: what it is sent to, and with what it comes back.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export const CLIENT = { id: 'nt2', secret: 'a secret of the tests, and long enough for all' };

export interface OpenIdServer {
  readonly issuer: URL;
  /** Signs in as this person. Answers the address that the browser is sent back to. */
  signIn(url: string, subject: string): Promise<URL>;
  close(): Promise<void>;
}

/** `redirectUri`: the one that the client has registered. */
export async function startOpenId(redirectUri: string): Promise<OpenIdServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    cookies: { keys: ['only of the tests'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
    pkce: { required: () => true },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub }) }),
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  });
  server.on('request', provider.callback());

  async function signIn(url: string, subject: string): Promise<URL> {
    const jar = new Map<string, string>();
    let at = new URL(url);
    let form: URLSearchParams | null = null;
    for (let step = 0; step < 12; step += 1) {
      const sent = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
      const response: Response = await fetch(at, {
        redirect: 'manual',
        headers: sent,
        ...(form !== null && { method: 'POST', body: form }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') jar.delete(name);
        else jar.set(name, value);
      }
      const location = response.headers.get('location');
      form = null;
      if (location !== null) {
        at = new URL(location, at);
        if (at.origin !== issuer) return at;
      } else {
        // Its own forms, one for who it is and one for consent.
        const prompt = /name="prompt" value="(\w+)"/.exec(await response.text())?.[1];
        if (prompt === undefined) throw new Error(`The provider answers ${response.status} at ${at.pathname}.`);
        form = new URLSearchParams({ prompt, login: subject, password: 'any' });
      }
    }
    throw new Error('The provider never sends the browser back.');
  }

  return {
    issuer: new URL(issuer),
    signIn,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
