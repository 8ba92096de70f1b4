// The Redis set of compose.cluster.yml, for real: its own command lines and the files that `nt2 init` writes, at other addresses. A process of nt2
// works on it, and goes on when the primary is killed.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { filesOf } from '../../src/cli/init/files.ts';
import { readConfig } from '../../src/config/read.ts';
import { startNt2, type Nt2Process } from '../e2e/process.ts';
import { freePort, redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { linkClaim, newBrowser, programBody } from '../server/wire.ts';
import type { Harness } from '../server/harness.ts';
import { readCompose } from './parsed.ts';

if (redisMissing !== null) console.log(`skipped: ${redisMissing}`);

const HOST = 'nt2.example.com';
const { services } = readCompose('compose.cluster.yml');
const SENTINELS = ['sentinel-1', 'sentinel-2', 'sentinel-3'];

describe.skipIf(redisMissing !== null)('the Redis set of compose.cluster.yml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-compose-'));
  const servers = new Map<string, RedisServer>();
  let nt2: Nt2Process | undefined;
  let url = '';
  let env: Record<string, string> = {};
  const textOf = (path: string): string => readFileSync(join(folder, path), 'utf8');

  /** `redis-1` and so on as its container would run it. `primary`: where the files say that redis-1 is. */
  async function start(name: string, primary: number): Promise<void> {
    const service = services[name];
    const sources = new Map(service?.volumes.map((volume) => String(volume).split(':').slice(0, 2).toReversed() as [string, string]));
    const args = (service?.command ?? []).map((arg) => (sources.has(arg) ? join(folder, sources.get(arg) ?? '') : arg));
    const config = textOf(sources.get('/etc/redis/redis.conf') ?? '').replace('172.30.73.11 6379', `127.0.0.1 ${primary}`);
    servers.set(name, await startRedis({ args, config }));
  }

  beforeAll(async () => {
    for (const { path, text } of await filesOf({ url: `https://${HOST}`, store: 'sentinel', slack: 'none', discord: 'off' })) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    await start('redis-1', 0);
    const primary = servers.get('redis-1')?.port ?? 0;
    for (const name of ['redis-2', 'redis-3', ...SENTINELS]) await start(name, primary);
    const place = SENTINELS.reduce(
      (text, name) => text.replace(`${name}:26379`, `127.0.0.1:${servers.get(name)?.port}`),
      textOf('secrets/store'),
    );
    writeFileSync(join(folder, 'secrets/store'), place);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    env = { ...(parseEnv(textOf('nt2.env')) as Record<string, string>), ...services['nt2-1']?.environment, NT2_PORT: String(port) };
    nt2 = await startNt2(['serve'], { cwd: folder, env });
    await nt2.says(/"event":"started"/);
  });
  afterAll(async () => {
    await nt2?.kill();
    await Promise.all([...servers.values()].map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (path: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
    fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const confOf = (name: string): string => readFileSync(join(servers.get(name)?.dir ?? '', 'redis.conf'), 'utf8');
  const status = async (path: string): Promise<number> => (await fetch(url + path).catch(() => null))?.status ?? 0;

  it('is fit for nt2 without a warning, and hands out once what waited when its primary was killed', { timeout: 90_000 }, async () => {
    await expect.poll(() => status('/readyz'), { timeout: 10_000 }).toBe(200);
    const read = readConfig({ ...env, NT2_STATE_DIR: join(folder, 'tools') }, textOf);
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    const tools = await openInstallation(read.config, { write: () => undefined });
    expect(await tools.store.health()).toMatchObject({ ok: true, storage: 'redis+aof-always', warnings: [] });
    const token = await tools.apiTokens.create('ci');
    const door = { time: { now: Date.now() }, ids: tools.tenantTags } as Harness;
    const { body, share, linkKey } = await programBody(door, 'ci', 'link', undefined, HOST);
    await tools.close();
    expect((await ask('/api/shares', body, { authorization: `Bearer ${token.ok ? token.value : ''}` })).status).toBe(201);

    const killed = performance.now();
    await servers.get('redis-1')?.kill();
    const claims = await Promise.all([1, 2].map(async () => linkClaim(door, share.id, linkKey, await newBrowser(HOST))));
    const claim = async (n: number): Promise<number> =>
      (await ask(`/api/shares/${share.id}/claim`, claims[n], { origin: `https://${HOST}`, 'x-nt2': '1' })).status;
    await expect.poll(() => claim(0), { timeout: 30_000, interval: 250 }).toBe(200);
    console.log(`handed out ${((performance.now() - killed) / 1_000).toFixed(1)} s after the primary was killed`);
    expect(await claim(1)).toBe(409);
    expect(await status('/readyz')).toBe(200);
    // The Sentinels have it written down, so that a restart does not undo it.
    const followers = (): string[] => ['redis-1', 'redis-2', 'redis-3'].filter((name) => confOf(name).includes('replicaof'));
    await expect.poll(followers, { timeout: 10_000 }).toHaveLength(1);
    if (process.env['NT2_CAMPAIGN'] === undefined) return;
    await servers.get('redis-1')?.restart();
    await expect.poll(followers, { timeout: 40_000 }).toHaveLength(2);
    expect(await claim(1)).toBe(409);
  });

  it('lets nobody in without a name, and nt2 do nothing at a Sentinel but ask', async () => {
    const cli = (name: string, ...args: string[]): string =>
      spawnSync('redis-cli', ['-p', String(servers.get(name)?.port), ...args]).stdout.toString();
    const password = /sentinel_password=(.+)/.exec(textOf('secrets/store'))?.[1]?.trim() ?? '';
    for (const name of ['redis-2', 'sentinel-1']) expect(cli(name, 'INFO')).toContain('NOAUTH');
    const asNt2 = (...args: string[]): string => cli('sentinel-1', '--user', 'nt2', '--pass', password, '--no-auth-warning', ...args);
    expect(asNt2('SENTINEL', 'get-master-addr-by-name', 'nt2')).toContain('127.0.0.1');
    for (const command of [
      ['SENTINEL', 'FAILOVER', 'nt2'],
      ['SENTINEL', 'REMOVE', 'nt2'],
      ['ACL', 'LIST'],
    ])
      expect(asNt2(...command)).toContain('NOPERM');
  });

  it('a container takes its first file once: what Sentinels have written into it stays', () => {
    const data = mkdtempSync(join(folder, 'data-'));
    const first = join(data, 'first.conf');
    const [shell = '', flag = '', script = '', name = ''] = services['redis-2']?.entrypoint ?? [];
    const translated = script.replaceAll('$$', '$').replaceAll('/data/', `${data}/`).replaceAll('/etc/redis/redis.conf', first);
    writeFileSync(join(data, 'redis-server'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const options = { env: { PATH: `${data}:${process.env['PATH']}` } };
    const run = (): string => spawnSync(shell, [flag, translated, name, '--save', ''], options).stdout.toString();
    writeFileSync(first, 'replicaof a 1\n');
    expect(run()).toBe(`${join(data, 'redis.conf')} --save \n`);
    writeFileSync(first, 'replicaof b 1\n');
    run();
    expect(readFileSync(join(data, 'redis.conf'), 'utf8')).toBe('replicaof a 1\n');
  });
});
