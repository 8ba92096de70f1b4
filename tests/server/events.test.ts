import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ann, ben, eve, openDoor, person, type Harness } from './harness.ts';

/** Reads a stream until it has said `events` times that something changed; the versions that it told. */
async function versions(response: Response, events: number): Promise<number[]> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  const found = (): number[] => [...text.matchAll(/event: changed\ndata: \{"version":(\d+)\}\n\n/g)].map(([, version]) => Number(version));
  while (found().length < events) {
    const { done, value } = await reader.read();
    if (done) break;
    text += Buffer.from(value).toString();
  }
  await reader.cancel();
  return found();
}

describe('waiting pages', () => {
  let door: Harness;
  let annsCookie: string;
  beforeEach(async () => {
    door = await openDoor();
    annsCookie = await door.signIn(ann);
  });
  afterEach(() => door.close());

  const open = (id: string, cookie: string, from = '192.0.2.1') =>
    door.server.request(`/api/shares/${id}/events`, { headers: { cookie } }, { incoming: { socket: { remoteAddress: from } } });

  it('a page hears at once how the share stands, and then of each change', async () => {
    const share = await door.begin('sealed');
    const stream = await open(share.id, annsCookie);
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const heard = versions(stream, 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await door.shares.revoke(share.id, ann.key);
    expect(await heard).toEqual([1, 2]);
  });

  it('the stream ends with the share', async () => {
    const share = await door.begin('sealed');
    await door.shares.decline(share.id, ben.key);
    const stream = await open(share.id, annsCookie);
    expect(await stream.text()).toBe('event: changed\ndata: {"version":2}\n\n');
  });

  it('who is no party hears nothing', async () => {
    const share = await door.begin('sealed');
    for (const cookie of ['', await door.signIn(eve)]) expect((await open(share.id, cookie)).status).toBe(410);
    expect((await open('x', annsCookie)).status).toBe(410);
  });

  it('a person holds a limited number of streams, wherever from, and a closed one makes room', async () => {
    const share = await door.begin('sealed');
    const streams: Response[] = [];
    for (let n = 0; n < 24; n += 1) streams.push(await open(share.id, annsCookie, `192.0.2.${n}`));
    expect(streams.map(({ status }) => status)).toEqual(Array<number>(24).fill(200));
    const refused = await open(share.id, annsCookie, '192.0.2.99');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '15']);
    expect((await open(share.id, await door.signIn(ben), '192.0.2.99')).status).toBe(200);
    await streams.pop()?.body?.cancel();
    expect((await open(share.id, annsCookie)).status).toBe(200);
  });

  it('an address holds a limited number of streams, no matter who sits behind it', async () => {
    const share = await door.begin('sealed');
    const bensCookie = await door.signIn(ben);
    const cookies: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const one = person(`u${n}`);
      cookies.push(await door.signIn(one));
    }
    const shares = await Promise.all(cookies.map((_, n) => door.begin('sealed', person(`u${n}`))));
    const statuses: number[] = [];
    for (const [n, cookie] of cookies.entries())
      for (let at = 0; at < 24; at += 1) statuses.push((await open(shares[n]?.id ?? '', cookie)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(128);
    expect((await open(share.id, bensCookie)).status).toBe(429);
    expect((await open(share.id, bensCookie, '192.0.2.2')).status).toBe(200);
  });

  it('a page that reads nothing is let go of when a few messages wait for it', async () => {
    const share = await door.begin('sealed');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    const stream = await open(share.id, annsCookie);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    vi.useRealTimers();
    await expect(stream.text()).rejects.toThrow('does not read');
  });

  it('a quiet stream says every fifteen seconds that it lives, and ends after a quarter of an hour', async () => {
    const share = await door.begin('sealed');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    const stream = await open(share.id, annsCookie);
    const told = stream.text();
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    vi.useRealTimers();
    expect((await told).match(/^:$/gm)?.length).toBeGreaterThanOrEqual(59);
  });

  it('all streams end when the server stops, and none begins', async () => {
    const share = await door.begin('sealed');
    const stream = await open(share.id, annsCookie);
    const told = stream.text();
    await new Promise((resolve) => setTimeout(resolve, 20));
    door.stop();
    expect(await told).toContain('version');
    expect((await open(share.id, annsCookie)).status).toBe(429);
  });
});
