// The real listener with short times: who is given up, who is refused, and who makes room.

import { setTimeout } from 'node:timers/promises';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, type ListenOptions, type Listening } from '../../../src/server/listen.ts';
import { dial, dialMany, hangUp, open, servedAt, type Line } from './attacker.ts';

/** A busy machine takes its time. */
const SOON = { timeout: 10_000 };

describe('the listener', () => {
  let door: Listening;
  let lines: Line[] = [];
  const heard: string[] = [];
  beforeEach(() => {
    lines = [];
    heard.length = 0;
  });
  afterEach(async () => {
    await hangUp(lines);
    await door.stop(100);
  });

  async function start(more: Partial<ListenOptions> = {}): Promise<void> {
    const app = new Hono();
    app.get('/', (context) => context.text('here'));
    app.get('/large', () => new Response(new Uint8Array(8 * 1024 * 1024)));
    app.post('/store', async ({ text }) => {
      heard.push('POST');
      await setTimeout(20);
      return text('kept');
    });
    app.all('/body', async ({ req, text }) => {
      heard.push(req.method);
      return text(String((await req.arrayBuffer().catch(() => null))?.byteLength ?? 'gone'));
    });
    door = await listen({ fetch: app.fetch, host: '127.0.0.1', port: 0, ...more });
  }

  async function say(text: string, from?: string): Promise<Line> {
    const line = await dial(door.port, from);
    lines.push(line);
    line.socket.write(text);
    return line;
  }
  const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

  it('gives up a client that sends half a head, a byte at a time, or nothing at all', async () => {
    await start({ requestMs: 300 });
    const silent = await say('');
    const slow = await say('GET / HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => slow.socket.write('x'), 20);
    await Promise.all([silent.closed, slow.closed]);
    clearInterval(drip);
    expect(slow.said()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('gives up a client that takes no answers, and none that takes them slowly', async () => {
    await start({ stillMs: 2_500 });
    const deaf = await dial(door.port, '0.1', { reads: false });
    const slow = await dial(door.port, '0.1', { reads: false });
    lines.push(deaf, slow);
    for (const { socket } of [deaf, slow]) socket.write('GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    let taken = 0;
    slow.socket.on('data', (part: Buffer) => {
      taken += part.length;
      slow.socket.pause();
      void setTimeout(10).then(() => slow.socket.resume());
    });
    slow.socket.resume();
    // A client that does not read does not hear that it was cut off either.
    await expect.poll(() => servedAt(door.port), { timeout: 10_000 }).toBe(1);
    expect(slow.socket.destroyed).toBe(false);
    await slow.closed;
    expect(taken).toBeGreaterThan(8 * 1024 * 1024);
  });

  it('says that a head is too large, or has too many lines, and hangs up', async () => {
    await start();
    const large = await say(`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(17 * 1024)}\r\n\r\n`);
    const many = await say(`GET / HTTP/1.1\r\nHost: x\r\n${'a:b\r\n'.repeat(200)}\r\n`);
    const fits = await say(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${'a:b\r\n'.repeat(90)}\r\n`);
    await Promise.all([large.closed, many.closed, fits.closed]);
    expect([large, many, fits].map((line) => line.said().slice(9, 12))).toEqual(['431', '431', '200']);
  });

  it('says so in the words that it was given, by what is known of the address, and hears a browser out before it hangs up', async () => {
    const asked: string[] = [];
    const answerLargeHead = (path: string) => {
      asked.push(path.slice(0, 6));
      return { headers: { 'Content-Type': 'text/html' }, body: Buffer.from('too long') };
    };
    await start({ answerLargeHead });
    const long = await say(`GET /s/x?${'y'.repeat(200 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const many = await say(`GET /many HTTP/1.1\r\nHost: x\r\n${'a:b\r\n'.repeat(200)}\r\n`);
    await Promise.all([long.closed, many.closed]);
    for (const { said } of [long, many]) expect(said()).toMatch(/^HTTP\/1\.1 431 [^]*Content-Type: text\/html[^]*\r\n\r\ntoo long$/);
    expect(asked.toSorted()).toEqual(['/many', '/s/x?y']);
    const endless = await say('GET /');
    const flood = setInterval(() => endless.socket.write('z'.repeat(512 * 1024)), 20);
    await endless.closed;
    clearInterval(flood);
  });

  it('answers a few requests that were sent ahead, and hangs up on a client that sends many', async () => {
    await start();
    const ask = 'POST /store HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx';
    const few = await say(ask.repeat(8));
    await expect.poll(() => few.said().split('HTTP/1.1 200').length - 1, SOON).toBe(8);
    const many = await say(ask.repeat(1_000));
    await many.closed;
    expect(heard).toHaveLength(16);
  });

  it.each([
    ['says CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', /^(?:HTTP\/1\.1 4\d\d |$)/],
    ['wants another protocol', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n', /^HTTP\/1\.1 200 /],
    [
      'says two lengths',
      'POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['says a length twice', 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', /^HTTP\/1\.1 400 /],
    ['sends more than it said', 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nxxDELETE-NOTHING\r\n\r\n', /HTTP\/1\.1 400 /],
    ['sends no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['speaks no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
  ])('whoever %s is answered and let go', async (_what, text, answer) => {
    await start();
    const line = await say(text);
    await line.closed;
    expect(line.said()).toMatch(answer);
  });

  it('a sender that hangs up before all that it announced is no sender', async () => {
    await start();
    const line = await say('POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nxx');
    await expect.poll(() => heard, SOON).toEqual(['POST']);
    line.socket.end();
    await line.closed;
    expect(line.said()).not.toContain('200 OK');
  });

  it('where all places are taken, the connection that was unused for longest makes room, and one in use never does', async () => {
    await start({ connections: 10 });
    const [busy] = lines.concat(await say('POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nx'));
    await expect.poll(() => heard, SOON).toEqual(['POST']);
    lines.push(...(await dialMany(door.port, 60, { each: 5 })));
    const [first] = lines.slice(1);
    await first?.closed;
    const late = await say(get, '9.9');
    await expect.poll(late.said, SOON).toContain('200 OK');
    await expect.poll(() => open(lines), SOON).toBe(10);
    busy?.socket.write('x');
    await expect.poll(() => busy?.said(), SOON).toContain('200 OK');
  });

  it('one address has so many places and no more, and a proxy has as many as there are', async () => {
    await start({ connectionsPerAddress: 10, trustedProxies: ['127.0.2.0/24'] });
    lines = await dialMany(door.port, 40, { each: 40 });
    await expect.poll(() => open(lines), SOON).toBe(10);
    const proxied = await Promise.all(Array.from({ length: 40 }, () => dial(door.port, '2.1')));
    lines.push(...proxied);
    const other = await say(get, '9.9');
    await expect.poll(other.said, SOON).toContain('200 OK');
    expect(open(proxied)).toBe(40);
  });

  it('where too much has arrived by halves, the address that holds most of it loses it, and who is quick is served', async () => {
    await start({ arrivingBytes: 256 * 1024 });
    const small = await say(`POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(4_000)}`, '9.9');
    const head = 'POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n';
    for (let n = 0; n < 6; n += 1) await say(head + 'x'.repeat(100_000));
    await expect.poll(() => open(lines), SOON).toBe(3);
    small.socket.write('x'.repeat(1_000));
    await expect.poll(small.said, SOON).toContain('200 OK');
  });

  it('a place is free again when its connection is gone, whatever was owed on it', async () => {
    await start({ connections: 12, connectionsPerAddress: 12 });
    for (let round = 0; round < 5; round += 1) {
      const ahead = await dialMany(door.port, 10);
      for (const { socket } of ahead) socket.write('POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nx');
      await expect.poll(() => heard.length, SOON).toBe(10 * (round + 1));
      await hangUp(ahead);
    }
    const last = await say(get);
    await expect.poll(last.said, SOON).toContain('200 OK');
  });
});
