// The first state of a new generation of a log, which replaces one that cannot continue.

import { encodeBase64 } from '../../crypto/bytes.ts';
import { loadFrontier } from '../../crypto/tlog/merkle.ts';
import { hashReader } from '../../crypto/tlog/tiles.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { TenantTag } from '../share.ts';
import { generationEntry, pruneEntry } from './state/log-events.ts';
import { emptyLogState, parseLogState, type LogState } from './state/log-state.ts';
import { tileReader } from './tiles.ts';
import { parseHead, type LogDeps, type TrustedLogs } from './trusted-state.ts';

interface NewGenerationDeps extends Pick<LogDeps, 'signers' | 'clock'> {
  readonly store: LogStore;
  readonly trustedLogs: Pick<TrustedLogs, 'headOf'>;
}

/**
 * Queues the leaves that name the generation before and what of it was pruned. Answers how to build the unsigned state: that may find an
 * inconsistency, so the caller does it where one stops the log.
 */
export async function newGeneration(
  { store, signers, clock, trustedLogs }: NewGenerationDeps,
  tag: TenantTag,
): Promise<() => Promise<LogState>> {
  const [record, head] = await Promise.all([store.readLog(tag), trustedLogs.headOf(tag)]);
  const old = record && parseLogState(record.text);
  const last = head ?? (old?.note ? parseHead(old.note) : null);
  const generation = Math.max(old?.generation ?? 1, last?.generation ?? 1) + 1;
  const log = signers.origin({ tag, generation });
  if (last !== null) await store.appendLeaf(tag, generationEntry({ log, at: clock(), after: { ...last, root: encodeBase64(last.root) } }));
  // Pruned entries are in the new tree by their hashes.
  const { first } = await store.entryRange(tag);
  const at = first === 0 ? 0 : await store.appendLeaf(tag, pruneEntry({ log, at: clock(), first }));
  return async () => ({
    ...emptyLogState,
    generation,
    frontier: await loadFrontier(first, hashReader(first, tileReader(store, tag, first))),
    pruned: { first, at },
    verifiedAt: clock(),
  });
}
