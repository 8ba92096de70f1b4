// Takes away the files of a person who is erased: those that no share has bound, and those of shares that have ended.

import type { BlobStore } from '../ports/blob-store.ts';
import type { FileStore } from '../ports/file-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import { tenantOf, type PersonKey } from '../share.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';

export interface EraseFilesDeps {
  readonly store: FileStore & ShareReader;
  /** Null: no files are taken here any more; what lies in their place is the operator's to remove. */
  readonly blobs: BlobStore | null;
  readonly tenantTags: TenantTags;
}

/** Answers how many went. Those of a share that is open go with it. */
export async function eraseFiles({ store, blobs, tenantTags }: EraseFilesDeps, person: PersonKey): Promise<number> {
  let gone = 0;
  for (const id of await store.filesOf(tenantTags.tagOf(tenantOf(person)), person)) {
    const file = await store.loadFile(id);
    const share = file?.share ? await store.load(file.share) : null;
    if (share !== null && share.state.status !== 'ended') continue;
    await blobs?.drop(id);
    if (await store.dropFile(id, file?.share ? undefined : 'bound')) gone += 1;
  }
  return gone;
}
