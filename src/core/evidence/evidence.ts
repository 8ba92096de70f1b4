// Evidence for an auditor's program: a search, and a file that is written while it is read. See docs/decisions/evidence-by-the-api.md.

import { formatLogEvent } from '../../crypto/events/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import type { LeafQueue, LogReader } from '../ports/log-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantList } from '../ports/tenant-tags.ts';
import { Fault } from '../refusal.ts';
import type { TenantTag } from '../share.ts';
import { loadLogState } from '../tlog/inclusion-proofs.ts';
import { walkEntries, type LogPart, type Period } from './entries.ts';
import { EVIDENCE_FILES, type EvidenceFormat } from './evidence-file.ts';
import { searchEvidence, type EvidencePage, type EvidenceSearch } from './search.ts';

export interface EvidenceDeps {
  readonly store: ShareReader & EvidenceStore & LogReader & LeafQueue & TenantList;
  readonly clock: Clock;
  /** Name of the log of a tenant. */
  readonly nameOf: (tag: TenantTag) => Promise<string>;
  readonly newHash: () => RunningHash;
  /** Lets others have their turn: a long log is read for longer than they should wait. */
  readonly turn: () => Promise<void>;
}

export interface RunningHash {
  update(text: string): void;
  /** Base64. */
  digest(): string;
}

/** `tag`: of one log. Null: of all. */
type OfLogs<T> = Omit<T, 'tags'> & { readonly tag: TenantTag | null };

interface FileWish extends OfLogs<Period> {
  readonly format: EvidenceFormat;
}

export type EvidenceAccess = ReturnType<typeof createEvidenceAccess>;

export function createEvidenceAccess({ store, clock, nameOf, newHash, turn }: EvidenceDeps) {
  const tagsOf = async (tag: TenantTag | null): Promise<readonly TenantTag[]> => (tag === null ? (await store.tags()).toSorted() : [tag]);

  /** Where each log ends now: both readings go so far. */
  async function partsOf({ tag, from, to, person }: FileWish): Promise<LogPart[]> {
    const parts: LogPart[] = [];
    for (const one of await tagsOf(tag)) {
      const size = (await loadLogState(store, one))?.frontier.size ?? 0;
      parts.push({ from, to, person, tag: one, size, end: (await store.entryRange(one)).end, withLabels: false });
    }
    return parts;
  }

  /** The file in pieces. `seen`: logs that it has rows of. */
  async function* pieces(parts: readonly LogPart[], format: EvidenceFormat, seen = new Set<TenantTag>()): AsyncGenerator<string> {
    const file = EVIDENCE_FILES[format];
    const [{ from, to } = { from: 0, to: 0 }] = parts;
    let count = 0;
    yield file.head(periodOf(from, to));
    for (const part of parts)
      for await (const rows of walkEntries(store, part)) {
        if (rows.length > 0) {
          seen.add(part.tag);
          yield file.rows(rows, count);
          count += rows.length;
        }
        await turn();
      }
    const foot = file.foot(count);
    if (foot !== '') yield foot;
  }

  return {
    search: async ({ tag, ...query }: OfLogs<EvidenceSearch>): Promise<EvidencePage> =>
      searchEvidence(store, { ...query, tags: await tagsOf(tag) }),

    /**
     * The log says that a copy is taken, and its hash, before the first byte of it is given out. So the file is made twice: once for the hash,
     * and once for the reader. What does not come out the same, because a person was erased or entries were dropped in between, breaks off.
     */
    async takeOut(wish: FileWish): Promise<AsyncGenerator<string>> {
      const parts = await partsOf(wish);
      const whole = newHash();
      const seen = new Set<TenantTag>();
      for await (const piece of pieces(parts, wish.format, seen)) whole.update(piece);
      const hash = whole.digest();
      const lines = [['what', 'evidence'] as const, ['hash', hash] as const];
      for (const tag of seen) await store.appendLeaf(tag, formatLogEvent({ type: 'exported', log: await nameOf(tag), at: clock(), lines }));
      return held(pieces(parts, wish.format), hash, newHash());
    },
  };
}

/** Passes pieces on, each when the next one is there, so that the last one is held back until all are known to be right. */
async function* held(all: AsyncGenerator<string>, hash: string, running: RunningHash): AsyncGenerator<string> {
  let waiting: string | null = null;
  for await (const piece of all) {
    running.update(piece);
    if (waiting !== null) yield waiting;
    waiting = piece;
  }
  if (running.digest() !== hash) throw new Fault('evidence.moving', 'What is exported changed while it was read.');
  if (waiting !== null) yield waiting;
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The first and the last day. */
function periodOf(from: number, to: number): string {
  const [first, last] = [dayOf(from), dayOf(Math.max(from, to - 1))];
  return first === last ? first : `${first} to ${last}`;
}
