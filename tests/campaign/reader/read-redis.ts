// Reads a Redis key by key, by the table in docs/storage.md. It asks nothing of src/store.

import { Redis } from 'ioredis';
import { EMPTY_LOG, noteIn, readWaiting, type Found, type FoundLog, type FoundShare, type WebhookEvent } from './found.ts';

const KEY = /^nt2:\{([a-z2-7]{6})\}:(s|c|p|e|at|tile|open|outbox|leaves|log|lane)(?::(.+))?$/;

/** `password`: of a set behind Sentinels. */
export async function readRedis({ port, password }: { readonly port: number; readonly password?: string }): Promise<Found> {
  const redis = new Redis({ host: '127.0.0.1', port, ...(password !== undefined && { password }) });
  const shares = new Map<string, FoundShare>();
  const positions = new Map<string, number[]>();
  const ciphertexts = new Set<string>();
  const open = new Set<string>();
  const logs = new Map<string, FoundLog>();
  const evidence = new Map<string, { readonly cause: string }>();
  const lanes = new Map<string, readonly WebhookEvent[]>();
  let unsaid = 0;
  const change = (tag: string, more: Partial<FoundLog>): void => void logs.set(tag, { ...(logs.get(tag) ?? EMPTY_LOG), ...more });

  async function look(key: string): Promise<void> {
    const [, tag = '', kind = '', rest = ''] = KEY.exec(key) ?? [];
    switch (kind) {
      case 's': {
        const text = (await redis.get(key)) ?? '\nnull';
        shares.set(rest, JSON.parse(text.slice(text.indexOf('\n') + 1)) as FoundShare);
        return;
      }
      case 'c':
      case 'p':
        ciphertexts.add(rest);
        return;
      case 'e':
        evidence.set(rest, JSON.parse((await redis.get(key)) ?? 'null') as { cause: string });
        return;
      case 'lane':
        lanes.set(rest, (await redis.lrange(key, 0, -1)).map(readWaiting));
        return;
      case 'at':
        positions.set(rest, [...new Set((await redis.lrange(key, 0, -1)).map(Number))]);
        return;
      case 'open':
        for (const id of await redis.smembers(key)) open.add(id);
        return;
      case 'outbox':
        unsaid += await redis.zcard(key);
        return;
      case 'leaves':
        return change(tag, { leaves: await redis.lrangeBuffer(key, 0, -1) });
      case 'log':
        return change(tag, { note: noteIn((await redis.hget(key, 'text')) ?? '') });
      case 'tile': {
        const tiles = new Map(logs.get(tag)?.tiles).set(rest, (await redis.getBuffer(key)) ?? Buffer.alloc(0));
        return change(tag, { tiles });
      }
    }
  }

  try {
    const names = new Set<string>();
    let cursor = '0';
    do {
      const [next, page] = await redis.scan(cursor, 'MATCH', 'nt2:{*', 'COUNT', 1_000);
      for (const name of page) names.add(name);
      cursor = next;
    } while (cursor !== '0');
    // One after the other: two at once would overwrite what the other one has put into a log.
    for (const name of names) await look(name);
  } finally {
    redis.disconnect();
  }
  return { shares, ciphertexts, open, logs, positions, evidence, lanes, unsaid };
}
