// An evidence pack: what happened in a month, with all that shows it, as files that a shell can check. For each log the entries of that
// month, and the subtrees before and behind them, so that their hashes add up to the tree that was signed. Only reads.
// See docs/decisions/evidence-pack.md.

import { encodeBase64, hashB64 } from '../../crypto/bytes.ts';
import { frontierOf, subtreesBetween, type Subtree } from '../../crypto/tlog/subtrees.ts';
import { hashReader } from '../../crypto/tlog/tiles.ts';
import type { LeafIndex, LogList } from '../ports/log-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import { Fault, type Result } from '../refusal.ts';
import type { ShareId, TenantTag } from '../share.ts';
import { loadCosigned } from '../tlog/cosigned.ts';
import { loadLogState } from '../tlog/inclusion-proofs.ts';
import { checkpointIn, type LogState } from '../tlog/state/log-state.ts';
import { tileReader } from '../tlog/tiles.ts';
import { collectEvidence } from './collect.ts';
import type { EntrySource, EvidenceRow } from './entries.ts';
import { formatEvidenceFile } from './evidence-file.ts';

export interface PackFile {
  /** Below the pack's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface PackDeps {
  readonly store: EntrySource & LeafIndex & SettingsStore & LogList;
  readonly receipts: {
    build(id: ShareId, reader: 'auditor'): Promise<Result<{ readonly text: string }>>;
    sign(id: ShareId, text: string): Promise<string>;
    signReport(tag: TenantTag, text: string): Promise<string | null>;
  };
  readonly offboardings: {
    closedReports(
      tag: TenantTag,
      period: { readonly from: number; readonly to: number },
    ): Promise<readonly { readonly id: string; readonly text: string }[]>;
  };
  /** The list of the pages of this build; null: there are none. */
  readonly pages: string | null;
}

