// Files with nt2/client: beside rows or alone, by link, to people and as the answer to a request; against the real server.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDirectory } from '../../../src/bot/directory.ts';
import type { Adapter } from '../../../src/bot/port.ts';
import { sourceOfBlob, type Client, type OpenedFile } from '../../../src/client/client.ts';
import type { Policy } from '../../../src/core/policy/policy.ts';
import { PLAIN_BYTES } from '../../../src/crypto/file/sizes.ts';
import { policyOf, ruleOf } from '../../support/policies.ts';
import { ann, ben, openDoor, type Harness } from '../../server/harness.ts';
import { clientAt, failureOf, fetchOf, programAt } from '../client-at.ts';
import { contentOf, sourceOf } from './parts.ts';

const people = [ann, ben];
const chat = {
  platform: 'playground',
  findContact: async (key: string) => {
    const found = people.find((one) => one.key === key);
    return found === undefined ? null : { ...found, kind: 'member' as const };
  },
  findHandle: async () => null,
};

let door: Harness;
let policy: Policy | null = null;
let sender: Client;
beforeAll(async () => {
  door = await openDoor({ policy: () => policy, core: { directory: createDirectory([chat as unknown as Adapter]) } });
  sender = await programAt(door);
});
afterAll(() => door.close());

const TWO = contentOf(PLAIN_BYTES + 9);
const PEM = Buffer.from('file-canary-6c1a');
const lying = async (): Promise<number> => (await door.store.countFiles()).files;
async function read(file: OpenedFile | undefined): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await file?.save({ write: (part) => void parts.push(part) });
  return Buffer.concat(parts);
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  return Buffer.concat(parts);
}

describe('files of a link', () => {
  it('go along with the rows, are seen before it is opened, and are fetched after it', async () => {
    const done: number[] = [];
    const files = [sourceOf(TWO, 'dump-canary.bin'), sourceOfBlob(new Blob([PEM]), 'key-canary.pem')];
    const { url } = await sender.share('a value', { label: 'Keys', files, onProgress: (now) => done.push(now) });
    expect(done.at(-1)).toBe(TWO.length + PEM.length);
    expect((await clientAt(door).look(url)).files).toBe(2);
    const opened = await clientAt(door).open(url);
    expect(opened).toMatchObject({ isConfirmed: true, filesUntil: door.time.now + 3_600_000 });
    expect(opened.files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['dump-canary.bin', TWO.length],
      ['key-canary.pem', PEM.length],
    ]);
    expect((await read(opened.files[0])).equals(TWO)).toBe(true);
    const streamed = await drain(opened.files[1]!.stream());
    expect(streamed.equals(PEM)).toBe(true);
    await opened.endFiles();
    expect((await failureOf(read(opened.files[0]))).code).toBe('file.gone');
    expect((await failureOf(drain(opened.files[0]!.stream()))).code).toBe('file.gone');
    expect(door.lines.join('')).not.toContain('canary');
  });

  it('stand alone too, and a stream that nobody reads to its end stops', async () => {
    const { url } = await sender.share([], { label: 'Dump', files: [sourceOf(contentOf(5 * PLAIN_BYTES))], words: 'some words that lock' });
    let fetched = 0;
    const counting: typeof fetch = (input, init) => {
      if (new URL(input instanceof Request ? input.url : input).pathname.includes('/files/')) fetched += 1;
      return fetchOf(door)(input, init);
    };
    const { items, files } = await clientAt(door, { fetch: counting }).open(url, { passphrase: 'some words that lock' });
    expect(items[0]?.fields).toEqual([]);
    const reader = files[0]!.stream().getReader();
    await reader.read();
    await reader.cancel();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(fetched).toBeLessThan(5);
  });

  it('wait, where the one who opens it sees first that it has files, and says no', async () => {
    const { url, id } = await sender.share('x', { label: 'Keys', files: [sourceOf(PEM)] });
    const no = new Error('no folder');
    const beforeClaim = (news: object): never => {
      expect(news).toEqual({ share: id, files: 1 });
      throw no;
    };
    await expect(clientAt(door).open(url, { beforeClaim })).rejects.toBe(no);
    expect((await sender.view(id)).status).toBe('ready');
    expect((await read((await clientAt(door).open(url)).files[0])).equals(PEM)).toBe(true);
  });

  it('leave nothing at the server where the call ends, a file cannot be read, or the share is refused', async () => {
    const before = await lying();
    const open = async (): Promise<number> => {
      let waiting = 0;
      for await (const { status } of sender.list({ limit: 50 })) if (status !== 'ended') waiting += 1;
      return waiting;
    };
    const waited = await open();
    const stop = new AbortController();
    const ended = sender.share('x', { label: 'A', files: [sourceOf(TWO)], onProgress: () => stop.abort() }, { signal: stop.signal });
    expect((await failureOf(ended)).code).toBe('aborted');
    const broken = { ...sourceOf(TWO), read: () => Promise.reject(new Error('EIO')) };
    expect(await failureOf(sender.share('x', { label: 'A', files: [sourceOf(PEM), broken] }))).toMatchObject({
      code: 'file.changed',
      detail: expect.stringContaining('changed while it was read'),
    });
    const many = Array.from({ length: 21 }, () => sourceOf(PEM));
    expect((await failureOf(sender.share('x', { label: 'A', files: many }))).field).toBe('files');
    const late = { label: 'A', files: [sourceOf(PEM)], expiresInMs: 1 };
    expect((await failureOf(sender.share('x', late))).code).toBe('input.expiry');
    // What an ended call began is taken back behind it.
    await expect.poll(async () => [await lying(), await open()]).toEqual([before, waited]);
  });
});

