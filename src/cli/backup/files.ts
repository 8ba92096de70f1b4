// The files of a backup. A file is written under a temporary name, readable by its owner alone, and gets its own name once it is whole.

import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { link, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { decryptStream, type Sink } from '../../app/backup/age.ts';
import { Fault } from '../../core/refusal.ts';
import { UsageError } from '../output.ts';

const LINE_FEED = 10;
/** Bytes. The longest row is that of a tenant, with whom each of its people has blocked. */
const MOST_LINE = 256 * 1024 * 1024;

export interface Target extends Sink {
  /** Removes what was written, after a failure. */
  drop(): Promise<void>;
}

/** Overwrites nothing. @throws Fault `backup.file` */
export async function openTarget(path: string): Promise<Target> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`);
  const file = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(error);
  });
  const drop = async (): Promise<void> => {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
  };
  return {
    write: async (bytes) => void (await file.write(bytes)),
    end: async () => {
      await file.sync();
      await file.close();
      // A link, not a rename: that would replace an older backup.
      await link(temporary, path).catch((error: unknown) => {
        throw unwritable(error);
      });
      await rm(temporary, { force: true });
    },
    drop,
  };
}

function unwritable(error: unknown): Fault {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  return new Fault(
    'backup.file',
    code === 'EEXIST' ? 'A file of that name exists already: take another name.' : `The backup cannot be written there (${code}).`,
  );
}

export function standardOutput(): Target {
  return {
    write: (bytes) => new Promise((resolve, reject) => process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))),
    end: async () => undefined,
    drop: async () => undefined,
  };
}

export interface Source {
  readonly path: string;
  readonly drop: () => Promise<void>;
}

/** `-`: standard input, copied to a temporary file, since a restore reads it twice. */
export async function openSource(file: string): Promise<Source> {
  if (file !== '-') return { path: file, drop: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'nt2-restore-'));
  const path = join(folder, 'backup');
  const drop = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await drop();
    throw unreadable(error);
  }
  return { path, drop };
}

/** The lines of a backup. `identities` decrypt it, when it is encrypted. @throws Fault `backup.file` */
export async function* readLines(path: string, identities: readonly string[]): AsyncGenerator<string> {
  const file = createReadStream(path);
  try {
    const bytes = identities.length === 0 ? file : Readable.fromWeb((await decryptStream(Readable.toWeb(file), identities)) as never);
    yield* linesOf(bytes);
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (/^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code ?? '')) throw unreadable(error);
    throw new Fault('backup.locked', 'The backup does not open with this key, or it is damaged.', { cause: error });
  } finally {
    file.destroy();
  }
}

/**
 * Splits at line feeds alone: other characters that some programs take for line ends may be part of what people wrote.
 * Gives up on a line that is longer than any row.
 */
async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let begun: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
      yield Buffer.concat([...begun, piece.subarray(from, end)]).toString();
      [begun, length, from] = [[], 0, end + 1];
    }
    begun.push(piece.subarray(from));
    length += piece.length - from;
    if (length > MOST_LINE) throw new Fault('backup.damaged', 'The backup is damaged: it is not what was written. Nothing was changed.');
  }
  if (length > 0) yield Buffer.concat(begun).toString();
}

function unreadable(error: unknown): Fault {
  return new Fault('backup.file', `The backup cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
}

/** The keys in a file as `age-keygen` writes it. @throws UsageError */
export function readIdentities(path: string): string[] {
  let lines: string[];
  try {
    lines = readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    throw new UsageError('the file of --key cannot be read');
  }
  const identities = lines.map((line) => line.trim()).filter((line) => line.startsWith('AGE-SECRET-KEY-1'));
  if (identities.length === 0 && lines.some((line) => line.trim().startsWith('AGE-SECRET-KEY-PQ-')))
    throw new UsageError(
      'the file of --key holds a post-quantum key (AGE-SECRET-KEY-PQ-…), and nt2 locks backups to keys of the other kind (age1…): name the file with the AGE-SECRET-KEY-1… that belongs to it',
    );
  if (identities.length === 0) throw new UsageError('the file of --key holds no key made by age-keygen');
  return identities;
}
