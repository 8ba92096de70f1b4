// Files and kill -9: at each moment of a file's life the process dies, and another one, on the same store and the same place, goes on. Nothing
// half becomes a share, and nothing is left after the end. Then a full disk and a full Redis.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { readConfig } from '../../src/config/read.ts';
import { createFileSweep } from '../../src/core/files/sweep.ts';
import type { FileId } from '../../src/core/share.ts';
import { FAKE_KEY, openFakeBucket } from '../fakes/s3.ts';
import { person } from '../support/hand-offs.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { beginFile, beginShare, putSecond, sealWithFiles } from './files-life.ts';
import type { Moment } from './files-victim.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const DAY = 86_400_000;
const ann = person('ann');
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface World {
  readonly tools: Installation;
  readonly host: string;
  /** What lies in the place for this file, drafts among it. */
  readonly lies: (id: FileId) => readonly string[];
  /** Ends with the death of the process at that moment. */
  readonly dieAt: (moment: Moment, ...ids: string[]) => Promise<void>;
  readonly sweep: (inMs?: number) => Promise<void>;
}

async function openWorld(kind: 'SQLite and a folder' | 'Redis and a bucket'): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-killed-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const isBucket = kind === 'Redis and a bucket';
  const redis = isBucket ? await startRedis() : null;
  if (redis !== null) ends.push(redis.stop);
  const fake = isBucket ? await openFakeBucket() : null;
  if (fake !== null) ends.push(fake.close);
  const env: Record<string, string> = {
    NT2_PUBLIC_URL: 'https://nt2.example',
    NT2_SECRET: randomBytes(32).toString('base64url'),
    NT2_STORE: redis?.url ?? `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
    ...(fake !== null && {
      NT2_FILES: `s3://${FAKE_KEY.bucket}`,
      NT2_S3_ENDPOINT: fake.endpoint.href,
      NT2_S3_REGION: FAKE_KEY.region,
      NT2_S3_KEY_ID: FAKE_KEY.keyId,
      NT2_S3_SECRET: FAKE_KEY.secret,
    }),
  };
  const tools = await openTools(env);
  const place = (id: FileId): string => join(folder, 'files', id.slice(0, 6), id);
  return {
    tools,
    host: 'nt2.example',
    lies: (id) =>
      fake === null ? (existsSync(place(id)) ? readdirSync(place(id)) : []) : [...fake.objects.keys()].filter((key) => key.includes(id)),
    dieAt: (moment, ...ids) => {
      const victim = spawn(process.execPath, [join(import.meta.dirname, 'files-victim.ts'), moment, ...ids], {
        env: {
          PATH: process.env['PATH'],
          ...env,
          NT2_STATE_DIR: mkdtempSync(join(folder, 'state-')),
          ...(fake === null && { NT2_FILES: join(folder, 'files') }),
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      victim.stderr.on('data', (data: Buffer) => (said += data.toString()));
      return new Promise((resolve, reject) => {
        victim.once('exit', (_code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(`it was not killed: ${said}`))));
      });
    },
    sweep: async (inMs = 1_000) => {
      const { store, blobs } = tools;
      const swept = createFileSweep({ store, blobs: blobs!, clock: () => Date.now() + inMs });
      await swept.due();
      await swept.orphans();
    },
  };
}

async function openTools(env: Readonly<Record<string, string>>): Promise<Installation> {
  const read = readConfig(env);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const tools = await openInstallation(read.config, { write: () => undefined });
  ends.push(() => tools.close());
  return tools;
}

const worlds = ['SQLite and a folder', ...(redisMissing === null ? (['Redis and a bucket'] as const) : [])] as const;

describe.each(worlds)('%s: a process that is killed', (kind) => {
  test(
    'while a chunk is written, and between a chunk and its record: the other one takes it again, and nothing half is bound',
    { timeout: 60_000 },
    async () => {
      const world = await openWorld(kind);
      const { files, shares, store } = world.tools;
      for (const moment of ['a chunk is half there', 'a chunk is there and not recorded'] as const) {
        const id = await beginFile(files);
        const share = await beginShare(shares);
        await world.dieAt(moment, id);
        expect([moment, (await store.loadFile(id))?.hashes.size]).toEqual([moment, 1]);
        expect(await sealWithFiles(shares, { host: world.host, share: share.id, files: [id] })).toMatchObject({
          ok: false,
          code: 'file.unfit',
        });
        expect((await store.load(share.id))?.state.status).toBe('offered');
        expect((await putSecond(files, id)).ok).toBe(true);
        expect((await sealWithFiles(shares, { host: world.host, share: share.id, files: [id] })).ok).toBe(true);
        await shares.revoke(share.id, ann.key);
        await world.sweep();
        expect([moment, world.lies(id), await store.loadFile(id)]).toEqual([moment, [], null]);
        // And where nobody comes back for it.
        const left = await beginFile(files);
        await world.dieAt(moment, left);
        await world.sweep(DAY + 1_000);
        expect([moment, world.lies(left), await store.loadFile(left)]).toEqual([moment, [], null]);
      }
    },
  );

  test(
    'between a seal and its answer, and in the middle of a sweep: the share is whole, and after its end nothing is left',
    { timeout: 60_000 },
    async () => {
      const world = await openWorld(kind);
      const { files, shares, store } = world.tools;
      const id = await beginFile(files);
      expect((await putSecond(files, id)).ok).toBe(true);
      const share = await beginShare(shares);
      await world.dieAt('a seal is committed and not answered', id, share.id);
      expect([(await store.load(share.id))?.state.status, (await store.load(share.id))?.files, (await store.loadFile(id))?.share]).toEqual([
        'ready',
        [id],
        share.id,
      ]);
      await world.sweep();
      expect(world.lies(id)).toHaveLength(2);
      await shares.revoke(share.id, ann.key);
      await world.dieAt('its sweep is half done');
      expect([world.lies(id), (await store.loadFile(id))?.share]).toEqual([[], share.id]);
      await world.sweep();
      expect(await store.loadFile(id)).toBeNull();
    },
  );
});

test('a disk that is full takes no chunk, leaves no draft, and goes on when there is room', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'nt2-full-'));
  const isMounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'nt2-test', dir]).status === 0;
  if (!isMounted) return console.log('left out: a disk can only be filled as root, where tmpfs may be mounted');
  const folder = mkdtempSync(join(tmpdir(), 'nt2-killed-'));
  ends.push(() => (spawnSync('umount', ['-l', dir]), rmSync(folder, { recursive: true, force: true })));
  const tools = await openTools({
    NT2_PUBLIC_URL: 'https://nt2.example',
    NT2_SECRET: randomBytes(32).toString('base64url'),
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
    NT2_FILES: join(dir, 'files'),
  });
  const one = await beginFile(tools.files);
  const filler = join(dir, 'filler');
  try {
    writeFileSync(filler, Buffer.alloc(2 * 1024 * 1024));
  } catch {
    // As full as it can be.
  }
  expect(await putSecond(tools.files, one)).toMatchObject({ ok: false, code: 'file.full' });
  expect(tools.filesTrouble()).toMatch(/no room|full|space/i);
  expect(readdirSync(join(dir, 'files', one.slice(0, 6), one))).toHaveLength(1);
  rmSync(filler);
  expect([(await putSecond(tools.files, one)).ok, tools.filesTrouble()]).toEqual([true, null]);
});

