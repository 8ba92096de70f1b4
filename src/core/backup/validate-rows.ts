// Verifies that the rows of a backup are complete and in order, and that every log in it is what its key has signed. Reads each row once, and
// keeps only the hashes of a log's tree, so that a backup of any size can be verified.

import type { Signers } from '../tlog/state/signers.ts';
import { parseLogState } from '../tlog/state/log-state.ts';
import type { CheckpointPins } from '../ports/checkpoint-pins.ts';
import { fsck, type FsckStore } from '../tlog/fsck.ts';
import { Fault } from '../refusal.ts';
import { tagOf, type ShareId, type TenantTag } from '../share.ts';
import type { BackupSummary, BackupRow, TenantRow } from './backup-format.ts';

/** 2: a share may hold references to its notifications in chat. 3: with evidence. 4: with rotations. */
export const FORMAT = 4;
const READS: readonly number[] = [1, 2, 3, FORMAT];

const disordered = (): Fault => new Fault('backup.damaged', 'The backup is damaged: its rows are not in order.');

interface Rows {
  peek(): Promise<BackupRow | null>;
  next(): Promise<BackupRow | null>;
}

/** @throws Fault `backup.damaged`, `backup.format`, `backup.host` or `backup.log`, with a sentence for the operator. */
export async function validateRows(
  all: AsyncGenerator<BackupRow>,
  { signers, host }: { readonly signers: Signers; readonly host: string },
): Promise<BackupSummary> {
  const rows = oneByOne(all);
  const first = await rows.next();
  if (first === null || !('head' in first)) throw disordered();
  const { head } = first;
  if (!READS.includes(head.format)) {
    throw new Fault(
      'backup.format',
      `The backup has format ${head.format}, and this nt2 reads ${READS.join(', ')}: restore it with the version that wrote it.`,
    );
  }
  if (head.host !== host) {
    throw new Fault('backup.host', `The backup is of ${head.host}, whose logs carry that name: restore it with that NT2_PUBLIC_URL.`);
  }
  const shares = new Map<ShareId, boolean>();
  const evidence = new Set<ShareId>();
  const rotations = new Set<ShareId>();
  let [tags, leaves, settings] = [0, 0, 0];
  for (let row = await rows.next(); row !== null; row = await rows.next()) {
    if ('setting' in row) settings += 1;
    else if ('share' in row) shares.set(row.share.id, row.share.waits);
    else if ('evidence' in row) evidence.add(row.evidence.row.id);
    else if ('tag' in row) {
      tags += 1;
      leaves += row.tag.leaves;
      await validateTenant(rows, row.tag, { signers, shares, evidence, rotations });
    } else throw disordered();
  }
  const waiting = [...shares.values()].filter(Boolean).length;
  return { head, tags, leaves, shares: shares.size, waiting, evidence: evidence.size, rotations: rotations.size, settings };
}

interface Seen {
  readonly signers: Signers;
  readonly shares: Map<ShareId, boolean>;
  readonly evidence: Set<ShareId>;
  readonly rotations: Set<ShareId>;
}

async function validateTenant(rows: Rows, { tag, log, leaves }: TenantRow, { signers, shares, evidence, rotations }: Seen): Promise<void> {
  const state = log === null ? null : parseLogState(log);
  if (log !== null && state === null) throw unwhole(tag, 'log.record');
  const tiles = new Map<string, Uint8Array>();
  for (let row = await rows.peek(); row !== null && !('tag' in row) && !('leaves' in row); row = await rows.peek()) {
    if ('share' in row) shares.set(row.share.id, row.share.waits);
    else if ('evidence' in row) evidence.add(row.evidence.row.id);
    else if ('rotation' in row && tagOf(row.rotation.id) === tag) rotations.add(row.rotation.id);
    else if ('tile' in row) tiles.set(`${row.tile.level}/${row.tile.index}`, row.tile.bytes);
    else throw disordered();
    await rows.next();
  }
  const first = state?.pruned.first ?? 0;
  const ahead = leavesAhead(rows, first);
  const store = {
    ...unwritable,
    readLog: async () => (log === null ? null : { version: 1, text: log }),
    readTile: async (_: TenantTag, level: number, index: number) => tiles.get(`${level}/${index}`) ?? null,
    entryRange: async () => ({ first, end: leaves }),
    leaves: async (_: TenantTag, from: number, limit: number) => ahead.read(from, limit),
  } satisfies FsckStore;
  const verified = await fsck({ store, pins: noPins, signers, clock: () => 0, owner: 'backup' }, tag);
  if (!verified.ok) throw unwhole(tag, verified.code);
  if ((await ahead.end()) !== leaves) throw disordered();
}

function unwhole(tag: TenantTag, code: string): Fault {
  return new Fault('backup.log', `The log of tenant ${tag} is not what was signed (${code}): this is no backup to trust.`);
}

/** The leaves of one log from the first that it keeps, forward only. */
function leavesAhead({ peek, next }: Rows, begin: number) {
  let held: string[] = [];
  let first = begin;
  /** False after the last one. */
  async function more(): Promise<boolean> {
    const row = await peek();
    if (row === null || !('leaves' in row)) return false;
    if (row.leaves.from !== first + held.length) throw disordered();
    await next();
    held.push(...row.leaves.texts);
    return true;
  }
  return {
    async read(from: number, limit: number): Promise<string[]> {
      while (first + held.length < from + limit && (await more()));
      held = held.slice(from - first);
      first = from;
      return held.slice(0, limit);
    },
    /** Reads the rest, and answers how many there were. */
    async end(): Promise<number> {
      do {
        first += held.length;
        held = [];
      } while (await more());
      return first;
    },
  };
}

/** Verifying a log may clear an alarm. A backup is not written to, so the lease for that is never granted. */
const unwritable = {
  acquireLease: async () => null,
  releaseLease: async () => undefined,
  writeLog: async () => false,
};

const noPins: CheckpointPins = {
  latest: async () => null,
  advance: async () => false,
  alarm: async () => null,
  setAlarm: async () => undefined,
  tags: async () => [],
};

function oneByOne(all: AsyncGenerator<BackupRow>): Rows {
  let ahead: Promise<IteratorResult<BackupRow, void>> | null = null;
  const take = (): Promise<IteratorResult<BackupRow, void>> => all.next() as Promise<IteratorResult<BackupRow, void>>;
  const rowOf = async (taken: Promise<IteratorResult<BackupRow, void>>): Promise<BackupRow | null> => {
    const { done, value } = await taken;
    return done === true ? null : value;
  };
  return {
    peek: () => rowOf((ahead ??= take())),
    next: () => {
      const taken = ahead ?? take();
      ahead = null;
      return rowOf(taken);
    },
  };
}
