// The pure part of the log: appending leaves, and proving them out of tiles in memory, at three sizes. No store, no network.

// Hashes as a server's.
import '../../src/app/runtime.ts';
import { encodeUtf8, type Bytes } from '../../src/crypto/bytes.ts';
import { emptyFrontier, formatFrontier, proveConsistency, proveInclusion } from '../../src/crypto/tlog/merkle.ts';
import { growLog, hashReader, type TileReader } from '../../src/crypto/tlog/tiles.ts';
import { createProofTimes } from './proof-times.ts';
import { whole, type Row } from './table.ts';

const SIZES = [1_000, 100_000, 1_000_000];
/** Leaves of one checkpoint: what a share brings by itself, and what a busy second brings. */
const BATCHES = [4, 512];
const MEASURED = 2_048;
const PROOFS = 300;
/** As long as the signed note of a claim. */
const LEAF = `nt2/event/v1\n${'x'.repeat(380)}\n`;

export async function measureLog(): Promise<Row[]> {
  const log = createLog();
  const rows: Row[] = [];
  for (const size of SIZES) {
    const measured = Math.min(MEASURED, size / 4);
    await log.appendUpTo(size - BATCHES.length * measured, 4_096);
    const rates: string[] = [];
    for (const batch of BATCHES) rates.push(whole(await log.appendUpTo(log.size() + measured, batch)));
    const name = `log of ${whole(size)} leaves`;
    rows.push(
      { what: `${name}: appended, with all files, ${BATCHES.join(' / ')} to a checkpoint`, nt2: `${rates.join(' / ')} leaves/s` },
      { what: `${name}: p50 / p99 of a proof, inclusion, consistency`, nt2: await log.proofTimes() },
      { what: `${name}: state to append; hash tiles`, nt2: log.weight() },
    );
  }
  return rows;
}

/** Keeps hash tiles, and of the entries the last bundle: a million of them would fill the memory. */
function createLog() {
  const files = new Map<string, Bytes>();
  // A tile has one place, however full it is.
  const place = (path: string): string => path.replace(/\.p\/\d+$/, '');
  const read: TileReader = async (path) => files.get(place(path)) ?? null;
  let frontier = emptyFrontier;

  async function times(work: (n: number) => Promise<unknown>): Promise<string> {
    const taken = createProofTimes();
    for (let n = 0; n < PROOFS; n += 1) await taken.time(() => work(Math.floor(((n + 0.5) * frontier.size) / PROOFS)));
    return taken.format();
  }

  return {
    size: () => frontier.size,
    weight(): string {
      const tiles = [...files].reduce((sum, [path, { length }]) => (path.includes('entries') ? sum : sum + length), 0);
      return `${whole(formatFrontier(frontier).length)} bytes; ${(tiles / 2 ** 20).toFixed(2)} MiB`;
    },
    /** Answers with leaves per second. */
    async appendUpTo(size: number, batch: number): Promise<number> {
      const from = frontier.size;
      const started = performance.now();
      while (frontier.size < size) {
        const first = frontier.size;
        const leaves = Array.from({ length: Math.min(batch, size - first) }, (_, n) => encodeUtf8(`${first + n} ${LEAF}`));
        const grown = await growLog({ frontier, leaves, read });
        for (const { path, bytes } of grown.files) {
          if (/^tile\/entries\/[x\d/]+$/.test(path)) files.delete(path);
          else files.set(place(path), bytes);
        }
        ({ frontier } = grown);
      }
      return ((size - from) * 1_000) / (performance.now() - started);
    },
    async proofTimes(): Promise<string> {
      const { size } = frontier;
      const inclusion = await times((index) => proveInclusion({ index, size, hashAt: hashReader(size, read) }));
      const consistency = await times((older) => proveConsistency({ older, newer: size, hashAt: hashReader(size, read) }));
      return `${inclusion}, ${consistency}`;
    },
  };
}
