// The examples of files in docs/protocol/http.md.

import { ann, type Harness } from '../server/harness.ts';
import { claimFiles, sealedFile, sealWith } from '../server/file-parts.ts';
import { formatContentDigest } from '../../src/crypto/file/content-digest.ts';
import { chunkHash } from '../../src/crypto/file/file-hash.ts';
import type { Tell } from './http-tell.ts';

/** `cookie`: of Ann's browser. */
export async function fileExamples(door: Harness, tell: Tell, cookie = ''): Promise<void> {
  const by = { cookie: cookie || (await door.signIn(ann)) };
  const file = sealedFile(new Uint8Array(27));
  const waiting = await door.begin('link');
  const begun = await tell('files.post', 'POST', '/api/files', { json: { bytes: file.bytes, chunks: 1, share: waiting.id }, ...by });
  const id = String(begun.json.id);
  const [body] = file.chunks as [Uint8Array];
  const headers = { 'content-type': 'application/octet-stream', 'content-digest': formatContentDigest(chunkHash(body)) };
  await tell('chunk.put', 'PUT', `/api/files/${id}/chunks/0`, { body, headers, ...by });
  await tell('files.get', 'GET', `/api/files/${id}`, by);
  const gone = await door.ask('POST', '/api/files', { json: { bytes: file.bytes, chunks: 1 }, ...by });
  await tell('files.delete', 'DELETE', `/api/files/${String(gone.json.id)}`, by);
  const share = await sealWith(door, [id], by.cookie, waiting);
  const { headers: held } = await claimFiles(door, share);
  await tell('chunk.get', 'GET', `/api/shares/${share.id}/files/${id}/chunks/0`, { headers: held });
  await tell('files.done', 'POST', `/api/shares/${share.id}/files/done`, { json: {}, headers: held });
}
