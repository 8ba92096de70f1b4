import { describe, expect, it } from 'vitest';
import { ann, ben, HOUR, noChat, openDoor } from './harness.ts';

const plenty = 10_000;

describe('how often', () => {
  it('an address that asks too often is told when to come back, and is let in again then', async () => {
    const door = await openDoor({ limits: { rates: { address: 2, person: plenty, tenant: plenty } } });
    const attempt = (from = '203.0.113.9') => door.ask('POST', '/api/session', { json: { token: 'x' }, from });
    expect([(await attempt()).status, (await attempt()).status]).toEqual([401, 401]);
    const refused = await attempt();
    expect([refused.status, refused.json.code]).toEqual([429, 'rate.limited']);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(refused.json.retryAfterMs).toBeLessThanOrEqual(seconds * 1_000);
    expect((await attempt('203.0.113.10')).status).toBe(401);
    door.time.now += 60_001;
    expect((await attempt()).status).toBe(401);
    await door.close();
  });

  it('a whole IPv6 /64 counts as one address', async () => {
    const door = await openDoor({ limits: { rates: { address: 2, person: plenty, tenant: plenty } } });
    const statuses = [];
    for (const host of ['1', '2', '3'])
      statuses.push((await door.ask('POST', '/api/session', { json: { token: 'x' }, from: `2001:db8::${host}` })).status);
    expect(statuses).toEqual([401, 401, 429]);
    await door.close();
  });

  it('a person and a tenant have budgets of their own, wherever they come from', async () => {
    const door = await openDoor({ limits: { rates: { address: plenty, person: 2, tenant: 3 } } });
    const [anns, bens] = [await door.signIn(ann), await door.signIn(ben)];
    let host = 0;
    const post = (cookie: string) => door.ask('POST', '/api/shares', { json: {}, cookie, from: `198.51.100.${(host += 1)}` });
    expect([(await post(anns)).status, (await post(anns)).status, (await post(anns)).status]).toEqual([400, 400, 429]);
    expect([(await post(bens)).status, (await post(bens)).status]).toEqual([400, 429]);
    await door.close();
  });

  it('a person who merely knows an id uses up nothing of the tenant to which it belongs', async () => {
    const door = await openDoor({ limits: { rates: { address: plenty, person: plenty, tenant: 3 } } });
    const share = await door.begin('sealed');
    for (let n = 0; n < 10; n += 1) await door.ask('POST', `/api/shares/${share.id}/claim`, { json: {} });
    expect((await door.ask('POST', `/api/shares/${share.id}/revoke`, { json: {}, cookie: await door.signIn(ann) })).status).toBe(204);
    await door.close();
  });

  it('an address may bring so many shares within an hour, and so many bytes; an IPv6 /64 is one, and others go on', async () => {
    const door = await openDoor({ limits: { uploadLimits: { shares: 2, bytes: 1_000_000, fileBytes: 1_000 } } });
    const cookie = await door.signIn(ann);
    const wish = { mode: 'link', kind: 'note', label: 'x', note: '', expiresInMs: HOUR };
    const make = (from: string) => door.ask('POST', '/api/shares', { json: wish, cookie, from });
    const [first, second, third] = [await make('2001:db8::1'), await make('2001:db8::2'), await make('2001:db8::3')];
    expect([first.status, second.status, third.status]).toEqual([201, 201, 429]);
    expect(third.json).toMatchObject({ code: 'quota.address', retryAfterMs: HOUR });
    expect(third.headers.get('retry-after')).toBe('3600');
    expect((await make('2001:db8:1::1')).status).toBe(201);
    // A request without a session brings nothing, and uses up nothing.
    for (let n = 0; n < 3; n += 1) await door.ask('POST', '/api/shares', { json: wish, from: '203.0.113.9' });
    expect((await make('203.0.113.9')).status).toBe(201);
    door.time.now += HOUR;
    expect((await make('2001:db8::1')).status).toBe(201);
    await door.close();
  });

  it('what an address brings and how often it asks are counted apart: neither is used up by a request that the other refuses', async () => {
    const wish = { mode: 'link', kind: 'note', label: 'x', note: '', expiresInMs: HOUR };
    const door = await openDoor({
      limits: { rates: { address: 3, person: plenty, tenant: plenty }, uploadLimits: { shares: 1, bytes: 1_000_000, fileBytes: 1_000 } },
    });
    const cookie = await door.signIn(ann);
    const make = () => door.ask('POST', '/api/shares', { json: wish, cookie, from: '203.0.113.9' });
    const codes = [await make(), await make(), await make(), await make()].map(({ status, json }) => json.code ?? status);
    // The refused ones count as requests, and then it is said that there are too many.
    expect(codes).toEqual([201, 'quota.address', 'quota.address', 'rate.limited']);
    await door.close();
    const other = await openDoor({
      limits: { rates: { address: 1, person: plenty, tenant: plenty }, uploadLimits: { shares: 2, bytes: 1_000_000, fileBytes: 1_000 } },
    });
    const bens = await other.signIn(ben);
    const bring = async () => (await other.ask('POST', '/api/shares', { json: wish, cookie: bens, from: '203.0.113.9' })).status;
    const statuses = [await bring(), await bring(), await bring()];
    other.time.now += 60_001;
    statuses.push(await bring());
    other.time.now += 60_001;
    statuses.push(await bring());
    // Two were brought within the hour; those that came too soon brought nothing.
    expect(statuses).toEqual([201, 429, 429, 201, 429]);
    await other.close();
  });

  it('bytes are counted before they arrive, and a body without a length as the largest', async () => {
    const door = await openDoor({ limits: { uploadLimits: { shares: 9, bytes: 400_000, fileBytes: 1_000 } } });
    const cookie = await door.signIn(ann);
    const { id } = await door.begin('sealed');
    const put = (bytes: Uint8Array | ReadableStream<Uint8Array>, headers: Record<string, string>) =>
      door.ask('PUT', `/api/shares/${id}/payload`, {
        body: bytes,
        cookie,
        headers: { 'Content-Type': 'application/octet-stream', ...headers },
        from: '203.0.113.9',
      });
    const stream = () => new Blob([new Uint8Array(10)]).stream();
    expect((await put(stream(), {})).status).toBe(204);
    expect((await put(new Uint8Array(80_000), { 'Content-Length': '80000' })).json).toMatchObject({ code: 'quota.address' });
    expect((await put(new Uint8Array(70_000), { 'Content-Length': '70000' })).status).toBe(204);
    expect((await put(stream(), {})).json).toMatchObject({ code: 'quota.address' });
    await door.close();
  });

  it('one request asks the store once, and names nobody in the clear', async () => {
    const asked: { bucket: string }[][] = [];
    const spy = await openDoor({
      core: { watch: () => Promise.resolve(() => undefined) },
      limits: {
        consume: async (allowances) => {
          asked.push(allowances.map(({ bucket }) => ({ bucket })));
          return { ok: true };
        },
      },
      lifecycle: { health: { store: { health: () => Promise.reject(new Error('not asked')) }, chat: noChat, logTrouble: () => null } },
    });
    const cookie = await spy.signIn(ann);
    asked.length = 0;
    await spy.ask('POST', '/api/shares/x/revoke', { json: {}, cookie, from: '203.0.113.9' });
    expect(asked.map((one) => one.length)).toEqual([3]);
    await spy.ask('POST', '/api/shares', { json: {}, cookie, from: '203.0.113.9' });
    // What it brings is counted together with it.
    expect(asked.map((one) => one.length)).toEqual([3, 5]);
    expect(JSON.stringify(asked)).not.toMatch(/203\.0|ann|toy|playground/);
    await spy.ask('GET', '/api/session', { cookie });
    expect(asked).toHaveLength(2);
    await spy.close();
  });
});
