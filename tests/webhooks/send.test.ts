// One event on its way to one endpoint, over real sockets on loopback.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { lookup as lookUp } from 'node:dns';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createAddressRule } from '../../src/webhooks/addresses.ts';
import { createSender, type SendDeps } from '../../src/webhooks/send.ts';
import { makeAuthority } from '../support/tls-front.ts';
import { openReceiver, plainHeaders } from './receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLDER = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const MESSAGE = { id: 'k3v5qa_3_0', body: '{"type":"share.ended","label":"Schlüssel für 東京"}' };
const HOST = 'hooks.example.com';

let certificates: string;
beforeAll(() => {
  certificates = mkdtempSync(join(tmpdir(), 'nt2-hooks-'));
  makeAuthority(certificates, [HOST]);
});
afterAll(() => rmSync(certificates, { recursive: true, force: true }));

const sender = (more: Partial<SendDeps> = {}) => createSender({ rule: createAddressRule(['127.0.0.1']), clock: Date.now, ...more });
const http = (port: number, secrets = [SECRET]) => ({ url: `http://127.0.0.1:${port}/nt2?of=ops`, secrets });

/** A resolver that leads the name elsewhere at each look. */
function leading(...to: string[]) {
  const asked: string[] = [];
  const resolver = ((host: string, _options: object, answer: (error: null, found: object[]) => void) => {
    asked.push(host);
    answer(null, [{ address: to[Math.min(asked.length, to.length) - 1], family: 4 }]);
  }) as unknown as typeof lookUp;
  return { asked, lookup: resolver };
}

describe('a webhook', () => {
  it('arrives as one POST that the library of Standard Webhooks verifies', async () => {
    const receiver = await openReceiver();
    expect(await sender()(http(receiver.port), MESSAGE)).toEqual({ ok: true, status: 204 });
    const [one] = receiver.received;
    expect(one).toMatchObject({
      method: 'POST',
      path: '/nt2?of=ops',
      headers: { 'content-type': 'application/json', 'webhook-id': MESSAGE.id },
    });
    expect(new Webhook(SECRET).verify(one!.body, plainHeaders(one!.headers))).toEqual(JSON.parse(MESSAGE.body));
    expect(() => new Webhook(OLDER).verify(one!.body, plainHeaders(one!.headers))).toThrow();
  });

  it('while a secret is replaced both verify, and each try has a time of its own', async () => {
    const receiver = await openReceiver();
    let now = Date.now() - 60_000;
    const send = sender({ clock: () => now });
    await send(http(receiver.port, [SECRET, OLDER]), MESSAGE);
    now += 60_000;
    await send(http(receiver.port, [SECRET, OLDER]), MESSAGE);
    for (const { body, headers } of receiver.received)
      for (const secret of [SECRET, OLDER]) expect(new Webhook(secret).verify(body, plainHeaders(headers))).toBeTruthy();
    const [first, second] = receiver.received.map(({ headers }) => headers);
    expect(Number(second?.['webhook-timestamp']) - Number(first?.['webhook-timestamp'])).toBe(60);
    expect(first?.['webhook-id']).toBe(second?.['webhook-id']);
  });

  it.each([200, 202, 299])('%d counts as arrived', async (status) => {
    const receiver = await openReceiver();
    receiver.answer = (response) => void response.writeHead(status).end('fine');
    expect(await sender()(http(receiver.port), MESSAGE)).toEqual({ ok: true, status });
  });

  it.each([
    [400, null, 'status', null],
    [500, null, 'status', null],
    [410, null, 'status', null],
    [429, '120', 'status', 120_000],
    [503, 'Wed, 21 Oct 2115 07:28:00 GMT', 'status', expect.any(Number)],
    [503, 'soon', 'status', null],
  ])('%d does not, with Retry-After %s', async (status, after, reason, retryAfterMs) => {
    const receiver = await openReceiver();
    receiver.answer = (response) => void response.writeHead(status, after === null ? {} : { 'retry-after': after }).end();
    expect(await sender()(http(receiver.port), MESSAGE)).toEqual({ ok: false, reason, status, retryAfterMs });
  });

  it.each([301, 302, 303, 307, 308])('a redirect (%d) is not followed, wherever it leads', async (status) => {
    const [receiver, inside] = [await openReceiver(), await openReceiver()];
    receiver.answer = (response) => void response.writeHead(status, { location: `http://127.0.0.1:${inside.port}/` }).end();
    expect(await sender()(http(receiver.port), MESSAGE)).toMatchObject({ ok: false, reason: 'redirect', status });
    expect(inside.sockets()).toBe(0);
  });

  it('a receiver that accepts and says nothing is given up in time; so is one that drips its headers', async () => {
    const silent = createServer((socket) => void socket.on('error', () => undefined));
    const drips = createServer((socket) => {
      socket.on('error', () => undefined).write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: y\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    for (const server of [silent, drips]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const { port } = server.address() as { port: number };
      expect(await sender({ patienceMs: 150 })(http(port), MESSAGE)).toMatchObject({ ok: false, reason: 'silent' });
    }
  });

  it('an answer without end is not read, nor one with headers without end', async () => {
    const receiver = await openReceiver();
    let closed = false;
    receiver.answer = (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 1);
      response.on('close', () => {
        closed = true;
        clearInterval(timer);
      });
    };
    expect(await sender()(http(receiver.port), MESSAGE)).toEqual({ ok: true, status: 200 });
    await expect.poll(() => closed).toBe(true);
    receiver.answer = (response) => void response.writeHead(200, { x: 'y'.repeat(9_000) }).end();
    expect(await sender()(http(receiver.port), MESSAGE)).toMatchObject({ ok: false, reason: 'unreachable' });
  });

  it('J6: an answer that is none ends the try at once: another protocol, an end without a word, hints without end', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
    for (const [text, expected] of [
      [upgrade, { ok: false, reason: 'status', status: 101 }],
      ['', { ok: false, reason: 'unreachable' }],
      ['SSH-2.0-receiver\r\n', { ok: false, reason: 'unreachable' }],
      ['HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(50), { ok: false, reason: 'silent' }],
    ] as const) {
      const odd = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => (text === '' ? socket.end() : socket.write(text)));
      });
      await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void odd.close());
      const { port } = odd.address() as { port: number };
      expect(await sender({ patienceMs: 300 })(http(port), MESSAGE), text.slice(0, 30)).toMatchObject(expected);
    }
  });

  it('a port where nobody listens is a failure like another', async () => {
    expect(await sender()(http(1), MESSAGE)).toEqual({ ok: false, reason: 'unreachable', status: null, retryAfterMs: null });
  });
});

