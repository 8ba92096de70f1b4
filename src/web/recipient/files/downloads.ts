// The files of an opened share, as this page fetches them: one after the other, each put together from its chunks. What was handed to the
// browser is let go of, and all of it when the page forgets the secret.

import { createDownload, type FileDownload } from '../../../client/files/download.ts';
import type { Connection } from '../../../client/wire/connection.ts';
import type { AttachedFile } from '../../../crypto/capsule/attached-files.ts';
import { createPaceMeter, type Moving } from '../../files/pace.ts';
import { patient } from '../../files/patience.ts';

export type FileState =
  | { readonly kind: 'waiting' | 'queued' | 'saved' }
  | ({ readonly kind: 'moving' } & Moving)
  | { readonly kind: 'failed'; readonly code: string };

export interface Downloads {
  /** By the file's id. */
  states(): ReadonlyMap<string, FileState>;
  /** Null: it was cancelled, failed, or everything was let go of. Asked for what is on its way already, it ends the same. */
  fetch(file: AttachedFile): Promise<Blob | null>;
  saved(file: AttachedFile): void;
  cancel(file: AttachedFile): void;
  /** Ends all that is on its way, and forgets what has come. */
  close(): void;
}

interface DownloadsDeps {
  readonly connection: Connection;
  readonly lease: { readonly share: string; readonly secret: string };
  readonly clock: () => number;
  readonly onChange: () => void;
}

/** What has come so far: after a cut it goes on from there. */
interface Coming {
  readonly parts: Blob[];
  readonly download: FileDownload;
  done: number;
}

/** Saved, never shown: a browser that opened it by its type would run what lies in it. */
const TYPE = 'application/octet-stream';

export function createDownloads({ connection, lease, clock, onChange }: DownloadsDeps): Downloads {
  const states = new Map<string, FileState>();
  const coming = new Map<string, Coming>();
  const endings = new Map<string, AbortController>();
  const asked = new Map<string, Promise<Blob | null>>();
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function set(id: string, state: FileState): void {
    if (isClosed) return;
    states.set(id, state);
    onChange();
  }

  function begin(file: AttachedFile): Coming {
    const parts: Blob[] = [];
    // A Blob lies with the browser and not in this page, whose memory stays flat.
    const sink = { write: (bytes: Uint8Array<ArrayBuffer>) => void parts.push(new Blob([bytes])) };
    return { parts, download: createDownload(connection, lease, file, sink), done: 0 };
  }

  async function bring(file: AttachedFile, { signal }: AbortController): Promise<Blob | null> {
    const { id, bytes } = file;
    if (signal.aborted) return null;
    const made = coming.get(id) ?? begin(file);
    coming.set(id, made);
    const meter = createPaceMeter(clock, made.done);
    const move = (isStalled: boolean, pace: Moving['pace']): void => {
      if (!signal.aborted) set(id, { kind: 'moving', done: made.done, of: bytes, pace, isStalled });
    };
    move(false, null);
    const answer = await made.download.run({
      signal,
      onProgress(done, of) {
        made.done = done;
        move(false, meter.add(done, of));
      },
      pauseOf: patient(() => move(true, null)),
    });
    if (signal.aborted) return null;
    if (!answer.ok) {
      if (answer.code === 'file.damaged') coming.delete(id);
      set(id, { kind: 'failed', code: answer.code });
      return null;
    }
    coming.delete(id);
    set(id, { kind: 'waiting' });
    return new Blob(made.parts, { type: TYPE });
  }

  return {
    states: () => states,
    fetch(file) {
      const { id } = file;
      const running = asked.get(id);
      if (running !== undefined) return running;
      const ending = new AbortController();
      endings.set(id, ending);
      set(id, { kind: 'queued' });
      const fetched = last
        .then(() => bring(file, ending))
        .catch((): null => {
          if (!ending.signal.aborted) set(id, { kind: 'failed', code: 'other' });
          return null;
        })
        .finally(() => {
          asked.delete(id);
          endings.delete(id);
        });
      last = fetched;
      asked.set(id, fetched);
      return fetched;
    },
    saved: ({ id }) => set(id, { kind: 'saved' }),
    cancel({ id }) {
      endings.get(id)?.abort();
      coming.delete(id);
      asked.delete(id);
      set(id, { kind: 'waiting' });
    },
    close() {
      isClosed = true;
      for (const ending of endings.values()) ending.abort();
      coming.clear();
      states.clear();
    },
  };
}
