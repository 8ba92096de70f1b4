// The engine of files against the real server: cut, damaged, changed, refused; up and down again.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDownload } from '../../../src/client/files/download.ts';
import { attachedName, attachedType, sourceOfBlob } from '../../../src/client/files/source.ts';
import { endFiles } from '../../../src/client/calls/files.ts';
import { createUpload } from '../../../src/client/files/upload.ts';
import type { AttachedFile } from '../../../src/crypto/capsule/attached-files.ts';
import { CHUNK_BYTES, PLAIN_BYTES } from '../../../src/crypto/file/sizes.ts';
import type { FileId } from '../../../src/core/share.ts';
import { claimFiles, sealWith } from '../../server/file-parts.ts';
import { ann, HOUR, openDoor, type Harness } from '../../server/harness.ts';
import { contentOf, cut, noPause, sourceOf, wireAt, type Seen, type Wire } from './parts.ts';

const THREE = contentOf(2 * PLAIN_BYTES + 7);
const isPut = ({ method }: Seen): boolean => method === 'PUT';
const options = { pauseOf: noPause };

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
const taken = (answer: { ok: boolean; value?: AttachedFile; code?: string }): AttachedFile => {
  if (answer.value === undefined) throw new Error(answer.code);
  return answer.value;
};
/** Sealed by Ann's browser, and claimed by one with the link. */
async function claimed(file: AttachedFile) {
  const made = await sealWith(door, [file.id], cookie);
  expect(made.answer.status).toBe(204);
  const { headers } = await claimFiles(door, made);
  return { share: made.id, secret: headers['x-nt2-claim'] };
}
const collect = () => {
  const parts: Uint8Array[] = [];
  return { sink: { write: (bytes: Uint8Array) => void parts.push(Uint8Array.from(bytes)) }, read: () => Buffer.concat(parts) };
};

