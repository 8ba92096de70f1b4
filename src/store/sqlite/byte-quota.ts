// How many bytes of ciphertext the shares of a live set have, against what they may have.

import type { StatementSync } from 'node:sqlite';
import { tagOf, type ShareId } from '../../core/share.ts';

/** For `isOverfull`. */
export const WEIGHED =
  'SELECT coalesce(sum(bytes), 0) AS all_of_it, coalesce(sum(bytes) FILTER (WHERE id = ?), 0) AS mine FROM live WHERE tag = ? AND name = ?';

/** Only a share that grows can be too much. */
export function isOverfull(
  weighed: StatementSync,
  { id, size, set, max }: { readonly id: ShareId; readonly size: number; readonly set: string; readonly max: number },
): boolean {
  const there = weighed.get(id, tagOf(id), set) as { all_of_it: number; mine: number };
  return size > there.mine && there.all_of_it - there.mine + size > max;
}
