// The keys with which Microsoft signs what it sends, and the channels that each is endorsed for. The library's own fetcher hides
// endorsements, without which a key of another channel could speak for Teams.

import { importJWK, type CryptoKey } from 'jose';
import * as z from 'zod';

import type { Clock } from '../../core/ports/clock.ts';

interface SigningKey {
  readonly key: CryptoKey;
  readonly endorsements: readonly string[];
}

export interface SigningKeys {
  /** Null: there is no such key. */
  find(kid: string): Promise<SigningKey | null>;
  /** How many keys Microsoft names right now; null when it does not answer. */
  count(): Promise<number | null>;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** How often the keys are asked for within a minute. */
const MOST_ASKED = 2;

const keySet = z.object({
  keys: z.array(
    z.object({
      kid: z.string(),
      kty: z.literal('RSA'),
      n: z.string(),
      e: z.string(),
      endorsements: z.array(z.string()).default([]),
    }),
  ),
});

interface KeysDeps {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly withinMs: number;
  readonly clock: Clock;
}

export function createSigningKeys({ url, fetch, withinMs, clock }: KeysDeps): SigningKeys {
  let kept: ReadonlyMap<string, SigningKey> = new Map();
  let until = 0;
  let asked: number[] = [];
  let asking: Promise<boolean> | null = null;

  async function load(): Promise<boolean> {
    try {
      const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(withinMs) });
      const parsed = response.ok ? keySet.safeParse(await response.json()) : null;
      if (!parsed?.success) return false;
      const keys = parsed.data.keys.map(async ({ kid, kty, n, e, endorsements }) => {
        const key = await importJWK({ kty, n, e }, 'RS256');
        return key instanceof Uint8Array ? [] : [[kid, { key, endorsements }] as const];
      });
      kept = new Map((await Promise.all(keys)).flat());
      until = clock() + DAY_MS;
      return true;
    } catch {
      return false;
    }
  }

  /** A stranger who makes up names of keys makes nt2 ask no more than this. */
  async function refresh(): Promise<void> {
    const now = clock();
    asked = asked.filter((at) => Math.abs(now - at) < MINUTE_MS);
    if (asking === null && asked.length < MOST_ASKED) {
      asked.push(now);
      asking = load().finally(() => {
        asking = null;
      });
    }
    await asking;
  }

  return {
    async find(kid) {
      if (clock() >= until || !kept.has(kid)) await refresh();
      return kept.get(kid) ?? null;
    },
    count: async () => ((await load()) ? kept.size : null),
  };
}
