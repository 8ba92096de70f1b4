import { afterAll, beforeAll, describe } from 'vitest';
import { redisMissing, startRedis } from '../support/redis.ts';
import type { RedisServer } from '../support/redis.ts';
import { testStore } from './contract.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

describe.skipIf(redisMissing !== null)('with a real redis-server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  testStore({ name: 'Redis', where: () => ({ kind: 'redis', url: server.url }) });
});
