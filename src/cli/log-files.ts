// A log taken away as files, and its newest leaves on the screen. Taking a copy is an event of the log itself.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../config.ts';
import { isPruned, readBook } from '../core/log/proofs.ts';
import { readTiles } from '../core/log/tree/tree.ts';
import type { Store } from '../core/ports.ts';
import type { Tag } from '../core/share.ts';
import { hashB64 } from '../crypto/bytes.ts';
import { newTiles, tilePath } from '../crypto/log/tiles.ts';
import { renderLogEvent } from '../crypto/notes/event.ts';
import { readTag } from './log.ts';
import { withTools } from './operate.ts';
import { say, UsageError } from './say.ts';

const SHOWN = 20;

/**
 * `<folder>/<tag>/checkpoint` and `tile/…`, as c2sp.org/tlog-tiles lays them out: what a web server or an auditor's program takes. Entries that
 * are kept no more are left out; those of an earlier export into the same folder stay.
 */
export function exportLogs(config: Config, args: readonly string[]): Promise<number> {
  const [folder, tag] = args;
  if (folder === undefined || args.length > 2)
    throw new UsageError('this command takes a folder, and the tag of one log or nothing for all');
  const only = tag === undefined ? null : readTag(tag);
  return withTools(config, async ({ store, logs }) => {
    const tags = only === null ? (await store.logs()).map((log) => log.tag) : [only];
    let code = 0;
    for (const each of tags) {
      const note = await writeLog(store, each, join(folder, each));
      if (note === null) {
        console.error(`${each}: nothing has been signed yet.`);
        code = 1;
        continue;
      }
      const [log = '', size = ''] = note.split('\n');
      const lines = [['what', 'log'], ['hash', hashB64(note)]] as const; // prettier-ignore
      await store.appendLeaf(each, renderLogEvent({ type: 'exported', log, at: Date.now(), lines }));
      await logs.sequence(each);
      const { first } = await store.bounds(each);
      const gone = first === 0 ? '' : `; the entries before ${first} are kept no more, their hashes are there`;
      say(`${each}: ${size} leaves in ${join(folder, each)}${gone}`);
    }
    return code;
  });
}

/** The checkpoint comes last: a folder that has one is whole. */
async function writeLog(store: Store, tag: Tag, folder: string): Promise<string | null> {
  const book = await readBook(store, tag);
  if (book === null || book.note === null) return null;
  const { size } = book.frontier;
  const read = readTiles(store, tag, size);
  for (const tile of newTiles(0, size)) {
    const path = tilePath(tile);
    const bytes = await read(path);
    if (bytes === null && (await isPruned(store, tag, tile))) continue;
    if (bytes === null) throw new UsageError('the store does not hold what the log has signed: nt2 log verify says more');
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  writeFileSync(join(folder, 'checkpoint'), book.note);
  return book.note;
}

/** One line for each leaf: its place in the log, then what it says. Leaves hold no name and no label. */
export function tailLog(config: Config, args: readonly string[]): Promise<number> {
  const { tag, count } = readTail(args);
  return withTools(config, async ({ store }) => {
    const tags = tag === null ? (await store.logs()).map((log) => log.tag) : [tag];
    for (const each of tags) {
      const size = (await readBook(store, each))?.frontier.size ?? 0;
      const { first: oldest, end } = await store.bounds(each);
      const first = Math.max(oldest, end - count);
      const leaves = await store.leaves(each, first, count);
      leaves.forEach((leaf, n) => say(lineOf(each, first + n, leaf, first + n < size)));
    }
    return 0;
  });
}

function readTail(args: readonly string[]): { readonly tag: Tag | null; readonly count: number } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { lines: { type: 'string', short: 'n' } },
      allowPositionals: true,
    });
    const count = Number(values.lines ?? SHOWN);
    if (positionals.length > 1 || !Number.isInteger(count) || count < 1 || count > 10_000) throw new UsageError('');
    return { tag: positionals[0] === undefined ? null : readTag(positionals[0]), count };
  } catch {
    throw new UsageError('this command takes one tag, or nothing for all logs, and -n with a number of leaves');
  }
}

function lineOf(tag: Tag, index: number, leaf: string, isSigned: boolean): string {
  const [text = ''] = leaf.split('\n\n');
  const lines = text.split('\n').filter((line) => line !== '');
  const value = (key: string): string => lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? '';
  const rest = lines.slice(1).filter((line) => !/^(?:type|time|share|log|by) /.test(line));
  const head = [value('time'), tag, String(index).padStart(7), value('type').padEnd(9), value('share') || 'the log'];
  return `${head.join('  ')}  ${rest.join(', ')}${isSigned ? '' : '  (not signed yet)'}`;
}
