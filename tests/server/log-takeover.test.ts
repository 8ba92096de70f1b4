// Two instances on one Redis, of which one is killed between a commit and the checkpoint that would have covered it.

import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';
import { freePort, redisMissing, startRedis, type RedisServer } from '../support/redis.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

/** When the one dies after its last answer; the last of them while it signs. In ms. */
const DEATHS = process.env['NT2_CAMPAIGN'] === '1' ? [0, 0, 0, 0, 0, 1, 2, 5, 8, 10, 15, 20, 30, 50, 80] : [0];
const TENANTS = 20;

describe.skipIf(redisMissing !== null)('the log of an instance that was killed', () => {
  let folder: string;
  let redis: RedisServer;
  let env: Record<string, string>;
  let other: RunningServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-takeover-'));
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'assets'), { recursive: true });
    for (const name of ['share', 'home']) writeFileSync(join(pages, `${name}.html`), `<title>${name}</title>`);
    writeFileSync(join(pages, 'manifest.json'), '{"files":{},"pages":{"share.html":{},"home.html":{}}}');
    redis = await startRedis();
    env = { NT2_SECRET: randomBytes(32).toString('base64url'), NT2_STORE: redis.url, NT2_PUBLIC_URL: 'http://127.0.0.1:8448' };
    const config = readConfig(await own('other'));
    if (!config.ok) throw new Error(JSON.stringify(config.issues));
    other = await startServer(config.config, { pages, write: () => undefined });
  });
  afterAll(async () => {
    await other?.close();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const own = async (name: string) => ({ ...env, NT2_STATE_DIR: join(folder, name), NT2_PORT: String(await freePort()) });

  it.each(DEATHS)(
    'stands under a checkpoint of another one within a few seconds, for each of its tenants (killed %i ms after its last answer)',
    async (afterMs) => {
      const file = fileURLToPath(new URL('./log-takeover-worker.ts', import.meta.url));
      const args = [join(folder, 'pages'), String(TENANTS), String(afterMs)];
      const dying = fork(file, args, {
        env: { ...process.env, ...(await own(`dying-${randomBytes(4).toString('hex')}`)) },
        execArgv: ['--no-warnings'],
      });
      await once(dying, 'message');
      const before = (await other.store.logs()).reduce((sum, { leaves }) => sum + leaves, 0);
      dying.send('now');
      await once(dying, 'exit');
      const died = performance.now();
      const standing = await other.store.logs();
      expect(standing.reduce((sum, { leaves }) => sum + leaves, 0)).toBeGreaterThanOrEqual(before + 2 * TENANTS);
      const waiting = async (): Promise<number> => (await other.store.logs()).filter(({ leaves, size }) => leaves > size).length;
      const left = await waiting();
      await expect.poll(waiting, { timeout: 8_000, interval: 20 }).toBe(0);
      const took = Math.round(performance.now() - died);
      if (process.env['NT2_CAMPAIGN'] === '1') console.log(`killed after ${afterMs} ms, ${left} logs left behind: signed after ${took} ms`);
      expect(took).toBeLessThan(8_000);
      await expect.poll(() => other.store.listHints(), { timeout: 8_000, interval: 50 }).toEqual([]);
    },
    30_000,
  );
});
