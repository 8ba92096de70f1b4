// Files over the whole web door with a bucket as their place: while it does its work, while it does not, and when it is back.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFileSweep } from '../../src/core/files/sweep.ts';
import { createFileSweeper } from '../../src/jobs/file-sweeper.ts';
import type { FileId } from '../../src/core/share.ts';
import { decodeBase64 } from '../../src/crypto/bytes.ts';
import { decryptChunk } from '../../src/crypto/file/chunk.ts';
import { PLAIN_BYTES } from '../../src/crypto/file/sizes.ts';
import { FAKE_KEY, openFakeBucket, type FakeBucket } from '../fakes/s3.ts';
import { newId } from '../support/shares.ts';
import { begin, claimFiles, put, sealedFile, sealWith, sharedFile } from './file-parts.ts';
import { ann, HOUR, openDoor, type Answer, type Harness } from './harness.ts';

describe('files in a bucket', () => {
  let fake: FakeBucket;
  let door: Harness;
  let cookie = '';
  beforeAll(async () => {
    fake = await openFakeBucket();
    door = await openDoor({
      env: {
        NT2_FILES: `s3://${FAKE_KEY.bucket}/of/nt2`,
        NT2_S3_ENDPOINT: fake.endpoint.href,
        NT2_S3_REGION: FAKE_KEY.region,
        NT2_S3_KEY_ID: FAKE_KEY.keyId,
        NT2_S3_SECRET: FAKE_KEY.secret,
      },
    });
    cookie = await door.signIn(ann);
  });
  afterEach(() => {
    fake.trouble = () => null;
  });
  afterAll(async () => {
    await door.close();
    await fake.close();
  });

  const codeOf = ({ status, json }: Answer): unknown[] => [status, json.code];
  const keysOf = (id: string): string[] => [...fake.objects.keys()].filter((key) => key.includes(id));
  const partOfFiles = async () => (await door.ask('GET', '/readyz')).json.parts.files;
  const sweep = () => createFileSweep({ store: door.store, blobs: door.blobs!, clock: () => door.time.now });
  const fetchChunk = (share: string, file: string, headers: Record<string, string>) =>
    door.ask('GET', `/api/shares/${share}/files/${file}/chunks/0`, { headers });

  test('what was brought is what comes back; the bucket has not one byte of it, and nothing after the end', async () => {
    const content = Buffer.from('canary-of-a-file-9f1b');
    const shared = await sharedFile(door, content);
    const [key = ''] = keysOf(shared.fileId);
    expect([key.startsWith(`of/nt2/${shared.fileId.slice(0, 6)}/`), fake.objects.get(key)?.includes(content)]).toEqual([true, false]);
    const { headers } = await claimFiles(door, shared);
    const response = await door.server.request(`/api/shares/${shared.id}/files/${shared.fileId}/chunks/0`, {
      headers: { ...headers, host: 'nt2.example' },
    });
    const sealed = new Uint8Array(await response.arrayBuffer());
    const opened = decryptChunk(sealed, { key: decodeBase64(shared.file.attached.key)!, index: 0, chunks: 1 });
    expect(Buffer.from(opened!).equals(content)).toBe(true);
    expect((await door.ask('POST', `/api/shares/${shared.id}/files/done`, { json: {}, headers })).status).toBe(204);
    expect([keysOf(shared.fileId), await door.store.loadFile(shared.fileId as FileId)]).toEqual([[], null]);
  });

  test('an upload goes on when the bucket is back: what had arrived is kept, and the server says so meanwhile', async () => {
    const file = sealedFile(new Uint8Array(PLAIN_BYTES + 1));
    const id = await begin(door, file, { cookie });
    expect((await put(door, id, [0, file.chunks[0]!], { cookie })).status).toBe(204);
    expect(await partOfFiles()).toEqual({ ok: true, detail: expect.any(String) });
    for (const [trouble, code] of [
      [{ kind: 'error', status: 403, code: 'AccessDenied' }, [503, 'file.busy']],
      [{ kind: 'error', status: 507 }, [507, 'file.full']],
    ] as const) {
      fake.trouble = () => trouble;
      expect(codeOf(await put(door, id, [1, file.chunks[1]!], { cookie }))).toEqual(code);
      expect(await partOfFiles()).toEqual({ ok: false, detail: expect.stringContaining(`bucket ${FAKE_KEY.bucket}`) });
      expect((await door.ask('GET', '/readyz')).status).toBe(200);
    }
    // What is not there is not said to be: the seal is refused.
    expect(codeOf((await sealWith(door, [id], cookie)).answer)).toEqual([409, 'file.unfit']);
    fake.trouble = () => null;
    expect((await put(door, id, [1, file.chunks[1]!], { cookie })).status).toBe(204);
    expect([(await partOfFiles()).ok, (await sealWith(door, [id], cookie)).answer.status, keysOf(id).length]).toEqual([true, 204, 2]);
  });

  test('a chunk that the bucket has lost is said to be lost, and that the bucket is gone is not', async () => {
    const shared = await sharedFile(door);
    const { headers } = await claimFiles(door, shared);
    fake.trouble = () => ({ kind: 'error', status: 404, code: 'NoSuchBucket' });
    expect(codeOf(await fetchChunk(shared.id, shared.fileId, headers))).toEqual([503, 'file.busy']);
    fake.trouble = () => null;
    for (const key of keysOf(shared.fileId)) fake.objects.delete(key);
    expect(codeOf(await fetchChunk(shared.id, shared.fileId, headers))).toEqual([410, 'file.lost']);
  });

  test('an end while the bucket is away leaves nothing once it is back', async () => {
    const { id, fileId } = await sharedFile(door);
    await door.ask('POST', `/api/shares/${id}/revoke`, { json: {}, cookie });
    fake.trouble = () => ({ kind: 'error', status: 403, code: 'AccessDenied' });
    const swept = sweep();
    await swept.due();
    expect([keysOf(fileId).length, (await door.store.loadFile(fileId as FileId)) === null, swept.found.ended]).toEqual([1, false, 0]);
    fake.trouble = () => null;
    door.time.now += HOUR / 30;
    await swept.due();
    expect([keysOf(fileId), await door.store.loadFile(fileId as FileId), swept.found.ended]).toEqual([[], null, 1]);
  });

  test('what has no record is found page by page and removed once, whatever else lies in the bucket', async () => {
    const { fileId } = await sharedFile(door);
    const tag = fileId.slice(0, 6);
    const orphans = Array.from({ length: 510 }, () => newId(tag));
    for (const id of orphans) fake.objects.set(`of/nt2/${tag}/${id}/0-${'0'.repeat(32)}`, Buffer.from('x'));
    fake.objects.set('of/other/thing', Buffer.from('x'));
    const swept = sweep();
    const before = fake.asked.length;
    await swept.orphans();
    expect([swept.found.orphans, orphans.flatMap(keysOf), keysOf(fileId).length]).toEqual([510, [], 1]);
    expect(fake.asked.slice(before).filter(({ query }) => query.get('delimiter') === '/').length).toBeGreaterThanOrEqual(2);
    expect(fake.objects.has('of/other/thing')).toBe(true);
    await swept.orphans();
    expect(swept.found.orphans).toBe(510);
  });

  test('the sweeper’s own look says when the place goes away and when it is back', async () => {
    fake.trouble = () => ({ kind: 'error', status: 403, code: 'InvalidAccessKeyId' });
    const told: (string | null)[] = [];
    const heard = Promise.withResolvers<void>();
    const hear = (detail: string | null): void => {
      told.push(detail);
      heard.resolve();
    };
    const { store, blobs } = door;
    const sweeper = createFileSweeper(
      { store, blobs: blobs!, trouble: door.filesTrouble, tell: hear, clock: () => door.time.now, owner: 'one' },
      () => undefined,
    );
    await heard.promise;
    await sweeper.stop();
    expect(told).toEqual([expect.stringMatching(/does not know the key that NT2_S3_KEY_ID names/)]);
    expect(told.join() + door.lines.join('')).not.toContain(FAKE_KEY.secret);
  });
});
