// A bucket as the place of files: the contract, each way of addressing it, and every bad day of a service.

import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBucket } from '../../src/blobs/bucket.ts';
import { BUCKET_TIMES, type BucketTimes } from '../../src/blobs/bucket-requests.ts';
import { BlobFault, type BlobStore } from '../../src/core/ports/blob-store.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { createEgress } from '../../src/egress/egress.ts';
import { bucketOf, FAKE_KEY, openFakeBucket, type FakeBucket, type Trouble } from '../fakes/s3.ts';
import { openForwardProxy } from '../support/forward-proxy.ts';
import { chunkOf, idsOf, newFile, readAll, testBlobs } from './contract.ts';

const TIMES: BucketTimes = { ...BUCKET_TIMES, triesMs: 5_000, pauseMs: 1 };
const IMPATIENT: BucketTimes = { headMs: 1_000, pieceMs: 500, triesMs: 500, pauseMs: 1 };

describe('a bucket', () => {
  let fake: FakeBucket;
  let store: BlobStore;
  beforeAll(async () => {
    fake = await openFakeBucket();
    store = openBucket(bucketOf(fake, { prefix: 'of/nt2/' }), { times: TIMES });
  });
  afterEach(() => {
    fake.trouble = () => null;
    fake.versioning = '';
  });
  afterAll(() => fake.close());

  testBlobs(() => store);

  const faultOf = async (work: () => Promise<unknown>): Promise<BlobFault> => {
    const error: unknown = await work().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(BlobFault);
    const fault = error as BlobFault;
    expect(fault.message).not.toContain(FAKE_KEY.secret);
    expect(fault.message).not.toContain(FAKE_KEY.keyId);
    return fault;
  };
  const bytes = randomBytes(200_000);
  const chunk = chunkOf(0, bytes);
  const put = () => store.put(newFile(), chunk, bytes);
  /** The first `times` requests meet it. */
  const first = (times: number, trouble: Trouble): (() => number) => {
    let met = 0;
    fake.trouble = () => ((met += 1) <= times ? trouble : null);
    return () => met;
  };

  test('everything lies under its folder of the bucket, and nothing else in the bucket is touched', async () => {
    fake.objects.set('of/nt2x/tagtag/other', Buffer.from('x'));
    fake.objects.set('something else', Buffer.from('x'));
    await put();
    await idsOf(store);
    const keys = [...fake.objects.keys()].filter((key) => key.startsWith('of/nt2/'));
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.every((key) => /^of\/nt2\/[a-z2-7]{6}\/[a-z2-7]{32}\/\d+-[\da-f]{32}$/.test(key))).toBe(true);
    expect([...fake.objects.keys()].filter((key) => !keys.includes(key))).toEqual(['of/nt2x/tagtag/other', 'something else']);
  });

  test('the hash of a chunk is signed and given with it, so what is hurt on the way is refused there and brought again', async () => {
    const met = first(2, { kind: 'error', status: 400, code: 'XAmzContentSHA256Mismatch' });
    await put();
    expect(met()).toBe(3);
    const { headers } = fake.asked.at(-1)!;
    expect(headers['x-amz-checksum-sha256']).toBe(chunk.hash);
    expect(headers.authorization).toContain('x-amz-content-sha256');
  });

  test.each<[string, Trouble]>([
    ['500', { kind: 'error', status: 500, code: 'InternalError' }],
    ['503 SlowDown', { kind: 'error', status: 503, code: 'SlowDown' }],
    ['502 of a proxy', { kind: 'page', status: 502, text: '<html><body>Bad gateway' }],
    ['429', { kind: 'error', status: 429 }],
    ['a cut connection', { kind: 'cut' }],
    ['an answer that is lost', { kind: 'done-and-cut' }],
  ])('%s once is asked again, and nobody hears of it; for ever it is away', async (_, trouble) => {
    const id = newFile();
    first(1, trouble);
    await store.put(id, chunk, bytes);
    expect((await readAll(store, id, chunk))?.equals(bytes)).toBe(true);
    first(1, trouble);
    if (trouble.kind !== 'cut') expect(await store.missing(id, [chunk])).toEqual([]);
    first(Infinity, trouble);
    for (const work of [() => store.put(newFile(), chunk, bytes), () => store.drop(id), () => idsOf(store)])
      expect((await faultOf(work)).code).toBe('away');
    fake.trouble = () => null;
    expect((await readAll(store, id, chunk))?.equals(bytes)).toBe(true);
  });

  test('no answer in time is none, once and for ever', async () => {
    const quick = openBucket(bucketOf(fake), { times: IMPATIENT });
    first(1, { kind: 'silent' });
    await openBucket(bucketOf(fake), { times: { ...IMPATIENT, triesMs: 5_000 } }).put(newFile(), chunk, bytes);
    first(Infinity, { kind: 'silent' });
    expect(await faultOf(() => quick.put(newFile(), chunk, bytes))).toMatchObject({
      code: 'away',
      message: expect.stringMatching(/does not answer/),
    });
  });

  test.each<[string, Trouble, BlobFault['code'], RegExp]>([
    ['507', { kind: 'error', status: 507 }, 'full', /no room \(507\)/],
    ['a quota', { kind: 'error', status: 403, code: 'QuotaExceeded' }, 'full', /no room \(403 QuotaExceeded\)/],
    ['a full disk', { kind: 'error', status: 500, code: 'XMinioStorageFull' }, 'full', /no room/],
    ['a key that may not', { kind: 'error', status: 403, code: 'AccessDenied' }, 'unfit', /get, put, delete and list/],
    [
      'another region',
      { kind: 'error', status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'us-west-2' } },
      'unfit',
      /in us-west-2/,
    ],
    ['a redirect', { kind: 'error', status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'unfit', /follows no redirect/],
    ['no bucket', { kind: 'error', status: 404, code: 'NoSuchBucket' }, 'unfit', /no such bucket/],
    ['a clock', { kind: 'error', status: 403, code: 'RequestTimeTooSkewed' }, 'unfit', /clock/],
    ['a page', { kind: 'page', status: 404, text: '<html>' }, 'unfit', /is no S3 \(404\)/],
  ])('%s is said as what it is, at once', async (_, trouble, code, words) => {
    const met = first(Infinity, trouble);
    const fault = await faultOf(put);
    expect([fault.code, met()]).toEqual([code, 1]);
    expect(fault.message).toMatch(words);
    expect(fault.message).toContain(`bucket nt2-files at 127.0.0.1:${fake.port}`);
  });

  test('an object that is lost is null, and never because the bucket is gone or another page answers', async () => {
    const id = newFile();
    await store.put(id, chunk, bytes);
    const [key] = [...fake.objects.keys()].filter((one) => one.includes(id));
    fake.objects.delete(key!);
    expect([await readAll(store, id, chunk), await store.missing(id, [chunk])]).toEqual([null, [0]]);
    for (const trouble of [
      { kind: 'error', status: 404, code: 'NoSuchBucket' },
      { kind: 'page', status: 404, text: 'not here' },
      { kind: 'page', status: 200, text: '' },
    ] as const) {
      first(1, trouble);
      if (trouble.status === 404) expect((await faultOf(() => store.get(id, chunk))).code).toBe('unfit');
    }
  });

  test.each([
    ['a page in its place', '<html><body>Log in</body></html>'],
    ['half of it', '<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>of/nt2/tag'],
    ['no word whether there is more', '<ListBucketResult></ListBucketResult>'],
    ['more, and not where', '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'],
    [
      'a key of somebody else',
      '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>backups/all.tar</Key></Contents></ListBucketResult>',
    ],
    ['an entity of its own', '<!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'],
    ['too much', `<ListBucketResult><IsTruncated>false</IsTruncated>${'<Owner/>'.repeat(300_000)}</ListBucketResult>`],
  ])('a listing that is none deletes nothing: %s', async (_, text) => {
    const id = newFile();
    await store.put(id, chunk, bytes);
    fake.trouble = ({ query }) => (query.has('list-type') ? { kind: 'page', status: 200, text } : null);
    const before = fake.objects.size;
    expect((await faultOf(() => store.drop(id))).code).toBe('unfit');
    expect((await faultOf(() => store.missing(id, [chunk]))).code).toBe('unfit');
    expect([fake.objects.size, fake.asked.some(({ method, key }) => method === 'DELETE' && key.includes(id))]).toEqual([before, false]);
  });

  test('a body that is cut or stays silent breaks off for the one who reads it, and holds nothing open', async () => {
    const id = newFile();
    await store.put(id, chunk, bytes);
    const quick = openBucket(bucketOf(fake, { prefix: 'of/nt2/' }), { times: IMPATIENT });
    for (const kind of ['cut', 'stall'] as const) {
      first(1, { kind });
      const found = await quick.get(id, chunk);
      await expect(new Response(found!.body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer()).rejects.toThrow();
    }
    const left = await store.get(id, chunk);
    await (left!.body as ReadableStream).cancel();
    expect((await readAll(store, id, chunk))?.length).toBe(bytes.length);
  });

  test('its check says what is wrong, what it keeps, and that the way has no TLS', async () => {
    expect(await store.check()).toEqual([expect.stringMatching(/has no TLS/)]);
    fake.versioning = 'Enabled';
    expect(await store.check()).toEqual([
      expect.stringMatching(/has no TLS/),
      expect.stringMatching(/keeps versions: what nt2 deletes stays/),
    ]);
    for (const [more, words] of [
      [{ secret: 'another-secret' }, /NT2_S3_SECRET is not the secret/],
      [{ keyId: 'AKIAOTHER' }, /does not know the key/],
      [{ region: 'us-east-1' }, /another region than NT2_S3_REGION/],
      [{ bucket: 'other-bucket' }, /no such bucket/],
    ] as const) {
      const other = openBucket({ ...bucketOf(fake), ...more }, { times: TIMES });
      expect((await faultOf(() => other.check())).message).toMatch(words);
    }
    fake.trouble = ({ method }) => (method === 'DELETE' ? { kind: 'error', status: 403, code: 'AccessDenied' } : null);
    expect((await faultOf(() => store.check())).message).toMatch(/allow it to get, put, delete and list/);
  });

  test('it is reached through the operator’s proxy, and by its own host name', async () => {
    const proxy = await openForwardProxy({ hosts: { 'nt2-files.s3.test:80': fake.port } });
    const { fetch } = createEgress({ httpsProxy: '', httpProxy: `http://127.0.0.1:${proxy.port}`, noProxy: '' }).open();
    const settings = { ...bucketOf(fake, { style: 'host' }), endpoint: new URL('http://s3.test') };
    const far = openBucket(settings, { fetch, times: TIMES });
    const id = newFile('farfar');
    await far.put(id, chunk, bytes);
    expect((await readAll(far, id, chunk))?.equals(bytes)).toBe(true);
    expect([await idsOf(far, 'farfar' as TenantTag), new Set(proxy.asked)]).toEqual([[id], new Set(['nt2-files.s3.test:80'])]);
    expect(fake.asked.at(-1)?.headers.host).toBe('nt2-files.s3.test');
    proxy.refuse(403);
    const late = openBucket(settings, {
      ...createEgress({ httpsProxy: '', httpProxy: `http://127.0.0.1:${proxy.port}`, noProxy: '' }).open(),
      times: TIMES,
    });
    expect((await faultOf(() => late.put(id, chunkOf(1, bytes), bytes))).code).toBe('away');
    await proxy.close();
  });
});
