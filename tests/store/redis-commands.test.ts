// How commands of the Redis store are written, and what one read of its answers leads to.

import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantTag } from '../../src/core/share.ts';
import { formatCommand } from '../../src/store/redis/connection/script-command.ts';
import { createMarkBatcher } from '../../src/store/redis/mark-batcher.ts';
import { memoryWatermark, type Mark } from '../../src/store/watermark.ts';
import { assertProperty } from '../support/property.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { aShare, claimOf, commitOf, newId, tag } from '../support/shares.ts';
import { openStore } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

test('a command is written as RESP, whatever its arguments are', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('', '— H/device/2c91d0aa '.repeat(20), '\r\n$3\r\n'),
  );
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  assertProperty(
    fc.property(fc.array(fc.oneof(text, bytes), { maxLength: 12 }), (args) => {
      const all = ['evalsha', ...args].map((arg) => Buffer.from(arg));
      const expected = all.flatMap((arg) => [Buffer.from(`$${arg.length}\r\n`), arg, Buffer.from('\r\n')]);
      expect(formatCommand('evalsha', args).equals(Buffer.concat([Buffer.from(`*${all.length}\r\n`), ...expected]))).toBe(true);
    }),
  );
});

describe('marks of commits that were answered together', () => {
  const raised: [TenantTag, Mark][] = [];
  const raise = createMarkBatcher({ raise: (of, mark) => void raised.push([of, mark]) });
  const [line, other] = ['0123456789abcdef', 'fedcba9876543210'];

  test('are raised once for each tag, and before any of them goes on', async () => {
    const seen: number[] = [];
    const marks = [5, 7, 6].map((n) => raise(tag('aaaaaa'), { line, n }).then(() => seen.push(raised.length)));
    await Promise.all([...marks, raise(tag('bbbbbb'), { line, n: 1 })]);
    expect(raised.splice(0)).toEqual([
      ['aaaaaa', { line, n: 7 }],
      ['bbbbbb', { line, n: 1 }],
    ]);
    expect(seen).toEqual([2, 2, 2]);
  });

  test('are raised in their order where a new line begins between them', async () => {
    await Promise.all([raise(tag(), { line, n: 9 }), raise(tag(), { line: other, n: 2 }), raise(tag(), { line: other, n: 3 })]);
    expect(raised.splice(0).map(([, mark]) => mark)).toEqual([
      { line, n: 9 },
      { line: other, n: 3 },
    ]);
  });

  test('do not hold back the next ones when the file takes nothing', async () => {
    const broken = createMarkBatcher({
      raise: () => {
        throw new Error('disk');
      },
    });
    await expect(broken(tag(), { line, n: 1 })).rejects.toThrow('disk');
    await expect(broken(tag(), { line, n: 2 })).rejects.toThrow('disk');
  });
});

describe.skipIf(redisMissing !== null)('on a server', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis()));
  afterAll(() => redis.stop());

  test('a server that has forgotten the scripts is given them again, and nothing is done twice', async () => {
    const store = await openStore({ kind: 'redis', url: redis.url });
    const other = new Redis(redis.url);
    const shares = Array.from({ length: 20 }, () => aShare());
    expect(await Promise.all(shares.map((share) => store.commit(commitOf(share))))).toEqual(shares.map(() => ({ ok: true })));
    await other.script('FLUSH');
    expect(await Promise.all(shares.map((share) => store.commit(claimOf(share, 'device'))))).toEqual(shares.map(() => ({ ok: true })));
    expect(await store.leaves(shares[0]!.id.slice(0, 6) as TenantTag, 0, 100)).toHaveLength(40);
    await other.quit();
    await store.close();
  });

  test('no commit is answered before its mark is remembered, and many share one write', async () => {
    const inner = memoryWatermark();
    let writes = 0;
    const watermark = {
      ...inner,
      raise: (...args: Parameters<typeof inner.raise>) => {
        writes += 1;
        inner.raise(...args);
      },
    };
    const store = await openStore({ kind: 'redis', url: redis.url }, { watermark });
    const of = tag('mmmmmm');
    const first = aShare(newId(of));
    await store.commit(commitOf(first));
    const before = inner.seen(of)?.n ?? 0;
    writes = 0;
    let answered = 0;
    const fresh = Array.from({ length: 100 }, () => aShare(newId(of)));
    await Promise.all(
      fresh.map(async (share) => {
        await store.commit(commitOf(share));
        answered += 1;
        expect((inner.seen(of)?.n ?? 0) - before).toBeGreaterThanOrEqual(answered);
      }),
    );
    expect(inner.seen(of)?.n).toBe(before + fresh.length);
    expect(writes).toBeLessThan(fresh.length / 2);
    await store.close();
  });
});
