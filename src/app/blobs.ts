// Opens the place of files that the settings name.

import { join } from 'node:path';
import type { Config } from '../config/settings.ts';
import type { BlobStore } from '../core/ports/blob-store.ts';
import { openWayOut } from './way-out.ts';

/** Where files lie, if they lie in a folder; null otherwise. */
export function fileFolder({ NT2_FILES: place, NT2_STORE: store, NT2_STATE_DIR: state }: Config): string | null {
  if (place.kind === 'folder') return place.dir;
  // Only with SQLite is it sure that no other machine is an instance too, which would not see them.
  return place.kind === 'usual' && store.kind === 'sqlite' && store.file !== ':memory:' ? join(state, 'files') : null;
}

/** What the pages offer: files have a place, whether or not it answers now. */
export const takesFiles = (config: Config): boolean => config.NT2_FILES.kind === 'bucket' || fileFolder(config) !== null;

/** Null: no files are taken. A bucket is not asked yet: one that is away keeps nothing from starting. @throws Fault `files.unfit` */
export async function openBlobs(config: Config): Promise<BlobStore | null> {
  const { NT2_FILES: place, NT2_S3_ENDPOINT: endpoint, NT2_S3_KEY_ID: keyId, NT2_S3_SECRET: secret } = config;
  if (place.kind === 'bucket' && endpoint !== null && keyId !== null && secret !== null) {
    const { bucket, prefix } = place;
    const { openBucket } = await import('../blobs/bucket.ts');
    const settings = { endpoint, bucket, prefix, keyId, secret, region: config.NT2_S3_REGION, style: config.NT2_S3_STYLE };
    return openBucket(settings, { fetch: await openWayOut(config) });
  }
  const dir = fileFolder(config);
  return dir === null ? null : (await import('../blobs/folder.ts')).openBlobFolder(dir);
}
