// One file on its way to the server: encrypted and sent chunk by chunk, so that memory stays flat. After a cut it goes on with what is missing.
// No two contents are ever encrypted under one key: where a chunk is not what it was, all begins anew under another key and id.

import { encodeBase64, type Bytes } from '../../crypto/bytes.ts';
import type { AttachedFile } from '../../crypto/capsule/attached-files.ts';
import { encryptChunk, generateFileKey } from '../../crypto/file/chunk.ts';
import { chunkHash, createFileHash } from '../../crypto/file/file-hash.ts';
import { isPlainSize, plainRange, sealedSize } from '../../crypto/file/sizes.ts';
import { createFile, removeFile, sendChunk, fetchFile, type ChunksThere, type SealedChunk } from '../calls/files.ts';
import type { Answer, ApiFailure } from '../wire/answer.ts';
import type { Connection } from '../wire/connection.ts';
import { attachedName, attachedType, type FileSource } from './source.ts';
import { askOnce, createAsk, failedWith, isPassing, type AskServer, type TransferOptions } from './tries.ts';

export interface FileUpload {
  /**
   * Brings what is missing. After a failure that passes by itself (`network`, or one with `retryAfterMs`) the same call goes on; after
   * any other, and after an abort, what had arrived is withdrawn and the call begins anew. `file.changed`: the source is not what it was.
   * What it answers goes into the payload of the share, and its id into the seal.
   */
  run(options?: TransferOptions): Promise<Answer<AttachedFile>>;
  /** Takes back what lies at the server, as long as no share has bound it. */
  withdraw(): Promise<void>;
}

/** What a later visit goes on with: it encrypts nothing under this key but what was sent under it before. `sent` is the hash of each chunk. */
export interface KeptUpload {
  readonly id: string;
  readonly key: Bytes;
  readonly sent: ReadonlyMap<number, string>;
}

export interface Keeping {
  /** The share for which it is brought, begun and not sealed: it lies for as long as that waits, and what the policy forbids is refused at once. */
  readonly share?: string | null;
  /** Of an earlier visit. */
  readonly kept?: KeptUpload | null;
  /** Called before any chunk is sent, and with null when what it said no longer counts. Nothing is sent before it is done; it must not throw. */
  readonly keep?: (kept: KeptUpload | null) => Promise<void>;
}

/** One id and one key. `sent`: the hash of each chunk that has left this device, whether or not it arrived. */
interface Begun {
  readonly id: string;
  readonly key: Bytes;
  readonly sent: Map<number, string>;
}

const SLOTS = 2;
/** How often a file that is found changed begins anew by itself, before its person is told. */
const ANEW = 2;

export function createUpload(connection: Connection, source: FileSource, { share = null, kept = null, keep }: Keeping = {}): FileUpload {
  const size = sealedSize(source.bytes);
  let begun: Begun | null = kept && { ...kept, sent: new Map(kept.sent) };

  async function withdraw(): Promise<void> {
    const id = begun?.id;
    begun = null;
    if (keep !== undefined) await keep(null);
    if (id !== undefined) await askOnce(connection, (bare) => removeFile(bare, id));
  }

  /** Where it goes, and what is there already; none where it begins. */
  async function enter(ask: AskServer): Promise<Answer<{ readonly into: Begun; readonly there: ChunksThere }>> {
    if (begun !== null) {
      const { id } = begun;
      const seen = await ask((bare) => fetchFile(bare, id));
      if (seen.ok) return { ok: true, value: { into: begun, there: seen.value } };
      if (seen.code !== 'file.gone') return seen;
    }
    const made = await ask((bare) => createFile(bare, size, share));
    if (!made.ok) return made;
    begun = { id: made.value, key: generateFileKey(), sent: new Map() };
    return { ok: true, value: { into: begun, there: new Map() } };
  }

  async function bring({ signal, onProgress, slots = SLOTS, pauseOf }: TransferOptions): Promise<Answer<AttachedFile>> {
    const ending = new AbortController();
    const end = (): void => ending.abort();
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    const ask = createAsk(connection, ending.signal, pauseOf);
    try {
      const entered = await enter(ask);
      if (!entered.ok) return entered;
      const { into, there } = entered.value;
      const hash = createFileHash(size.chunks);
      let done = 0;
      let failure: ApiFailure | null = null;
      const work = async (queue: number[]): Promise<void> => {
        for (let index = queue.shift(); index !== undefined && failure === null; index = queue.shift()) {
          const sealed = await sealChunk(source, into, index);
          const answer = sealed.ok ? await deliver(sealed.value, { into, there, ask, keep }) : sealed;
          if (!answer.ok) {
            // The first one says why; the others end because of it.
            failure ??= answer;
            return end();
          }
          hash.add(index, answer.value);
          const { start, end: stop } = plainRange(source.bytes, index);
          done += stop - start;
          onProgress?.(done, source.bytes);
        }
      };
      const all = Array.from({ length: size.chunks }, (_, index) => index);
      const isKnown = (index: number): boolean => there.has(index) || into.sent.has(index);
      // What has been sent is compared first: nothing new of a changed file goes out under the old key.
      for (const queue of [all.filter(isKnown), all.filter((index) => !isKnown(index))])
        await Promise.all(Array.from({ length: slots }, () => work(queue)));
      const whole = hash.read();
      if (failure !== null || whole === null) return failure ?? failedWith('aborted');
      const { id, key } = into;
      const [name, type] = [attachedName(source.name), attachedType(source.type)];
      return { ok: true, value: { id, name, type, bytes: source.bytes, key: encodeBase64(key), hash: whole } };
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  return {
    withdraw,
    async run(options = {}) {
      if (!isPlainSize(source.bytes)) return failedWith('input.too_large');
      for (let tried = 0; ; tried += 1) {
        const answer = await bring(options);
        if (answer.ok) return answer;
        const { code } = answer;
        const isOther = code === 'file.other' || code === 'file.gone';
        const isAborted = options.signal?.aborted === true;
        if (isAborted || isOther || !isPassing(answer)) await withdraw();
        if (isAborted) return failedWith('aborted');
        if (!isOther || tried === ANEW) return code === 'file.other' ? failedWith('file.changed') : answer;
      }
    },
  };
}

/** `file.other`: under this key another content has been encrypted for this place. */
async function sealChunk(source: FileSource, { key, sent }: Begun, index: number): Promise<Answer<SealedChunk>> {
  const { start, end } = plainRange(source.bytes, index);
  const plain = start === end ? new Uint8Array() : await source.read(start, end).catch(() => null);
  if (plain?.length !== end - start) return failedWith('file.changed');
  const bytes = encryptChunk(plain, { key, index, chunks: sealedSize(source.bytes).chunks });
  const hash = chunkHash(bytes);
  const before = sent.get(index);
  const isSame = before === undefined || before === encodeBase64(hash);
  return isSame ? { ok: true, value: { index, bytes, hash } } : failedWith('file.other');
}

interface Delivery {
  readonly into: Begun;
  readonly there: ChunksThere;
  readonly ask: AskServer;
  readonly keep: Keeping['keep'];
}

async function deliver(chunk: SealedChunk, { into, there, ask, keep }: Delivery): Promise<Answer<Bytes>> {
  const { index, hash } = chunk;
  const lies = there.get(index);
  if (lies !== undefined) return lies === encodeBase64(hash) ? { ok: true, value: hash } : failedWith('file.other');
  into.sent.set(index, encodeBase64(hash));
  if (keep !== undefined) await keep(into);
  const put = await ask((bare) => sendChunk(bare, into.id, chunk));
  return put.ok ? { ok: true, value: hash } : put;
}
