// Turns the spends of one turn into the keys and arguments of the script, and its answer into what each of them got.

import type { BatchEntry, BatchResult } from '../rate-limit-batcher.ts';
import type { RedisClient } from './connection/client.ts';
import { keys } from './keys.ts';

export async function consumeOnRedis(client: RedisClient, spendings: readonly BatchEntry[], now: number): Promise<BatchResult[]> {
  const places = new Map<string, number>();
  const args: (string | number)[] = [now];
  for (const { allowances, count } of spendings) {
    args.push(count, allowances.length);
    for (const { bucket, max, windowMs, amount = 1 } of allowances) {
      const place = places.get(bucket) ?? places.size + 1;
      places.set(bucket, place);
      args.push(place, max, windowMs, amount);
    }
  }
  const reply = (await client.nt2Consume(places.size, ...[...places.keys()].map(keys.bucket), ...args)) as number[];
  return spendings.map((_, n) => ({ granted: reply[2 * n] ?? 0, retryAfterMs: reply[2 * n + 1] ?? 0 }));
}
