// A log whose old entries were dropped, taken away and put into the other kind of store and back.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { backup } from '../../src/cli/backup/backup.ts';
import { restore } from '../../src/cli/backup/restore.ts';
import { verifyLogs } from '../../src/cli/log/log.ts';
import type { Config } from '../../src/config/settings.ts';
import { parseRedisTarget } from '../../src/config/store-target.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { leafOf } from '../core/tlog/world.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { aShare, commitOf, newId } from '../support/shares.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

const tag = 'prune2' as TenantTag;

if (redisMissing) console.log(`left out: ${redisMissing}`);

describe.skipIf(redisMissing !== null)('a backup of a log without its oldest entries', () => {
  let folder: string;
  let config: Config;
  let redis: RedisServer;
  beforeAll(async () => {
    ({ folder, config } = newInstallation());
    redis = await startRedis();
    const tools = await openInstallation({ ...config, NT2_TLOG_RETENTION_YEARS: 1 }, { write: () => undefined });
    const share = aShare(newId(tag));
    const leaves = Array.from({ length: 300 }, (_, n) => leafOf(share.id, n, Date.UTC(2020)));
    await tools.store.commit(commitOf(share, { leaves }));
    await tools.logs.sequence(tag);
    await tools.logs.findPending();
    await tools.logs.maintain();
    await tools.close();
  });
  afterAll(async () => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds, has the same place for each entry, and is signed on in either store', async () => {
    const place = parseRedisTarget(redis.url);
    if (typeof place === 'string') throw new Error(place);
    const there: Config = { ...config, NT2_STORE: { kind: 'redis', ...place }, NT2_STATE_DIR: join(folder, 'there') };
    const back: Config = { ...config, NT2_STORE: { kind: 'sqlite', file: join(folder, 'back.db') }, NT2_STATE_DIR: join(folder, 'back') };
    let from = config;
    for (const [name, to] of [
      ['one', there],
      ['two', back],
    ] as const) {
      expect((await said(() => backup(from, [join(folder, name)]))).code).toBe(0);
      expect(await said(() => restore(to, [join(folder, name)]))).toMatchObject({ code: 0, err: '' });
      const tools = await openInstallation(to, { write: () => undefined });
      const { first } = await tools.store.entryRange(tag);
      const [oldest = ''] = await tools.store.leaves(tag, 256, 1);
      expect([first, oldest]).toEqual([256, expect.stringContaining('count 257')]);
      const at = await tools.store.appendLeaf(tag, leafOf(newId(tag), 1));
      expect(await tools.logs.sequence(tag)).toBe('done');
      expect((await tools.store.leaves(tag, at, 1))[0]).toContain('count 2');
      await tools.close();
      expect(await said(() => verifyLogs(to, [tag]))).toMatchObject({ code: 0, out: expect.stringContaining('those before 256') });
      from = to;
    }
  });
});
