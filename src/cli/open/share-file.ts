// `nt2 open FILE.nt2share`: opens such a file by its words or by an age key, as often as a person likes, and hands it on as a link's secret.
// No server is asked.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { scryptOfPlatform } from '../../client/methods/passphrase.ts';
import { SHARE_FILE_LIMITS } from '../../crypto/share-file/limits.ts';
import type { ContentFile, ShareFileContent } from '../../crypto/share-file/content.ts';
import { lockOf, openShareFile, type OpenedShareFile, type ShareFileKey } from '../../crypto/share-file/share-file.ts';
import { EXIT } from '../exit-codes.ts';
import type { FileSink } from '../../client/client.ts';
import { countText } from '../files/files-desk.ts';
import { checkFolder, saveFiles, type FileOnDisk } from '../files/save-files.ts';
import { transferSize } from '../files/transfer-progress.ts';
import type { OpenCommand } from './options.ts';
import { readSecretText, type SourceDeps } from './sources.ts';
import type { OpenedSecret } from './texts.ts';
import { CommandFailure } from '../output.ts';
import { escapeForTerminal, localTime, tellPerson } from '../terminal-text.ts';

type Reason = Exclude<OpenedShareFile, { ok: true }>['reason'];

const SAYS: Readonly<Record<Reason, string>> = {
  foreign: 'That is no .nt2share file.',
  lock: 'That key is not of the kind that this file is locked with.',
  wrong: 'Those words, or that key, do not open it. Nothing is lost: try again.',
  damaged: 'The words, or the key, are right, but the file is damaged: ask for it once more.',
  newer: 'The file is of a newer nt2 than this one.',
  too_large: `The file is larger than a .nt2share file can be (${SHARE_FILE_LIMITS.bytes / 1_048_576} MiB).`,
};

/** Null: it holds files alone. @throws CommandFailure, UsageError */
export async function openSaved(
  path: string,
  { options, sources }: { readonly options: Wanted; readonly sources: SourceDeps },
): Promise<OpenedSecret | null> {
  const file = readFile(path);
  const lock = lockOf(file);
  for (;;) {
    const opened = await openShareFile(file, await askKey(lock, options, sources));
    if (opened.ok) return secretOf(opened.content, options);
    const isAsked =
      opened.reason === 'wrong' && sources.terminal !== null && (lock === 'key' ? options.identityFile : options.wordsFile) === null;
    if (!isAsked) throw new CommandFailure(opened.reason === 'wrong' ? EXIT.refused : EXIT.input, SAYS[opened.reason]);
    tellPerson(SAYS.wrong);
  }
}

async function askKey(
  lock: 'words' | 'key' | null,
  { wordsFile, identityFile }: Pick<OpenCommand, 'wordsFile' | 'identityFile'>,
  sources: SourceDeps,
): Promise<ShareFileKey> {
  if (lock === 'key') {
    const asked = { question: 'The age key', file: identityFile, flag: '--identity', isPiped: false };
    return { kind: 'key', identity: identityIn(await readSecretText(asked, sources)) };
  }
  // What is no such file is said to be none without a question.
  if (lock === null) return { kind: 'words', words: '-', scrypt: scryptOfPlatform };
  const words = await readSecretText({ question: 'The words', file: wordsFile, flag: '--words-file', isPiped: false }, sources);
  if (words.trim() === '') throw new CommandFailure(EXIT.input, 'There are no words.');
  return { kind: 'words', words, scrypt: scryptOfPlatform };
}

/** As `age-keygen` writes them: comments, and the key on a line. */
const identityIn = (text: string): string => text.split(/\r?\n/).find((line) => line.startsWith('AGE-SECRET-KEY-')) ?? text.trim();

/** @throws CommandFailure */
function readFile(path: string): Uint8Array {
  try {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(file);
      if (stat.isFile() && stat.size <= SHARE_FILE_LIMITS.bytes) return readFileSync(file);
      if (stat.isFile()) throw new CommandFailure(EXIT.input, SAYS.too_large);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
  }
  throw new CommandFailure(EXIT.input, 'There is no file of that name that can be read.');
}

type Wanted = Pick<OpenCommand, 'wordsFile' | 'identityFile' | 'files' | 'exec' | 'out' | 'format' | 'json'>;

async function secretOf({ label, note, sender, savedAt, items, files }: ShareFileContent, wanted: Wanted): Promise<OpenedSecret | null> {
  const from = sender === null ? '' : `  From ${escapeForTerminal(sender)}, as the file says; nothing proves it.\n`;
  tellPerson(`${escapeForTerminal(label) || 'A secret'}\n${from}  Saved ${localTime(savedAt)}.`);
  const { files: into, exec, out, format, json } = wanted;
  const saved =
    into.folder === null
      ? files.map(({ name, bytes }) => ({ name, path: null, bytes: bytes.length }))
      : await saveInto(into.folder, files, into.isForced);
  if (into.folder === null && files.length > 0)
    tellPerson(`It holds ${countText(files.length)}, which --files <folder> saves:\n${files.map(lineOf).join('\n')}`);
  const hasRows = items.some(({ fields }) => fields.length > 0);
  if (!hasRows && (exec !== null || out !== null || format !== null))
    throw new CommandFailure(EXIT.input, 'It holds files alone, and no values: --files <folder> saves them.');
  return hasRows || json ? { id: null, label, note, sender, kind: items[0]?.kind ?? 'credential', items, saved } : null;
}

const lineOf = ({ name, bytes }: ContentFile): string => `  ${escapeForTerminal(name)} (${transferSize(bytes.length)})`;

/** They lie in memory already. @throws CommandFailure */
async function saveInto(folder: string, files: readonly ContentFile[], isForced: boolean): Promise<readonly FileOnDisk[]> {
  checkFolder(folder);
  const written = files.map(({ name, bytes }) => ({
    name,
    bytes: bytes.length,
    save: async (sink: FileSink): Promise<void> => {
      await sink.write(bytes);
    },
  }));
  const saved = await saveFiles(written, { folder, isForced, signal: new AbortController().signal, onProgress: () => {} });
  for (const { path, bytes } of saved) tellPerson(`Saved, for your user alone: ${escapeForTerminal(path)} (${transferSize(bytes)})`);
  return saved;
}
