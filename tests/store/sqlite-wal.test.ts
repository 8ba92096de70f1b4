// The write-ahead log of the SQLite store: who shares a transaction, and how the log is copied back beside the work.

import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { TenantTag } from '../../src/core/share.ts';
import { createCheckpointThread } from '../../src/store/sqlite/checkpoint-thread.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import { aShare, claimOf, commitOf, endOf } from '../support/shares.ts';

const dir = mkdtempSync(join(tmpdir(), 'nt2-wal-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
afterEach(() => void vi.restoreAllMocks());

const open = (name: string) => openSqliteStore({ file: join(dir, name), clock: Date.now, watermark: memoryWatermark() });
const walOf = (name: string): number => statSync(join(dir, `${name}-wal`), { throwIfNoEntry: false })?.size ?? 0;
const TAG = 'aaaaaa' as TenantTag;
const MIB = 1 << 20;

/** Shares with a payload of 64 KiB each: 64 of them are a log of over 4 MiB. */
async function fill(store: Awaited<ReturnType<typeof open>>, count: number) {
  const made = Array.from({ length: count }, () => ({ share: aShare(), payload: randomBytes(65_536) }));
  await Promise.all(made.map(({ share, payload }) => store.commit(commitOf(share, { ciphertext: { payload } }))));
  return made;
}

test('a long log is truncated soon after a deletion, and holds no byte of what was deleted, while commits go on', async () => {
  const store = await open('long.db');
  const made = await fill(store, 96);
  expect(walOf('long.db')).toBeGreaterThan(5 * MIB);
  await Promise.all(made.map(({ share }) => store.commit(endOf(share))));
  const kept: Awaited<ReturnType<typeof fill>> = [];
  await vi.waitFor(
    async () => {
      kept.push(...(await fill(store, 1)));
      const all = Buffer.concat(['', '-wal'].map((end) => readFileSync(join(dir, `long.db${end}`))));
      expect(made.filter(({ payload }) => all.includes(payload.subarray(20_000, 20_040)))).toHaveLength(0);
    },
    { timeout: 5_000, interval: 60 },
  );
  for (const { share, payload } of kept)
    expect(Buffer.from((await store.loadWithCiphertext(share.id))?.payload ?? []).equals(payload)).toBe(true);
  expect(await store.leaves(TAG, 0, 1_000)).toHaveLength(2 * made.length + kept.length);
  await store.close();
});

test('a log without a deletion in it is copied back too, and does not grow without end', async () => {
  const store = await open('grown.db');
  await fill(store, 96);
  const before = statSync(join(dir, 'grown.db')).size;
  await vi.waitFor(() => expect(statSync(join(dir, 'grown.db')).size).toBeGreaterThan(before + 5 * MIB), { timeout: 5_000 });
  // Once all of it has been copied, the next commit begins it again.
  await vi.waitFor(
    async () => {
      const grown = walOf('grown.db');
      await fill(store, 1);
      expect(walOf('grown.db')).toBe(grown);
    },
    { timeout: 5_000 },
  );
  await store.close();
});

test('closing in the middle of a copy leaves one file with everything in it', async () => {
  const store = await open('closed.db');
  const made = await fill(store, 96);
  await store.commit(endOf(made[0]!.share));
  const thread = createCheckpointThread(join(dir, 'closed.db'));
  const copied = thread.pass();
  await thread.close();
  await copied;
  await store.close();
  expect(existsSync(join(dir, 'closed.db-wal'))).toBe(false);
  const again = await open('closed.db');
  expect(await again.listSealed(TAG)).toHaveLength(95);
  await again.close();
});

test('a copy that cannot be made delays nobody for ever, and the next one is tried anew', async () => {
  const thread = createCheckpointThread(join(dir, 'no-such-folder', 'none.db'));
  await expect(thread.pass()).resolves.toBeUndefined();
  await expect(thread.pass()).resolves.toBeUndefined();
  await thread.close();
});

test('commits that arrive in turns one after the other share a transaction, and one alone waits for nobody', async () => {
  const store = await open('shared.db');
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  const transactions = (): number => exec.mock.calls.filter(([sql]) => sql === 'COMMIT').length;
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  const shares = Array.from({ length: 8 }, () => aShare());
  const answers: Promise<unknown>[] = [];
  const twoAt = (at: number) => answers.push(...shares.slice(at, at + 2).map((share) => store.commit(commitOf(share))));
  for (const at of [0, 2, 4]) {
    twoAt(at);
    await turn();
  }
  expect(transactions()).toBe(0);
  // Long enough: more are not waited for.
  now.mockReturnValue(4);
  await turn();
  expect(transactions()).toBe(1);
  twoAt(6);
  expect(await Promise.all(answers)).toEqual(shares.map(() => ({ ok: true })));
  expect(transactions()).toBe(2);

  let turns = 0;
  const alone = store.commit(claimOf(shares[0]!, 'device')).then(() => turns);
  for (; turns < 3; turns += 1) await turn();
  expect(await alone).toBeLessThanOrEqual(1);
  await store.close();
});
