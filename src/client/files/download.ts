// One file on its way from the server, for the device that claimed its share: fetched, opened and written chunk by chunk, in order. It is whole
// only where its hash is the one that the sender sealed.

import { decodeBase64, type Bytes } from '../../crypto/bytes.ts';
import type { AttachedFile } from '../../crypto/capsule/attached-files.ts';
import { decryptChunk } from '../../crypto/file/chunk.ts';
import { chunkHash, createFileHash } from '../../crypto/file/file-hash.ts';
import { sealedSize } from '../../crypto/file/sizes.ts';
import { fetchChunk, type LeasedFile } from '../calls/files.ts';
import type { Answer } from '../wire/answer.ts';
import type { Connection } from '../wire/connection.ts';
import { createAsk, failedWith, type AskServer, type TransferOptions } from './tries.ts';

/** Where the content goes, in order. Nothing of it counts before `run` says that it is whole. */
export interface FileSink {
  write(bytes: Bytes): Promise<void> | void;
}

export interface FileDownload {
  /**
   * Goes on after the last chunk that the sink has taken: call it again after a failure that passes by itself. `file.over`: the time to fetch it
   * is over; `file.gone`, `file.lost`: the server has it no more; `file.damaged`: it is not what the sender encrypted. What the sink throws,
   * this throws.
   */
  run(options?: TransferOptions): Promise<Answer<null>>;
}

/** Chunks that are on their way at once: one that is written, one that is fetched. */
const SLOTS = 2;
/** A chunk that does not open may have been damaged on the way: so often it is fetched. */
const TRIES = 3;

/** `share` and `secret`: of the claim. */
export function createDownload(
  connection: Connection,
  { share, secret }: Pick<LeasedFile, 'share' | 'secret'>,
  file: Pick<AttachedFile, 'id' | 'bytes' | 'key' | 'hash'>,
  sink: FileSink,
): FileDownload {
  const size = sealedSize(file.bytes);
  const key = decodeBase64(file.key) ?? new Uint8Array();
  const hash = createFileHash(size.chunks);
  let [next, done] = [0, 0];

  async function bringChunk(ask: AskServer, index: number): Promise<Answer<{ readonly plain: Bytes; readonly hash: Bytes }>> {
    for (let tried = 1; ; tried += 1) {
      const got = await ask((bare) => fetchChunk(bare, { share, secret, id: file.id }, size, index));
      // The server says the same of a share that never was.
      if (!got.ok && got.code === 'share.gone') return failedWith('file.over');
      if (!got.ok && got.code !== 'answer') return got;
      const plain = got.ok ? decryptChunk(got.value, { key, index, chunks: size.chunks }) : null;
      if (got.ok && plain !== null) return { ok: true, value: { plain, hash: chunkHash(got.value) } };
      if (tried === TRIES) return failedWith('file.damaged');
    }
  }

  return {
    async run({ signal, onProgress, slots = SLOTS, pauseOf } = {}) {
      const ending = new AbortController();
      const end = (): void => ending.abort();
      if (signal?.aborted) end();
      signal?.addEventListener('abort', end, { once: true });
      const ask = createAsk(connection, ending.signal, pauseOf);
      const coming: ReturnType<typeof bringChunk>[] = [];
      try {
        for (let asked = next; next < size.chunks; next += 1) {
          while (asked < size.chunks && coming.length < slots) coming.push(bringChunk(ask, asked++));
          const got = await coming.shift();
          if (signal?.aborted) return failedWith('aborted');
          if (got === undefined || !got.ok) return got ?? failedWith('aborted');
          const { plain, hash: sealed } = got.value;
          await sink.write(plain);
          hash.add(next, sealed);
          done += plain.length;
          onProgress?.(done, file.bytes);
        }
        return hash.read() === file.hash ? { ok: true, value: null } : failedWith('file.damaged');
      } finally {
        end();
        signal?.removeEventListener('abort', end);
      }
    },
  };
}
