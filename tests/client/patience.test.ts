// Tries, pauses, deadlines and aborts of nt2/client, with a clock that stands until it is moved.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient, type ClientOptions } from '../../src/client/client.ts';
import { pauseWithin } from '../../src/client/wire/backoff.ts';
import { failureOf } from './client-at.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Answers = (asked: number, init: RequestInit) => Promise<Response>;
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  Promise.resolve(Response.json({ code, detail: `It is ${code}.` }, { status, headers }));
const down: Answers = () => Promise.reject(new TypeError('fetch failed'));

function clientOf(answers: Answers, options: Partial<ClientOptions> = {}) {
  const asked: RequestInit[] = [];
  const client = createClient({
    url: 'https://nt2.example',
    token: 'nt2_x',
    fetch: (_, init = {}) => {
      asked.push(init);
      return answers(asked.length, init);
    },
    ...options,
  });
  return { client, asked };
}
const ID = 'a'.repeat(32);
const found = () => Promise.resolve(new Response(null, { status: 204 }));

describe('tries', () => {
  it('what may be sent twice is sent again until it is answered, each time after a longer pause', async () => {
    const { client, asked } = clientOf((n, init) => (n < 4 ? down(n, init) : found()));
    const revoked = client.revoke(ID);
    await vi.advanceTimersByTimeAsync(250 + 500 + 1_000);
    await revoked;
    expect(asked).toHaveLength(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are at most so many, and then it is the last failure that is thrown', async () => {
    const { client, asked } = clientOf(down, { retries: 2 });
    const failed = failureOf(client.view(ID));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await failed).toMatchObject({ code: 'network', status: 0 });
    expect(asked).toHaveLength(3);
    expect((await failureOf(clientOf(down, { retries: 0 }).client.view(ID))).code).toBe('network');
  });

  it('what would happen twice is sent once: a reminder', async () => {
    const { client, asked } = clientOf(down);
    const failed = failureOf(client.remind(ID));
    await vi.advanceTimersByTimeAsync(60_000);
    expect([(await failed).code, asked.length]).toEqual(['network', 1]);
  });

  it('what makes something is sent again under one key, and makes one', async () => {
    const { client, asked } = clientOf(down);
    const failed = [
      failureOf(client.again(ID)),
      failureOf(client.request({ label: 'Key' })),
      failureOf(client.share('x', { label: 'Key', to: 'slack:@ann' })),
    ];
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await Promise.all(failed)).map(({ code }) => code)).toEqual(['network', 'network', 'network']);
    const keys = asked.map(({ headers }) => (headers as Record<string, string>)['idempotency-key']);
    expect([asked.length, new Set(keys).size]).toEqual([15, 3]);
    for (const key of keys) expect(key).toMatch(/^[\w-]{32}$/);
  });

  it('a refusal that does not pass by itself is not tried again: wrong words, a quota, a fault of the server', async () => {
    for (const [status, code] of [
      [401, 'proof.failed'],
      [429, 'quota.person'],
      [429, 'proof.wait'],
      [500, 'server.fault'],
      [410, 'share.gone'],
    ] as const) {
      const { client, asked } = clientOf(() => problem(status, code));
      expect(await failureOf(client.view(ID))).toMatchObject({ code, status, detail: `It is ${code}.` });
      expect(asked).toHaveLength(1);
    }
  });

  it('come no sooner than Retry-After, and not at all where the deadline is sooner', async () => {
    const busy: Answers = (n) => (n === 1 ? problem(503, 'store.busy', { 'retry-after': '3' }) : found());
    const patient = clientOf(busy);
    const revoked = patient.client.revoke(ID);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(patient.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(252);
    await revoked;
    const hurried = clientOf(busy);
    expect(await failureOf(hurried.client.revoke(ID, { deadlineMs: 2_000 }))).toMatchObject({ code: 'store.busy', retryAfterMs: 3_000 });
    expect(hurried.asked).toHaveLength(1);
  });

  it('pause for a random part of a bound that doubles, up to eight seconds', () => {
    const failure = { ok: false, code: 'network', triesLeft: null, retryAfterMs: null } as const;
    const most = pauseWithin({ retries: 20, leftMs: () => Infinity, random: () => 1 });
    expect([1, 2, 3, 6, 20].map((failed) => most(failure, failed))).toEqual([250, 500, 1_000, 8_000, 8_000]);
    expect(pauseWithin({ retries: 1, leftMs: () => Infinity, random: () => 0 })(failure, 1)).toBe(0);
    expect(most(failure, 21)).toBeNull();
  });
});

describe('the end of a call', () => {
  const hangs: Answers = (_, { signal }) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));

  it('is its deadline, tries and pauses included, and the request that hangs is cut', async () => {
    const { client, asked } = clientOf(hangs, { deadlineMs: 5_000 });
    const failed = failureOf(client.view(ID));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await failed).toMatchObject({ code: 'deadline', name: 'ApiError' });
    expect([asked[0]?.signal?.aborted, vi.getTimerCount()]).toEqual([true, 0]);
  });

  it('is an abort, also in a pause between two tries, with the reason as its cause', async () => {
    const { client, asked } = clientOf(down);
    const stop = new AbortController();
    const failed = failureOf(client.view(ID, { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(0);
    stop.abort('enough');
    expect(await failed).toMatchObject({ code: 'aborted', cause: 'enough' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked.length <= 2, vi.getTimerCount()]).toEqual([true, 0]);
    const before = asked.length;
    expect((await failureOf(client.view(ID, { signal: stop.signal }))).code).toBe('aborted');
    expect(asked).toHaveLength(before);
  });

  it('takes back a share that may have been made while it ended', async () => {
    const tenant = { tag: 'aaaaaa', host: 'nt2.example', now: Date.now(), person: { key: 'local:local:ci', name: 'ci' } };
    const paths: string[] = [];
    const stop = new AbortController();
    const client = createClient({
      url: 'https://nt2.example',
      token: 'nt2_x',
      fetch: async (input, init = {}) => {
        paths.push(new URL(input instanceof Request ? input.url : input).pathname);
        if (paths.length === 1) return Response.json(tenant);
        if (paths.length > 2) return found();
        queueMicrotask(() => stop.abort());
        return hangs(2, init);
      },
    });
    expect((await failureOf(client.share('secret', { label: 'Key' }, { signal: stop.signal }))).code).toBe('aborted');
    await vi.waitFor(() => expect(paths).toHaveLength(3));
    expect(paths[2]).toMatch(/^\/api\/shares\/aaaaaa[a-z2-7]{26}\/revoke$/);
  });
});

it('an answer that makes no sense is said so, one of a proxy in between is as good as none, and no redirect is followed', async () => {
  const { client, asked } = clientOf(() => Promise.resolve(Response.json({ status: 'ready' })));
  expect((await failureOf(client.view(ID))).code).toBe('answer');
  expect(asked[0]?.redirect).toBe('error');
  const html = () => Promise.resolve(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect(await failureOf(clientOf(html, { retries: 0 }).client.view(ID))).toMatchObject({ code: 'network', status: 502 });
});

it('a token goes over https alone, and this machine', () => {
  for (const url of ['http://nt2.example', 'ftp://nt2.example', 'nt2.example']) expect(() => createClient({ url })).toThrow(TypeError);
  for (const url of ['https://nt2.example', 'http://127.0.0.1:8787', 'http://localhost']) createClient({ url });
});
