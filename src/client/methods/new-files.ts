// Files that go along with a share: brought to the server before it is sealed, and withdrawn where that comes to nothing.

import type { AttachedFile } from '../../crypto/capsule/attached-files.ts';
import type { Items } from '../../crypto/capsule/items.ts';
import { FILE_LIMITS } from '../../crypto/file/sizes.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ClientCall } from '../call.ts';
import type { FileSource } from '../files/source.ts';
import { createUpload, type FileUpload } from '../files/upload.ts';

export interface FilesWish {
  /** Beside the rows, at most 20. Each is read by range and encrypted here; no name or type of one goes to the server. */
  readonly files?: readonly FileSource[] | undefined;
  /** Bytes of all files that have arrived, and of how many. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

export const hasFiles = ({ files = [] }: FilesWish): boolean => files.length > 0;

/** Of several shares one brings its files at a time: what they hold in memory does not add up. */
export type Turn = <T>(act: () => Promise<T>) => Promise<T>;

export function createTurn(): Turn {
  let before: Promise<unknown> = Promise.resolve();
  return (act) => {
    const mine = before.then(act);
    before = mine.catch(() => undefined);
    return mine;
  };
}

const atOnce: Turn = (act) => act();

interface FilesOf {
  /** Begun, and not sealed. */
  readonly share: string;
  readonly items: Items;
  readonly wish: FilesWish;
  readonly turn?: Turn | undefined;
}

/** Each share has its own, under keys of its own. @throws ApiError and what `act` throws, after all were withdrawn */
export async function withFiles<T>(
  { connection, signal }: ClientCall,
  { share, items, wish, turn = atOnce }: FilesOf,
  act: (items: Items) => Promise<T>,
): Promise<T> {
  const { files: sources = [], onProgress } = wish;
  if (sources.length === 0) return act(items);
  if (sources.length > FILE_LIMITS.files)
    throw new ApiError('input.invalid', { field: 'files', detail: `A share takes ${FILE_LIMITS.files} files at most.` });
  const of = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const uploads: FileUpload[] = [];
  const files: AttachedFile[] = [];
  let before = 0;
  try {
    await turn(async () => {
      for (const source of sources) {
        const upload = createUpload(connection, source, { share });
        uploads.push(upload);
        files.push(taken(await upload.run({ signal, onProgress: (done) => onProgress?.(before + done, of) })));
        before += source.bytes;
      }
    });
    return await act({ v: 2, items: items.items, files });
  } catch (error) {
    // What a share has bound stays with it.
    await Promise.all(uploads.map((upload) => upload.withdraw()));
    throw error;
  }
}
