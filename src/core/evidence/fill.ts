// Brings an older store forward: what had ended before nt2 kept evidence, and is still remembered, gets its evidence now. Once for each store.

import { parseLeaf } from '../../crypto/receipt/parsed-event.ts';
import { evidenceOf, type EvidenceTimes } from '../lifecycle/evidence.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import type { LeafReader } from '../ports/log-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantList } from '../ports/tenant-tags.ts';
import { isShareId, type ShareId, type TenantTag } from '../share.ts';

export interface FillDeps {
  readonly store: ShareReader & EvidenceStore & LeafReader & TenantList & SettingsStore;
  readonly clock: Clock;
  /** How long records are kept after the end: further back there is nothing to find. */
  readonly retentionMs: number;
  readonly evidence: EvidenceTimes;
  /** Aborted: stop at the next batch, and begin again at the next start. */
  readonly signal: { readonly aborted: boolean };
}

/** Setting: this store has been filled. */
const FILLED = 'evidence:filled';
const BATCH = 1_024;
/** By how much the times of two entries may be in another order than the entries. */
const SLACK_MS = 86_400_000;

/** Doing it twice is doing it once, by any number of processes: a row that is there stays. Answers how many shares were looked at. */
export async function fillEvidence(deps: FillDeps): Promise<number> {
  const { store, signal } = deps;
  if ((await store.getSetting(FILLED)) !== null) return 0;
  let found = 0;
  for (const tag of await store.tags())
    for await (const id of endedLately(deps, tag)) {
      const share = await store.load(id);
      const kept = share && evidenceOf(share, deps.evidence, { now: deps.clock() });
      if (kept) await store.fillEvidence(kept);
      found += 1;
    }
  if (!signal.aborted) await store.putSetting(FILLED, '1');
  return found;
}

/** Newest first. */
async function* endedLately({ store, clock, retentionMs, signal }: FillDeps, tag: TenantTag): AsyncGenerator<ShareId> {
  const oldest = clock() - retentionMs - SLACK_MS;
  const { first, end } = await store.entryRange(tag);
  for (let to = end; to > first && !signal.aborted; to -= BATCH) {
    const from = Math.max(first, to - BATCH);
    const events = (await store.leaves(tag, from, to - from)).flatMap((leaf) => parseLeaf(leaf)?.facts ?? []);
    for (const { type, share } of events) if (type === 'ended' && isShareId(share)) yield share;
    if (events.length > 0 && events.every(({ at }) => at < oldest)) return;
  }
}
