// All evidence of a period at once, for a command that prints it.

import { parseLogEvent } from '../../crypto/events/event.ts';
import type { LogReader } from '../ports/log-store.ts';
import { Fault } from '../refusal.ts';
import type { ShareId, TenantTag } from '../share.ts';
import { loadLogState } from '../tlog/inclusion-proofs.ts';
import {
  columnsOf,
  loadEvidenceParties,
  isWanted,
  walkEntries,
  type EntrySource,
  type EvidenceRow,
  type EvidenceParties,
  type Period,
} from './entries.ts';

interface EvidenceQuery extends Period {
  readonly tags: readonly TenantTag[];
}

const BATCH = 1_024;
/** Each takes moments, so only a long `nt2 forget` outlasts them. */
const LOOKS = 50;

/**
 * Whose share a log calls forgotten while it is collected is read once more: what is given out after an erasure does not name that person. The
 * last look finds no erasure since the one before it.
 * @throws Fault `evidence.moving` when every look finds some.
 */
export async function collectEvidence(store: EntrySource, { tags, ...period }: EvidenceQuery): Promise<EvidenceRow[]> {
  const seen = new Map<TenantTag, number>();
  for (const tag of tags) seen.set(tag, (await store.entryRange(tag)).end);
  let rows: EvidenceRow[] = [];
  for (const tag of tags) {
    const size = (await loadLogState(store, tag))?.frontier.size ?? 0;
    for await (const batch of walkEntries(store, { ...period, tag, size, end: Infinity, withLabels: true })) rows.push(...batch);
  }
  for (let look = 0; look < LOOKS; look += 1) {
    const erased = await forgottenSince(store, seen);
    if (erased.size === 0) return rows;
    rows = await readAgain(store, { rows, erased, person: period.person });
  }
  throw new Fault(
    'evidence.moving',
    'People are being erased while this is collected. Nothing was exported: try again when `nt2 forget` is done.',
  );
}

/** Shares that the logs call forgotten behind the places in `seen`, which move on. */
async function forgottenSince(store: LogReader, seen: Map<TenantTag, number>): Promise<Set<string>> {
  const erased = new Set<string>();
  for (const [tag, from] of seen) {
    let at = from;
    for (let leaves = await store.leaves(tag, at, BATCH); leaves.length > 0; leaves = await store.leaves(tag, at, BATCH)) {
      for (const own of leaves.map(parseLogEvent)) {
        const id = own?.type === 'forgotten' ? own.lines.find(([name]) => name === 'share')?.[1] : undefined;
        if (id !== undefined) erased.add(id);
      }
      at += leaves.length;
    }
    seen.set(tag, at);
  }
  return erased;
}

interface Erasures extends Pick<EvidenceQuery, 'person'> {
  readonly rows: readonly EvidenceRow[];
  readonly erased: ReadonlySet<string>;
}

async function readAgain(store: EntrySource, { rows, erased, person }: Erasures): Promise<EvidenceRow[]> {
  const parties = new Map<ShareId, EvidenceParties | null>();
  for (const { share } of rows)
    if (share !== null && erased.has(share) && !parties.has(share)) parties.set(share, await loadEvidenceParties(store, share));
  return rows.flatMap((row) => {
    const now = row.share === null ? undefined : parties.get(row.share);
    if (now === undefined) return [row];
    return isWanted(now, person) ? [{ ...row, ...columnsOf(now) }] : [];
  });
}
