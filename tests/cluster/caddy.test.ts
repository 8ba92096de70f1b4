// The balancer of compose.cluster.yml for real: Caddy with its own file, at other addresses, in front of three instances that are replaced in turn.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, describe, expect, it } from 'vitest';
import { readCompose, text } from '../docker/parsed.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { openInstances, type Instances } from './instances.ts';
import { rollUnderLoad } from './rolling.ts';

const isThere = spawnSync('caddy', ['version']).status === 0;
const missing = redisMissing ?? (isThere ? null : 'caddy is not installed (Debian: apt-get install caddy)');
const isLong = process.env['NT2_CAMPAIGN'] !== undefined;
if (isLong && missing) console.log(`left out: ${missing}`);
nock.restore();

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
});

async function startCaddy(file: string, { url, ports }: Instances): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-caddy-'));
  const config = join(folder, 'Caddyfile');
  const translated = ports.reduce((written, own, n) => written.replace(`nt2-${n + 1}:4180`, `127.0.0.1:${own}`), text(file));
  writeFileSync(config, translated.replace('http://:4180', url).replace(/^\thttps?_port .*\n/gm, ''));
  const env = { PATH: process.env['PATH'], HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, NT2_PUBLIC_URL: url };
  const caddy = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], { env, stdio: 'ignore' });
  const gone = once(caddy, 'exit');
  ends.push(async () => {
    caddy.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
}