describe('an upload', () => {
  test('is what a download gives, byte by byte, and no request has its name or type; an empty file is one too', async () => {
    const done: number[] = [];
    for (const content of [THREE, Buffer.alloc(0), contentOf(PLAIN_BYTES)]) {
      const source = sourceOf(content, '../secret-name-canary.pem');
      const file = taken(await createUpload(wire.connection, source).run({ ...options, onProgress: (now) => done.push(now) }));
      expect([file.name, file.type, file.bytes]).toEqual(['secret-name-canary.pem', 'application/json', content.length]);
      const { sink, read } = collect();
      const lease = await claimed(file);
      expect(await createDownload(wire.connection, lease, file, sink).run(options)).toEqual({ ok: true, value: null });
      expect(read().equals(content)).toBe(true);
      expect([(await endFiles(wire.connection, lease)).ok, await recordOf(file.id)]).toEqual([true, null]);
    }
    expect(done.slice(0, 3).at(-1)).toBe(THREE.length);
    const said = JSON.stringify(wire.seen.map(({ path, init }) => [path, init.headers, typeof init.body === 'string' && init.body]));
    expect(said).not.toMatch(/canary|application\/json-?secret/);
    expect(door.lines.join('')).not.toContain('canary');
  });

  test('sends no more chunks at once than it has slots, and encrypts each once', async () => {
    let [now, most] = [0, 0];
    wire.meddle = (seen, go) => {
      if (!isPut(seen)) return undefined;
      most = Math.max(most, (now += 1));
      return go().finally(() => (now -= 1));
    };
    taken(await createUpload(wire.connection, sourceOf(contentOf(4 * PLAIN_BYTES))).run({ ...options, slots: 2 }));
    expect([most, puts().toSorted()]).toEqual([2, ['0', '1', '2', '3']]);
  });

  test('a cut and a lost answer are nothing: the same bytes are sent again', async () => {
    let tries = 0;
    wire.meddle = (seen, go) => {
      tries += 1;
      if (!isPut(seen)) return tries === 1 ? cut() : undefined;
      return tries % 3 === 0 ? go().then(cut) : tries % 3 === 1 ? cut() : undefined;
    };
    const file = taken(await createUpload(wire.connection, sourceOf(THREE)).run(options));
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
    taken(await createUpload(wire.connection, sourceOf(contentOf(10))).run({ pauseOf }));
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
    const file = taken(await upload.run({ ...options, slots: 1 }));
    expect(puts().slice(before)).toEqual(['1', '2']);
    const { sink, read } = collect();
    await createDownload(wire.connection, await claimed(file), file, sink).run(options);
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
      const file = taken(await upload.run(options));
      expect(file.id).not.toBe(first);
      // Not one chunk of the new content went out under the first key.
      expect(wire.seen.slice(old).filter((seen) => isPut(seen) && seen.path.includes(first))).toEqual([]);
      expect([await recordOf(first), (await recordOf(file.id))?.hashes.size]).toEqual([null, 3]);
      const { sink, read } = collect();
      await createDownload(wire.connection, await claimed(file), file, sink).run(options);
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
    const file = taken(await upload.run(options));
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

describe('a download', () => {
  const shared = async (content: Uint8Array = THREE) => {
    const file = taken(await createUpload(wire.connection, sourceOf(content)).run(options));
    return { file, lease: await claimed(file) };
  };

  test('goes on where it was cut, and writes each byte once', async () => {
    const { file, lease } = await shared();
    const { sink, read } = collect();
    const download = createDownload(wire.connection, lease, file, sink);
    let asked = 0;
    wire.meddle = () => ((asked += 1) > 1 ? cut() : undefined);
    expect(await download.run({ ...options, slots: 1 })).toMatchObject({ ok: false, code: 'network' });
    wire.meddle = (_, go) => ((asked += 1) % 2 === 0 ? go().then(cut) : undefined);
    expect((await download.run(options)).ok).toBe(true);
    expect(read().equals(THREE)).toBe(true);
  });

  test('what was damaged on the way is fetched again; what is not what was sealed is never called whole', async () => {
    const { file, lease } = await shared();
    const flip = async (go: () => Promise<Response>): Promise<Response> => {
      const body = new Uint8Array(await (await go()).arrayBuffer());
      body[7]! ^= 1;
      return new Response(body);
    };
    let asked = 0;
    wire.meddle = (_, go) => ((asked += 1) === 1 ? flip(go) : undefined);
    const { sink, read } = collect();
    expect((await createDownload(wire.connection, lease, file, sink).run(options)).ok).toBe(true);
    expect(read().equals(THREE)).toBe(true);
    const other = { ...file, hash: Buffer.alloc(32).toString('base64') };
    const lies: Wire['meddle'][] = [
      (_, go) => flip(go),
      () => Promise.resolve(new Response(new Uint8Array(5))),
      () => Promise.resolve(new Response(new Uint8Array(CHUNK_BYTES + 1))),
    ];
    for (const meddle of lies) {
      wire.meddle = meddle;
      const { sink: into, read: got } = collect();
      expect(await createDownload(wire.connection, lease, file, into).run(options)).toMatchObject({ ok: false, code: 'file.damaged' });
      expect(got()).toHaveLength(0);
    }
    wire.meddle = () => undefined;
    expect(await createDownload(wire.connection, lease, other, collect().sink).run(options)).toMatchObject({ code: 'file.damaged' });
  });

  test('says what is wrong: the time is over, the file has gone, its place has lost it', async () => {
    const { file, lease } = await shared(contentOf(9));
    const gone = { ...file, id: `${file.id.slice(0, 6)}${'a'.repeat(26)}` };
    expect(await createDownload(wire.connection, lease, gone, collect().sink).run(options)).toMatchObject({ code: 'file.gone' });
    const codes = { ...lease, secret: Buffer.alloc(32, 1).toString('base64') };
    expect(await createDownload(wire.connection, codes, file, collect().sink).run(options)).toMatchObject({ code: 'file.over' });
    await door.blobs!.drop(file.id as FileId);
    expect(await createDownload(wire.connection, lease, file, collect().sink).run(options)).toMatchObject({ code: 'file.lost' });
    door.time.now += HOUR;
    expect(await createDownload(wire.connection, lease, file, collect().sink).run(options)).toMatchObject({ code: 'file.over' });
  });

  test('is cancelled; and a sink that fails is no fault of the server, and loses nothing', async () => {
    const { file, lease } = await shared();
    const stop = new AbortController();
    const { sink } = collect();
    const first = createDownload(wire.connection, lease, file, sink).run({
      ...options,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(await first).toMatchObject({ code: 'aborted' });
    const { sink: good, read } = collect();
    let isFull = true;
    const download = createDownload(wire.connection, lease, file, {
      write(bytes) {
        if (isFull && read().length > 0) throw new Error('ENOSPC');
        good.write(bytes);
      },
    });
    await expect(download.run(options)).rejects.toThrow('ENOSPC');
    isFull = false;
    expect((await download.run(options)).ok).toBe(true);
    expect(read().equals(THREE)).toBe(true);
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
