// A real OpenID provider on loopback, and a browser that signs in there: what it is sent to, and with what it comes back.

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export const CLIENT = { id: 'nt2', secret: 'a secret of the tests, and long enough for all' };

export interface OpenIdServer {
  readonly issuer: URL;
  /** Signs in as this person. Answers the address that the browser is sent back to. */
  signIn(url: string, subject: string): Promise<URL>;
  /** Signs out there whoever has signed in last. */
  signOut(): Promise<void>;
  /** With which it signs, under the id `one`. */
  readonly key: KeyObject;
  close(): Promise<void>;
}

interface OpenIdOptions {
  /** Where the provider posts that a session has ended, and how. */
  readonly logout?: { readonly uri: string; readonly post: typeof fetch };
  /** Whether its tokens name sessions. */
  readonly namesSessions?: boolean;
}

/** `redirectUri`: the one that the client has registered. */
export async function startOpenId(redirectUri: string, { logout, namesSessions = false }: OpenIdOptions = {}): Promise<OpenIdServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        ...(logout && { backchannel_logout_uri: logout.uri, backchannel_logout_session_required: namesSessions }),
      },
    ],
    ...(logout && { features: { backchannelLogout: { enabled: true } }, fetch: logout.post }),
    cookies: { keys: ['only of the tests'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }] },
    pkce: { required: () => true },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub }) }),
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  });
  server.on('request', provider.callback());

  let jar = new Map<string, string>();

  async function visit(at: URL, form: URLSearchParams | null): Promise<Response> {
    const sent = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
    const response = await fetch(at, { redirect: 'manual', headers: sent, ...(form !== null && { method: 'POST', body: form }) });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  async function signIn(url: string, subject: string): Promise<URL> {
    jar = new Map<string, string>();
    let at = new URL(url);
    let form: URLSearchParams | null = null;
    for (let step = 0; step < 12; step += 1) {
      const response: Response = await visit(at, form);
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

  async function signOut(): Promise<void> {
    const asked = await (await visit(new URL(`${issuer}/session/end`), null)).text();
    const xsrf = /name="xsrf" value="(\w+)"/.exec(asked)?.[1] ?? '';
    const done = await visit(new URL(`${issuer}/session/end/confirm`), new URLSearchParams({ xsrf, logout: 'yes' }));
    if (done.status !== 303) throw new Error(`The provider answers ${done.status} when a person signs out.`);
  }

  return {
    issuer: new URL(issuer),
    signIn,
    signOut,
    key: privateKey,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
