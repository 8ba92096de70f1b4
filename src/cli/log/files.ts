// `nt2 log export`: a log as files. The log records the export as an event of its own.

import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/settings.ts';
import { isPruned, loadLogState } from '../../core/tlog/inclusion-proofs.ts';
import { tileReader } from '../../core/tlog/tiles.ts';
import type { LogReader } from '../../core/ports/log-store.ts';
import type { TenantTag } from '../../core/share.ts';
import { hashB64 } from '../../crypto/bytes.ts';
import { newTiles, tilePath } from '../../crypto/tlog/tiles.ts';
import { formatLogEvent } from '../../crypto/events/event.ts';
import { filesFault, type Purpose } from '../../files/faults.ts';
import { makeFolder } from '../../files/folder.ts';
import { parseTag } from './log.ts';
import { withInstallation } from '../with-installation.ts';
import { print, UsageError } from '../output.ts';

const PURPOSE: Purpose = { of: 'nt2 log export', instead: 'name another folder', code: 'log.export' };

/**
 * `<folder>/<tag>/checkpoint` and `tile/…`, as c2sp.org/tlog-tiles lays them out: what a web server or an auditor's program takes. Leaves
 * out entries that have been pruned; those of an earlier export into the same folder stay.
 */
export function exportLogs(config: Config, args: readonly string[]): Promise<number> {
  const [folder, tag] = args;
  // What looks like a flag is no folder: it would be made, and its name repeated.
  if (folder === undefined || folder.startsWith('-') || args.length > 2)
    throw new UsageError('this command takes a folder, and the tag of one log or nothing for all');
  const only = tag === undefined ? null : parseTag(tag);
  return withInstallation(config, async ({ store, logs }) => {
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
      await store.appendLeaf(each, formatLogEvent({ type: 'exported', log, at: Date.now(), lines }));
      await logs.sequence(each);
      const { first } = await store.entryRange(each);
      const gone = first === 0 ? '' : `; the entries before ${first} are no longer kept, their hashes are there`;
      print(`${each}: ${size} leaves in ${join(folder, each)}${gone}`);
    }
    return code;
  });
}

/** The checkpoint comes last: a folder that has one is whole. */
async function writeLog(store: LogReader, tag: TenantTag, folder: string): Promise<string | null> {
  const state = await loadLogState(store, tag);
  if (state === null || state.note === null) return null;
  const { size } = state.frontier;
  const read = tileReader(store, tag, size);
  for (const tile of newTiles(0, size)) {
    const path = tilePath(tile);
    const bytes = await read(path);
    if (bytes === null && (await isPruned(store, tag, tile))) continue;
    if (bytes === null) throw new UsageError('the store does not hold what the log has signed: run nt2 log verify');
    const file = join(folder, path);
    makeFolder(dirname(file), PURPOSE);
    write(file, bytes);
  }
  write(join(folder, 'checkpoint'), state.note);
  return state.note;
}

function write(file: string, content: Uint8Array | string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw filesFault(file, error, PURPOSE);
  }
}