export interface PackWish {
  /** As people say it: `2026-11`. */
  readonly period: string;
  /** Epoch ms; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

/** What is in a pack, counted. */
export interface PackSummary {
  readonly logs: readonly TenantTag[];
  readonly rows: number;
  readonly receipts: number;
  /** Shares that ended in the month and have no receipt any more: their entries are pruned, or their evidence is gone. */
  readonly without: number;
  readonly entries: number;
}

const BATCH = 1_024;

/** @throws Fault `store.corrupt`, `evidence.moving` */
export async function* packFiles(deps: PackDeps, { period, from, to }: PackWish): AsyncGenerator<PackFile, PackSummary> {
  const { store } = deps;
  const tags = (await store.logs()).map(({ tag }) => tag);
  // What no checkpoint covers yet comes with the next month.
  const rows = (await collectEvidence(store, { tags, from, to, person: null })).filter(({ isSigned }) => isSigned);
  yield { path: 'rows.csv', text: formatEvidenceFile('csv', rows, period) };
  yield { path: 'rows.json', text: formatEvidenceFile('json', rows, period) };
  const pages = deps.pages === null || !hasPages(rows, deps.pages) ? null : deps.pages;
  if (pages !== null) yield { path: 'pages.sha256', text: pages };

  const packed: TenantTag[] = [];
  const keys: string[] = [];
  let [receipts, without, entries] = [0, 0, 0];
  for (const tag of tags) {
    const own = rows.filter((row) => row.log === tag);
    const places = own.map(({ entry }) => entry);
    for (const share of endedIn(own)) {
      const given = await receiptFiles(deps, share);
      if (given === null) without += 1;
      else {
        receipts += 1;
        for (const at of given.places) places.push(at);
        yield* given.files;
      }
    }
    yield* reportFiles(deps, { tag, from, to, rows: own });
    // After the receipts, so that it covers what they show.
    const state = await loadLogState(store, tag);
    if (state === null || state.note === null) continue;
    packed.push(tag);
    keys.push(...state.keys.map(({ vkey }) => vkey));
    entries += yield* logFiles(deps, { tag, state, places: places.filter((at) => at < state.frontier.size) });
  }
  yield { path: 'keys.txt', text: keys.map((key) => `${key}\n`).join('') };
  return { logs: packed, rows: rows.length, receipts, without, entries };
}

const hasPages = (rows: readonly EvidenceRow[], list: string): boolean =>
  rows.some(({ event, detail }) => event === 'pages' && detail === `hash ${hashB64(list)}`);

const endedIn = (rows: readonly EvidenceRow[]): ShareId[] => [
  ...new Set(rows.flatMap(({ event, share }) => (event === 'ended' && share !== null ? [share] : []))),
];

interface ReceiptFiles {
  readonly files: readonly PackFile[];
  /** Of its entries. */
  readonly places: readonly number[];
}

async function receiptFiles({ store, receipts }: PackDeps, share: ShareId): Promise<ReceiptFiles | null> {
  const made = await receipts.build(share, 'auditor');
  if (!made.ok) return null;
  const { text } = made.value;
  const files = [
    { path: `receipts/${share}.txt`, text },
    { path: `receipts/${share}.txt.sig`, text: await receipts.sign(share, text) },
  ];
  return { files, places: await store.positions(share) };
}

interface ReportsOf {
  readonly tag: TenantTag;
  readonly from: number;
  readonly to: number;
  readonly rows: readonly EvidenceRow[];
}

/** Reports of offboardings that were finished then, whose hash is among the entries. */
async function* reportFiles({ offboardings, receipts }: PackDeps, { tag, from, to, rows }: ReportsOf): AsyncGenerator<PackFile> {
  for (const { id, text } of await offboardings.closedReports(tag, { from, to })) {
    const hash = hashB64(text);
    if (!rows.some(({ event, detail }) => event === 'exported' && detail.endsWith(`hash ${hash}`))) continue;
    const signature = await receipts.signReport(tag, text);
    if (signature === null) continue;
    yield { path: `reports/${id}.md`, text };
    yield { path: `reports/${id}.md.sig`, text: signature };
  }
}

interface LogOf {
  readonly tag: TenantTag;
  readonly state: LogState;
  /** Of the entries that the pack must hold. */
  readonly places: readonly number[];
}

/** Yields the files of one log, and returns how many entries there are. */
async function* logFiles({ store }: PackDeps, { tag, state, places }: LogOf): AsyncGenerator<PackFile, number> {
  const stored = state.frontier.size;
  // Not by spreading it: a call takes no hundred thousand arguments.
  const begin = places.reduce((least, at) => Math.min(least, at), stored);
  const end = places.reduce((most, at) => Math.max(most, at + 1), begin);
  const { note, size } = await headFor(store, { tag, state, end });
  const hashAt = hashReader(size, tileReader(store, tag, stored));
  const hashed = async ({ level, index }: Subtree): Promise<string> => `${level} ${encodeBase64(await hashAt(level, index))}\n`;
  yield { path: `logs/${tag}/checkpoint.txt`, text: note };
  for (let at = begin; at < end;) {
    const leaves = await store.leaves(tag, at, Math.min(BATCH, end - at));
    if (leaves.length === 0) throw new Fault('evidence.moving', `Entries of the log of tenant ${tag} were dropped meanwhile. Try again.`);
    for (const text of leaves) {
      yield { path: `logs/${tag}/entries/${String(at).padStart(12, '0')}`, text };
      at += 1;
    }
  }
  const lines: string[] = [];
  for (const one of frontierOf(begin)) lines.push(`before ${await hashed(one)}`);
  for (const one of subtreesBetween(end, size)) lines.push(`after ${await hashed(one)}`);
  yield { path: `logs/${tag}/tree.txt`, text: lines.join('') };
  return end - begin;
}

/** The newest checkpoint that witnesses have signed as well, where it covers the entries; else the last one. */
async function headFor(store: SettingsStore, { tag, state, end }: Pick<LogOf, 'tag' | 'state'> & { readonly end: number }) {
  const last = { note: state.note ?? '', size: state.frontier.size };
  const cosigned = await loadCosigned(store, tag);
  if (cosigned === null || cosigned.checkpoint.origin !== checkpointIn(last.note)?.origin) return last;
  const { size } = cosigned.checkpoint;
  return size >= end && size <= last.size ? { note: cosigned.note, size } : last;
}
