// How large a .nt2share file and what stands in it can be.

import { ITEM_LIMITS } from '../share-terms.ts';

export const SHARE_FILE_LIMITS = {
  /** Of the whole file: more is not read. Rows have 40 KiB at most. */
  bytes: 1_048_576,
  label: ITEM_LIMITS.label,
  note: 300,
  sender: 200,
} as const;
