// The files of a share that was opened here: each is fetched when it is asked for, as long as the server has it for this device.

import type { AttachedFile } from '../../crypto/capsule/attached-files.ts';
import { taken } from '../api-error.ts';
import type { CallOptions } from '../call.ts';
import { confirmFiles, type LeasedFile } from '../calls/files.ts';
import { createDownload, type FileSink } from '../files/download.ts';
import type { Connection } from '../wire/connection.ts';

export interface SaveOptions extends CallOptions {
  /** Bytes that the sink has, and of how many. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

export interface OpenedFile {
  /** The sender's words: one line without slashes. Show it as text; where a file of this name may not lie, choose another. */
  readonly name: string;
  /** Media type, or ''. Also only the sender's words: show and run nothing by it. */
  readonly type: string;
  readonly bytes: number;
  /** Writes it, in order. Only when this resolves is it whole. Without a deadline, unless one is given. */
  save(sink: FileSink, options?: SaveOptions): Promise<void>;
  /** The same, to be read. It fails at its end, where it was not whole. */
  stream(options?: SaveOptions): ReadableStream<Uint8Array>;
}

export interface OpenedFiles {
  readonly files: readonly OpenedFile[];
  /** Until when they can be fetched, epoch ms. Absent: there are none. */
  readonly filesUntil?: number | undefined;
  /** Says that all of them are where they should be: the server removes them. Otherwise it does when their time is over. */
  endFiles(call?: CallOptions): Promise<void>;
}

/** A call of its own: it goes on when the one that opened is over. */
export type Fetching = <T>(
  options: CallOptions | undefined,
  act: (now: { readonly connection: Connection; readonly signal: AbortSignal }) => Promise<T>,
) => Promise<T>;

interface Attached {
  readonly files: readonly AttachedFile[];
  readonly until: number | undefined;
  readonly fetching: Fetching;
}

export function openedFiles(lease: Pick<LeasedFile, 'share' | 'secret'>, { files, until, fetching }: Attached): OpenedFiles {
  const open = (file: AttachedFile): OpenedFile => {
    const save: OpenedFile['save'] = (sink, { onProgress, ...call } = {}) =>
      fetching({ deadlineMs: Infinity, ...call }, async ({ connection, signal }) => {
        taken(await createDownload(connection, lease, file, sink).run({ signal, onProgress }));
      });
    const { name, type, bytes } = file;
    return {
      name,
      type,
      bytes,
      save,
      stream(options) {
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
        const writer = writable.getWriter();
        save({ write: (part) => writer.write(part) }, options)
          .then(() => writer.close())
          .catch((error: unknown) => writer.abort(error).catch(() => undefined));
        return readable;
      },
    };
  };
  return {
    files: files.map(open),
    ...(until !== undefined && { filesUntil: until }),
    endFiles: (call) => fetching(call, async ({ connection }) => void taken(await confirmFiles(connection, lease))),
  };
}
