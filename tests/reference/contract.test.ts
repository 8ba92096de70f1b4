// The contract: requests that are made from openapi.json alone, right and wrong ones for every route, and a running server, whose every answer
// must be one that openapi.json describes. A route that is new is in it by itself.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_SCOPES } from '../../src/core/token-scopes.ts';
import { listen, type Listening } from '../../src/server/listen.ts';
import { OPENAPI } from '../docs/openapi.ts';
import { readPage } from '../docs/pages.ts';
import { ann, ben, openDoor, PUBLIC_URL, TENANT, type Harness } from '../server/harness.ts';
import { readyLink } from '../server/wire.ts';
import { createJudge, type Document, type Exchange, type Operation } from './judge.ts';
import { createCases, type Case, type Proof } from './requests.ts';

const document = JSON.parse(readPage(OPENAPI)) as Document;
const judge = createJudge(document);
const SAFE = { 'x-nt2': '1', origin: PUBLIC_URL };
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
const AT_ONCE = 24;
/** They take the session of a machine alone, which is asked for before the body; tests/server/machines.test.ts has machines. */
const OF_MACHINES = ['POST /api/machines/prekeys'];

describe('the contract of the API', () => {
  let door: Harness;
  let listening: Listening;
  let casesOf: ReturnType<typeof createCases>;
  let cookie = '';
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    const board = { admins: [ann.key], auditors: [], accounts: [], labels: false };
    door = await openDoor({
      policy: () => ({ version: '1', hash: 'aGFzaA==', rules: [], templates: [], board }),
      provider: {
        issuer: 'https://login.example',
        begin: () => Promise.resolve('https://login.example/auth'),
        finish: () => Promise.resolve({ ok: false, code: 'refused' }),
        verifyLogout: () => Promise.resolve({ ok: false, code: 'not_verified' }),
        endPage: () => Promise.resolve(null),
      },
    });
    listening = await listen({ fetch: door.server.fetch, host: '127.0.0.1', port: 0 });
    const share = await door.begin('sealed');
    await readyLink(door);
    await door.sign();
    casesOf = createCases(judge, { id: share.id, tag: share.id.slice(0, 6) });
    cookie = await door.signIn(ann, ben);
  });
  afterAll(async () => {
    await listening.stop(0);
    await door.close();
  });

  /** A token of these scopes. */
  async function tokenOf(scopes: readonly string[]): Promise<string> {
    const name = `of-${scopes.join('-')}`;
    const known = tokens.get(name);
    if (known !== undefined) return known;
    const made = await door.apiTokens.create(name, { scopes: TOKEN_SCOPES.filter((scope) => scopes.includes(scope)) });
    if (!made.ok) throw new Error(made.code);
    tokens.set(name, made.value);
    return made.value;
  }

  async function headersFor({ security }: Operation, proof: Proof): Promise<Record<string, string>> {
    const named = security.flatMap((one) => one['token'] ?? []);
    if (proof === 'token') return { authorization: `Bearer ${await tokenOf(named.length > 0 ? named.slice(0, 1) : ['read'])}` };
    if (proof === 'other scopes') {
      const others = TOKEN_SCOPES.filter((scope) => !named.includes(scope));
      return { authorization: `Bearer ${await tokenOf(others)}` };
    }
    if (proof === 'unknown token') return { authorization: `Bearer nt2_${'a'.repeat(38)}` };
    if (proof === 'session') return { cookie, ...SAFE };
    return proof === 'none' ? SAFE : { cookie, 'x-nt2': '1', origin: 'https://elsewhere.example' };
  }

  async function send(method: string, path: string, headers: Record<string, string>, body: string | null): Promise<Exchange> {
    const stop = new AbortController();
    const response = await fetch(`http://127.0.0.1:${listening.port}${path}`, {
      method,
      headers,
      body,
      redirect: 'manual',
      signal: stop.signal,
    });
    const isStream = response.headers.get('content-type') === 'text/event-stream';
    const text = isStream ? '' : await response.text();
    if (isStream) stop.abort();
    return { method, url: path, status: response.status, headers: response.headers, text };
  }

  async function faultsOf({ operation, how, path, headers, body, json, proof, must }: Case): Promise<string[]> {
    // What another server posts there has no Origin.
    const own = operation.security.length === 0 && operation.method === 'POST' ? {} : await headersFor(operation, proof);
    const exchange = await send(operation.method, path, { ...headers, ...own }, body);
    const faults = judge.faultsIn({ ...exchange, sent: json });
    const { status, text } = exchange;
    const others = OF_MACHINES.includes(operation.name) ? [401] : [];
    if (must !== undefined && ![...must, ...others].includes(status))
      faults.push(`${operation.name} ${status} instead of ${must.join(' or ')}: ${text.slice(0, 120)}`);
    return faults.map((fault) => `${how}: ${fault}`);
  }

  /** Several at a time, as many programs would. */
  async function allFaults(cases: readonly Case[]): Promise<string[]> {
    const found: string[] = [];
    const rest = cases.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const one of rest) found.push(...(await faultsOf(one)));
      }),
    );
    return found;
  }

  it('each request, right or wrong, gets an answer that is described, and a wrong one is never taken', async () => {
    const cases = judge.operations.flatMap((operation) => [...casesOf(operation)]);
    expect(cases.length).toBeGreaterThan(12 * judge.operations.length);
    // Last what ends the session, or the share.
    const isLast = ({ operation }: Case): boolean => operation.method === 'DELETE' || /revoke|decline/.test(operation.path);
    expect(await allFaults(cases.filter((one) => !isLast(one)))).toEqual([]);
    for (const one of cases.filter(isLast)) {
      cookie = await door.signIn(ann, ben);
      expect(await faultsOf(one)).toEqual([]);
    }
  });

  it('another method is refused with those that there are', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const [operation] = judge.operations.filter((one) => one.path === path);
      const [first] = operation === undefined ? [] : casesOf(operation);
      const has = Object.keys(methods).map((method) => method.toUpperCase());
      for (const method of METHODS.filter((one) => !has.includes(one) && judge.operationOf(one, first?.path ?? '') === undefined)) {
        const { status, headers, text } = await send(method, first?.path ?? '', { ...SAFE, cookie }, null);
        expect([status, headers.get('content-type')], `${method} ${path}`).toEqual([405, 'application/problem+json']);
        expect(headers.get('allow')?.split(', ').toSorted()).toEqual(
          [...has, ...(has.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].toSorted(),
        );
        expect(judge.faultIn('/components/schemas/Problem', JSON.parse(text)), `${method} ${path}`).toBeNull();
      }
    }
  });

  it('HEAD says of each GET what GET says, without its body', async () => {
    for (const operation of judge.operations.filter(({ method, path }) => method === 'GET' && !path.endsWith('/events'))) {
      const [first] = casesOf(operation);
      if (first === undefined) throw new Error(operation.name);
      const headers = { ...first.headers, ...(await headersFor(operation, first.proof)) };
      const [get, head] = [await send('GET', first.path, headers, null), await send('HEAD', first.path, headers, null)];
      expect([head.status, head.text, head.headers.get('content-type')], operation.name).toEqual([
        get.status,
        '',
        get.headers.get('content-type'),
      ]);
    }
  });

  it('finds a server that takes what is not described, answers otherwise, or has a tenant’s name where none is described', () => {
    expect(TENANT).toBe('playground:toy');
    const operation = judge.operationOf('POST', '/api/shares/x/extend');
    if (operation === undefined) throw new Error('no such operation');
    const headers = new Headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    const right = { method: 'POST', url: '/api/shares/x/extend', sent: { expiresAt: 1 }, status: 204, headers, text: '' };
    expect(judge.faultsIn(right)).toEqual([]);
    expect(judge.faultsIn({ ...right, sent: { expiresAt: '1' } })).toHaveLength(1);
    expect(judge.faultsIn({ ...right, sent: { expiresAt: 1, more: 1 } })).toHaveLength(1);
    expect(judge.faultsIn({ ...right, status: 200 })).toHaveLength(1);
    expect(judge.faultsIn({ ...right, status: 418 })).toHaveLength(1);
    expect(
      judge.faultsIn({ ...right, headers: new Headers({ ...Object.fromEntries(headers), 'content-type': 'text/html' }) }),
    ).toHaveLength(1);
    expect(judge.faultsIn({ ...right, headers: new Headers() })).toHaveLength(2);
  });
});
