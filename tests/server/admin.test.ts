// What is not for people, at a port of its own: found there, and no more at the other one.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';
import { freePort } from '../support/redis.ts';
import { programBody } from './wire.ts';
import type { Harness } from './harness.ts';

/** A busy machine takes its time. */
const SOON = { timeout: 10_000 };

describe('with a port for the people who keep the server', () => {
  let folder: string;
  let app: RunningServer;
  let id: string;
  const tokens = { auditor: '', sender: '' };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-admin-'));
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'assets'), { recursive: true });
    for (const name of ['share', 'home']) writeFileSync(join(pages, `${name}.html`), `<title>${name}</title>`);
    writeFileSync(join(pages, 'manifest.json'), '{"files":{},"pages":{"share.html":{},"home.html":{}}}');
    const port = await freePort();
    const read = readConfig({
      NT2_PUBLIC_URL: `http://127.0.0.1:${port}`,
      NT2_PORT: String(port),
      NT2_ADMIN_PORT: '0',
      NT2_SECRET: randomBytes(32).toString('base64url'),
      NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
      NT2_STATE_DIR: folder,
      NT2_METRICS_TOKEN: 'a-token-for-the-metrics',
    });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    app = await startServer(read.config, { pages, write: () => undefined });
    const tools = await openInstallation(read.config, { write: () => undefined });
    for (const role of ['auditor', 'sender'] as const) {
      const made = await tools.apiTokens.create(role, role === 'auditor' ? { scopes: ['audit'] } : {});
      tokens[role] = made.ok ? made.value : '';
    }
    const door = { time: { now: Date.now() }, ids: tools.tenantTags } as Harness;
    const { body, share } = await programBody(door, 'sender', 'link', undefined, `127.0.0.1:${port}`);
    await tools.close();
    id = share.id;
    const headers = { authorization: `Bearer ${tokens.sender}`, 'content-type': 'application/json' };
    expect((await fetch(`${app.url}/api/shares`, { method: 'POST', headers, body: JSON.stringify(body) })).status).toBe(201);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (where: 'public' | 'admin', path: string, token = ''): Promise<Response> =>
    fetch(`${where === 'public' ? app.url : `http://127.0.0.1:${app.adminPort ?? 0}`}${path}`, {
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
    });
  const statuses = async (path: string, token = ''): Promise<{ public: number; admin: number }> => ({
    public: (await ask('public', path, token)).status,
    admin: (await ask('admin', path, token)).status,
  });

  it('the log and the metrics are there, and not where people are', async () => {
    await expect.poll(() => statuses(`/log/${id.slice(0, 6)}/checkpoint`, tokens.auditor), SOON).toEqual({ public: 404, admin: 200 });
    expect(await statuses('/metrics', 'a-token-for-the-metrics')).toEqual({ public: 404, admin: 200 });
    expect((await statuses('/metrics')).admin).toBe(401);
  });

  it('an auditor’s token is good for receipts there, and for nothing where people are', async () => {
    const path = `/api/shares/${id}/receipt`;
    expect(await statuses(path, tokens.auditor)).toEqual({ public: 403, admin: (await ask('admin', path, tokens.auditor)).status });
    expect((await ask('admin', path, tokens.auditor)).status).not.toBe(403);
    // Who is no auditor gets nothing there, whatever they may at the other door.
    expect((await ask('admin', path, tokens.sender)).status).toBe(403);
    expect((await ask('admin', path)).status).toBe(401);
  });

  it('pages and what people do are not there, and public keys are at both', async () => {
    expect(await statuses('/')).toEqual({ public: 200, admin: 404 });
    expect(await statuses('/api/session')).toEqual({ public: 200, admin: 404 });
    expect(await statuses(`/api/shares/${id}`, tokens.sender)).toEqual({ public: 200, admin: 404 });
    expect(await statuses(`/.well-known/nt2/keys?tag=${id.slice(0, 6)}`)).toEqual({ public: 200, admin: 200 });
    expect(await statuses('/healthz')).toEqual({ public: 200, admin: 200 });
  });

  it('people are told whether it is ready, and no more', async () => {
    expect(await (await ask('public', '/readyz')).json()).toEqual({ ready: true });
    expect(await (await ask('admin', '/readyz')).json()).toMatchObject({ ready: true, role: 'all', parts: { store: { ok: true } } });
  });

  it('beyond loopback it needs a token for the metrics', () => {
    const env = { NT2_PUBLIC_URL: 'https://nt2.example', NT2_SECRET: randomBytes(32).toString('base64url') };
    const read = (more: Record<string, string>) => readConfig({ ...env, NT2_ADMIN_PORT: '9000', ...more });
    expect(read({}).ok).toBe(true);
    expect(read({ NT2_ADMIN_HOST: '0.0.0.0' })).toMatchObject({ ok: false, issues: [{ name: 'NT2_METRICS_TOKEN' }] });
    expect(read({ NT2_ADMIN_HOST: '0.0.0.0', NT2_METRICS_TOKEN: 'a-token-for-the-metrics' }).ok).toBe(true);
  });
});
