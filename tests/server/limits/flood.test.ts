// nt2 as a process of its own under floods: its memory is looked at before and after each, and a rightful user asks meanwhile.
// The long form (NT2_CAMPAIGN=1) takes 10,000 connections.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openInstallation } from '../../../src/app/installation.ts';
import { maxConnections } from '../../../src/server/limits/open-files.ts';
import { readConfig } from '../../../src/config/read.ts';
import { limits } from '../../../src/core/limits.ts';
import { startNt2, type Nt2Process } from '../../e2e/process.ts';
import { freePort } from '../../support/redis.ts';
import type { Harness } from '../harness.ts';
import { programBody } from '../wire.ts';
import { dial, dialMany, hangUp, open, servedAt, type Line } from './attacker.ts';

/** A busy machine takes its time. */
const SOON = { timeout: 10_000 };

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const MIB = 1024 * 1024;
const BEARABLE = { isServed: true, isBounded: true };
const WANTED = process.env['NT2_CAMPAIGN'] === '1' ? 10_000 : 2_000;
const room = maxConnections() - 300;
const MANY = Math.min(WANTED, room);
if (room < WANTED) console.log(`this process may open few files, so ${MANY} connections stand for ${WANTED}`);

describe('under a flood', () => {
  let folder: string;
  let nt2: Nt2Process;
  let port: number;
  let url: string;
  let token: string;
  const events: { id: string; token: string }[] = [];
  let lines: Line[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-flood-'));
    port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const nowhere = `http://127.0.0.1:${await freePort()}/`;
    const env = {
      NT2_PUBLIC_URL: url,
      NT2_PORT: String(port),
      NT2_SECRET: randomBytes(32).toString('base64url'),
      NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
      NT2_STATE_DIR: folder,
      NT2_LOG_LEVEL: 'info',
      SLACK_BOT_TOKEN: 'xoxb-not-real',
      SLACK_SIGNING_SECRET: 'a'.repeat(32),
      SLACK_API_URL: nowhere,
      DISCORD_TOKEN: 'not.a.token',
      DISCORD_PUBLIC_KEY: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      DISCORD_API_URL: nowhere,
    };
    const read = readConfig(env);
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    const tools = await openInstallation(read.config, { write: () => undefined });
    const programs = await Promise.all(['user', 'p1', 'p2', 'p3', 'p4', 'p5'].map((name) => tools.apiTokens.create(name)));
    const tokens = programs.map((made) => (made.ok ? made.value : ''));
    token = tokens[0] ?? '';
    const door = { time: { now: Date.now() }, ids: tools.tenantTags } as Harness;
    const bodies = await Promise.all(
      ['p1', 'p2', 'p3', 'p4', 'p5'].map((name) => programBody(door, name, 'link', undefined, new URL(url).host)),
    );
    await tools.close();
    nt2 = await startNt2(['serve'], { cwd: folder, env });
    await nt2.says(/"event":"started"/);
    for (const [n, { body, share }] of bodies.entries()) {
      const authorization = `Bearer ${tokens[n + 1] ?? ''}`;
      const answer = await fetch(`${url}/api/shares`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(201);
      events.push({ id: share.id, token: tokens[n + 1] ?? '' });
    }
    await served();
  });
  afterEach(async () => {
    await hangUp(lines);
    lines = [];
    await vi.waitFor(() => expect(servedAt(port)).toBeLessThan(20), { timeout: 10_000 });
  });
  afterAll(async () => {
    await nt2?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const memory = (): number => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${nt2.pid}/status`, 'utf8'))?.[1]) * 1024;

  /** A page and a question to the store, each on a connection of its own. How long they took, in ms. */
  async function served(): Promise<number> {
    const began = performance.now();
    const headers = { connection: 'close' };
    const page = await fetch(url, { headers });
    const answer = await fetch(`${url}/api/tenant`, { headers: { ...headers, authorization: `Bearer ${token}` } });
    expect([page.status, answer.status]).toEqual([200, 200]);
    await Promise.all([page.text(), answer.text()]);
    return performance.now() - began;
  }

  /** The memory that the flood took, and how long a rightful user waits while it stands; the burst itself keeps this process busy too. */
  async function under(flood: () => Promise<void>): Promise<{ isServed: boolean; isBounded: boolean }> {
    const before = memory();
    await flood();
    let took = await served();
    for (let n = 0; n < 5 && took >= 1_000; n += 1) took = await served();
    const more = (memory() - before) / MIB;
    console.log(`${expect.getState().currentTestName ?? ''}: ${more.toFixed(0)} MiB more, a user waited ${took.toFixed(0)} ms`);
    return { isServed: took < 1_000, isBounded: more < 300 };
  }

  it(`of ${MANY} connections that do nothing`, async () => {
    const stands = await under(async () => {
      lines = await dialMany(port, MANY);
      expect(open(lines)).toBe(MANY);
    });
    expect(stands).toEqual(BEARABLE);
  });

  it('of connections from one address', async () => {
    const stands = await under(async () => {
      lines = await dialMany(port, 1_000, { each: 1_000 });
      await expect.poll(() => open(lines), SOON).toBeLessThanOrEqual(256);
    });
    expect(stands).toEqual(BEARABLE);
  });

  it('of heads that never end', async () => {
    const head = `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(15 * 1024)}`;
    const stands = await under(async () => {
      lines = await dialMany(port, 1_000);
      for (const { socket } of lines) socket.write(head);
      await expect.poll(() => lines.every(({ socket }) => socket.writableLength === 0), SOON).toBe(true);
    });
    expect(stands).toEqual(BEARABLE);
  });

  it.each([
    ['Slack', '/slack/events', 1024 * 1024, ''],
    [
      'Discord',
      '/discord/interactions',
      256 * 1024,
      `X-Signature-Ed25519: ${'a'.repeat(128)}\r\nX-Signature-Timestamp: ${Math.floor(Date.now() / 1_000)}\r\n`,
    ],
    ['the pages', '/api/session', limits.bodyBytes, 'Content-Type: application/json\r\nX-NT2: 1\r\nSec-Fetch-Site: same-origin\r\n'],
  ])('of bodies for %s that never end', async (_what, path, bytes, more) => {
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}Content-Length: ${bytes}\r\n\r\n`;
    const stands = await under(async () => {
      lines = await dialMany(port, MANY / 10, { each: 25 });
      const text = Buffer.from(head + 'x'.repeat(bytes - 10));
      for (const { socket } of lines) socket.write(text);
      await expect.poll(() => lines.every(({ socket }) => socket.destroyed || socket.writableLength === 0), { timeout: 20_000 }).toBe(true);
    });
    expect(stands).toEqual(BEARABLE);
  });

  it('of bodies without an end, whatever is done with them', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = `POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const stands = await under(async () => {
      lines = await dialMany(port, 50);
      for (const { socket } of lines) socket.write(head + chunk.repeat(40));
      await Promise.all(lines.map(({ closed }) => closed));
    });
    expect(stands).toEqual(BEARABLE);
  });

  it('of requests whose answers nobody takes', async () => {
    const [asset = ''] = /\/assets\/[^"]+\.js/.exec(await (await fetch(url)).text()) ?? [];
    const ask = `GET ${asset} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    const stands = await under(async () => {
      lines = await dialMany(port, 250, { reads: false });
      for (const { socket } of lines) socket.write(ask.repeat(40));
    });
    expect(stands).toEqual(BEARABLE);
  });

  it('of waiting pages that do not listen', async () => {
    const ask = ({ id, token: mine }: { id: string; token: string }): string =>
      `GET /api/shares/${id}/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${mine}\r\n\r\n`;
    const stands = await under(async () => {
      lines = await dialMany(port, 120, { reads: false });
      for (const [n, { socket }] of lines.entries()) socket.write(ask(events[n % events.length] ?? { id: '', token: '' }));
    });
    expect(stands).toEqual(BEARABLE);
    const more = await dial(port);
    lines.push(more);
    more.socket.write(ask(events[0] ?? { id: '', token: '' }));
    await expect.poll(more.said, SOON).toMatch(/^HTTP\/1\.1 429 [^]*rate\.limited/);
  });
});
