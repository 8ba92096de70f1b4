// Files over the wire, as a page or a program sends them: small ones, sealed for real.

import { encodeBase64 } from '../../src/crypto/bytes.ts';
import type { Share } from '../../src/core/share.ts';
import type { AttachedFile } from '../../src/crypto/capsule/attached-files.ts';
import { encryptChunk, generateFileKey } from '../../src/crypto/file/chunk.ts';
import { formatContentDigest } from '../../src/crypto/file/content-digest.ts';
import { chunkHash, createFileHash } from '../../src/crypto/file/file-hash.ts';
import { plainRange, sealedSize } from '../../src/crypto/file/sizes.ts';
import { credential } from '../support/actors.ts';
import { ann, HOST, type Answer, type Ask, type Harness } from './harness.ts';
import { linkClaim, newBrowser, sealing, wireSeal } from './wire.ts';

export interface SealedFile {
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
  readonly attached: Omit<AttachedFile, 'id'>;
}

export function sealedFile(content: Uint8Array, name = 'key.json'): SealedFile {
  const key = generateFileKey();
  const { chunks: count, bytes } = sealedSize(content.length);
  const hash = createFileHash(count);
  const chunks = Array.from({ length: count }, (_, index) => {
    const { start, end } = plainRange(content.length, index);
    const sealed = encryptChunk(content.subarray(start, end), { key, index, chunks: count });
    hash.add(index, chunkHash(sealed));
    return sealed;
  });
  return { chunks, bytes, attached: { name, type: '', bytes: content.length, key: encodeBase64(key), hash: hash.read()! } };
}

export const begin = async (door: Harness, file: SealedFile, by: Ask): Promise<string> => {
  const begun = await door.ask('POST', '/api/files', { json: { bytes: file.bytes, chunks: file.chunks.length }, ...by });
  if (begun.status !== 201) throw new Error(begun.text);
  return String(begun.json.id);
};

export const put = (door: Harness, id: string, [index, bytes]: readonly [number, Uint8Array], by: Ask): Promise<Answer> =>
  door.ask('PUT', `/api/files/${id}/chunks/${index}`, {
    ...by,
    body: bytes,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'content-digest': formatContentDigest(chunkHash(bytes)),
      ...by.headers,
    },
  });

/** All of it, in its place. */
export async function uploaded(door: Harness, file: SealedFile, by: Ask): Promise<string> {
  const id = await begin(door, file, by);
  for (const [index, bytes] of file.chunks.entries()) {
    const answer = await put(door, id, [index, bytes], by);
    if (answer.status !== 204) throw new Error(answer.text);
  }
  return id;
}

/** Ann begins a link share in chat, unless there is one, and seals it with these files. */
export async function sealWith(door: Harness, ids: readonly string[], cookie: string, begun: Share | null = null) {
  const share = begun ?? (await door.begin('link'));
  const sealed = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential('x') });
  const answer = await door.ask('POST', `/api/shares/${share.id}/seal`, { json: { ...wireSeal(sealed.input), files: ids }, cookie });
  return { id: share.id, share, sealed, linkKey: sealed.linkKey as Uint8Array, answer };
}

/** A file of Ann's in a share that waits, and the cookie of her browser. */
export async function sharedFile(door: Harness, content: Uint8Array = new Uint8Array([1, 2, 3])) {
  const cookie = await door.signIn(ann);
  const file = sealedFile(content);
  const fileId = await uploaded(door, file, { cookie });
  const made = await sealWith(door, [fileId], cookie);
  if (made.answer.status !== 204) throw new Error(made.answer.text);
  return { ...made, file, fileId, cookie };
}

export type SharedFile = Awaited<ReturnType<typeof sharedFile>>;

/** A browser with the link claims it; what it fetches with from then on. */
export async function claimFiles(door: Harness, { id, linkKey }: Pick<SharedFile, 'id' | 'linkKey'>) {
  const browser = await newBrowser(HOST);
  const claimed = await door.ask('POST', `/api/shares/${id}/claim`, { json: await linkClaim(door, id, linkKey, browser) });
  return { browser, claimed, headers: { 'x-nt2-claim': browser.secretOf(id) } };
}
