// Tokens of a provider of workloads: each thing that can be wrong with one has its sentence, and nothing is asked for that a stranger names.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkloadVerifier } from '../../src/oidc/workload.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';

const US = 'https://nt2.example';
let now = Date.UTC(2026, 10, 30, 12);
const clock = (): number => now;
let issuer: Issuer;
beforeEach(async () => (issuer = await startIssuer(clock)));
afterEach(() => issuer.close());

const verifier = (keysAt: string | null = null) => createWorkloadVerifier([{ issuer: issuer.url, keysAt }], { clock, audience: US });
const why = async (token: string, by = verifier()): Promise<string> => {
  const answer = await by.verify(token, issuer.url);
  expect(answer.ok).toBe(false);
  return answer.ok ? '' : `${answer.away ? 'workload.away' : 'workload.refused'}: ${answer.why}`;
};

describe('a token of a provider', () => {
  it('that is good says which workload it is, and until when it could be shown again', async () => {
    const answer = await verifier().verify(await issuer.sign(US), issuer.url);
    expect(answer).toMatchObject({
      ok: true,
      value: { issuer: issuer.url, subject: 'repo:acme/app:ref:refs/heads/main', untilAt: now + 420_000 },
    });
    expect(answer.ok && answer.value.claims).toMatchObject({ repository: 'acme/app', ref: 'refs/heads/main' });
  });

  it.each([
    ['another audience', () => issuer.sign('https://other.example'), 'another audience'],
    ['two audiences, of which the other one could show it here', () => issuer.sign([US, 'https://other.example']), 'alone'],
    ['an end that is past', () => issuer.sign(US, { iat: now / 1_000 - 600, exp: now / 1_000 - 61 }), 'expired'],
    ['an hour behind it, whatever its end', () => issuer.sign(US, { iat: now / 1_000 - 3_661, exp: now / 1_000 + 9_999 }), 'expired'],
    ['a beginning that is to come', () => issuer.sign(US, { nbf: now / 1_000 + 61 }), 'isn’t good yet'],
    ['a birth that is to come', () => issuer.sign(US, { iat: now / 1_000 + 61 }), 'in the future'],
    ['no end', () => issuer.sign(US, { exp: undefined }), 'has no end'],
    ['no subject', () => issuer.sign(US, { sub: undefined }), 'names nobody'],
    ['an empty subject', () => issuer.sign(US, { sub: '' }), 'names nobody'],
    ['another issuer in it', () => issuer.sign(US, { iss: 'https://token.actions.githubusercontent.com' }), 'another provider'],
    ['the type of a logout token', () => issuer.sign(US, {}, { typ: 'logout+jwt' }), 'something else'],
    ['the type of an access token', () => issuer.sign(US, {}, { typ: 'at+jwt' }), 'something else'],
    ['a key id that nobody knows', () => issuer.sign(US, {}, { kid: 'third' }), 'doesn’t show'],
    ['a critical header that nobody knows', () => issuer.sign(US, {}, { crit: ['x'], x: 1 }).catch(() => 'a.b.c'), 'no token'],
    ['no form at all', () => Promise.resolve('sk_live_canary'), 'no token'],
    ['more characters than any', () => Promise.resolve('x'.repeat(16_385)), 'no token'],
  ])('with %s is refused, and says so', async (_, make, said) => {
    const sentence = await why(await make());
    expect(sentence).toMatch(/^workload\.refused: /);
    expect(sentence).toContain(said);
    expect(sentence).not.toContain('canary');
  });

  it('that nobody has signed, or that is signed with the public key as a secret, is refused', async () => {
    const claims = { iss: issuer.url, aud: US, sub: 'repo:acme/app:ref:refs/heads/main', iat: now / 1_000, exp: now / 1_000 + 300 };
    expect(await why(new UnsecuredJWT(claims).encode())).toMatch(/no token|isn’t signed/);
    const publicKey = await importJWK(issuer.publicJwk, 'ES256');
    for (const secret of [await exportSPKI(publicKey as Parameters<typeof exportSPKI>[0]), JSON.stringify(issuer.publicJwk)]) {
      const confused = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'first', typ: 'JWT' })
        .sign(new TextEncoder().encode(secret));
      expect(await why(confused)).toContain('isn’t signed as a provider signs');
    }
    const [head = '', body = '', signature = ''] = (await issuer.sign(US)).split('.');
    expect(await why([head, body, signature.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A'))].join('.'))).toContain(
      'signature is wrong',
    );
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'repo:evil/app:ref:refs/heads/main' })).toString('base64url');
    expect(await why([head, other, signature].join('.'))).toContain('signature is wrong');
  });

  it('of a provider whom the operator has not named is refused before anyone is asked for keys', async () => {
    const asked: string[] = [];
    const out = ((url: string) => Promise.reject(new Error((asked.push(url), url)))) as unknown as typeof fetch;
    const by = createWorkloadVerifier([{ issuer: 'https://gitlab.example', keysAt: null }], { clock, audience: US, fetch: out });
    expect(await by.verify(await issuer.sign(US), issuer.url)).toMatchObject({ ok: false, away: false });
    expect(await by.verify(await issuer.sign(US), 'https://gitlab.example')).toMatchObject({ ok: false, away: false });
    expect([asked, issuer.asked]).toEqual([[], []]);
  });
});

