// Webhooks kept by the API: what the operator's programs can do, what they are shown, and where nothing is ever sent.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebhookKeeping } from '../../src/core/ports/webhook-keeping.ts';
import { openDoor, type Harness } from './harness.ts';

let door: Harness;
let admin: { bearer: string };
beforeEach(async () => {
  door = await openDoor();
  const made = await door.apiTokens.create('operator', { scopes: ['admin'] });
  admin = { bearer: made.ok ? made.value : '' };
});
afterEach(() => door.close());

const post = (path: string, json: object = {}) => door.ask('POST', `/api/webhooks${path}`, { json, ...admin });
const list = async () => (await door.ask('GET', '/api/webhooks', admin)).json;

describe('webhooks by the API', () => {
  test('are added, turned and removed; a secret is shown once, and no list, log line or answer has it, or the path of an address', async () => {
    const added = await post('', { name: 'siem', url: 'https://siem.example.com/canary-path' });
    expect([added.status, added.json]).toEqual([201, { name: 'siem', secret: expect.stringMatching(/^whsec_\S{44}$/) }]);
    expect((await post('', { name: 'siem', url: 'https://siem.example.com/' })).json.code).toBe('webhook.exists');
    for (const [json, field] of [
      [{ name: 'Not A Name', url: 'https://x.example' }, 'name'],
      [{ name: 'x', url: 'ftp://x.example' }, 'url'],
      [{ name: 'x', url: 'https://user:pass@x.example' }, 'url'],
      [{ name: 'x' }, 'url'],
    ] as const)
      expect((await post('', json)).json).toMatchObject({ code: 'input.invalid', field });
    const turned = await post('/siem/rotate');
    expect(turned.json.secret).not.toBe(added.json.secret);
    const shown = await list();
    expect(shown).toEqual({
      rows: [
        {
          id: expect.stringMatching(/^[a-z2-7]{8}$/),
          name: 'siem',
          origin: 'https://siem.example.com',
          madeAt: door.time.now,
          secrets: 2,
          waiting: 0,
          givenUp: 0,
        },
      ],
      next: null,
    });
    expect((await door.ask('GET', '/api/webhooks/siem/given-up', admin)).json).toEqual({ rows: [], next: null });
    expect((await post('/siem/replay', { event: 'evt_1' })).json).toEqual({ replayed: 0 });
    expect((await door.ask('DELETE', '/api/webhooks/siem', admin)).status).toBe(204);
    expect((await list()).rows).toEqual([]);
    for (const path of ['/siem/rotate', '/siem/test', '/siem/replay']) expect((await post(path)).json.code, path).toBe('request.path');
    for (const method of ['GET', 'DELETE'] as const)
      expect((await door.ask(method, `/api/webhooks/siem${method === 'GET' ? '/given-up' : ''}`, admin)).json.code).toBe('request.path');
    for (const secret of [added.json.secret, turned.json.secret, 'canary-path'])
      expect(JSON.stringify(shown) + door.lines.join('\n')).not.toContain(secret);
  });

  test('send nothing to an address that is not public: neither a test nor what it answers comes from inside', async () => {
    const asked: string[] = [];
    const inside = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('from inside');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => inside.once('listening', resolve));
    const { port } = inside.address() as AddressInfo;
    const addresses = [
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      'https://10.0.0.5/',
      'https://169.254.169.254/latest',
      'https://[::1]/',
    ];
    for (const [at, url] of addresses.entries()) {
      expect((await post('', { name: `in-${at}`, url })).status, url).toBe(201);
      const tested = await post(`/in-${at}/test`);
      expect(tested.json, url).toEqual({ ok: false, status: null, reason: 'address' });
    }
    expect(asked).toEqual([]);
    inside.close();
    for (let n = addresses.length; n < 10; n += 1) expect((await post('', { name: `in-${n}`, url: 'https://x.example' })).status).toBe(201);
    expect((await post('', { name: 'one-more', url: 'https://x.example' })).json.code).toBe('webhook.full');
  });

  test('what was given up is read page by page, the last first, of the same moment too, and while some is sent again', async () => {
    const share = 'a'.repeat(32);
    let kept = [3, 3, 3, 2, 2, 1].map((at, n) => ({ id: `${share}_${n}_0`, kind: 'share.ended', at, reason: 'status' }));
    const other = await openDoor({ core: { webhooks: { givenUp: async () => kept } as unknown as WebhookKeeping } });
    const made = await other.apiTokens.create('operator', { scopes: ['admin'] });
    const page = async (query: string) =>
      (await other.ask('GET', `/api/webhooks/siem/given-up?${query}`, { bearer: made.ok ? made.value : '' })).json;
    const ids: string[] = [];
    for (let before: string | null = null; ;) {
      const { rows, next } = await page(`limit=2${before === null ? '' : `&before=${before}`}`);
      ids.push(...rows.map(({ id }: { readonly id: string }) => id));
      kept = kept.filter(({ id }) => id !== ids[0]);
      before = next;
      if (before === null) break;
    }
    expect(ids.map((id) => id.split('_')[1])).toEqual(['2', '1', '0', '4', '3', '5']);
    for (const bad of ['limit=0', 'limit=51', 'before=3.abcdef', `before=3.${share}`, 'more=1'])
      expect((await page(bad)).code, bad).toBe('input.invalid');
    await other.close();
  });
});
