// The life of a file by the core's own verbs, the same in the process that is killed and in the one that goes on.

import type { Files, ChunkInput } from '../../src/core/files/files.ts';
import { limits } from '../../src/core/limits.ts';
import type { Shares } from '../../src/core/shares.ts';
import type { FileId, Share, ShareId } from '../../src/core/share.ts';
import { chunkHash } from '../../src/crypto/file/file-hash.ts';
import { CHUNK_BYTES } from '../../src/crypto/file/sizes.ts';
import { credential, newBrowser, sealing } from '../support/actors.ts';
import { person, TENANT } from '../support/hand-offs.ts';

const ann = person('ann');

/** What stands for ciphertext: the server cannot tell. Two chunks. */
export function filesOfTest(): { readonly bytes: number; readonly chunks: readonly ChunkInput[] } {
  const parts = [new Uint8Array(CHUNK_BYTES).fill(3), new Uint8Array(100).fill(4)];
  return {
    bytes: CHUNK_BYTES + 100,
    chunks: parts.map((bytes, index) => ({ index, bytes, hash: chunkHash(bytes) })),
  };
}

/** With its first chunk. */
export async function beginFile(files: Files): Promise<FileId> {
  const { bytes, chunks } = filesOfTest();
  const begun = await files.begin(ann.key, { bytes, chunks: chunks.length });
  if (!begun.ok) throw new Error(begun.code);
  const put = await files.put(begun.value.id, [ann.key], chunks[0]!);
  if (!put.ok) throw new Error(put.code);
  return begun.value.id;
}

export const putSecond = (files: Files, id: FileId) => files.put(id, [ann.key], filesOfTest().chunks[1]!);

export async function beginShare(shares: Shares): Promise<Share> {
  const asked = { sender: ann, recipient: null, tenant: TENANT, mode: 'link', entry: 'page', via: 'chat', kind: 'note' } as const;
  const made = await shares.create({ ...asked, label: 'Key', note: '', place: null, expiresInMs: limits.expiry.initial });
  if (!made.ok) throw new Error(made.code);
  return made.value;
}

/** Sealed anew each time: another seal of the same share with the same files. */
export async function sealWithFiles(shares: Shares, { host, share, files }: { host: string; share: ShareId; files: readonly FileId[] }) {
  const found = await shares.find(share);
  if (found === null) throw new Error('the share is gone');
  const { input } = await sealing(await newBrowser(host), found, { at: Date.now(), items: credential('x') });
  return shares.seal(share, ann.key, { ...input, files });
}
