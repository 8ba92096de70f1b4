// Where the chunks of files lie: a folder or a bucket. It knows ids and indexes, and nothing of shares or people.

import type { FileId, TenantTag } from '../share.ts';

/** What a blob store refuses or fails at, thrown: `away` answers later, perhaps; `full` has no room; `unfit` is set up wrongly. */
export type BlobFaultCode = 'away' | 'full' | 'unfit';

export class BlobFault extends Error {
  override readonly name = 'BlobFault';
  readonly code: BlobFaultCode;
  /** One sentence for the operator, without anything secret. */
  constructor(code: BlobFaultCode, sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.code = code;
  }
}

export interface Blob {
  readonly bytes: number;
  /** A web stream of its bytes, which the core hands on and never reads. */
  readonly body: object;
}

/** One chunk of a file. The hash is a part of what names it, so what is read is what was said to be there. */
export interface Chunk {
  readonly index: number;
  /** base64 SHA-256 of its bytes. */
  readonly hash: string;
}

/** Every verb throws BlobFault. Each may be done twice. */
export interface BlobStore {
  /** Whole and lasting, or not at all. */
  put(id: FileId, chunk: Chunk, bytes: Uint8Array): Promise<void>;
  /** Null: it is not there. */
  get(id: FileId, chunk: Chunk): Promise<Blob | null>;
  /** Every chunk of it, and what was left half written. */
  drop(id: FileId): Promise<void>;
  /** The indexes of those that are not there. */
  missing(id: FileId, chunks: readonly Chunk[]): Promise<readonly number[]>;
  /** The files of this tag of which anything is there, page by page. A file may be dropped while they are read. */
  ids(tag: TenantTag): AsyncIterable<readonly FileId[]>;
  /** Writes a chunk, reads it and removes it. Answers what the operator should know of the place, in sentences. */
  check(): Promise<readonly string[]>;
  /** For the operator: what it is, without anything secret. */
  readonly place: string;
}
