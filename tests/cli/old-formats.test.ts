// What an earlier nt2 has left is gone on with: a backup of format 1 in both stores, and a Redis of format 1, with a share in every state.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { backup } from '../../src/cli/backup/backup.ts';
import { restore } from '../../src/cli/backup/restore.ts';
import { verifyLogs } from '../../src/cli/log/log.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import type { Phase } from '../../src/core/ports/list-store.ts';
import type { ShareId } from '../../src/core/share.ts';
import { person, sealLink, TENANT } from '../support/hand-offs.ts';
import { OLD_BACKUP, writeOldRedis } from '../support/old-redis.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { said } from './said.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);
console.log('left out: a store of format 1 with every state, on SQLite: files of every format are opened in tests/store/sqlite.test.ts');

const [ann, ben, eve] = [person('ann'), person('ben'), person('eve')];
const OLD = fileURLToPath(OLD_BACKUP.file);

describe.each(['SQLite', 'Redis'].filter((kind) => kind === 'SQLite' || redisMissing === null))(
  'what an earlier nt2 left, in %s',
  (kind) => {
    let folder: string;
    let redis: RedisServer | null;
    let config: Config;
    beforeEach(async () => {
      // The day on which it was taken: what is past its time is not restored.
      vi.useFakeTimers({ toFake: ['Date'], now: OLD_BACKUP.at + 1_000 });
      folder = mkdtempSync(join(tmpdir(), 'nt2-old-'));
      redis = kind === 'Redis' ? await startRedis() : null;
      const read = readConfig({
        NT2_PUBLIC_URL: `https://${OLD_BACKUP.host}`,
        NT2_SECRET: OLD_BACKUP.secret,
        NT2_STORE: redis?.url ?? `sqlite:${join(folder, 'nt2.db')}`,
        NT2_STATE_DIR: join(folder, 'data'),
      });
      if (!read.ok) throw new Error(JSON.stringify(read.issues));
      ({ config } = read);
    });
    afterEach(async () => {
      vi.useRealTimers();
      await redis?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function withTools<T>(work: (tools: Installation) => Promise<T>): Promise<T> {
      const tools = await openInstallation(config, { write: () => undefined });
      try {
        return await work(tools);
      } finally {
        await tools.close();
      }
    }
    /** How many of each state are in that list. */
    const listed = async ({ shares }: Installation, who: typeof ann, phase: Phase): Promise<readonly string[]> =>
      (await shares.list(TENANT, who.key, { sides: ['sent', 'received'], phases: [phase], before: null, limit: 20 })).shares
        .map(({ state }) => (state.status === 'ended' ? state.cause : state.status))
        .toSorted();

    it('a backup of format 1 is restored: lists by state, blocks and the log are right at once, nothing asks, and the next backup has format 4', async () => {
      expect(JSON.parse(readFileSync(OLD, 'utf8').split('\n')[0]!)).toMatchObject({ head: { format: 1 } });
      const restored = await said(() => restore(config, [OLD]));
      expect(restored).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Ended 5 shares') });
      await withTools(async (tools) => {
        const lost = Array.from({ length: 5 }, () => 'rolled-back');
        expect([await listed(tools, ann, 'open'), await listed(tools, ann, 'over')]).toEqual([[], ['delivered', ...lost]]);
        expect([await listed(tools, ben, 'open'), await listed(tools, ben, 'over')]).toEqual([[], lost.slice(2)]);
        expect(await tools.shares.blocked(TENANT, ben.key)).toEqual([eve]);
        const { id, finish } = await sealLink(tools.shares, { host: OLD_BACKUP.host, secret: 'whsec_canary' });
        expect(await listed(tools, ann, 'open')).toEqual(['ready']);
        for (const one of (await tools.shares.list(TENANT, ann.key, { sides: ['sent'], phases: ['over'], before: null, limit: 20 })).shares)
          expect(one.asking).toBeUndefined();
        if (kind === 'SQLite') await finish();
        else await tools.shares.revoke(id, ann.key);
        await tools.logs.sequence(id.slice(0, 6) as never);
      });
      expect(await said(() => verifyLogs(config, []))).toMatchObject({ code: 0 });
      await said(() => backup(config, [join(folder, 'next')]));
      expect(JSON.parse(readFileSync(join(folder, 'next'), 'utf8').split('\n')[0]!)).toMatchObject({ head: { format: 4 } });
    });

    it.skipIf(kind === 'SQLite')(
      'R1: a Redis of format 1 is opened with a share in every state: each is listed where it belongs, and can end',
      async () => {
        const raw = new Redis(redis!.url);
        const old = await writeOldRedis(raw, new Uint8Array(99));
        const idOf = (status: string): ShareId => old.find(({ state }) => state.status === status)!.id;
        expect(old.map(({ state }) => state.status)).toEqual(['offered', 'accepted', 'sealed', 'ready', 'claimed', 'ended']);
        await withTools(async (tools) => {
          const { shares, store } = tools;
          expect(await raw.get('nt2:schema')).toBe('13');
          expect(await listed(tools, ann, 'open')).toEqual(['accepted', 'claimed', 'offered', 'ready', 'sealed']);
          expect(await listed(tools, ann, 'over')).toEqual(['delivered']);
          expect([await listed(tools, ben, 'open'), await listed(tools, ben, 'over')]).toEqual([['accepted', 'offered', 'sealed'], []]);
          // Claimed before there was a claim secret: nobody can show it, and nobody gets the capsule again.
          expect((await store.load(idOf('claimed')))?.state).toMatchObject({ status: 'claimed', claim: { lease: null } });

          for (const [status, end] of [
            ['offered', (id: ShareId) => shares.decline(id, ben.key)],
            ['accepted', (id: ShareId) => shares.revoke(id, ann.key)],
            ['sealed', (id: ShareId) => shares.revoke(id, ann.key)],
            ['ready', (id: ShareId) => shares.revoke(id, ann.key)],
          ] as const)
            expect(await end(idOf(status)), status).toMatchObject({ ok: true });
          vi.setSystemTime(OLD_BACKUP.at + 180_000);
          await shares.expireIfDue(idOf('claimed'));
          expect(await listed(tools, ann, 'open')).toEqual([]);
          expect(await listed(tools, ann, 'over')).toEqual(['declined', 'delivered', 'revoked', 'revoked', 'revoked', 'unconfirmed']);
          expect(await listed(tools, ben, 'over')).toEqual(['declined', 'revoked', 'revoked']);
          expect([await raw.keys('*:c:*'), await raw.keys('*:p:*'), await raw.keys('*:list:*')]).toEqual([[], [], []]);
          await tools.logs.sequence(idOf('ready').slice(0, 6) as never);
        });
        expect(await said(() => verifyLogs(config, []))).toMatchObject({ code: 0 });
        await raw.quit();
      },
    );
  },
);
