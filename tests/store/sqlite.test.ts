import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { filtered } from '../../src/core/lists.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import { aShare, claimOf, commitOf, endOf, next } from '../support/shares.ts';
import { OLD_FORMATS, oldEvidence, writeOldStore } from '../support/old-sqlite.ts';
import { testStore } from './contract.ts';

const dir = mkdtempSync(join(tmpdir(), 'nt2-sqlite-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

testStore({ name: 'SQLite', where: () => ({ kind: 'sqlite', file: join(dir, 'contract.db') }) });

const open = (name: string, more = {}) =>
  openSqliteStore({ file: join(dir, name), clock: Date.now, watermark: memoryWatermark(), ...more });

/** The files of a database, as one. */
function bytesOf(name: string): Buffer {
  const files = ['', '-wal', '-shm'].map((end) => join(dir, name + end)).filter((file) => existsSync(file));
  return Buffer.concat(files.map((file) => readFileSync(file)));
}

test('no byte of the ciphertext stays in the file, its log or its index after the end, while others are kept', async () => {
  const store = await open('erase.db');
  const sizes = [300, 2_600, 4_100, 9_000, 70_000];
  const made: { share: ReturnType<typeof aShare>; capsule: Buffer; payload: Buffer }[] = [];
  for (let at = 0; at < 45; at++) {
    const share = aShare();
    const capsule = randomBytes(2_600);
    const payload = randomBytes(sizes[at % sizes.length] ?? 0);
    await store.commit(commitOf(share, { ciphertext: { capsule, payload } }));
    made.push({ share, capsule, payload });
  }
  // Any 24 bytes of it, wherever a page boundary cut it.
  const traces = (of: (typeof made)[number], all: Buffer): number =>
    [of.capsule, of.payload].reduce((sum, part) => {
      let found = 0;
      for (let at = 0; at + 24 <= part.length; at += 400) if (all.includes(part.subarray(at, at + 24))) found++;
      return sum + found;
    }, 0);
  expect(made.every((one) => traces(one, bytesOf('erase.db')) > 0)).toBe(true);

  const ended = made.filter((_, at) => at % 3 !== 0);
  const kept = made.filter((_, at) => at % 3 === 0);
  for (const { share } of ended) {
    const claimed = claimOf(share, 'device');
    await store.commit(claimed);
    await store.commit(endOf(claimed.share));
  }
  await sleep(800);
  const after = bytesOf('erase.db');
  expect(ended.filter((one) => traces(one, after) > 0)).toHaveLength(0);
  expect(kept.every((one) => traces(one, after) > 0)).toBe(true);
  await store.close();
});

test('a start erases what a process that died had only just deleted', async () => {
  const file = 'crashed.db';
  const capsule = randomBytes(2_600);
  const share = aShare();
  const store = await open(file);
  await store.commit(commitOf(share, { ciphertext: { capsule } }));
  await store.commit(endOf(share));
  // The process is as good as dead: its files are taken before the erasing.
  for (const end of ['', '-wal']) writeFileSync(join(dir, `copy.db${end}`), readFileSync(join(dir, file + end)));
  expect(bytesOf('copy.db').includes(capsule.subarray(100, 140))).toBe(true);
  const next = await open('copy.db');
  expect(bytesOf('copy.db').includes(capsule.subarray(100, 140))).toBe(false);
  await next.close();
  await store.close();
});

test('refuses a file that a newer nt2 wrote, and one that is no database', async () => {
  const newer = new DatabaseSync(join(dir, 'newer.db'));
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  await expect(open('newer.db')).rejects.toMatchObject({ code: 'store.unfit' });
  writeFileSync(join(dir, 'text.db'), 'no database, but long enough to be looked at as one. '.repeat(100));
  await expect(open('text.db')).rejects.toMatchObject({ code: 'store.unfit' });
});

test('brings a file of every earlier format to the present one, and keeps what lies in it', async () => {
  for (let format = 1; format <= OLD_FORMATS; format++) {
    const [share, payload] = [aShare(), randomBytes(900)];
    const [line, accepted] = ['0123456789abcdef', 'fedcba9876543210'];
    const name = `format-${format}.db`;
    writeOldStore(join(dir, name), format, { share, payload, line, accepted });
    const tag = share.id.slice(0, 6) as TenantTag;
    const watermark = memoryWatermark();
    watermark.raise(tag, { line: accepted, n: 99 });
    const store = await open(name, { watermark });
    expect(await store.loadWithCiphertext(share.id), name).toMatchObject({ share, capsule: null, payload: expect.any(Uint8Array) });
    expect(await store.loadEvidence(oldEvidence(share).id), name).toEqual(format < 13 ? null : oldEvidence(share));
    expect(await store.leaves(tag, 0, 9)).toEqual(['one\n', 'two\n']);
    const waiting = { sides: ['sent'], phases: ['open'], before: null, limit: 9 } as const;
    expect(await store.list(tag, share.sender.key, waiting)).toEqual({ places: [{ id: share.id, at: share.createdAt }], more: 0 });
    expect(await store.list(tag, share.sender.key, { ...waiting, sides: ['received'], phases: ['open', 'over'] })).toMatchObject({
      places: [],
    });
    expect(await store.list(tag, share.sender.key, filtered({ states: ['others'], terms: ['stripe'], since: 0 }, 9)), name).toMatchObject({
      places: [{ id: share.id }],
    });
    const place = [{ id: share.id, at: share.createdAt }];
    expect(await store.listBoard(tag, { state: 'outstanding', before: null, limit: 9 }), name).toEqual(place);
    expect(await store.listSettings('')).toEqual([{ key: 'api-token:hash', value: '["ci",1]' }]);
    expect(await store.health()).toMatchObject({ ok: true });
    expect(await store.acquireLease('work', 'owner', 1, 2)).not.toBeNull();
    // What lay there already is counted.
    const more = { live: { enter: [{ set: 'ann', max: 9 }], leave: [] }, bytes: [{ set: 'ann', max: 1_000 }] };
    expect(await store.commit(commitOf(aShare(), { ...more, ciphertext: { payload: randomBytes(101) } }))).toMatchObject({
      reason: 'bytes',
    });
    expect(await store.commit(commitOf(aShare(), { ...more, ciphertext: { payload: randomBytes(100) } }))).toEqual({ ok: true });
    expect(await store.blocks(tag, share.sender.key)).toEqual([]);
    expect(await store.commit(claimOf(share, 'device'))).toEqual({ ok: true });
    await store.close();
    // And the file stays what a start has made of it.
    const again = await open(name, { watermark });
    expect(await again.health()).toMatchObject({ ok: true });
    await again.close();
  }
});

test('T14: a full store refuses new shares, and every accepted one goes on to its end', async () => {
  const store = await open('full.db', { maxBytes: 400_000 });
  const made = [];
  let answer;
  do {
    const share = aShare();
    answer = await store.commit(commitOf(share, { ciphertext: { payload: randomBytes(40_000) } }));
    if (answer.ok) made.push(share);
  } while (answer.ok && made.length < 100);
  expect(answer).toEqual({ ok: false, reason: 'full' });
  for (const share of made) {
    const sealed = next(share, share.state);
    expect(await store.commit(commitOf(sealed, { ciphertext: { capsule: randomBytes(2_600) } }))).toEqual({ ok: true });
    const claimed = claimOf(sealed, 'device');
    expect(await store.commit(claimed)).toEqual({ ok: true });
    expect(await store.commit(endOf(claimed.share))).toEqual({ ok: true });
  }
  expect(await store.commit(commitOf(aShare()))).toEqual({ ok: true });
  await store.close();
});

test('forgets what is past its time at the next start', async () => {
  const store = await open('purge.db');
  const share = { ...aShare(), label: 'a label that nobody else has' };
  const capsule = randomBytes(2_600);
  await store.commit(
    commitOf(share, { ciphertext: { capsule }, listFor: [{ person: share.sender.key, side: 'sent', state: 'others', words: '' }] }),
  );
  await store.putToken('aaaaaa' as never, 'hash', 'token-value-that-is-old', Date.now() + 1_000);
  await store.close();
  const later = await open('purge.db', { clock: () => share.expiresAt + 40 * 86_400_000 });
  await later.close();
  const left = bytesOf('purge.db');
  for (const trace of [capsule.subarray(0, 32), share.label, share.sender.key, 'token-value-that-is-old'])
    expect(left.includes(trace)).toBe(false);
});

test('T13: a fault names no value', async () => {
  const store = await open('canary.db');
  const share = { ...aShare(), label: 'canary-label-7781' };
  await store.commit(commitOf(share));
  const raw = new DatabaseSync(join(dir, 'canary.db'));
  raw.prepare('UPDATE shares SET record = ?').run(JSON.stringify({ ...share, state: { status: 'canary-state-7781' } }));
  const corrupt = await store.load(share.id).catch((error: unknown) => error);
  expect(corrupt).toMatchObject({ code: 'store.corrupt' });
  raw.prepare('UPDATE shares SET record = ?').run('{"canary-7781');
  const torn = await store.load(share.id).catch((error: unknown) => error);
  raw.exec('ALTER TABLE ciphertexts RENAME TO elsewhere');
  const broken = await store
    .commit(commitOf({ ...aShare(), label: 'canary-7781' }, { ciphertext: { capsule: Buffer.from('canary-7781') } }))
    .catch((error: unknown) => error);
  expect(broken).toMatchObject({ code: 'store.unavailable' });
  expect(inspect([corrupt, torn, broken], { depth: 9, showHidden: true })).not.toMatch(/canary/);
  raw.close();
  await store.close();
});

test('C5: the file and what SQLite lays beside it are their owner’s alone, in whatever folder, and an older one is closed to others', async () => {
  mkdirSync(join(dir, 'open'), { mode: 0o777 });
  const modes = (): string[] => ['', '-wal', '-shm'].map((end) => (statSync(join(dir, `open/private.db${end}`)).mode & 0o777).toString(8));
  const store = await open('open/private.db');
  await store.commit(commitOf(aShare()));
  expect(modes()).toEqual(['600', '600', '600']);
  for (const end of ['', '-wal', '-shm']) chmodSync(join(dir, `open/private.db${end}`), 0o644);
  const again = await open('open/private.db');
  expect(modes()).toEqual(['640', '640', '640']);
  await again.close();
  await store.close();
});
