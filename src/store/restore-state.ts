// What both stores share for backup and restore: which settings go along, and which restores may not begin.

import { KEPT_SETTINGS } from '../core/backup/backup-format.ts';
import type { StoredShare } from '../core/ports/backup-store.ts';
import { Fault } from '../core/refusal.ts';
import type { ShareId } from '../core/share.ts';
import { parseShare } from './share-codec.ts';

/** Setting: which backup is being restored. */
export const RESTORING = 'restoring';

export function isKeptSetting(key: string): boolean {
  return KEPT_SETTINGS.some((prefix) => key.startsWith(prefix));
}

/** The store holds part of a backup; `wanted`: the backup that is to be restored now. */
export function restoreInProgress(wanted: string | null): Fault {
  const what = wanted === null ? 'A restore into this store' : 'A restore of another backup into this store';
  return new Fault(
    'store.unfit',
    `${what} was begun and not finished. Run \`nt2 restore\` again with the backup that it was begun with, or empty the store.`,
  );
}

/** @throws Fault `store.unfit` when there is anything that a backup would be mixed with. */
export function expectEmpty({
  tags,
  leaves,
  settings,
}: {
  readonly tags: readonly string[];
  readonly leaves: number;
  readonly settings: number;
}): void {
  if (tags.length === 0 && leaves === 0 && settings === 0) return;
  const some = tags.length > 5 ? `${tags.slice(0, 5).join(', ')} …` : tags.join(', ');
  throw new Fault(
    'store.unfit',
    `The store is not empty: it holds ${tags.length} tenants${some && ` (${some})`}, ${leaves} leaves of logs, ${settings} API tokens and other settings. ` +
      'A backup is restored into an empty store only: name another one in NT2_STORE, or empty this one.',
  );
}

export function notRestoring(): Fault {
  return new Fault('store.unfit', 'This store was not opened for a restore.');
}

/** @throws Fault `store.corrupt` when the record is not one of this version. */
export function toStoredShare(id: ShareId, record: string, until: number): StoredShare {
  return { id, record, until, waits: parseShare(id, record).state.status !== 'ended' };
}
