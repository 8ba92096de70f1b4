// The Redis of compose.yml, for real: its own command line, with the list of users that `nt2 init` writes.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { filesOf } from '../../src/cli/init/files.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import { filtered } from '../../src/core/lists.ts';
import { LIST_STATES } from '../../src/core/ports/list-store.ts';
import { tagOf, type PersonKey } from '../../src/core/share.ts';
import { sealLink } from '../support/hand-offs.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { readCompose } from './parsed.ts';

if (redisMissing !== null) console.log(`skipped: ${redisMissing}`);

describe.skipIf(redisMissing !== null)('the Redis of compose.yml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-compose-'));
  let redis: RedisServer | undefined;
  let store = '';
  beforeAll(async () => {
    const files = await filesOf({ url: 'https://nt2.example.com', store: 'redis', slack: 'none', discord: 'off' });
    const fileOf = (path: string): string => files.find((file) => file.path === path)!.text;
    const acl = join(folder, 'users.acl');
    writeFileSync(acl, `${fileOf('secrets/redis.acl')}\n`);
    const [, ...args] = readCompose('compose.yml').services['redis']!.command ?? [];
    redis = await startRedis({ args: args.map((arg) => (arg === '/etc/redis/users.acl' ? acl : arg)) });
    store = fileOf('secrets/store').replace('redis:6379', `127.0.0.1:${redis.port}`);
    mkdirSync(join(folder, 'data'));
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true });
  });

  const secret = newSecret();
  async function open<T>(NT2_STORE: string, look: (tools: Installation) => Promise<T>): Promise<T> {
    const read = readConfig({
      NT2_PUBLIC_URL: 'https://nt2.example.com',
      NT2_SECRET: secret,
      NT2_STATE_DIR: join(folder, 'data'),
      NT2_STORE,
    });
    if (!read.ok) throw new Error('settings at fault');
    const tools = await openInstallation(read.config, { write: () => undefined });
    try {
      return await look(tools);
    } finally {
      await tools.close();
    }
  }
  const health = ({ store: { health: ask } }: Installation) => ask();

  it('is fit for nt2 without a warning, and lets nobody else in', async () => {
    expect(await open(store, health)).toMatchObject({ ok: true, storage: 'redis+aof-always', warnings: [] });
    const strangers = ['//', '//default:password@'].map((stranger) => open(store.replace(/\/\/.*@/, stranger), health));
    for (const { status } of await Promise.allSettled(strangers)) expect(status).toBe('rejected');
  });

  it('still has everything after it was killed: it replays its file with the rights of the user that nobody can be', async () => {
    const { id } = await open(store, ({ shares }) => sealLink(shares, { host: 'nt2.example.com', secret: 'whsec_canary' }));
    await redis?.kill('SIGKILL');
    await redis?.restart();
    await open(store, async (tools) => {
      expect(await tools.store.load(id)).not.toBeNull();
      // J3: a search needs nothing that its user may not do.
      const all = filtered({ states: LIST_STATES, terms: ['nothing'], since: 0 }, 9);
      expect(await tools.store.list(tagOf(id), 'slack:T1:nobody' as PersonKey, all)).toEqual({ places: [], more: 0 });
      expect(await tools.store.health()).toMatchObject({ ok: true, rolledBackTenants: [] });
    });
  });
});
