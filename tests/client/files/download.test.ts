// A file on its way from the real server: cut, damaged, gone, cancelled.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDownload } from '../../../src/client/files/download.ts';
import { createUpload } from '../../../src/client/files/upload.ts';
import { CHUNK_BYTES, PLAIN_BYTES } from '../../../src/crypto/file/sizes.ts';
import type { FileId } from '../../../src/core/share.ts';
import { ann, HOUR, openDoor, type Harness } from '../../server/harness.ts';
import { claimed, collect, contentOf, cut, fileOf, options, sourceOf, wireAt, type Wire } from './parts.ts';

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

describe('a download', () => {
  const shared = async (content: Uint8Array = THREE) => {
    const file = fileOf(await createUpload(wire.connection, sourceOf(content)).run(options));
    return { file, lease: await claimed(door, cookie, file) };
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
