// What this process has seen of each tenant's commit counter, kept outside the store: a store that shows less has gone back in time.
// One small file for each process, so that no process can lower what another one saw; every start reads them all.

import { closeSync, fsync, fsyncSync, futimesSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { TenantTag } from '../core/share.ts';
import { filesFault, type Purpose } from '../files/faults.ts';
import { belongAs, openFolder } from '../files/folder.ts';

/**
 * A point in a tenant's history. `line` names one unbroken run of the counter `n`: a Redis that was restarted, and a roll-back
 * that the operator accepted, begin a new line, so that a counter that overtook its former value is still found out.
 */
export interface Mark {
  /** 16 hexadecimal digits. */
  readonly line: string;
  readonly n: number;
}

export interface Watermark {
  seen(tag: TenantTag): Mark | null;
  /**
   * Remembers a mark that the store has confirmed. On the same line it never falls. Written to the file before this returns; where the file
   * takes nothing, this process remembers it all the same, and tries again each second.
   */
  raise(tag: TenantTag, mark: Mark): void;
  /** Takes over what ended processes have left beside this one, without waiting for the next start. */
  absorb(): void;
  tags(): TenantTag[];
  /** Why the file takes nothing, as the file system says it (`ENOSPC`); null: all is written. */
  trouble(): string | null;
  close(): void;
}

/** Warnings for the store's health. */
export function watermarkWarnings(watermark: Pick<Watermark, 'trouble'>): string[] {
  const trouble = watermark.trouble();
  return trouble === null
    ? []
    : [`NT2_STATE_DIR cannot be written (${trouble}): if this instance ends now, how far the store had come is forgotten.`];
}

/** Remembers in this process only. */
export function memoryWatermark(): Watermark {
  const marks = new Map<TenantTag, Mark>();
  return {
    seen: (tag) => marks.get(tag) ?? null,
    raise: (tag, mark) => void (isHigher(mark, marks.get(tag)) && marks.set(tag, mark)),
    absorb: () => undefined,
    tags: () => [...marks.keys()],
    trouble: () => null,
    close: () => undefined,
  };
}

const RECORD = 64;
const ROW = /^([a-z2-7]{6}) ([0-9a-f]{16}) ([0-9]{16}) *\n/;
const FILE = /^watermark-(.+)-([0-9]+)-[0-9a-f]{8}$/;
const SYNC_MS = 1_000;
const TOUCH_MS = 3_600_000;
const FORGET_MS = 24 * TOUCH_MS;
const PURPOSE: Purpose = { of: 'NT2_STATE_DIR', instead: 'name another folder in NT2_STATE_DIR' };

/**
 * Opens the watermark of a data directory; null: of this process alone. A write survives the death of the process at once, and the death of the machine after at
 * most a second. Files of processes that are gone are read, taken over and removed.
 * @throws Fault `files.unfit` when the directory cannot be written, or what another process has left there cannot be read.
 */
export function openWatermark({ dir }: { readonly dir: string | null }): Watermark {
  return dir === null ? memoryWatermark() : fileWatermark(dir);
}

function fileWatermark(dir: string): Watermark {
  openFolder(dir, PURPOSE);
  const host = hostname().replaceAll(/[^A-Za-z0-9.]/g, '_');
  const name = `watermark-${host}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const own = join(dir, name);
  const left = (): string[] => readdirSync(dir).filter((file) => FILE.test(file) && file !== name);
  const older = left();
  const fd = openSync(own, 'wx', 0o600);
  belongAs(own, dir);
  const marks = new Map<TenantTag, Mark>();
  const places = new Map<TenantTag, number>();
  const row = Buffer.alloc(RECORD, ' ');
  row[RECORD - 1] = 0x0a;
  const unwritten = new Set<TenantTag>();
  let dirty = false;
  let trouble: string | null = null;
  let touchedAt = Date.now();
  let isSyncing = false;
  let isClosed = false;

  function write(tag: TenantTag, mark: Mark): void {
    const place = places.get(tag) ?? places.size;
    places.set(tag, place);
    row.write(`${tag} ${mark.line} ${String(mark.n).padStart(16, '0')}`, 'latin1');
    writeSync(fd, row, 0, RECORD, place * RECORD);
    dirty = true;
  }

  /** A disk that is full or broken must not end the process that remembers. */
  function attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      trouble = (error as NodeJS.ErrnoException).code ?? 'unknown';
    }
  }

  function raise(tag: TenantTag, mark: Mark): void {
    if (!isHigher(mark, marks.get(tag))) return;
    marks.set(tag, mark);
    unwritten.add(tag);
    attempt(() => {
      write(tag, mark);
      unwritten.delete(tag);
    });
  }

  function writeAgain(): void {
    for (const tag of unwritten) {
      write(tag, marks.get(tag) as Mark);
      unwritten.delete(tag);
    }
    // After a sync that failed, the system may have forgotten what was written: then all of it is written again.
    if (dirty && trouble !== null) for (const [tag, mark] of marks) write(tag, mark);
  }

  function syncNow(): void {
    writeAgain();
    // A flush under way may fail, and what is taken over is removed elsewhere next.
    if (dirty || isSyncing) fsyncSync(fd);
    dirty = false;
    trouble = null;
  }

  /** Once a second, in a thread of Node's: requests do not wait for the disk. */
  function sync(): void {
    if (isSyncing) return;
    writeAgain();
    touch();
    if (!dirty) {
      trouble = null;
      return;
    }
    // What is written from now on may come too late for this one.
    dirty = false;
    isSyncing = true;
    fsync(fd, (error) => {
      isSyncing = false;
      if (isClosed) closeSync(fd);
      else if (error !== null) [dirty, trouble] = [true, error.code ?? 'unknown'];
      else if (unwritten.size === 0) trouble = null;
    });
  }

  /** Shows that this process lives, so that no other removes its file. */
  function touch(): void {
    if (Date.now() - touchedAt < TOUCH_MS) return;
    touchedAt = Date.now();
    futimesSync(fd, touchedAt / 1_000, touchedAt / 1_000);
  }

  /** Takes over the files that ended processes have left; at the start also what living ones have seen. */
  function takeOver(files: readonly string[]): void {
    // Lines cannot be ordered, so of two files that name different lines the one written last is right.
    const byAge = files.map((file) => ({ file, at: statSync(join(dir, file), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
    for (const { file } of byAge.toSorted((a, b) => a.at - b.at)) {
      for (const [tag, mark] of readMarks(join(dir, file))) {
        if (!isHigher(mark, marks.get(tag))) continue;
        marks.set(tag, mark);
        write(tag, mark);
      }
    }
    syncNow();
    for (const { file, at } of byAge) if (isAbandoned(file, at, host)) rmSync(join(dir, file), { force: true });
  }
  try {
    takeOver(older);
  } catch (error) {
    closeSync(fd);
    rmSync(own, { force: true });
    throw filesFault(dir, error, PURPOSE);
  }

  const timer = setInterval(() => attempt(sync), SYNC_MS);
  timer.unref();
  return {
    seen: (tag) => marks.get(tag) ?? null,
    raise,
    absorb: () => attempt(() => takeOver(left().filter((file) => isAbandoned(file, Date.now(), host)))),
    tags: () => [...marks.keys()],
    trouble: () => trouble,
    close: () => {
      clearInterval(timer);
      attempt(syncNow);
      isClosed = true;
      // A file is not closed under the thread that flushes it.
      if (!isSyncing) closeSync(fd);
    },
  };
}

function isHigher(mark: Mark, known: Mark | undefined): boolean {
  return known === undefined || known.line !== mark.line || mark.n > known.n;
}

function readMarks(path: string): [TenantTag, Mark][] {
  const marks: [TenantTag, Mark][] = [];
  let text = '';
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    // Another start took it over in between. What cannot be read is no reason to believe the store.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return marks;
    throw filesFault(path, error, PURPOSE);
  }
  for (let at = 0; at < text.length; at += RECORD) {
    const found = ROW.exec(text.slice(at, at + RECORD));
    if (found) marks.push([found[1] as TenantTag, { line: found[2] as string, n: Number(found[3]) }]);
  }
  return marks;
}

function isAbandoned(file: string, at: number, host: string): boolean {
  if (Date.now() - at > FORGET_MS) return true;
  const [, owner, pid] = FILE.exec(file) ?? [];
  if (owner !== host || pid === String(process.pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
