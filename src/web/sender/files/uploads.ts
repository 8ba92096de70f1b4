// The files of a form: which are added, how far each is, and what goes into the payload. One goes after the other, and each begins as soon as
// it can. Knows nothing of the page.

import { attachedName, sourceOfBlob } from '../../../client/files/source.ts';
import { fetchFile, removeFile } from '../../../client/calls/files.ts';
import { createUpload, type KeptUpload, type FileUpload } from '../../../client/files/upload.ts';
import type { Connection } from '../../../client/wire/connection.ts';
import { withRetry } from '../../../client/wire/retry.ts';
import type { AttachedFile } from '../../../crypto/capsule/attached-files.ts';
import { FILE_LIMITS } from '../../../crypto/file/sizes.ts';
import { createPaceMeter, type Moving } from '../../files/pace.ts';
import { patient } from '../../files/patience.ts';
import { sentAsBlob } from '../../files/sent-as-blob.ts';
import type { FileDrawer, KeptFile } from './drawer.ts';

export type FormFileStatus =
  | { readonly kind: 'queued' }
  | ({ readonly kind: 'moving' } & Moving)
  | { readonly kind: 'there'; readonly file: AttachedFile }
  | { readonly kind: 'failed'; readonly code: string }
  /** Of an earlier visit: it goes on when the person chooses the same file again. */
  | { readonly kind: 'lost'; readonly done: number };

export interface FormFile {
  readonly key: number;
  readonly name: string;
  readonly bytes: number;
  readonly status: FormFileStatus;
}

export interface Uploads {
  entries(): readonly FormFile[];
  /** How many did not fit any more. */
  add(files: readonly File[]): number;
  retry(key: number): void;
  /** Ends it, and takes back what lies at the server. */
  remove(key: number): void;
  close(): void;
}

interface UploadsDeps {
  /** For which they are brought. */
  readonly share: string;
  readonly connection: () => Promise<Connection>;
  readonly drawer: FileDrawer;
  /** Bytes of the largest that the server takes. */
  readonly most: number;
  readonly clock: () => number;
  readonly onChange: () => void;
}

interface Row {
  readonly key: number;
  readonly name: string;
  readonly bytes: number;
  status: FormFileStatus;
  /** Null: the file itself has not been chosen in this visit. */
  file: File | null;
  kept: KeptUpload | null;
  done: number;
  upload: FileUpload | null;
  ending: AbortController | null;
}

export function createUploads({ share, connection, drawer, most, clock, onChange }: UploadsDeps): Uploads {
  let keys = 0;
  let working = false;
  let isClosed = false;
  let asked: Promise<Connection> | null = null;
  let rows: readonly Row[] = drawer.before.map(({ name, bytes, done, upload, whole }) => ({
    ...newRow(name, bytes),
    status: whole === null ? { kind: 'lost', done } : { kind: 'there', file: whole },
    kept: upload,
    done,
  }));

  function newRow(name: string, bytes: number): Row {
    keys += 1;
    return { key: keys, name, bytes, status: { kind: 'queued' }, file: null, kept: null, done: 0, upload: null, ending: null };
  }

  const connect = (): Promise<Connection> => (asked ??= connection());

  const save = (): Promise<void> =>
    drawer.save(
      rows.flatMap(({ name, bytes, done, kept, status }): KeptFile[] =>
        kept === null ? [] : [{ name, bytes, done, upload: kept, whole: status.kind === 'there' ? status.file : null }],
      ),
    );

  function set(row: Row, status: FormFileStatus): void {
    if (!rows.includes(row)) return;
    row.status = status;
    onChange();
  }

  async function bring(row: Row, file: File): Promise<void> {
    const ending = (row.ending = new AbortController());
    const meter = createPaceMeter(clock, row.done);
    const move = (isStalled: boolean, pace: Moving['pace']): void =>
      set(row, { kind: 'moving', done: row.done, of: row.bytes, pace, isStalled });
    move(false, null);
    row.upload ??= createUpload(sentAsBlob(await connect()), sourceOfBlob(file, row.name), {
      share,
      kept: row.kept,
      keep: (kept) => {
        row.kept = kept;
        return save();
      },
    });
    const answer = await row.upload.run({
      signal: ending.signal,
      onProgress(done, of) {
        row.done = done;
        move(false, meter.add(done, of));
      },
      pauseOf: patient(() => move(true, null)),
    });
    if (isClosed || !rows.includes(row)) return;
    set(row, answer.ok ? { kind: 'there', file: answer.value } : { kind: 'failed', code: answer.code });
    await save();
  }

  async function withdraw({ upload, kept }: Row): Promise<void> {
    if (upload !== null) await upload.withdraw();
    else if (kept !== null) await withRetry(async () => removeFile(await connect(), kept.id));
  }

  /** What waits unsent for too long goes, while its key still lies here. */
  async function lookAgain(row: Row): Promise<void> {
    const { kept } = row;
    if (kept === null || row.status.kind !== 'there') return;
    const seen = await withRetry(async () => fetchFile(await connect(), kept.id));
    if (seen.ok || seen.code !== 'file.gone') return;
    [row.kept, row.done] = [null, 0];
    set(row, { kind: 'lost', done: 0 });
    await save();
  }
  for (const row of rows) void lookAgain(row).catch(() => {});

  async function work(): Promise<void> {
    if (working) return;
    working = true;
    for (;;) {
      const row = rows.find(({ status, file }) => status.kind === 'queued' && file !== null);
      if (row === undefined || row.file === null || isClosed) break;
      await bring(row, row.file).catch(() => set(row, { kind: 'failed', code: 'other' }));
    }
    working = false;
  }

  return {
    entries: () => rows,
    add(files) {
      let over = 0;
      for (const file of files) {
        const name = attachedName(file.name);
        const again = rows.find(({ status, ...row }) => status.kind === 'lost' && row.name === name && row.bytes === file.size);
        if (again === undefined && rows.length >= FILE_LIMITS.files) over += 1;
        else {
          const row = again ?? newRow(name, file.size);
          row.file = file;
          row.status = file.size > most ? { kind: 'failed', code: 'input.too_large' } : { kind: 'queued' };
          if (again === undefined) rows = [...rows, row];
        }
      }
      onChange();
      void work();
      return over;
    },
    retry(key) {
      const row = rows.find((one) => one.key === key);
      if (row === undefined) return;
      set(row, { kind: 'queued' });
      void work();
    },
    remove(key) {
      const row = rows.find((one) => one.key === key);
      if (row === undefined) return;
      rows = rows.filter((one) => one !== row);
      onChange();
      // What is on its way is taken back when it has ended; the rest, and what an earlier visit has left, at once.
      if (row.status.kind === 'moving') row.ending?.abort();
      else void withdraw(row).catch(() => {});
      void save();
    },
    // Nothing is taken back: a page that is loaded again goes on with it.
    close() {
      isClosed = true;
      drawer.close();
    },
  };
}
