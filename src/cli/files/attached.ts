// The files of --attach: opened before anything is asked, read by range, and refused where they change in between.

import { constants, open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FileSource } from '../../client/client.ts';
import { FILE_LIMITS, MOST_BYTES } from '../../crypto/file/sizes.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { CommandFailure, UsageError } from '../output.ts';

export interface AttachedSources {
  readonly sources: readonly FileSource[];
  close(): Promise<void>;
}

/** @throws UsageError, CommandFailure. Neither repeats a path. */
export async function openAttached(flags: Flags): Promise<AttachedSources> {
  const paths = flags.all('--attach');
  if (paths.length > FILE_LIMITS.files) throw new UsageError(`--attach takes ${FILE_LIMITS.files} files at most`);
  const handles: FileHandle[] = [];
  const close = async (): Promise<void> => void (await Promise.all(handles.map((file) => file.close().catch(() => undefined))));
  const sources: FileSource[] = [];
  try {
    for (const [at, path] of paths.entries()) {
      const which = paths.length === 1 ? 'The file of --attach' : `File ${at + 1} of --attach`;
      // A pipe would wait here for someone who writes.
      const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => {
        throw new CommandFailure(EXIT.input, `${which} cannot be read. Nothing was sent.`);
      });
      handles.push(file);
      sources.push(await sourceOf(file, { path, which }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { sources, close };
}

async function sourceOf(file: FileHandle, { path, which }: { readonly path: string; readonly which: string }): Promise<FileSource> {
  const before = await file.stat({ bigint: true });
  if (!before.isFile()) throw new CommandFailure(EXIT.input, `${which} is no file but a folder, a pipe or a device. Nothing was sent.`);
  const bytes = Number(before.size);
  if (bytes > MOST_BYTES) throw new CommandFailure(EXIT.input, `${which} is larger than a file of a share can be. Nothing was sent.`);
  return {
    name: basename(path),
    // What a file is by its name is for its reader to say.
    type: '',
    bytes,
    async read(start, end) {
      const part = new Uint8Array(end - start);
      let at = 0;
      while (at < part.length) {
        const { bytesRead } = await file.read(part, at, part.length - at, start + at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      const now = await file.stat({ bigint: true });
      if (now.size !== before.size || now.mtimeNs !== before.mtimeNs) throw new RangeError('it has changed');
      return part.subarray(0, at);
    },
  };
}
