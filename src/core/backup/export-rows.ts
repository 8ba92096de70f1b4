// Reads the rows of a backup from a store that is in use. All rows of a tag but its rotations are of one moment: the last ones come with the count of leaves at
// which they were read, and rows that changed since they were read are read again. See docs/decisions/backup-without-ciphertext.md.

import { newTiles, TILE_WIDTH } from '../../crypto/tlog/tiles.ts';
import { parseLogState } from '../tlog/state/log-state.ts';
import type { TenantList } from '../ports/tenant-tags.ts';
import type { TreeReader } from '../ports/log-store.ts';
import type { BlockStore } from '../ports/block-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import { allRotations, type RotationStore } from '../ports/rotation-store.ts';
import { Fault } from '../refusal.ts';
import { isShareId, type Share, type ShareId, type TenantTag } from '../share.ts';
import { KEPT_SETTINGS, type BackupHead, type BackupRow } from './backup-format.ts';
import type { ExportStore, StoredShare, StoredShares, TenantSnapshot } from '../ports/backup-store.ts';

export type ExportSource = ExportStore & BlockStore & TenantList & SettingsStore & TreeReader & Pick<RotationStore, 'rotations'>;

/** Leaves in one row; shares read at once. */
const BATCH = 256;
/** How many times in a row a commit may come between the count of a tag and its snapshot. */
const ROUNDS = 200;

/** @throws Fault `store.corrupt`, or `backup.busy` when a tag never stands still. */
export async function* exportRows(store: ExportSource, head: BackupHead): AsyncGenerator<BackupRow> {
  yield { head };
  for (const prefix of KEPT_SETTINGS) for (const setting of await store.listSettings(prefix)) yield { setting };
  for (const tag of (await store.tags()).toSorted()) yield* exportTenant(store, tag);
}

async function* exportTenant(store: ExportSource, tag: TenantTag): AsyncGenerator<BackupRow> {
  let seen = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { first, end: leaves } = await store.entryRange(tag);
    seen = Math.max(seen, first);
    if (leaves - seen > BATCH) {
      for await (const texts of read(store, tag, { from: seen, to: leaves })) yield* rowsOf(await store.exportShares(tag, sharesOf(texts)));
      seen = leaves;
      continue;
    }
    const cut = await store.snapshotTenant(tag, leaves, sharesOf(await store.leaves(tag, seen, leaves - seen)));
    if (cut === null) continue;
    yield* exportSnapshot(store, tag, { ...cut, leaves });
    return;
  }
  throw new Fault('backup.busy', `Tenant ${tag} is too busy to be copied at one moment. Try again.`);
}

async function* exportSnapshot(
  store: ExportSource,
  tag: TenantTag,
  { past, log, leaves, ...kept }: TenantSnapshot & { readonly leaves: number },
): AsyncGenerator<BackupRow> {
  const state = log === null ? null : parseLogState(log.text);
  if (log !== null && state === null) throw new Fault('store.corrupt', `The record of the log of tenant ${tag} does not parse.`);
  yield { tag: { tag, past, log: log?.text ?? null, leaves, blocks: await store.listAllBlocks(tag) } };
  yield* rowsOf(kept);
  for await (const rotation of allRotations(store, tag)) yield { rotation };
  for (const { level, index, width } of newTiles(0, state?.frontier.size ?? 0)) {
    // Entries are the leaves; the partial tile of their hashes is not stored.
    if (level === 'entries' || (level === 0 && width < TILE_WIDTH)) continue;
    const bytes = await store.readTile(tag, level, index);
    if (bytes === null || bytes.length < width * 32)
      throw new Fault('backup.log', `The log of tenant ${tag} lacks a tile: nt2 log verify.`);
    yield { tile: { level, index, bytes: bytes.subarray(0, width * 32) } };
  }
  let from = state?.pruned.first ?? 0;
  for await (const texts of read(store, tag, { from, to: leaves })) {
    yield { leaves: { from, texts } };
    from += texts.length;
  }
}

function* rowsOf({ shares, evidence }: StoredShares): Generator<BackupRow> {
  for (const share of shares) yield { share: withoutOpenings(share) };
  for (const one of evidence) yield { evidence: one };
}

async function* read(
  store: ExportSource,
  tag: TenantTag,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<readonly string[]> {
  for (let at = from; at < to; at += BATCH) {
    const wanted = Math.min(BATCH, to - at);
    const texts = await store.leaves(tag, at, wanted);
    if (texts.length < wanted && at < (await store.entryRange(tag)).first) {
      throw new Fault('backup.busy', `Old entries of the log of tenant ${tag} have just been dropped. Try again.`);
    }
    if (texts.length < wanted) throw new Fault('backup.log', `The log of tenant ${tag} has a hole: nt2 log verify.`);
    yield texts;
  }
}

/** An open share ends at a restore, so its openings are left out: a reader of the backup could test guesses with them. */
function withoutOpenings(kept: StoredShare): StoredShare {
  if (!kept.waits) return kept;
  const share = JSON.parse(kept.record) as Share;
  const { state } = share;
  const bare = {
    ...state,
    ...('seal' in state && state.seal && { seal: { ...state.seal, openers: [] } }),
    ...('claim' in state && state.claim && { claim: { ...state.claim, proofs: [] } }),
  };
  return { ...kept, record: JSON.stringify({ ...share, state: bare }) };
}

/** Includes what the log itself says of a share: that it was erased. */
function sharesOf(leaves: readonly string[]): ShareId[] {
  const named = leaves.map((leaf) => /^share ([a-z2-7]{32})$/m.exec(leaf)?.[1] ?? '');
  return [...new Set(named)].filter(isShareId);
}
