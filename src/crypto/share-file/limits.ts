// How large a .nt2share file and what stands in it can be.

import { ITEM_LIMITS } from '../share-terms.ts';
import { FILE_LIMITS } from '../file/sizes.ts';

export const SHARE_FILE_LIMITS = {
  /** Of the whole file: more is not read. All of it is held in memory, so the files in it are few and small. */
  bytes: 29_360_128,
  files: FILE_LIMITS.files,
  /** Of all files together. */
  filesBytes: 26_214_400,
  label: ITEM_LIMITS.label,
  note: 300,
  sender: 200,
} as const;