describe('where a webhook goes', () => {
  const ca = () => readFileSync(join(certificates, 'ca.pem'), 'utf8');
  const named = (port: number) => ({ url: `https://${HOST}:${port}/`, secrets: [SECRET] });

  it('to the address that was looked at, under the name that its certificate has', async () => {
    const receiver = await openReceiver(certificates);
    const { asked, lookup } = leading('127.0.0.1');
    expect(await sender({ ca: ca(), lookup })(named(receiver.port), MESSAGE)).toEqual({ ok: true, status: 204 });
    expect([asked, receiver.received[0]?.headers.host]).toEqual([[HOST], `${HOST}:${receiver.port}`]);
  });

  it('not to one whose certificate is for another name, or of an authority that nobody knows', async () => {
    const receiver = await openReceiver(certificates);
    const { lookup } = leading('127.0.0.1');
    expect(await sender({ lookup })(named(receiver.port), MESSAGE)).toMatchObject({ ok: false, reason: 'unreachable' });
    const other = { ...named(receiver.port), url: `https://other.example.com:${receiver.port}/` };
    expect(await sender({ ca: ca(), lookup })(other, MESSAGE)).toMatchObject({ ok: false, reason: 'unreachable' });
    expect(receiver.received).toEqual([]);
  });

  it('a name that leads inside is refused before a connection; so is an address in its place, however it is spelled', async () => {
    const receiver = await openReceiver();
    const rule = createAddressRule([]);
    const { lookup } = leading('127.0.0.1');
    const refused = { ok: false, reason: 'address' };
    expect(await sender({ rule, ca: ca(), lookup })(named(receiver.port), MESSAGE)).toMatchObject(refused);
    const spellings = [
      '127.0.0.1',
      '127.1',
      '0x7f.0.0.1',
      '2130706433',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '0',
    ];
    for (const host of [...spellings, '169.254.169.254', '[fe80::1]'])
      for (const scheme of ['https', 'http'])
        expect(await sender({ rule })({ url: `${scheme}://${host}:${receiver.port}/`, secrets: [SECRET] }, MESSAGE), host).toMatchObject(
          refused,
        );
    expect(receiver.sockets()).toBe(0);
  });

  it('a name that leads elsewhere between look and connection is looked at once for each try, and that address is the one connected to', async () => {
    const receiver = await openReceiver(certificates);
    // First the receiver, then what must not be reached: were the name asked again for the connection, it would be refused.
    const rebinding = leading('127.0.0.1', '169.254.169.254');
    const send = sender({ ca: ca(), lookup: rebinding.lookup });
    expect(await send(named(receiver.port), MESSAGE)).toEqual({ ok: true, status: 204 });
    expect(rebinding.asked).toHaveLength(1);
    // And no connection is kept from which the next try could profit.
    expect(await send(named(receiver.port), MESSAGE)).toMatchObject({ ok: false, reason: 'address' });
    expect([rebinding.asked.length, receiver.sockets()]).toEqual([2, 1]);
  });

  it('without TLS to nothing but this machine, even where a network is allowed', async () => {
    const rule = createAddressRule(['10.0.0.0/8']);
    expect(await sender({ rule })({ url: 'http://10.0.0.1/', secrets: [SECRET] }, MESSAGE)).toMatchObject({ ok: false, reason: 'address' });
    const { lookup } = leading('10.0.0.1');
    expect(await sender({ rule, lookup })({ url: 'http://localhost/', secrets: [SECRET] }, MESSAGE)).toMatchObject({
      ok: false,
      reason: 'address',
    });
  });
});
