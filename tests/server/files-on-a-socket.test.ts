// Chunks of files through Node's own requests and answers, as a server has them: read into buffers that are used again, sent piece by piece.
// What slow, cut, greedy and vanished clients hold of it.

import { readdirSync, readlinkSync, truncateSync } from 'node:fs';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatContentDigest } from '../../src/crypto/file/content-digest.ts';
import { chunkHash } from '../../src/crypto/file/file-hash.ts';
import { CHUNK_BYTES, PLAIN_BYTES } from '../../src/crypto/file/sizes.ts';
import { listen, type Listening } from '../../src/server/listen.ts';
import { begin, claimFiles, put, sealedFile, sealWith, sharedFile } from './file-parts.ts';
import { ann, ben, HOST, HOUR, openDoor, PUBLIC_URL, type Harness } from './harness.ts';

interface Told {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
}

describe('files on a socket', () => {
  let door: Harness;
  let listening: Listening;
  let cookie = '';
  beforeAll(async () => {
    door = await openDoor();
    listening = await listen({ fetch: door.server.fetch, host: '127.0.0.1', port: 0 });
    cookie = await door.signIn(ann);
  });
  afterAll(async () => {
    await listening.stop(100);
    await door.close();
  });

  const page = { host: HOST, origin: PUBLIC_URL, 'x-nt2': '1', 'sec-fetch-site': 'same-origin' };
  const open = (method: string, path: string, headers: Record<string, string>): ClientRequest =>
    request({ host: '127.0.0.1', port: listening.port, method, path, headers: { ...page, ...headers }, agent: false });
  const told = (sent: ClientRequest): Promise<Told> =>
    new Promise((resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => void parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const body = Buffer.concat(parts);
          const isProblem = answer.headers['content-type'] === 'application/problem+json';
          const code = isProblem ? (JSON.parse(body.toString()) as { code: string }).code : undefined;
          resolve({ status: answer.statusCode ?? 0, code, body, headers: answer.headers });
        });
      });
    });
  const putting = (id: string, [index, bytes]: readonly [number, Uint8Array], more: Record<string, string> = {}): ClientRequest =>
    open('PUT', `/api/files/${id}/chunks/${index}`, {
      'content-type': 'application/octet-stream',
      'content-digest': formatContentDigest(chunkHash(bytes)),
      cookie,
      ...more,
    });
  const openFiles = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(door.fileFolder);
      } catch {
        return false;
      }
    }).length;
  async function until(isSo: () => boolean): Promise<void> {
    for (let round = 0; round < 500 && !isSo(); round += 1) await sleep(10);
    expect(isSo()).toBe(true);
  }
  const thereOf = async (id: string): Promise<number> => (await door.ask('GET', `/api/files/${id}`, { cookie })).json.there.length;

  test('what goes up comes down, byte for byte, with and without a declared length', async () => {
    const file = sealedFile(new Uint8Array(PLAIN_BYTES + 70_000).map((_, at) => (at * 7) % 253));
    const id = await begin(door, file, { cookie });
    for (const [index, bytes] of file.chunks.entries()) {
      const sent = putting(id, [index, bytes], index === 0 ? { 'content-length': String(bytes.length) } : {});
      sent.end(bytes);
      expect((await told(sent)).status).toBe(204);
    }
    const shared = await sealWith(door, [id], cookie);
    expect(shared.answer.status).toBe(204);
    const { headers } = await claimFiles(door, shared);
    for (const [index, bytes] of file.chunks.entries()) {
      const path = `/api/shares/${shared.id}/files/${id}/chunks/${index}`;
      const sent = open('GET', path, headers);
      sent.end();
      const got = await told(sent);
      expect([got.status, got.headers['content-length'], got.headers['cache-control'], got.body.equals(bytes)]).toEqual([
        200,
        String(bytes.length),
        'no-store',
        true,
      ]);
      const head = open('HEAD', path, headers);
      head.end();
      expect(await told(head)).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    }
    expect(openFiles()).toBe(0);
    const done = open('POST', `/api/shares/${shared.id}/files/done`, { ...headers, 'content-type': 'application/json' });
    done.end('{}');
    expect((await told(done)).status).toBe(204);
  });

  test('a body that is longer than its chunk, or other bytes than it says, leaves nothing, and the connection says why', async () => {
    const file = sealedFile(new Uint8Array(100));
    const id = await begin(door, file, { cookie });
    const long = putting(id, [0, file.chunks[0]!]);
    long.write(file.chunks[0]!);
    long.end(Buffer.alloc(10));
    expect(await told(long)).toMatchObject({ status: 413, code: 'input.too_large' });
    const other = putting(id, [0, file.chunks[0]!]);
    other.end(Uint8Array.from(file.chunks[0]!, (byte) => byte ^ 1));
    expect(await told(other)).toMatchObject({ status: 400, code: 'file.digest' });
    expect(await thereOf(id)).toBe(0);
  });

  test('one person holds four slots at most: a fifth slow chunk of theirs waits, another person is taken, and what is cut gives its slot back', async () => {
    const big = sealedFile(new Uint8Array(PLAIN_BYTES));
    const mine = await begin(door, big, { cookie });
    const slow = Array.from({ length: 4 }, () => {
      const sent = putting(mine, [0, big.chunks[0]!], { 'content-length': String(CHUNK_BYTES) });
      sent.on('error', () => undefined);
      sent.write(big.chunks[0]!.subarray(0, 1_000));
      return sent;
    });
    const fifth = async () => {
      const sent = putting(mine, [0, big.chunks[0]!], { 'content-length': String(CHUNK_BYTES) });
      sent.end(big.chunks[0]!);
      return told(sent);
    };
    let busy = await fifth();
    for (let round = 0; round < 50 && busy.status === 204; round += 1) busy = await fifth();
    expect(busy).toMatchObject({ status: 503, code: 'file.busy' });
    expect(busy.headers['retry-after']).toBe('1');
    const bens = await door.signIn(ben);
    const small = sealedFile(new Uint8Array(10));
    const theirs = await begin(door, small, { cookie: bens });
    const taken = putting(theirs, [0, small.chunks[0]!], { cookie: bens });
    taken.end(small.chunks[0]!);
    expect((await told(taken)).status).toBe(204);
    for (const sent of slow) sent.destroy();
    let answer = await fifth();
    for (let round = 0; round < 100 && answer.status !== 204; round += 1) {
      await sleep(20);
      answer = await fifth();
    }
    expect([answer.status, await thereOf(mine)]).toEqual([204, 1]);
  });

  test('a reader who goes away in the middle leaves no open file, and others read on', async () => {
    const shared = await sharedFile(door, new Uint8Array(PLAIN_BYTES));
    const { headers } = await claimFiles(door, shared);
    const path = `/api/shares/${shared.id}/files/${shared.fileId}/chunks/0`;
    for (let round = 0; round < 4; round += 1) {
      const sent = open('GET', path, headers);
      sent.on('error', () => undefined);
      sent.end();
      await new Promise<void>((resolve) => sent.on('response', (answer) => answer.once('data', () => resolve(void answer.destroy()))));
    }
    await until(() => openFiles() === 0);
    const sent = open('GET', path, headers);
    sent.end();
    expect((await told(sent)).body.equals(shared.file.chunks[0]!)).toBe(true);
  });

  test('a file is fetched whole ten times within an hour, and no eleventh time; another one is', async () => {
    const [one, other] = [await sharedFile(door, new Uint8Array(PLAIN_BYTES)), await sharedFile(door)];
    const claims = [await claimFiles(door, one), await claimFiles(door, other)];
    const fetched = ({ id, fileId }: { id: string; fileId: string }, { headers }: (typeof claims)[number]) =>
      door.ask('GET', `/api/shares/${id}/files/${fileId}/chunks/0`, { headers });
    for (let round = 0; round < 10; round += 1) expect((await fetched(one, claims[0]!)).status).toBe(200);
    const refused = await fetched(one, claims[0]!);
    expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([429, 'rate.limited', String(HOUR / 1_000)]);
    expect((await fetched(other, claims[1]!)).status).toBe(200);
  });

  test('a chunk that becomes shorter while it is sent breaks off, and is not said to be whole', async () => {
    const file = sealedFile(new Uint8Array(10));
    const id = await begin(door, file, { cookie });
    expect((await put(door, id, [0, file.chunks[0]!], { cookie })).status).toBe(204);
    const found = await door.blobs!.get(id as never, { index: 0, hash: Buffer.from(chunkHash(file.chunks[0]!)).toString('base64') });
    const folder = join(door.fileFolder, id.slice(0, 6), id);
    truncateSync(join(folder, readdirSync(folder)[0]!), 3);
    await expect(new Response(found!.body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer()).rejects.toThrow('shorter');
    expect(openFiles()).toBe(0);
  });
});
