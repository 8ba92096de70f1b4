// What is kept of files that are added and not sent yet.

import type { AttachedFile } from '../../../crypto/capsule/attached-files.ts';
import type { KeptUpload } from '../../../client/files/upload.ts';

export interface KeptFile {
  readonly name: string;
  readonly bytes: number;
  /** Bytes that had left this browser. */
  readonly done: number;
  readonly upload: KeptUpload;
  /** Null: it is not whole yet. */
  readonly whole: AttachedFile | null;
}

export interface FileDrawer {
  /** What an earlier visit has left. */
  readonly before: readonly KeptFile[];
  save(files: readonly KeptFile[]): Promise<void>;
  close(): void;
}
