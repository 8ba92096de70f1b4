// Vectors of a file: small ones whole, and one of three chunks by its hashes.

import { encodeBase64, hashB64 } from '../../src/crypto/bytes.ts';
import { formatContentDigest } from '../../src/crypto/file/content-digest.ts';
import { encryptChunk } from '../../src/crypto/file/chunk.ts';
import { chunkHash, createFileHash } from '../../src/crypto/file/file-hash.ts';
import { PLAIN_BYTES, plainRange, sealedSize } from '../../src/crypto/file/sizes.ts';
import * as story from './story.ts';

export function fileVectors() {
  const key = story.fixed('file key');
  const sealed = (content: Uint8Array): Uint8Array[] => {
    const { chunks } = sealedSize(content.length);
    return Array.from({ length: chunks }, (_, index) => {
      const { start, end } = plainRange(content.length, index);
      return encryptChunk(content.subarray(start, end), { key, index, chunks });
    });
  };
  const facts = (content: Uint8Array) => {
    const chunks = sealed(content);
    const hash = createFileHash(chunks.length);
    for (const [index, chunk] of chunks.entries()) hash.add(index, chunkHash(chunk));
    return {
      bytes: content.length,
      sealed: sealedSize(content.length),
      hash: hash.read(),
      digests: chunks.map((chunk) => formatContentDigest(chunkHash(chunk))),
    };
  };
  const small = new TextEncoder().encode('{"type":"service_account"}\n');
  // Byte n is n modulo 251, so that no two chunks are alike.
  const large = Uint8Array.from({ length: 2 * PLAIN_BYTES + 1 }, (_, at) => at % 251);
  return {
    key: encodeBase64(key),
    empty: { ...facts(new Uint8Array(0)), chunks: sealed(new Uint8Array(0)).map(encodeBase64) },
    small: { ...facts(small), content: encodeBase64(small), chunks: sealed(small).map(encodeBase64) },
    large: { ...facts(large), content: `byte n is n modulo 251; SHA-256 ${hashB64(large)}` },
  };
}
