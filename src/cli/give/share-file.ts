// `nt2 share --save`: writes what would have been sent into a .nt2share file, locked by words that nt2 draws or for the holder of an age
// key. No server is asked.

import { scryptOfPlatform } from '../../client/methods/passphrase.ts';
import { isRecipient } from '../../crypto/age/recipients.ts';
import type { Field } from '../../crypto/capsule/items.ts';
import { generatePassphrase } from '../../crypto/passphrase/wordlist.ts';
import { isFileName } from '../../crypto/capsule/attached-files.ts';
import type { ContentFile } from '../../crypto/share-file/content.ts';
import { SHARE_FILE_LIMITS } from '../../crypto/share-file/limits.ts';
import { sealShareFile, type ShareFileLock } from '../../crypto/share-file/share-file.ts';
import { EXIT } from '../exit-codes.ts';
import type { AttachedSources } from '../files/attached.ts';
import type { Flags } from '../flags.ts';
import { checkWords } from './sealing.ts';
import type { GivenWish } from './wish.ts';
import { checkNewFile, writeNewFile } from '../write-new-file.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import { tellPerson } from '../terminal-text.ts';

export interface Saving {
  readonly path: string;
  /** `age1…`; null: words are drawn. */
  readonly recipient: string | null;
}

/** Null: it is to be sent. Looked at before the secret is asked for. @throws UsageError, CommandFailure */
export function savingOf(flags: Flags): Saving | null {
  const [path, recipient] = [flags.one('--save'), flags.one('--recipient')];
  if (path === undefined) {
    if (recipient !== undefined) throw new UsageError('--recipient is for a file: name that by --save');
    return null;
  }
  if (
    flags.all('--to').length > 0 ||
    ['--link', '--no-wait', '--compare', '--template', '--expires', '--qr'].some((flag) => flags.has(flag as `--${string}`))
  )
    throw new UsageError('--save writes a file and sends nothing: leave out what is for a share that waits at a server');
  if (!path.endsWith('.nt2share')) throw new UsageError('the file of --save ends in .nt2share');
  if (recipient !== undefined && !isRecipient(recipient)) throw new UsageError('--recipient is an age key: age1 and 58 letters and digits');
  if (recipient !== undefined && flags.has('--words')) throw new UsageError('--words and --recipient are two locks: give one of them');
  checkWords(recipient === undefined, flags);
  checkNewFile(path);
  return { path, recipient: recipient ?? null };
}

const MOST_MIB = SHARE_FILE_LIMITS.filesBytes / 1_048_576;

/** The files of --attach, whole: read before the secret is asked for. @throws CommandFailure */
export async function filesToSave({ sources, close }: AttachedSources): Promise<readonly ContentFile[]> {
  try {
    if (sources.reduce((sum, { bytes }) => sum + bytes, 0) > SHARE_FILE_LIMITS.filesBytes)
      throw new CommandFailure(
        EXIT.input,
        `The files of --attach are more than ${MOST_MIB} MiB together, which is what a .nt2share file holds.`,
      );
    const files: ContentFile[] = [];
    for (const { name, type = '', bytes: size, read } of sources) {
      if (!isFileName(name))
        throw new CommandFailure(EXIT.input, 'A file of --attach has a name of more than one line, or of more than 255 characters.');
      const bytes = await read(0, size).catch(() => null);
      if (bytes?.length !== size)
        throw new CommandFailure(EXIT.input, 'A file of --attach has changed while it was read. Nothing was written.');
      files.push({ name, type, bytes: new Uint8Array(bytes) });
    }
    return files;
  } finally {
    await close();
  }
}

interface Saved {
  readonly fields: readonly Field[];
  readonly files: readonly ContentFile[];
  readonly wish: GivenWish;
  readonly isJson: boolean;
}

/** @throws CommandFailure */
export async function saveShareFile({ path, recipient }: Saving, { fields, files, wish, isJson }: Saved): Promise<number> {
  const words = recipient === null ? generatePassphrase() : null;
  const lock: ShareFileLock =
    words === null ? { kind: 'key', recipient: recipient ?? '' } : { kind: 'words', words, scrypt: scryptOfPlatform };
  const { label, note, kind } = wish;
  const content = { label, note, sender: null, savedAt: Date.now(), items: [{ kind, label, fields }], files };
  writeNewFile(path, await sealShareFile(content, lock));
  if (isJson) return print(JSON.stringify({ file: path, passphrase: words }));
  if (words !== null) tellPerson(`Tell them these words on another way than the file: ${words}`);
  tellPerson('Written. Anyone who has the file can try words as often as they like: nothing counts them.');
  tellPerson('Without nt2 it opens in a browser, at /file of any nt2 server, and by any age program.');
  print(path);
  return EXIT.done;
}
