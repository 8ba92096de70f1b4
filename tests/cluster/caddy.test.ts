// The balancer of compose.cluster.yml for real: Caddy with its own file, at other addresses, in front of three instances that are replaced in turn,
// that lose their Redis, and whose primary dies under load.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readCompose, text } from '../docker/parsed.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { startSentinels } from '../support/redis-sets.ts';
import { openInstances, type Instances } from './instances.ts';
import { startLoad } from './lives.ts';
import { rollUnderLoad } from './rolling.ts';

const isThere = spawnSync('caddy', ['version']).status === 0;
const missing = redisMissing ?? (isThere ? null : 'caddy is not installed (Debian: apt-get install caddy)');
const isLong = process.env['NT2_CAMPAIGN'] !== undefined;
if (isLong && missing) console.log(`left out: ${missing}`);

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

describe.skipIf(missing !== null || !isLong)('Caddy, with the file of compose.cluster.yml', () => {
  it.each(['Caddyfile.cluster', 'Caddyfile.plain'])(
    '%s: shows nobody an error while three instances are replaced',
    { timeout: 180_000 },
    async (file) => {
      const redis = await startRedis();
      ends.push(redis.stop);
      const NT2_DRAIN_MS = readCompose('compose.cluster.yml').services['nt2-1']?.environment?.['NT2_DRAIN_MS'] ?? '';
      const instances = await openInstances({ count: 3, store: redis.url, env: { NT2_DRAIN_MS } });
      ends.push(instances.close);
      const { ports, url } = instances;
      const running = await Promise.all(ports.map((_, n) => instances.start(n)));
      await startCaddy(file, instances);
      const status = async (): Promise<number> => (await fetch(`${url}/healthz`).catch(() => null))?.status ?? 0;
      await expect.poll(status, { timeout: 10_000 }).toBe(200);

      // Caddy has no door to ask whom it sends people to; it looks every second.
      const isBack = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2_500));
      const lives = await rollUnderLoad({ instances, running, rounds: 1, workers: 8, isBack });
      console.log(`${file}: ${ports.length} restarts under ${lives} whole lives, and all that was answered stands`);
    },
  );

  it.each(['Caddyfile.cluster', 'Caddyfile.plain'])(
    'C2: %s: with no Redis left people read nt2’s own page and sentence, not an empty answer',
    { timeout: 60_000 },
    async (file) => {
      const redis = await startRedis();
      ends.push(redis.stop);
      const instances = await openInstances({ count: 3, store: redis.url });
      ends.push(instances.close);
      await Promise.all(instances.ports.map((_, n) => instances.start(n)));
      await startCaddy(file, instances);
      const { url } = instances;
      const get = (): Promise<Response> => fetch(`${url}/`);
      await expect.poll(async () => (await get().catch(() => null))?.status ?? 0, { timeout: 10_000 }).toBe(200);
      await redis.kill();
      // Until every check of Caddy has found its instance unready.
      await new Promise((resolve) => setTimeout(resolve, 7_000));

      const page = await get();
      expect([page.status, (await page.text()).includes('<html')]).toEqual([200, true]);
      const headers = { 'content-type': 'application/json', origin: url, 'x-nt2': '1' };
      const posted = await fetch(`${url}/api/session`, { method: 'POST', headers, body: JSON.stringify({ token: 'x' }) });
      expect([posted.status, posted.headers.get('retry-after'), await posted.json()]).toEqual([
        503,
        '1',
        expect.objectContaining({ code: 'store.busy' }),
      ]);
    },
  );

  it('C2: a primary that dies under load is told as “try again” by nt2, and by nobody else', { timeout: 120_000 }, async () => {
    const set = await startSentinels({ replicas: 2 });
    ends.push(set.stop);
    // Lives that are broken off leave shares that wait.
    const env = { NT2_QUOTA_PERSON: '100000', NT2_QUOTA_PERSON_BYTES: '1GiB', NT2_QUOTA_TENANT_BYTES: '1GiB' };
    const instances = await openInstances({ count: 3, store: set.url, env });
    ends.push(instances.close);
    await Promise.all(instances.ports.map((_, n) => instances.start(n)));
    await startCaddy('Caddyfile.plain', instances);
    const status = async (): Promise<number> => (await fetch(`${instances.url}/healthz`).catch(() => null))?.status ?? 0;
    await expect.poll(status, { timeout: 10_000 }).toBe(200);

    const load = await startLoad(instances, 4);
    await expect.poll(load.count, { timeout: 10_000 }).toBeGreaterThan(10);
    const [primary] = await set.primaries();
    await primary?.kill();
    // The election, and well into what comes after it.
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    const before = load.count();
    await expect.poll(load.count, { timeout: 20_000, interval: 200 }).toBeGreaterThan(before + 20);
    const lives = await load.stop();
    const told = load.surprises.filter((surprise) => surprise.endsWith(' 503 store.busy'));
    expect(load.surprises.filter((surprise) => !told.includes(surprise))).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
    expect(lives.slice(-10).every(({ delivered }) => delivered)).toBe(true);
    console.log(`the primary was killed: ${told.length} times “try again” from nt2, and no empty answer`);
  });
});

async function startCaddy(file: string, { url, ports }: Instances): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-caddy-'));
  const config = join(folder, 'Caddyfile');
  const translated = ports.reduce((written, own, n) => written.replaceAll(`nt2-${n + 1}:4180`, `127.0.0.1:${own}`), text(file));
  writeFileSync(
    config,
    translated
      .replace('{$NT2_PUBLIC_URL}', url)
      .replace('http://:4180', url)
      .replace(/^\thttps?_port .*\n/gm, ''),
  );
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, NT2_PUBLIC_URL: url };
  const caddy = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], { env, stdio: 'ignore' });
  const gone = once(caddy, 'exit');
  ends.push(async () => {
    caddy.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
}
