// Files of shares: begun, filled chunk by chunk and withdrawn by their sender; fetched by the device that claimed. A seal binds them, in
// `transact`. Records say what is there; a chunk is said to be there only once it lies in its place.

import { encodeBase32, encodeBase64 } from '../../crypto/bytes.ts';
import { chunkSize, plainSize, type FileSize } from '../../crypto/file/sizes.ts';
import { fileLimits } from '../limits.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { FileQuotas, FileStore, StoredFile } from '../ports/file-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { ok, refuse, type Refusal, type Result } from '../refusal.ts';
import { isFileId, isShareId, tagOf, tenantOf, type FileId, type PersonKey, type Share } from '../share.ts';
import { refusedBy } from './blob-refusal.ts';
import { createReading, type FileReading } from './reading.ts';

export interface FileTerms extends FileQuotas {
  /** Bytes of the plaintext of one. */
  readonly bytes: number;
}

export interface FileDeps {
  readonly store: FileStore & ShareReader;
  /** Null: the operator takes none. */
  readonly blobs: BlobStore | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  readonly terms: FileTerms;
  /** What the policy has against files of these sizes in this share. See docs/decisions/files-wait-with-their-share.md. */
  readonly mayNotSeal: (share: Share, files: readonly number[]) => Refusal | null;
}

export interface ChunkInput {
  readonly index: number;
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, which the door has computed. */
  readonly hash: Uint8Array;
}

/** `owner`: those who ask; one of them must be whose it is. */
export interface Files extends FileReading {
  /**
   * `share`: of this sender's, waiting to be sealed. The file lies for as long as that one waits, and what the policy has against it is said before
   * a byte of it comes; the seal asks again. Null: it lies for `unboundMs`, and the seal alone asks.
   */
  begin(owner: PersonKey, size: FileSize, share?: string | null): Promise<Result<Pick<StoredFile, 'id' | 'untilAt'>>>;
  /** Whether a chunk of this length may be brought; asked before it arrives. */
  expect(id: string, owner: readonly PersonKey[], index: number): Promise<Result<number>>;
  put(id: string, owner: readonly PersonKey[], chunk: ChunkInput): Promise<Result<null>>;
  look(id: string, owner: readonly PersonKey[]): Promise<Result<StoredFile>>;
  withdraw(id: string, owner: readonly PersonKey[]): Promise<Result<null>>;
}

const GONE = refuse('file.gone');

export function createFiles(deps: FileDeps): Files {
  const { store, blobs, clock, terms, tenantTags } = deps;

  /** Another person's is as gone as one that never was. */
  async function load(id: string, owner: readonly PersonKey[]): Promise<StoredFile | null> {
    const file = isFileId(id) ? await store.loadFile(id) : null;
    if (file === null || !owner.includes(file.owner)) return null;
    return file.share === null && file.untilAt <= clock() ? null : file;
  }

  /** A share that its sender can still seal. Another person's is as gone as one that never was. */
  async function waiting(id: string, owner: PersonKey): Promise<Result<Share>> {
    const share = isShareId(id) ? await store.load(id) : null;
    if (share === null || share.sender.key !== owner || tagOf(share.id) !== tenantTags.tagOf(tenantOf(owner))) return refuse('share.gone');
    const { status } = share.state;
    if (status === 'ended' || share.expiresAt <= clock()) return refuse('share.gone');
    return status === 'offered' || status === 'accepted' ? ok(share) : refuse('share.already_sealed');
  }

  async function open(id: string, owner: readonly PersonKey[], index: number): Promise<Result<{ file: StoredFile; size: number }>> {
    const file = await load(id, owner);
    if (file === null) return GONE;
    const size = chunkSize(file, index);
    return size === 0 ? refuse('input.invalid', { field: 'index' }) : ok({ file, size });
  }

  return {
    ...createReading(deps),
    async begin(owner, size, of = null) {
      if (blobs === null) return refuse('file.off');
      const plain = plainSize(size);
      if (plain === null) return refuse('input.invalid', { field: 'bytes' });
      if (plain > terms.bytes) return refuse('input.too_large', { field: 'bytes' });
      const share = of === null ? null : await waiting(of, owner);
      if (share !== null && !share.ok) return share;
      const against = share && deps.mayNotSeal(share.value, [plain]);
      if (against !== null) return against;
      const now = clock();
      const id = newFileId(deps, owner);
      const untilAt = Math.max(now + fileLimits.unboundMs, share?.value.expiresAt ?? 0);
      const added = await store.addFile({ id, owner, bytes: size.bytes, chunks: size.chunks, madeAt: now, untilAt }, terms);
      if (added === 'added') return ok({ id, untilAt });
      return added === 'taken' ? refuse('store.busy') : refuse(added === 'person' ? 'quota.files' : 'quota.tenant_files');
    },
    async expect(id, owner, index) {
      const opened = await open(id, owner, index);
      return opened.ok ? ok(opened.value.size) : opened;
    },
    async put(id, owner, { index, bytes, hash: digest }) {
      if (blobs === null) return refuse('file.off');
      const opened = await open(id, owner, index);
      if (!opened.ok) return opened;
      const { file, size } = opened.value;
      if (bytes.length !== size) return refuse('input.invalid', { field: 'body' });
      const hash = encodeBase64(digest);
      const before = file.hashes.get(index);
      if (before !== undefined) return before === hash ? ok(null) : refuse('file.other');
      // Bound means whole: nothing is missing that could be brought.
      if (file.share !== null) return refuse('file.other');
      const refused = await refusedBy(() => blobs.put(file.id, { index, hash }, bytes));
      if (refused !== null) return refused;
      const marked = await store.markChunk(file.id, index, hash);
      if (marked === 'gone') await blobs.drop(file.id);
      if (marked === 'marked') return ok(null);
      return marked === 'gone' ? GONE : refuse('file.other');
    },
    async look(id, owner) {
      const file = await load(id, owner);
      return file === null ? GONE : ok(file);
    },
    async withdraw(id, owner) {
      const file = await load(id, owner);
      if (file === null) return GONE;
      // Of a share it is a part: that is taken back as a whole.
      if (file.share !== null || !(await store.dropFile(file.id, 'bound'))) return refuse('share.already_sealed');
      // Where this fails, the sweeper finds chunks without a record.
      if (blobs !== null) await refusedBy(() => blobs.drop(file.id));
      return ok(null);
    },
  };
}

const newFileId = ({ tenantTags, random }: Pick<FileDeps, 'tenantTags' | 'random'>, owner: PersonKey): FileId =>
  (tenantTags.tagOf(tenantOf(owner)) + encodeBase32(random(16))) as FileId;
