// A provider of workload tokens on loopback, as GitHub, GitLab and Kubernetes are one: it describes itself, shows its keys and signs with jose.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTHeaderParameters } from 'jose';

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

async function newKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, shown: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

/** `clock`: epoch ms, by which its tokens are made. */
export async function startIssuer(clock: () => number) {
  let key = await newKey('first');
  const asked: string[] = [];
  const state = {
    /** Null: as it is. Otherwise what it answers at every address. */
    answer: null as null | { readonly status: number; readonly body: string },
    /** What it says of itself beside what is true. */
    description: {} as Record<string, unknown>,
  };
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status, body } = state.answer ?? { status: 200, body: JSON.stringify(pages()[request.url ?? ''] ?? {}) };
    response.writeHead(status, { 'content-type': 'application/json', ...(status === 302 && { location: body }) });
    response.end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pages = (): Record<string, unknown> => ({
    '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys`, ...state.description },
    '/keys': { keys: [key.shown] },
  });

  return {
    url,
    asked,
    state,
    get publicJwk() {
      return key.shown;
    },
    async rotate(): Promise<void> {
      key = await newKey('second');
    },
    /** For the run of a workflow on the main branch of acme/app, unless it says otherwise; undefined leaves a claim out. */
    sign(audience: string | string[], claims: Record<string, unknown> = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
      const now = Math.floor(clock() / 1_000);
      const all = {
        iss: url,
        aud: audience,
        sub: 'repo:acme/app:ref:refs/heads/main',
        repository: 'acme/app',
        ref: 'refs/heads/main',
        iat: now,
        nbf: now,
        exp: now + 300,
        jti: crypto.randomUUID(),
        ...claims,
      };
      const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      return new SignJWT(kept).setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'JWT', ...header }).sign(key.privateKey);
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
