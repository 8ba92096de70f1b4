// One person with 10,000 shares, on both stores: what waits is found behind all that has ended, and every share is reached by pages.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { filtered } from '../../src/core/lists.ts';
import { LIST_STATES, type ListPlace } from '../../src/core/ports/list-store.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { fillLists } from '../store/contract/search.ts';
import { openStore, type Where } from '../store/open.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { person } from '../support/shares.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const SIZE = process.env['NT2_CAMPAIGN'] ? 10_000 : 300;
const folder = mkdtempSync(join(tmpdir(), 'nt2-many-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['SQLite', 'Redis'].filter((kind) => kind === 'SQLite' || redisMissing === null))(
  'many shares of one person on %s',
  (kind) => {
    test('J3: the oldest, which waits, is found at once, and a search reaches each of them once', { timeout: 120_000 }, async () => {
      const redis = kind === 'Redis' ? await startRedis() : null;
      const where: Where = redis === null ? { kind: 'sqlite', file: join(folder, 'nt2.db') } : { kind: 'redis', url: redis.url };
      const store = await openStore(where);
      const tag = 'manyaa' as TenantTag;
      const who = { key: person('p:t:ann'), name: 'Ann' };
      const oldest = await fillLists({ store, of: tag }, { size: SIZE, who });
      expect(await store.list(tag, who.key, filtered({ states: ['mine', 'others'], terms: [], since: 0 }, 10))).toEqual({
        places: [{ id: oldest.id, at: oldest.createdAt }],
        more: 0,
      });
      const found = new Set<string>();
      let last: ListPlace | null = null;
      for (let more = 1; more > 0;) {
        const page = await store.list(tag, who.key, filtered({ states: LIST_STATES, terms: ['number', 'other'], since: 0 }, 250, last));
        for (const { id } of page.places) found.add(id);
        more = page.more;
        last = page.places.at(-1) ?? null;
      }
      expect(found.size).toBe(SIZE);
      // Of all who got one, each finds their own and nothing else.
      const theirs = await store.list(tag, person('p:t:other7'), filtered({ states: LIST_STATES, terms: [], since: 0 }, SIZE));
      expect(theirs.places).toHaveLength(SIZE / 50);
      await store.close();
      await redis?.stop();
    });
  },
);
