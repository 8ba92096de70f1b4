// The records of files: whose they are, of which share, and which of their chunks lie in the blob store. Never a byte of them.

import type { FileId, PersonKey, ShareId, TenantTag } from '../share.ts';

export interface BegunFile {
  readonly id: FileId;
  readonly owner: PersonKey;
  /** Of the ciphertext. */
  readonly bytes: number;
  readonly chunks: number;
  /** Epoch ms. */
  readonly madeAt: number;
  /** When it goes unless a share binds it, epoch ms. */
  readonly untilAt: number;
}

export interface StoredFile extends BegunFile {
  /** The share that has bound it. */
  readonly share: ShareId | null;
  /** base64 SHA-256 of the chunks that are there, by index. */
  readonly hashes: ReadonlyMap<number, string>;
}

/** The most that may lie at the same time: files of one person, and bytes of one person and of a tenant. */
export interface FileQuotas {
  readonly each: number;
  readonly personBytes: number;
  readonly tenantBytes: number;
}

export interface FileStore {
  /** `person`, `tenant`: that quota is full. `taken`: the id exists. One atomic act. */
  addFile(file: BegunFile, quotas: FileQuotas): Promise<'added' | 'taken' | 'person' | 'tenant'>;
  loadFile(id: FileId): Promise<StoredFile | null>;
  /** Says that a chunk is there. `other`: another one is. `gone`: there is no such file. */
  markChunk(id: FileId, index: number, hash: string): Promise<'marked' | 'other' | 'gone'>;
  /** Forgets it. With `unless`: not while a share has bound it. False: it was not there, or is bound. */
  dropFile(id: FileId, unless?: 'bound'): Promise<boolean>;
  /** Files at which to look, the earliest first, over all tags. */
  dueFiles(now: number, limit: number): Promise<FileId[]>;
  /** To look at it later. Nothing where it is gone. */
  putOffFile(id: FileId, dueAt: number): Promise<void>;
  /** One that no share has bound waits until then, where it would go before. False: there was nothing to change. */
  keepFile(id: FileId, untilAt: number): Promise<boolean>;
  /** Files of this person, whatever their state. */
  filesOf(tag: TenantTag, owner: PersonKey): Promise<FileId[]>;
  /** Over all tags. */
  countFiles(): Promise<{ readonly files: number; readonly bytes: number }>;
}