test.skipIf(redisMissing !== null)('a Redis that is full begins no file, what was begun goes on, and can be ended', async () => {
  const redis = await startRedis();
  ends.push(redis.stop);
  const folder = mkdtempSync(join(tmpdir(), 'nt2-killed-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const tools = await openTools({
    NT2_PUBLIC_URL: 'https://nt2.example',
    NT2_SECRET: randomBytes(32).toString('base64url'),
    NT2_STORE: redis.url,
    NT2_STATE_DIR: folder,
    NT2_FILES: join(folder, 'files'),
  });
  const id = await beginFile(tools.files);
  const admin = new Redis(redis.url);
  ends.push(() => admin.disconnect());
  await admin.config('SET', 'maxmemory', '1');
  await expect(beginFile(tools.files)).rejects.toMatchObject({ code: expect.stringMatching(/^store\./) });
  expect((await putSecond(tools.files, id)).ok).toBe(true);
  expect((await tools.store.loadFile(id))?.hashes.size).toBe(2);
  expect(await tools.store.countFiles()).toMatchObject({ files: 1 });
  expect((await tools.files.withdraw(id, [ann.key])).ok).toBe(true);
  expect([await tools.store.loadFile(id), existsSync(join(folder, 'files', id.slice(0, 6), id))]).toEqual([null, false]);
});
