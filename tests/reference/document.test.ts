// The description itself: a public linter finds nothing, its examples are what they are examples of, and the server hands out these bytes.

import { createConfig, lintFromString } from '@redocly/openapi-core';
import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANSWERS, BODIES } from '../../src/server/api/table/components.ts';
import { ANSWER_EXAMPLES } from '../../src/reference/answer-examples.ts';
import { BODY_EXAMPLES } from '../../src/reference/body-examples.ts';
import { createRefusals } from '../../src/reference/refusals.ts';
import { allRows } from '../../src/server/api/table/rows.ts';
import { loadPages } from '../../src/server/pages/pages.ts';
import { makeOpenApi, OPENAPI } from '../docs/openapi.ts';
import { readPage } from '../docs/pages.ts';
import { openDoor, type Harness } from '../server/harness.ts';
import { builtPages } from '../support/pages.ts';

const text = readPage(OPENAPI);

/** What the linter says that is as it should be, by place. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  // It leads to the board, whatever came.
  'operation-2xx-response': ['/board/callback'],
  // They answer everyone.
  'operation-4xx-response': ['/favicon.ico', '/robots.txt', '/healthz', '/readyz'],
};

async function lint(source: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  return problems
    .filter(({ ruleId, location: [at] }) => {
      const path = /^#\/paths\/([^/]+)/.exec(at?.pointer ?? '')?.[1]?.replaceAll('~1', '/') ?? '';
      return RIGHT[ruleId]?.includes(path) !== true;
    })
    .map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

describe('the description of the API', () => {
  it('K5: calls a refusal by its codes, so a route more, or another order of them, renames none', () => {
    const rows = Object.values(allRows);
    const { shared } = createRefusals(rows);
    expect(createRefusals(rows.toReversed()).shared).toEqual(shared);
    const few = createRefusals(rows.filter((_, at) => at % 3 === 0)).shared;
    expect(Object.keys(few).length).toBeGreaterThan(20);
    for (const [name, one] of Object.entries(few)) expect(shared[name], name).toEqual(one);
    expect(Object.keys(shared)).toContain('Refused409IdempotencyBusyShareExists');
  });

  it('is OpenAPI 3.1 in which a public linter finds no fault, at its strictest', async () => {
    expect((JSON.parse(text) as { openapi: string }).openapi).toBe('3.1.0');
    expect(await lint(text)).toEqual([]);
    expect(await lint(text.replace('"operationId": "seal"', '"operationId": "revoke"'))).toHaveLength(1);
  });

  it('has an example of each body and each answer, which its schema takes', () => {
    for (const [name, schema] of Object.entries({ ...BODIES, ...ANSWERS })) {
      const example = { ...BODY_EXAMPLES, ...ANSWER_EXAMPLES }[name as keyof typeof BODIES];
      expect(example, `${name} has no example in src/reference`).toBeDefined();
      expect(schema.safeParse(example).error?.issues ?? [], name).toEqual([]);
    }
  });

  describe('at /api/openapi.json', () => {
    let door: Harness;
    const ask = async (headers: Record<string, string> = {}): Promise<Response> =>
      door.server.request('/api/openapi.json', { headers: { host: 'nt2.example', ...headers } }, {});
    beforeAll(async () => {
      const pages = loadPages(await builtPages(), { operator: 'Acme IT', clearHiddenMinutes: 7, fileBytes: null });
      if (pages === null) throw new Error('no pages');
      door = await openDoor({ site: { pages } });
    });
    afterAll(() => door.close());

    it('are the bytes of docs/protocol, so nothing of the operator and of their settings, compressed as the reader likes', async () => {
      const plain = await ask();
      expect([plain.status, plain.headers.get('content-type'), plain.headers.get('vary')]).toEqual([
        200,
        'application/json',
        'Accept-Encoding',
      ]);
      expect(await plain.text()).toBe(text);
      expect(text).toBe(makeOpenApi());
      const [br, gzip] = await Promise.all([ask({ 'accept-encoding': 'br, gzip' }), ask({ 'accept-encoding': 'gzip' })]);
      expect([br.headers.get('content-encoding'), gzip.headers.get('content-encoding')]).toEqual(['br', 'gzip']);
      expect(brotliDecompressSync(await br.arrayBuffer()).toString()).toBe(text);
      expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(text);
    });

    it('is asked for again each time, and costs no bytes while it is the same', async () => {
      const { headers } = await ask();
      const etag = headers.get('etag') ?? '';
      expect([headers.get('cache-control'), etag]).toEqual([
        'public, no-cache, no-transform',
        `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`,
      ]);
      const again = await ask({ 'if-none-match': etag });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      expect((await ask({ 'if-none-match': '"other"' })).status).toBe(200);
    });

    it('a server without pages has none, nor has the operator’s listener', async () => {
      const bare = await openDoor({ site: { routes: 'admin' } });
      const answer = await bare.ask('GET', '/api/openapi.json');
      await bare.close();
      expect([answer.status, answer.json.code]).toEqual([404, 'request.path']);
    });
  });
});