describe('files that the policy forbids', () => {
  it('are refused in words before a byte of them is sent, by link, to a person, again and as an answer; nothing stays', async () => {
    const [annAt, benAt] = [await programAt(door, { as: ann }), await programAt(door, { as: ben })];
    const old = await annAt.share('x', { label: 'Old', files: [sourceOf(PEM)] });
    await annAt.revoke(old.id);
    const request = await annAt.request({ label: 'Certificate', to: ben.key });
    const before = await lying();
    const because = 'The policy lets only files of at most 1 KiB be attached here.';
    policy = policyOf({ rules: [ruleOf({ files: { count: Infinity, bytes: 1024 } })] });
    const progress: number[] = [];
    const wish = { label: 'Dump', files: [sourceOf(TWO)], onProgress: (done: number) => void progress.push(done) };
    const refused = { code: 'policy.files', detail: because };
    expect(await failureOf(annAt.share('x', wish))).toMatchObject(refused);
    expect(await failureOf(annAt.share('x', { ...wish, to: ben.key }))).toMatchObject(refused);
    expect(await failureOf(annAt.again(old.id, 'x', wish))).toMatchObject(refused);
    expect(await failureOf(benAt.give(request.id, [], wish))).toMatchObject(refused);
    expect([progress, await lying()]).toEqual([[], before]);
    policy = null;
  });
});

describe('files to people of chat', () => {
  it('come to each under keys of their own, when they have accepted, and as the answer to a request', async () => {
    const [annAt, benAt] = [await programAt(door, { as: ann }), await programAt(door, { as: ben })];
    const found = await annAt.request({ label: 'Certificate', to: ben.key });
    const answered = benAt.give(found.id, [], { files: [sourceOf(PEM, 'cert.pem')] });
    const got = await annAt.receive(found, { deadlineMs: 20_000 });
    await answered;
    expect([got.files[0]?.name, (await read(got.files[0])).equals(PEM)]).toEqual(['cert.pem', true]);
    const waiting: string[] = [];
    const wish = { label: 'Dump', to: ben.key, files: [sourceOf(TWO)] };
    const sharing = annAt.share('value', { ...wish, onWaiting: ({ share }) => waiting.push(share) });
    await expect.poll(() => waiting).toHaveLength(1);
    const opened = await benAt.open(waiting[0]!, { deadlineMs: 20_000 });
    await sharing;
    expect((await read(opened.files[0])).equals(TWO)).toBe(true);
  });

  it('do not go into the link of a request, whose holder brings none: it says so before anything is sent', async () => {
    const { url } = await sender.request({ label: 'Key' });
    expect(await failureOf(clientAt(door).give(url!, 'x', { files: [sourceOf(PEM)] }))).toMatchObject({ field: 'files', status: 0 });
  });
});
