import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoor, PUBLIC_URL, type Harness } from './harness.ts';

describe('requests of foreign pages', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  const bare = (headers: Record<string, string>) =>
    door.server.request(
      '/api/session',
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{"token":"x"}' },
      {},
    );

  it.each([
    ['nothing at all', {}],
    ['only the header', { 'x-nt2': '1' }],
    ['only the origin', { origin: PUBLIC_URL }],
    ['another origin', { 'x-nt2': '1', origin: 'https://evil.example' }],
    ['the null origin', { 'x-nt2': '1', origin: 'null' }],
    ['the same host by http', { 'x-nt2': '1', origin: 'http://nt2.example' }],
    ['another port', { 'x-nt2': '1', origin: 'https://nt2.example:444' }],
    ['a longer name', { 'x-nt2': '1', origin: 'https://nt2.example.evil.example' }],
    ['a sibling site', { 'x-nt2': '1', origin: PUBLIC_URL, 'sec-fetch-site': 'same-site' }],
    ['a foreign site', { 'x-nt2': '1', 'sec-fetch-site': 'cross-site' }],
    ['another value of the header', { 'x-nt2': 'true', origin: PUBLIC_URL }],
    ['the Host header in the place of the origin', { 'x-nt2': '1', host: 'nt2.example' }],
  ])('with %s are refused', async (_name, headers) => {
    const answer = await bare(headers);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'request.origin']);
  });

  it.each([
    ['origin and header', { 'x-nt2': '1', origin: PUBLIC_URL }],
    ['what browsers without Origin say', { 'x-nt2': '1', 'sec-fetch-site': 'same-origin' }],
  ])('its own page is taken with %s', async (_name, headers) => {
    expect((await bare(headers)).status).toBe(401);
  });

  it('no answer allows another origin to read it', async () => {
    for (const [method, path] of [
      ['GET', '/api/session'],
      ['OPTIONS', '/api/session'],
      ['GET', '/s/x'],
      ['OPTIONS', '/api/shares'],
    ] as const) {
      const { headers } = await door.ask(method, path, {
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect(
        [...headers.keys()].filter((name) => name.startsWith('access-control')),
        path,
      ).toEqual([]);
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });
});