describe('the keys of a provider', () => {
  it('are kept for ten minutes, and not for longer when it is away', async () => {
    const by = verifier();
    expect((await by.verify(await issuer.sign(US), issuer.url)).ok).toBe(true);
    expect((await by.verify(await issuer.sign(US), issuer.url)).ok).toBe(true);
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
    issuer.state.answer = { status: 503, body: '' };
    now += 599_000;
    expect((await by.verify(await issuer.sign(US), issuer.url)).ok).toBe(true);
    now += 1_000;
    expect(await why(await issuer.sign(US), by)).toMatch(/^workload\.away: .*right now/);
    issuer.state.answer = null;
    expect((await by.verify(await issuer.sign(US), issuer.url)).ok).toBe(true);
  });

  it('that it has changed are found by the first token of the new one, and asked for at most twice a minute', async () => {
    const by = verifier();
    const old = await issuer.sign(US);
    expect((await by.verify(old, issuer.url)).ok).toBe(true);
    await issuer.rotate();
    now += 1_000;
    expect(await why(await issuer.sign(US), by)).toContain('doesn’t show');
    for (let n = 0; n < 20; n += 1) await why(await issuer.sign(US, {}, { kid: `invented-${n}` }), by);
    expect(issuer.asked).toHaveLength(2);
    now += 30_000;
    expect((await by.verify(await issuer.sign(US), issuer.url)).ok).toBe(true);
    expect(await why(old, by)).toContain('doesn’t show');
    expect(issuer.asked).toHaveLength(4);
  });

  it('are asked for once by many tokens at the same moment', async () => {
    const by = verifier();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => issuer.sign(US)));
    const answers = await Promise.all(tokens.map((token) => by.verify(token, issuer.url)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(issuer.asked).toHaveLength(2);
  });

  it('SSRF: are fetched from the origin of the provider alone, unless the operator names another, and no redirect leads away', async () => {
    const reached: string[] = [];
    const inside = createServer((request, response) => {
      reached.push(request.url ?? '');
      response.end(JSON.stringify({ keys: [issuer.publicJwk] }));
    });
    await new Promise<void>((resolve) => void inside.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/metadata`;
    issuer.state.description = { jwks_uri: at };
    expect(await why(await issuer.sign(US))).toContain('NT2_WORKLOAD_ISSUERS');
    issuer.state.answer = { status: 302, body: at };
    expect(await why(await issuer.sign(US))).toMatch(/^workload\.away/);
    expect(reached).toEqual([]);
    issuer.state.answer = null;
    expect((await verifier(at).verify(await issuer.sign(US), issuer.url)).ok).toBe(true);
    expect(reached).toEqual(['/metadata']);
    inside.close();
  });

  it.each([
    ['a description of another provider', { issuer: 'https://other.example' }, null],
    ['a description without keys', { jwks_uri: undefined }, null],
    ['a file that is no JSON', {}, { status: 200, body: '<html>' }],
    ['keys that are none', {}, { status: 200, body: '{"keys":1}' }],
    ['more than anyone has', {}, { status: 200, body: ' '.repeat(70_000) }],
  ])('%s: it counts as away, and not as a fault of the machine', async (_, description, answer) => {
    issuer.state.description = description;
    issuer.state.answer = answer;
    expect(await why(await issuer.sign(US))).toMatch(/^workload\.away: /);
  });
});
