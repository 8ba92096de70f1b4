// A file on its way to the real server: cut, damaged, changed, refused, cancelled.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDownload } from '../../../src/client/files/download.ts';
import { attachedName, attachedType, sourceOfBlob } from '../../../src/client/files/source.ts';
import { confirmFiles } from '../../../src/client/calls/files.ts';
import { createUpload } from '../../../src/client/files/upload.ts';
import { CHUNK_BYTES, PLAIN_BYTES } from '../../../src/crypto/file/sizes.ts';
import type { FileId } from '../../../src/core/share.ts';
import { ann, openDoor, type Harness } from '../../server/harness.ts';
import { claimed, collect, contentOf, cut, fileOf, isPut, options, sourceOf, wireAt, type Wire } from './parts.ts';

const THREE = contentOf(2 * PLAIN_BYTES + 7);

let door: Harness;
let cookie = '';
let wire: Wire;
beforeAll(async () => {
  door = await openDoor();
});
beforeEach(async () => {
  cookie = await door.signIn(ann);
  wire = await wireAt(door, { cookie });
});
afterAll(() => door.close());

const puts = (): string[] => wire.seen.filter(isPut).map(({ path }) => path.split('/').at(-1) ?? '');
const recordOf = (id: string) => door.store.loadFile(id as FileId);

