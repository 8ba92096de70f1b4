// Removes files that nobody may fetch any more, and finds what is left on one side alone: chunks without a record, and records whose chunks are gone.

import { filesUntil } from '../lifecycle/files.ts';
import { limits } from '../limits.ts';
import { BlobFault, type BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { FileStore, StoredFile } from '../ports/file-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantTag } from '../share.ts';

/** What one process has found since its start. */
export interface FileFindings {
  /** Files that went because their time was over. */
  readonly ended: number;
  /** Files without a record whose chunks were removed. */
  readonly orphans: number;
  /** Chunks that a record names and the place does not have. */
  readonly lost: number;
}

export interface FileSweepDeps {
  readonly store: FileStore & ShareReader & { tags(): Promise<readonly TenantTag[]> };
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

export interface FileSweep {
  /** Files that are due. Answers how many it looked at. */
  due(): Promise<number>;
  /** Chunks without a record. */
  orphans(): Promise<void>;
  readonly found: FileFindings;
}

const BATCH = 20;
/** A bound file is looked at so often: whether its chunks are there, and its share still is. */
const LOOK_MS = 3_600_000;

export function createFileSweep({ store, blobs, clock }: FileSweepDeps): FileSweep {
  const found = { ended: 0, orphans: 0, lost: 0 };
  /** Each is counted once. */
  const lost = new Set<string>();

  /** When it may go, epoch ms. */
  async function endOf(file: StoredFile): Promise<number> {
    if (file.share === null) return file.untilAt;
    const share = await store.load(file.share);
    if (share === null) return 0;
    if (share.state.status === 'ended' || share.state.status === 'claimed') return filesUntil(share.state) ?? 0;
    return share.expiresAt + limits.safetyNetMs;
  }

  async function look(file: StoredFile): Promise<void> {
    const now = clock();
    const end = await endOf(file);
    if (end <= now) {
      // Before a seal could bind it: one that does so now finds no record. The bytes are found without one.
      if (file.share === null && !(await store.dropFile(file.id, 'bound'))) return;
      await blobs.drop(file.id);
      if (file.share !== null) await store.dropFile(file.id);
      found.ended += 1;
      return;
    }
    const chunks = [...file.hashes].map(([index, hash]) => ({ index, hash }));
    for (const index of await blobs.missing(file.id, chunks)) {
      const name = `${file.id}.${index}`;
      if (!lost.has(name)) found.lost += 1;
      lost.add(name);
    }
    await store.putOffFile(file.id, Math.min(end, now + LOOK_MS));
  }

  return {
    found,
    async due() {
      const ids = await store.dueFiles(clock(), BATCH);
      let done = 0;
      for (const id of ids) {
        const file = await store.loadFile(id);
        try {
          if (file === null) {
            await blobs.drop(id);
            await store.dropFile(id);
          } else await look(file);
          done += 1;
        } catch (error) {
          // Tried again, and not at once: the others behind it have their turn.
          if (!(error instanceof BlobFault)) throw error;
          await store.putOffFile(id, clock() + 60_000);
        }
      }
      return done;
    },
    async orphans() {
      for (const tag of await store.tags()) {
        for await (const page of blobs.ids(tag)) {
          for (const id of page) {
            // A record is there before the first chunk is, and goes after the last one, but for what was never bound.
            if ((await store.loadFile(id)) !== null) continue;
            await blobs.drop(id);
            found.orphans += 1;
          }
        }
      }
    },
  };
}
