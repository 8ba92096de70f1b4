// What is asked of a server about the files of shares. Their names and types are in no request.

import type { Bytes } from '../../crypto/bytes.ts';
import { formatContentDigest } from '../../crypto/file/content-digest.ts';
import { chunkSize, type FileSize } from '../../crypto/file/sizes.ts';
import type { Answer } from '../wire/answer.ts';
import { post, request, silent, type Connection } from '../wire/connection.ts';
import { asJson } from '../wire/json.ts';
import { readExactly } from '../wire/read-exactly.ts';

/** base64 SHA-256 of the chunks that have arrived, by index. */
export type ChunksThere = ReadonlyMap<number, string>;

export interface SealedChunk {
  readonly index: number;
  readonly bytes: Bytes;
  readonly hash: Bytes;
}

/** Where a file lies for the device that claimed it. */
export interface LeasedFile {
  readonly share: string;
  /** base64: the claim secret. */
  readonly secret: string;
  readonly id: string;
}

const OCTETS = 'application/octet-stream';
const at = (id: string): string => `/api/files/${id}`;

/** The id. `share`: for which it is brought, where that waits already. Asked again after a lost answer, there is one file more, which goes by itself. */
export const createFile = (connection: Connection, { bytes, chunks }: FileSize, share: string | null): Promise<Answer<string>> =>
  request(connection, '/api/files', post({ bytes, chunks, ...(share !== null && { share }) }), async (response) => {
    const id = asJson(await response.json())?.['id'];
    return typeof id === 'string' && /^[a-z2-7]{32}$/.test(id) ? id : null;
  });

export const fetchFile = (connection: Connection, id: string): Promise<Answer<ChunksThere>> =>
  request(connection, at(id), {}, async (response) => {
    const there = asJson(await response.json())?.['there'];
    if (!Array.isArray(there)) return null;
    return new Map(there.map(asJson).map((chunk) => [Number(chunk?.['index']), String(chunk?.['hash'])]));
  });

export const sendChunk = (connection: Connection, id: string, { index, bytes, hash }: SealedChunk): Promise<Answer<null>> =>
  silent(connection, `${at(id)}/chunks/${index}`, {
    method: 'PUT',
    headers: { 'content-type': OCTETS, 'content-digest': formatContentDigest(hash) },
    body: bytes,
  });

export const removeFile = (connection: Connection, id: string): Promise<Answer<null>> => silent(connection, at(id), { method: 'DELETE' });

export const fetchChunk = (
  connection: Connection,
  { share, secret, id }: LeasedFile,
  size: FileSize,
  index: number,
): Promise<Answer<Bytes>> =>
  request(
    connection,
    `/api/shares/${share}/files/${id}/chunks/${index}`,
    { headers: { accept: OCTETS, 'x-nt2-claim': secret } },
    (response) => readExactly(response, chunkSize(size, index)),
  );

/** All files of the share are where they should be: the server removes them. */
export const confirmFiles = (connection: Connection, { share, secret }: Pick<LeasedFile, 'share' | 'secret'>): Promise<Answer<null>> =>
  silent(connection, `/api/shares/${share}/files/done`, { ...post({}, { 'x-nt2-claim': secret }), isRepeatable: true });
