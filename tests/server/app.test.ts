// The whole server on a real port: what only a real connection can show.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import { tagOf, type ShareId } from '../../src/core/share.ts';
import { listen } from '../../src/server/listen.ts';
import { freePort } from '../support/redis.ts';
import { linkClaim, newBrowser, programBody } from './wire.ts';
import type { Harness } from './harness.ts';

describe('the server on a port', () => {
  let folder: string;
  let config: Config;
  let app: RunningServer;
  const lines: string[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-app-'));
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'assets'), { recursive: true });
    for (const name of ['share', 'home', 'playground']) writeFileSync(join(pages, `${name}.html`), `<title>${name}</title>`);
    writeFileSync(join(pages, 'manifest.json'), '{"files":{},"pages":{"share.html":{},"home.html":{},"playground.html":{}}}');
    const port = await freePort();
    const read = readConfig({
      NT2_PUBLIC_URL: `http://127.0.0.1:${port}`,
      NT2_PORT: String(port),
      NT2_SECRET: randomBytes(32).toString('base64url'),
      NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
      NT2_STATE_DIR: folder,
      NT2_LOG_LEVEL: 'debug',
    });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    config = read.config;
    lines.length = 0;
    app = await startServer(config, { pages, write: (line) => lines.push(line) });
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const page = { 'content-type': 'application/json', 'x-nt2': '1' };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${app.url}${path}`, { method: 'POST', headers: { ...page, origin: app.url, ...headers }, body: JSON.stringify(body) });

  /** A share that waits, made through the door by a program. */
  async function ready(): Promise<{ id: string; authorization: string; claim: unknown }> {
    const tools = await openInstallation(config, { write: () => undefined });
    const name = `ci-${randomBytes(4).toString('hex')}`;
    const made = await tools.apiTokens.create(name);
    const host = config.NT2_PUBLIC_URL.host;
    const door = { time: { now: Date.now() }, ids: tools.tenantTags } as Harness;
    const { body, linkKey, share } = await programBody(door, name, 'link', undefined, host);
    const authorization = `Bearer ${made.ok ? made.value : ''}`;
    const answer = await post('/api/shares', body, { authorization });
    if (answer.status !== 201) throw new Error(await answer.text());
    await tools.close();
    return { id: share.id, authorization, claim: await linkClaim(door, share.id, linkKey, await newBrowser(host)) };
  }

  it('a claim that is under way when the server stops is answered, and what it released stays released', async () => {
    const { id, claim } = await ready();
    const { hostname, port } = config.NT2_PUBLIC_URL;
    const body = JSON.stringify(claim);
    const headers = { ...page, origin: app.url, 'content-length': String(Buffer.byteLength(body)) };
    const answered = new Promise<{ status: number; text: string; connection: string | undefined }>((resolve, reject) => {
      const sent = request({ hostname, port, path: `/api/shares/${id}/claim`, method: 'POST', headers }, (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, connection: response.headers.connection }));
      });
      sent.on('error', reject);
      sent.write(body.slice(0, 20));
      // The other half comes when the server has been told to stop.
      setTimeout(() => void app.close(), 50);
      setTimeout(() => sent.end(body.slice(20)), 150);
    });
    const { status, text, connection } = await answered;
    expect(status).toBe(200);
    expect(connection).toBe('close');
    expect(JSON.parse(text).capsule).toMatch(/^YWdlLWVuY3J5cHRpb24ub3Jn/);
    await app.close();
    await expect(fetch(app.url)).rejects.toThrow();
    const tools = await openInstallation(config, { write: () => undefined });
    expect((await tools.store.load(id as never))?.state.status).toBe('claimed');
    await tools.close();
  });

  it('a stop ends open streams and idle connections at once', async () => {
    const { id, authorization } = await ready();
    const stream = await fetch(`${app.url}/api/shares/${id}/events`, { headers: { authorization } });
    const told = stream.text();
    const idle = connect(Number(config.NT2_PUBLIC_URL.port), '127.0.0.1');
    await new Promise((resolve) => idle.once('connect', resolve));
    const started = performance.now();
    await app.close();
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await told).toContain('event: changed');
    idle.destroy();
  });

  it('a page that goes away makes room for the next one', async () => {
    const { id, authorization } = await ready();
    const headers = { authorization };
    const path = `${app.url}/api/shares/${id}/events`;
    for (let round = 0; round < 3; round += 1) {
      const gone = new AbortController();
      const streams = await Promise.all(Array.from({ length: 24 }, () => fetch(path, { headers, signal: gone.signal })));
      expect(streams.map(({ status }) => status)).toEqual(Array<number>(24).fill(200));
      expect((await fetch(path, { headers })).status).toBe(429);
      gone.abort();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  it('an instance that leaves is not ready, answers requests that come nevertheless, and keeps no connection', async () => {
    const asked = (path: string) => fetch(`${app.url}${path}`);
    expect((await asked('/readyz')).headers.get('connection')).toBe('keep-alive');
    app.leave();
    const [readiness, home] = [await asked('/readyz'), await asked('/')];
    expect([readiness.status, home.status]).toEqual([503, 200]);
    expect(await readiness.json()).toMatchObject({ ready: false, leaving: true, parts: { store: { ok: true } } });
    expect([readiness, home].map(({ headers }) => headers.get('connection'))).toEqual(['close', 'close']);
  });

  it('closing twice is closing once', async () => {
    await Promise.all([app.close(), app.close()]);
    await expect(app.close()).resolves.toBeUndefined();
  });

  it('a body that is larger than said, or endless, is cut off', async () => {
    const { port } = config.NT2_PUBLIC_URL;
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (part) => (text += part.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
      socket.write(
        `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${app.url}\r\nX-NT2: 1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
      const feed = setInterval(() => (socket.destroyed ? clearInterval(feed) : socket.write(chunk)), 5);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('input.too_large');
  });

  it('an overdue share is ended by the sweeper, also when nobody looks', async () => {
    expect(lines.join('')).toContain('"event":"started"');
    const { id } = await ready();
    const late = await startServer(
      { ...config, NT2_PORT: 0 },
      { pages: join(folder, 'pages'), clock: () => Date.now() + 2 * 3_600_000, write: () => undefined },
    );
    for (let n = 0; n < 100 && (await app.store.load(id as never))?.state.status !== 'ended'; n += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await app.store.load(id as never))?.state).toMatchObject({ status: 'ended', cause: 'expired' });
    await late.close();
  });

  it('what belongs to no share, as a browser that becomes known, is signed within seconds, also when no commit follows', async () => {
    const { id } = await ready();
    const tag = tagOf(id as ShareId);
    const size = async (): Promise<number> => (await app.store.logs()).find((log) => log.tag === tag)?.size ?? 0;
    await expect.poll(size, { timeout: 5_000 }).toBeGreaterThan(0);
    const position = await app.store.appendLeaf(tag, 'a leaf of the log itself\n');
    // Sooner than the next look at all logs.
    await expect.poll(size, { timeout: 8_000 }).toBeGreaterThan(position);
    await expect.poll(() => app.store.listHints(), { timeout: 5_000 }).toEqual([]);
  });

  it('a port that is taken, and pages that are not built, are said in a sentence, and nothing stays open', async () => {
    const pages = join(folder, 'pages');
    await expect(startServer(config, { pages, write: () => undefined })).rejects.toMatchObject({ code: 'server.address' });
    await expect(startServer(config, { pages: join(folder, 'none'), write: () => undefined })).rejects.toMatchObject({
      code: 'server.pages',
    });
  });
});

describe('a slow sender', () => {
  it('is given up after the time for one request', async () => {
    const app = new Hono();
    app.post('/', async (context) => context.text(await context.req.text().catch(() => 'gone')));
    const door = await listen({ fetch: app.fetch, host: '127.0.0.1', port: 0, requestMs: 300 });
    const socket = connect(door.port, '127.0.0.1');
    let text = '';
    socket.on('data', (part) => (text += part.toString()));
    // A drop may fall on the closed door.
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{');
    const drip = setInterval(() => socket.write(' '), 50);
    await closed;
    clearInterval(drip);
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    await door.stop();
  });
});