describe('an upload', () => {
  test('is what a download gives, byte by byte, and no request has its name or type; an empty file is one too', async () => {
    const done: number[] = [];
    for (const content of [THREE, Buffer.alloc(0), contentOf(PLAIN_BYTES)]) {
      const source = sourceOf(content, '../secret-name-canary.pem');
      const file = fileOf(await createUpload(wire.connection, source).run({ ...options, onProgress: (now) => done.push(now) }));
      expect([file.name, file.type, file.bytes]).toEqual(['secret-name-canary.pem', 'application/json', content.length]);
      const { sink, read } = collect();
      const lease = await claimed(door, cookie, file);
      expect(await createDownload(wire.connection, lease, file, sink).run(options)).toEqual({ ok: true, value: null });
      expect(read().equals(content)).toBe(true);
      expect([(await confirmFiles(wire.connection, lease)).ok, await recordOf(file.id)]).toEqual([true, null]);
    }
    expect(done.slice(0, 3).at(-1)).toBe(THREE.length);
    const said = JSON.stringify(wire.seen.map(({ path, init }) => [path, init.headers, typeof init.body === 'string' && init.body]));
    expect(said).not.toMatch(/canary|application\/json-?secret/);
    expect(door.lines.join('')).not.toContain('canary');
  });

  test('for a share that waits lies as long as that, and is refused before a chunk where the share is over', async () => {
    const { id, expiresAt } = await door.begin('link');
    const until = { json: { expiresAt: expiresAt + 86_400_000 }, cookie };
    expect((await door.ask('POST', `/api/shares/${id}/extend`, until)).status).toBe(204);
    const file = fileOf(await createUpload(wire.connection, sourceOf(contentOf(5)), { share: id }).run(options));
    expect((await recordOf(file.id))?.untilAt).toBe(expiresAt + 86_400_000);
    const before = puts().length;
    expect((await door.ask('POST', `/api/shares/${id}/revoke`, { json: {}, cookie })).status).toBe(204);
    const late = await createUpload(wire.connection, sourceOf(contentOf(5)), { share: id }).run(options);
    expect([late, puts().length]).toMatchObject([{ ok: false, code: 'share.gone' }, before]);
  });

  test('sends no more chunks at once than it has slots, and encrypts each once', async () => {
    let [now, most] = [0, 0];
    wire.meddle = (seen, go) => {
      if (!isPut(seen)) return undefined;
      most = Math.max(most, (now += 1));
      return go().finally(() => (now -= 1));
    };
    fileOf(await createUpload(wire.connection, sourceOf(contentOf(4 * PLAIN_BYTES))).run({ ...options, slots: 2 }));
    expect([most, puts().toSorted()]).toEqual([2, ['0', '1', '2', '3']]);
  });

  test('a cut and a lost answer are nothing: the same bytes are sent again', async () => {
    let tries = 0;
    wire.meddle = (seen, go) => {
      tries += 1;
      if (!isPut(seen)) return tries === 1 ? cut() : undefined;
      return tries % 3 === 0 ? go().then(cut) : tries % 3 === 1 ? cut() : undefined;
    };
    const file = fileOf(await createUpload(wire.connection, sourceOf(THREE)).run(options));
    const bodies = new Map<string, Set<string>>();
    for (const { path, init } of wire.seen.filter(isPut)) {
      const bytes = Buffer.from(init.body as Uint8Array).toString('base64');
      bodies.set(path, (bodies.get(path) ?? new Set()).add(bytes));
    }
    expect([...bodies.values()].map((set) => set.size)).toEqual([1, 1, 1]);
    expect((await recordOf(file.id))?.hashes.size).toBe(3);
  });

  test('damaged on the way is sent again; so is what is too much at once, after the time that the server asks for', async () => {
    const [waits, fates] = [[] as (number | null)[], ['flip', 'busy', 'proxy']];
    wire.meddle = (seen, go) => {
      const fate = isPut(seen) ? fates.shift() : undefined;
      if (fate === 'busy') return Promise.resolve(Response.json({ code: 'file.busy' }, { status: 503, headers: { 'retry-after': '1' } }));
      if (fate === 'proxy') return Promise.resolve(new Response('slow down', { status: 429, headers: { 'retry-after': '2' } }));
      if (fate !== 'flip') return undefined;
      const body = Uint8Array.from(seen.init.body as Uint8Array);
      body[5]! ^= 1;
      const { body: right } = seen.init;
      seen.init.body = body;
      return go().finally(() => (seen.init.body = right!));
    };
    const pauseOf = ({ code, retryAfterMs }: { code: string; retryAfterMs: number | null }): number | null => {
      waits.push(retryAfterMs);
      return ['file.digest', 'file.busy', 'rate.limited'].includes(code) ? 0 : null;
    };
    fileOf(await createUpload(wire.connection, sourceOf(contentOf(10))).run({ pauseOf }));
    expect(waits).toEqual([null, 1_000, 2_000]);
  });

  test('goes on after the network was away for long: what lies there is not sent again, and the rest is', async () => {
    let isAway = false;
    wire.meddle = (seen) => (isAway || (isPut(seen) && seen.path.endsWith('/1')) ? cut() : undefined);
    const upload = createUpload(wire.connection, sourceOf(THREE));
    expect(await upload.run({ ...options, slots: 1 })).toMatchObject({ ok: false, code: 'network' });
    isAway = true;
    expect(await upload.run(options)).toMatchObject({ ok: false, code: 'network' });
    wire.meddle = () => undefined;
    const before = puts().length;
    const file = fileOf(await upload.run({ ...options, slots: 1 }));
    expect(puts().slice(before)).toEqual(['1', '2']);
    const { sink, read } = collect();
    await createDownload(wire.connection, await claimed(door, cookie, file), file, sink).run(options);
    expect(read().equals(THREE)).toBe(true);
  });

  test.each(['which lies there', 'which was sent, and whose answer never came'])(
    'never encrypts two contents under one key: where a chunk is not what it was (%s), it begins anew under another id and key',
    async (which) => {
      const isLost = which.startsWith('which was sent');
      wire.meddle = (seen) => (isPut(seen) && (isLost || seen.path.endsWith('/1')) ? cut() : undefined);
      const source = sourceOf(Buffer.from(THREE));
      const upload = createUpload(wire.connection, source);
      expect((await upload.run({ ...options, slots: 1 })).ok).toBe(false);
      const [, , , first = ''] = wire.seen.find(isPut)!.path.split('/');
      source.content = contentOf(THREE.length, 9);
      wire.meddle = () => undefined;
      const old = wire.seen.length;
      const file = fileOf(await upload.run(options));
      expect(file.id).not.toBe(first);
      // Not one chunk of the new content went out under the first key.
      expect(wire.seen.slice(old).filter((seen) => isPut(seen) && seen.path.includes(first))).toEqual([]);
      expect([await recordOf(first), (await recordOf(file.id))?.hashes.size]).toEqual([null, 3]);
      const { sink, read } = collect();
      await createDownload(wire.connection, await claimed(door, cookie, file), file, sink).run(options);
      expect(read().equals(source.content)).toBe(true);
    },
  );

  test('begins anew where what lay there has gone meanwhile', async () => {
    wire.meddle = (seen) => (isPut(seen) && seen.path.endsWith('/2') ? cut() : undefined);
    const upload = createUpload(wire.connection, sourceOf(THREE));
    expect((await upload.run(options)).ok).toBe(false);
    const [, , , first = ''] = wire.seen.find(isPut)!.path.split('/');
    await door.ask('DELETE', `/api/files/${first}`, { cookie });
    wire.meddle = () => undefined;
    const file = fileOf(await upload.run(options));
    expect([file.id === first, (await recordOf(file.id))?.hashes.size]).toEqual([false, 3]);
  });

  test('of a file that gets shorter, or cannot be read any more, ends and leaves nothing at the server', async () => {
    for (const read of [() => Promise.resolve(new Uint8Array(3)), () => Promise.reject(new Error('EIO canary'))]) {
      const source = {
        ...sourceOf(THREE),
        read: (start: number) => (start === 0 ? Promise.resolve(THREE.subarray(0, PLAIN_BYTES)) : read()),
      };
      expect(await createUpload(wire.connection, source).run(options)).toMatchObject({ ok: false, code: 'file.changed' });
      const [, , , id = ''] = wire.seen.findLast(isPut)!.path.split('/');
      expect(await recordOf(id)).toBeNull();
    }
  });

  test('is cancelled at any moment, and withdraws what had arrived', async () => {
    const stop = new AbortController();
    const upload = createUpload(wire.connection, sourceOf(contentOf(5 * PLAIN_BYTES)));
    const answer = await upload.run({ ...options, signal: stop.signal, onProgress: (done) => done >= 2 * PLAIN_BYTES && stop.abort() });
    expect(answer).toMatchObject({ ok: false, code: 'aborted' });
    const [, , , id = ''] = wire.seen.find(isPut)!.path.split('/');
    expect([await recordOf(id), wire.seen.at(-1)?.method]).toEqual([null, 'DELETE']);
    const asked = wire.seen.length;
    expect(await upload.run({ signal: AbortSignal.abort() })).toMatchObject({ code: 'aborted' });
    expect(wire.seen).toHaveLength(asked);
  });

  test('what the server refuses is told with its own code, at once, and is no trouble of the network', async () => {
    for (const [code, status] of [
      ['file.off', 403],
      ['quota.files', 429],
      ['file.full', 507],
    ] as const) {
      wire.meddle = ({ method }) => (method === 'POST' ? Promise.resolve(Response.json({ code }, { status })) : undefined);
      const asked = wire.seen.length;
      expect(await createUpload(wire.connection, sourceOf(THREE)).run()).toMatchObject({ ok: false, code, status });
      expect(wire.seen).toHaveLength(asked + 1);
    }
    wire.meddle = () => undefined;
    expect(await createUpload(wire.connection, sourceOf({ length: 101 * CHUNK_BYTES } as never)).run()).toMatchObject({
      code: 'input.too_large',
    });
    expect(await createUpload(wire.connection, sourceOf({ length: 2 ** 40 } as never)).run()).toMatchObject({ code: 'input.too_large' });
  });
});

describe('a source', () => {
  test('of a Blob is read by range', async () => {
    const source = sourceOfBlob(new Blob([THREE], { type: 'Text/Plain; charset=utf-8' }), 'x');
    expect([source.bytes, Buffer.from(await source.read(5, 9)).equals(THREE.subarray(5, 9))]).toEqual([THREE.length, true]);
    expect([attachedType(source.type), attachedType('no type'), attachedType('a/b\n')]).toEqual(['text/plain', '', 'a/b']);
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\key.pem', 'key.pem'],
    ['.', 'file'],
    ['..', 'file'],
    ['a/..', 'file'],
    ['', 'file'],
    ['///', 'file'],
    ['a\u0000b\nc', 'a_b_c'],
    ['\uD800x', '\uFFFDx'],
    [`${'n'.repeat(400)}.tar.gz`, `${'n'.repeat(234)}…${'n'.repeat(13)}.tar.gz`],
  ])('is named as a payload can have it: %j', (name, expected) => {
    expect(attachedName(name)).toBe(expected);
  });
});
