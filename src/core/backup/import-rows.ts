// Writes the rows of a backup, which has been checked, into a store that was opened for it.

import { parseLogState } from '../tlog/state/log-state.ts';
import type { LogRecordReader, LogWrite, LogWriter } from '../ports/log-store.ts';
import type { BlockStore } from '../ports/block-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import { positionsOf } from '../tlog/tiles.ts';
import type { Clock } from '../ports/clock.ts';
import type { KeptEvidence } from '../ports/evidence-store.ts';
import { rotationUntil } from '../limits.ts';
import { Fault } from '../refusal.ts';
import type { BackupRow, TenantRow } from './backup-format.ts';
import type { ImportStore, StoredShare } from '../ports/backup-store.ts';
import { tagOf, type ShareId } from '../share.ts';

type ImportTarget = ImportStore & SettingsStore & BlockStore & LogRecordReader & LogWriter;

/** Shares, or tiles, written at once. */
const BATCH = 64;

/** Returns the shares that have not ended: without their ciphertext they must be ended. Rows past their retention are left out. */
export async function importRows(
  store: ImportTarget,
  rows: AsyncGenerator<BackupRow>,
  { clock, retentionMs }: { readonly clock: Clock; readonly retentionMs: number },
): Promise<ShareId[]> {
  const waits = new Map<ShareId, boolean>();
  const proven = new Set<ShareId>();
  let shares: StoredShare[] = [];
  let evidence: KeptEvidence[] = [];
  let tiles: LogWrite['tiles'][number][] = [];
  let current: TenantRow | null = null;
  let [size, first] = [0, 0];

  async function flushShares(): Promise<void> {
    const [one] = shares;
    if (one !== undefined) await store.importShares(tagOf(one.id), shares);
    shares = [];
  }
  async function flushEvidence(): Promise<void> {
    if (evidence.length > 0) await store.importEvidence(evidence);
    evidence = [];
  }
  /** Positions are written after their shares and evidence, because they live as long. */
  async function writeLog(positions: LogWrite['positions']): Promise<void> {
    if (current?.log === null || current === null) return;
    const { tag, log: text } = current;
    const version = (await store.readLog(tag))?.version ?? 0;
    if (!(await store.writeLog({ tag, version, token: 0, size, text, first, tiles, positions })))
      throw new Fault('store.unfit', 'Another process writes into this store: stop every instance, and run `nt2 restore` again.');
    tiles = [];
  }

  for await (const row of rows) {
    const [batched] = shares;
    const goesOn = 'share' in row && (batched === undefined || tagOf(batched.id) === tagOf(row.share.id)) && shares.length < BATCH;
    if (!goesOn) await flushShares();
    if (!('evidence' in row) || evidence.length >= BATCH) await flushEvidence();
    if ('setting' in row) await store.putSetting(row.setting.key, row.setting.value);
    else if ('share' in row) {
      if (row.share.until <= clock()) continue;
      waits.set(row.share.id, row.share.waits);
      shares.push(row.share);
    } else if ('evidence' in row) {
      if (row.evidence.until <= clock()) continue;
      proven.add(row.evidence.row.id);
      evidence.push(row.evidence);
    } else if ('tag' in row) {
      current = row.tag;
      const state = parseLogState(current.log ?? '');
      [size, first] = [state?.frontier.size ?? 0, state?.pruned.first ?? 0];
      await store.importHistory(current.tag, current.past);
      for (const block of current.blocks) await store.block(current.tag, block, Number.MAX_SAFE_INTEGER);
      await store.importLeaves(current.tag, 0, []);
      await writeLog([]);
    } else if ('rotation' in row) {
      const until = rotationUntil(row.rotation.closed?.at ?? null, retentionMs);
      if (until === null || until > clock()) await store.importRotations([{ rotation: row.rotation, until }]);
    } else if ('tile' in row) {
      tiles.push(row.tile);
      if (tiles.length >= BATCH) await writeLog([]);
    } else if ('leaves' in row && current !== null) {
      const { from, texts } = row.leaves;
      await store.importLeaves(current.tag, from, texts);
      const signed = texts.slice(0, Math.max(0, size - from));
      await writeLog(positionsOf(signed, from).filter(({ share }) => waits.has(share) || proven.has(share)));
    }
  }
  await flushShares();
  await flushEvidence();
  return [...waits].filter(([, isWaiting]) => isWaiting).map(([id]) => id);
}
