// Files over the whole web door, on a real store and a real folder: brought, bound, fetched, ended. Who may not, and what is not whole.

import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFileSweep } from '../../src/core/files/sweep.ts';
import type { FileId } from '../../src/core/share.ts';
import { decryptChunk } from '../../src/crypto/file/chunk.ts';
import { CHUNK_BYTES, PLAIN_BYTES } from '../../src/crypto/file/sizes.ts';
import { decodeBase64 } from '../../src/crypto/bytes.ts';
import { newId } from '../support/shares.ts';
import { begin, claimFiles, put, sealedFile, sealWith, sharedFile, uploaded, type SharedFile } from './file-parts.ts';
import { ann, ben, eve, HOUR, openDoor, type Answer, type Harness } from './harness.ts';
import { delivering, opening } from './wire.ts';

const SMALL = new Uint8Array([7, 8, 9]);

describe('files over the web door', () => {
  let door: Harness;
  let cookie = '';
  beforeAll(async () => {
    door = await openDoor();
    cookie = await door.signIn(ann);
  });
  afterAll(() => door.close());

  const folderOf = (id: string): string => join(door.fileFolder, id.slice(0, 6), id);
  const sweep = () => createFileSweep({ store: door.store, blobs: door.blobs!, clock: () => door.time.now });
  const fetchChunk = (share: string, file: string, headers: Record<string, string>, index: number | string = 0) =>
    door.ask('GET', `/api/shares/${share}/files/${file}/chunks/${index}`, { headers });
  const codeOf = ({ status, json }: Answer): unknown[] => [status, json.code];

  test('what was brought is what the device that claimed gets, whole, through several chunks, and nobody else gets anything', async () => {
    const content = new Uint8Array(PLAIN_BYTES + 5).map((_, at) => at % 251);
    const shared = await sharedFile(door, content);
    expect(shared.file.chunks.map(({ length }) => length)).toEqual([CHUNK_BYTES, 21]);
    const { claimed, headers } = await claimFiles(door, shared);
    expect(claimed.json.files).toEqual({ until: door.time.now + HOUR });
    const read: Uint8Array[] = [];
    for (const [index, sealed] of shared.file.chunks.entries()) {
      const response = await door.server.request(`/api/shares/${shared.id}/files/${shared.fileId}/chunks/${index}`, {
        headers: { ...headers, host: 'nt2.example' },
      });
      expect([response.status, response.headers.get('content-length')]).toEqual([200, String(sealed.length)]);
      const key = decodeBase64(shared.file.attached.key)!;
      read.push(decryptChunk(new Uint8Array(await response.arrayBuffer()), { key, index, chunks: 2 })!);
    }
    expect(Buffer.concat(read).equals(content)).toBe(true);
    for (const [index, file] of [
      [2, shared.fileId],
      ['x', shared.fileId],
      ['00', shared.fileId],
      [0, newId(shared.id.slice(0, 6))],
    ] as const)
      expect((await fetchChunk(shared.id, file, headers, index)).status).toBeGreaterThanOrEqual(400);
    for (const other of [{}, { 'x-nt2-claim': 'AAAA' }, { 'x-nt2-claim': Buffer.alloc(32).toString('base64') }])
      expect(codeOf(await fetchChunk(shared.id, shared.fileId, other))).toEqual([410, 'share.gone']);
  });

  test('nothing is fetched before a claim, nor with the proof of another share', async () => {
    const [one, two] = [await sharedFile(door), await sharedFile(door)];
    const { headers } = await claimFiles(door, two);
    expect(codeOf(await fetchChunk(one.id, one.fileId, headers))).toEqual([410, 'share.gone']);
    expect(codeOf(await fetchChunk(two.id, one.fileId, headers))).toEqual([410, 'file.gone']);
    expect((await fetchChunk(two.id, two.fileId, headers)).status).toBe(200);
  });

  test('a file is 0600 in folders that are 0700, and the place holds not one byte of what was in it', async () => {
    const content = Buffer.from('canary-of-a-file-4d1c');
    const { fileId } = await sharedFile(door, content);
    const [name = ''] = readdirSync(folderOf(fileId));
    expect(name).toMatch(/^0-[0-9a-f]{32}$/);
    const bytes = readFileSync(join(folderOf(fileId), name));
    expect([bytes.includes(content), bytes.length]).toEqual([false, content.length + 16]);
    const modes = [join(folderOf(fileId), name), folderOf(fileId), join(folderOf(fileId), '..'), door.fileFolder].map(
      (path) => statSync(path).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o700, 0o700, 0o700]);
  });

  test('an upload goes on after a cut: the server names what is there, the same chunk again changes nothing, another is refused', async () => {
    const file = sealedFile(new Uint8Array(PLAIN_BYTES + 1));
    const id = await begin(door, file, { cookie });
    expect((await put(door, id, [1, file.chunks[1]!], { cookie })).status).toBe(204);
    // By another instance.
    const seen = await door.ask('GET', `/api/files/${id}`, { cookie, twin: true });
    expect(seen.json).toMatchObject({ id, bytes: file.bytes, chunks: 2, share: null });
    expect(seen.json.there.map(({ index }: { index: number }) => index)).toEqual([1]);
    expect((await put(door, id, [1, file.chunks[1]!], { cookie, twin: true })).status).toBe(204);
    const other = Uint8Array.from(file.chunks[1]!, (byte) => byte ^ 1);
    expect(codeOf(await put(door, id, [1, other], { cookie }))).toEqual([409, 'file.other']);
    expect((await put(door, id, [0, file.chunks[0]!], { cookie, twin: true })).status).toBe(204);
    expect((await sealWith(door, [id], cookie)).answer.status).toBe(204);
  });

  test('bytes that are not those of Content-Digest, of another length, or beyond the end leave nothing', async () => {
    const file = sealedFile(SMALL);
    const id = await begin(door, file, { cookie });
    const bytes = file.chunks[0]!;
    const digest = (text: string) => ({ cookie, headers: { 'content-digest': text } });
    expect(codeOf(await put(door, id, [0, bytes], digest(`sha-256=:${'A'.repeat(43)}=:`)))).toEqual([400, 'file.digest']);
    for (const text of ['', 'sha-512=:AA==:', 'sha-256=AA'])
      expect(codeOf(await put(door, id, [0, bytes], digest(text)))).toEqual([400, 'input.invalid']);
    expect(codeOf(await put(door, id, [0, bytes.subarray(1)], { cookie }))).toEqual([400, 'input.invalid']);
    expect(codeOf(await put(door, id, [0, new Uint8Array(bytes.length + 1)], { cookie }))).toEqual([413, 'input.too_large']);
    for (const index of [1, 1_023, 99_999]) expect(codeOf(await put(door, id, [index, bytes], { cookie }))).toEqual([400, 'input.invalid']);
    expect(existsSync(folderOf(id))).toBe(false);
    expect((await door.ask('GET', `/api/files/${id}`, { cookie })).json.there).toEqual([]);
  });

  test('half an upload never becomes a share: the seal is refused, and nothing of it stands', async () => {
    const file = sealedFile(new Uint8Array(PLAIN_BYTES + 1));
    const id = await begin(door, file, { cookie });
    await put(door, id, [0, file.chunks[0]!], { cookie });
    const made = await sealWith(door, [id], cookie);
    expect(codeOf(made.answer)).toEqual([409, 'file.unfit']);
    expect((await door.ask('GET', `/api/shares/${made.id}`, { cookie })).json.status).toBe('offered');
    await put(door, id, [1, file.chunks[1]!], { cookie });
    expect((await sealWith(door, [id], cookie)).answer.status).toBe(204);
  });

  test('another person’s file, another share’s and a name that is no id are bound to nothing', async () => {
    const bens = await door.signIn(ben);
    const id = await uploaded(door, sealedFile(SMALL), { cookie: bens });
    expect(codeOf((await sealWith(door, [id], cookie)).answer)).toEqual([409, 'file.unfit']);
    const bound = await sharedFile(door);
    expect(codeOf((await sealWith(door, [bound.fileId], cookie)).answer)).toEqual([409, 'file.unfit']);
    for (const ids of [['..%2f'.padEnd(32, 'a')], [newId('zzzzzz')], [id, id], []])
      expect(codeOf((await sealWith(door, ids, cookie)).answer)).toEqual([400, 'input.invalid']);
    expect((await door.store.loadFile(bound.fileId as FileId))?.share).toBe(bound.id);
  });

  test('to a stranger with the id a file is gone, in every verb, like one that never was', async () => {
    const { fileId } = await sharedFile(door);
    const eves = await door.signIn(eve);
    const none = newId(fileId.slice(0, 6));
    for (const id of [fileId, none]) {
      const answers = [
        await door.ask('GET', `/api/files/${id}`, { cookie: eves }),
        await put(door, id, [0, new Uint8Array(19)], { cookie: eves }),
        await door.ask('DELETE', `/api/files/${id}`, { cookie: eves }),
      ];
      expect(answers.map(codeOf)).toEqual(Array.from({ length: 3 }, () => [410, 'file.gone']));
      expect((await door.ask('GET', `/api/files/${id}`)).json.code).toBe('session.required');
    }
  });

  test('a file is withdrawn while no share has it, and with its share afterwards', async () => {
    const id = await uploaded(door, sealedFile(SMALL), { cookie });
    expect(existsSync(folderOf(id))).toBe(true);
    expect((await door.ask('DELETE', `/api/files/${id}`, { cookie })).status).toBe(204);
    expect([existsSync(folderOf(id)), (await door.ask('DELETE', `/api/files/${id}`, { cookie })).status]).toEqual([false, 410]);
    const { fileId } = await sharedFile(door);
    expect(codeOf(await door.ask('DELETE', `/api/files/${fileId}`, { cookie }))).toEqual([409, 'share.already_sealed']);
    expect(codeOf(await put(door, fileId, [0, new Uint8Array(19)], { cookie }))).toEqual([409, 'file.other']);
  });

  test('a size that no ciphertext has, and one above the limit, are refused before a byte arrives', async () => {
    for (const [bytes, chunks, code] of [
      [0, 0, 'input.invalid'],
      [15, 1, 'input.invalid'],
      [CHUNK_BYTES + 1, 1, 'input.invalid'],
      [101 * CHUNK_BYTES, 101, 'input.too_large'],
    ] as const) {
      const { json } = await door.ask('POST', '/api/files', { json: { bytes, chunks }, cookie });
      expect([bytes, json.code]).toEqual([bytes, code]);
    }
  });

  async function confirm({ id, share, sealed, linkKey }: SharedFile, { browser, claimed }: Awaited<ReturnType<typeof claimFiles>>) {
    const released = { capsule: decodeBase64(claimed.json.capsule)!, payload: decodeBase64(claimed.json.payload)! };
    const { ack } = await opening(share, released, sealed.input.note, { linkKey });
    const answer = await door.ask('POST', `/api/shares/${id}/deliver`, { json: await delivering(browser, share, door.time.now, ack) });
    expect(answer.status).toBe(204);
  }

  test('an acknowledgement does not end the files; *done* does, and again changes nothing', async () => {
    const shared = await sharedFile(door);
    const claim = await claimFiles(door, shared);
    await confirm(shared, claim);
    door.time.now += HOUR / 2;
    await sweep().due();
    expect((await fetchChunk(shared.id, shared.fileId, claim.headers)).status).toBe(200);
    const done = (headers: Record<string, string>) => door.ask('POST', `/api/shares/${shared.id}/files/done`, { json: {}, headers });
    expect(codeOf(await done({ 'x-nt2-claim': 'AAAA' }))).toEqual([410, 'share.gone']);
    expect([(await done(claim.headers)).status, (await done(claim.headers)).status]).toEqual([204, 204]);
    expect([existsSync(folderOf(shared.fileId)), await door.store.loadFile(shared.fileId as FileId)]).toEqual([false, null]);
    expect(codeOf(await fetchChunk(shared.id, shared.fileId, claim.headers))).toEqual([410, 'file.gone']);
  });

  test('when the lease is over nothing is fetched any more, and the sweeper removes what lay there', async () => {
    const shared = await sharedFile(door);
    const claim = await claimFiles(door, shared);
    await confirm(shared, claim);
    door.time.now += HOUR - 1;
    expect((await fetchChunk(shared.id, shared.fileId, claim.headers)).status).toBe(200);
    door.time.now += 1;
    expect(codeOf(await fetchChunk(shared.id, shared.fileId, claim.headers))).toEqual([410, 'share.gone']);
    await sweep().due();
    expect(existsSync(folderOf(shared.fileId))).toBe(false);
  });

  test.each(['revoked', 'expired', 'unconfirmed', 'broken'] as const)(
    'nothing is left behind when a share has ended: %s',
    async (cause) => {
      const shared = await sharedFile(door);
      if (cause === 'revoked') await door.ask('POST', `/api/shares/${shared.id}/revoke`, { json: {}, cookie });
      else if (cause === 'expired') door.time.now += 2 * HOUR;
      else {
        const { headers, browser } = await claimFiles(door, shared);
        if (cause === 'unconfirmed') door.time.now += 10 * 60_000;
        else {
          const json = { device: browser.device.publicKey, secret: headers['x-nt2-claim'], reason: 'payload' };
          expect((await door.ask('POST', `/api/shares/${shared.id}/broken`, { json })).status).toBe(204);
        }
      }
      await door.shares.expireIfDue(shared.id);
      expect((await door.store.load(shared.share.id))?.state).toMatchObject({ status: 'ended', cause });
      await sweep().due();
      expect([existsSync(folderOf(shared.fileId)), await door.store.loadFile(shared.fileId as FileId)]).toEqual([false, null]);
    },
  );

  test('what no share has bound goes after a day, and is gone to its owner from then on', async () => {
    cookie = await door.signIn(ann);
    const id = await uploaded(door, sealedFile(SMALL), { cookie });
    door.time.now += 24 * HOUR;
    cookie = await door.signIn(ann);
    expect((await door.ask('GET', `/api/files/${id}`, { cookie })).json.code).toBe('file.gone');
    await sweep().due();
    expect(existsSync(folderOf(id))).toBe(false);
  });

  test('the sweeper finds what is left on one side alone: chunks without a record go, a lost chunk is counted once, and said clearly', async () => {
    const shared = await sharedFile(door);
    const lone = newId(shared.id.slice(0, 6)) as string as FileId;
    await door.blobs!.put(lone, { index: 0, hash: Buffer.alloc(32).toString('base64') }, SMALL);
    const looking = sweep();
    await looking.orphans();
    expect([existsSync(folderOf(lone)), existsSync(folderOf(shared.fileId)), looking.found.orphans]).toEqual([false, true, 1]);
    rmSync(folderOf(shared.fileId), { recursive: true });
    for (let round = 0; round < 2; round += 1) {
      await door.store.putOffFile(shared.fileId as FileId, door.time.now);
      await looking.due();
    }
    expect(looking.found.lost).toBe(1);
    const claim = await claimFiles(door, shared);
    expect(claim.claimed.status).toBe(200);
    expect(codeOf(await fetchChunk(shared.id, shared.fileId, claim.headers))).toEqual([410, 'file.lost']);
  });

  test('a log line names no file, and no id of one', async () => {
    const { fileId } = await sharedFile(door);
    expect(door.lines.join('')).not.toContain(fileId);
  });
});
