// The last checkpoint of each log as files outside the store: a store that went back, or another one, cannot take them along.
// The file name holds the size, so no process ever replaces a tree by a smaller one, nor by another of the same size.

import { createHash, randomBytes } from 'node:crypto';
import { link, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointPins } from '../core/ports/checkpoint-pins.ts';
import { formatAlarm, parseAlarm } from '../core/tlog/state/log-state.ts';
import type { TenantTag } from '../core/share.ts';
import { belongAs, openFolder } from '../files/folder.ts';

const FILE = /^([a-z2-7]{6})-\d{4}-\d{16}\.checkpoint$/;
const ANY = /^([a-z2-7]{6})(?:-\d{4}-\d{16}\.checkpoint|\.alarm)$/;

/**
 * Opens the folder: `<tag>-<line>-<size>.checkpoint` is the signed note, `<tag>.alarm` says why a log is no longer signed. Any number of processes
 * may share it. `of` is the setting that names it.
 * @throws Fault `files.unfit` when the folder cannot be made or takes nothing.
 */
export function openCheckpointFiles({ dir, of = 'NT2_CHECKPOINT_DIR' }: { readonly dir: string; readonly of?: string }): CheckpointPins {
  openFolder(dir, { of, instead: `name another folder in ${of}` });
  /** What this process has written last, so that it need not read the folder each time. */
  const written = new Map<TenantTag, string>();
  const alarmOf = (tag: TenantTag): string => join(dir, `${tag}.alarm`);

  /** Names of the checkpoints of a tag, smallest first: there may be several for a moment. */
  async function names(tag: TenantTag): Promise<string[]> {
    return (await readdir(dir)).filter((name) => FILE.exec(name)?.[1] === tag).toSorted();
  }

  /** Whole or not at all, also when the machine goes down. False: there is a file of this name. */
  async function put(path: string, text: string): Promise<boolean> {
    const temporary = join(dir, `.${randomBytes(8).toString('hex')}`);
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      belongAs(temporary, dir);
      await link(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
    const folder = await open(dir, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return true;
  }

  async function text(path: string): Promise<string | null> {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  return {
    async latest(tag) {
      // Another process may remove the file in between, because it has written a larger one.
      for (let name = (await names(tag)).at(-1); name !== undefined; name = (await names(tag)).at(-1)) {
        const note = await text(join(dir, name));
        if (note !== null) return note;
      }
      return null;
    },

    async advance(tag, { generation, size }, note) {
      const name = `${tag}-${String(generation).padStart(4, '0')}-${String(size).padStart(16, '0')}.checkpoint`;
      if (!(await put(join(dir, name), note))) {
        const there = await text(join(dir, name));
        // Gone meanwhile: then a larger one exists, and the process that wrote it compared it with this one.
        if (there !== null && digest(there) !== digest(note)) return false;
      }
      const before = written.get(tag);
      written.set(tag, name);
      for (const older of before === undefined ? await names(tag) : [before]) if (older < name) await rm(join(dir, older), { force: true });
      return true;
    },

    async alarm(tag) {
      const line = await text(alarmOf(tag));
      return line === null ? null : parseAlarm(line.trim());
    },

    async setAlarm(tag, alarm) {
      if (alarm === null) await rm(alarmOf(tag), { force: true });
      else await put(alarmOf(tag), `${formatAlarm(alarm)}\n`);
    },

    async tags() {
      const found = (await readdir(dir)).flatMap((name) => (ANY.exec(name)?.[1] as TenantTag | undefined) ?? []);
      return [...new Set(found)];
    },
  };
}

/** Of what is signed: two keys may have signed the same head. */
function digest(note: string): string {
  return createHash('sha256')
    .update(note.slice(0, note.lastIndexOf('\n\n')))
    .digest('hex');
}
