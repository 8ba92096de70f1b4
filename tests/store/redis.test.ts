import { afterAll, beforeAll, describe } from 'vitest';
import { isCampaign } from '../support/campaign.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import type { RedisServer } from '../support/redis.ts';
import { testStore } from './contract.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

if (!isCampaign) console.log('left to a campaign: the contract on a Redis without TLS; redis-tls.test.ts has the same with it');

describe.skipIf(redisMissing !== null || !isCampaign)('with a real redis-server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  testStore({ name: 'Redis', where: () => ({ kind: 'redis', url: server.url }) });
});
