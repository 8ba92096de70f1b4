// The files of what is opened: where they go is settled before the one view is used up, and they are on the disk before the server hears that it
// arrived, or, where that takes longer than its patience, soon after.

import { createInterface } from 'node:readline/promises';
import type { BeforeClaim, Secret } from '../../client/client.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';
import { escapeForTerminal, tellPerson } from '../terminal-text.ts';
import { createProgress, transferSize } from './transfer-progress.ts';
import { checkFolder, saveFiles, type FileOnDisk } from './save-files.ts';

export interface FilesWanted {
  /** Null: none was named. */
  readonly folder: string | null;
  readonly isForced: boolean;
  /** Only the rows are wanted. */
  readonly isWithout: boolean;
  readonly isQuiet: boolean;
}

export interface FilesDesk {
  /** @throws CommandFailure: it still waits */
  readonly beforeClaim: (news: Pick<BeforeClaim, 'files'>) => Promise<void>;
  /** Answers when they are there, or after a minute, while they go on coming. @throws CommandFailure, ApiError: nothing is confirmed */
  begin(secret: Secret): Promise<'there' | 'coming'>;
  /** All of them, said to the person and to the server. */
  finish(secret: Secret): Promise<readonly FileOnDisk[]>;
}

/** The lease of a claim is two minutes: what is confirmed later counts as never confirmed. */
const PATIENCE_MS = 60_000;

export const countText = (files: number): string => (files === 1 ? 'a file' : `${files} files`);

export function createFilesDesk({ folder: named, isForced, isWithout, isQuiet }: FilesWanted, isAskable: boolean): FilesDesk {
  let folder = named;
  let saving: Promise<readonly FileOnDisk[]> = Promise.resolve([]);
  let isFinished = false;

  const save = async ({ files }: Secret, into: string): Promise<readonly FileOnDisk[]> => {
    const over = new AbortController();
    const end = (): void => over.abort();
    const progress = createProgress('Received', isQuiet);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
    try {
      return await saveFiles(files, { folder: into, isForced, signal: over.signal, onProgress: progress.onProgress });
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, end);
      progress.end();
    }
  };

  return {
    async beforeClaim({ files }) {
      if (files === 0 || isWithout) return;
      if (folder === null && isAskable) folder = await askFolder(files);
      if (folder === null)
        throw new CommandFailure(
          EXIT.usage,
          `It has ${countText(files)}: say where they go by --files <folder>, or that you want none by --no-files. Nothing was opened; it still waits.`,
        );
      checkFolder(folder);
    },
    async begin(secret) {
      if (secret.files.length === 0 || isWithout) return 'there';
      // Of a server that had said nothing of them.
      if (folder === null)
        throw new CommandFailure(
          EXIT.usage,
          `It has ${countText(secret.files.length)}, and waits two minutes more for this terminal: run the command again with --files <folder>, or with --no-files.`,
        );
      saving = save(secret, folder);
      saving.catch(() => undefined);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'coming'>((resolve) => (timer = setTimeout(() => resolve('coming'), PATIENCE_MS)));
      return Promise.race([saving.then(() => 'there' as const), late]).finally(() => clearTimeout(timer));
    },
    async finish(secret) {
      const { files } = secret;
      const saved = await saving;
      if (isFinished) return saved;
      isFinished = true;
      if (files.length > 0) {
        // Where the server does not hear it, they go by themselves.
        await secret.endFiles({ deadlineMs: 5_000 }).catch(() => undefined);
        if (isWithout) tellPerson(`It had ${countText(files.length)}, which nobody can fetch any more.`);
      }
      for (const { path, bytes } of saved) tellPerson(`Saved, for your user alone: ${escapeForTerminal(path)} (${transferSize(bytes)})`);
      return saved;
    },
  };
}

/** Null: the input has ended. */
async function askFolder(files: number): Promise<string | null> {
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const which = files === 1 ? 'the file' : `the ${files} files`;
    return (await asked.question(`Folder for ${which} (Enter: this one): `)).trim() || '.';
  } catch {
    return null;
  } finally {
    asked.close();
  }
}
