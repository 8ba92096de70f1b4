// What the page of .nt2share files says.

import type { Kind } from '../../crypto/share-terms.ts';
import type { OpenedShareFile } from '../../crypto/share-file/share-file.ts';

type Fault = Exclude<OpenedShareFile, { ok: true }>['reason'] | 'unreadable' | 'refused';

const kinds: Readonly<Record<Kind, string>> = { credential: 'Credential', bank: 'Bank details', document: 'Document', note: 'Note' };

/** "3 KB", "1.4 MB": as systems show how large a file is. */
export function sizeText(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? ['KB', bytes / 1_000] : ['MB', bytes / 1_000_000];
  return bytes < 1_000 ? `${bytes} bytes` : `${size < 10 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)} ${unit}`;
}

export const messages = {
  footer: 'This page sends nothing: files are opened and written in your browser alone.',
  saved: 'Your own copy',
  ways: 'What to do',
  toOpen: 'Open a file',
  toSave: 'Save as a file',
  open: {
    title: 'Open a .nt2share file',
    lead: 'It’s decrypted in this browser. Nothing of it is sent anywhere.',
    choose: 'The file',
    drop: 'Choose it, or drop it here.',
    chosen: (name: string, size: string) => `${name}, ${size}`,
    words: 'The words',
    wordsHelp: 'The person who made the file has them.',
    key: 'Your age key',
    keyHelp: 'It begins with AGE-SECRET-KEY-1. It stays in this page.',
    go: 'Open it',
    working: 'Checking the words…',
    noKey: 'That’s no age key: it begins with AGE-SECRET-KEY-1.',
    noWords: 'Type the words first.',
  },
  faults: {
    foreign: 'That’s no .nt2share file.',
    lock: 'This file opens by another kind of key.',
    wrong: 'Not the right words or key. Nothing is lost and nobody counts: try again.',
    damaged: 'The file is damaged. Ask for it once more; other words or keys won’t help.',
    newer: 'This file is of a newer nt2 than this page.',
    too_large: 'That’s larger than a .nt2share file can be.',
    unreadable: 'This browser couldn’t read the file. Choose it again.',
    refused: 'This browser can’t use age keys of this kind. Open the file in another one, or with the age program.',
  } satisfies Readonly<Record<Fault, string>>,
  opened: {
    title: (label: string) => label || 'A secret',
    from: (sender: string) => `From ${sender}, as the file says. Nothing proves it.`,
    savedAt: (when: string) => `Saved ${when}.`,
    forgets: ({ idle, hidden }: { idle: number; hidden: number }) =>
      `This page clears itself after ${minutes(idle)} without use, ${minutes(hidden)} in the background, or when you leave it. The file stays yours.`,
    files: 'Files',
    saveFile: 'Save',
    saveNamed: (name: string) => `Save ${name}`,
    filesHelp: 'They’re saved as they are. Open only what you expected.',
    doneHelp: 'Clears this page. The file itself stays where it is.',
  },
  cleared: {
    title: 'Cleared',
    lead: 'This page no longer holds what was in the file. Choose the file again to see it.',
    again: 'Open a file',
  },
  save: {
    title: 'Save a secret as a file',
    lead: 'For keeping, or for where no server can be reached. Nobody hears when it’s opened, and it can’t be taken back.',
    kind: 'What it is',
    kinds,
    label: 'Its name',
    note: 'A note',
    sender: 'Your name',
    optional: 'optional',
    files: 'Files',
    filesRoom: (used: string, most: string) => `${used} of ${most} used`,
    removeFile: (name: string) => `Remove ${name}`,
    remove: 'Remove',
    tooManyFiles: (most: number) => `At most ${most} files.`,
    tooLarge: (most: string) => `The files are more than ${most} together. Leave some out, or send a link instead.`,
    fileName: (name: string) => `A file can’t be called “${name}”. Give it another name first.`,
    lock: 'Locked by',
    byWords: 'Five random words',
    byKey: 'A recipient’s age key',
    words: 'The words',
    otherWords: 'Different words',
    wordsHelp: 'Nothing counts wrong words at a file, so they’re drawn, not chosen. Tell them on another way than the file.',
    key: 'Their age key',
    keyHelp: 'It begins with age1. Only its holder opens the file; you don’t.',
    noKey: 'That’s no age key of this kind: age1 and 58 small letters and digits.',
    name: 'Name of the file',
    nameHelp: 'Anyone who sees the file reads this.',
    go: 'Save the file',
    working: 'Locking it…',
    nothing: 'Enter a value or add a file first.',
    failed: 'The file couldn’t be written. Nothing is lost: try again.',
  },
  done: {
    title: 'Saved',
    lead: (name: string) => `${name} is in your downloads.`,
    words: 'The words that open it',
    wordsHelp: 'Without them nobody opens it, you neither. They’re shown here for the last time.',
    copy: 'Copy the words',
    key: 'Only the holder of the key opens it.',
    another: 'Save another',
  },
  keep: {
    title: 'Keep this page',
    lead: 'It works without a network and without this server: save it beside your files, and open it from your disk.',
    button: 'Save this page',
    hash: 'SHA-256 of what you get',
    hashHelp: 'A server that lies about its page lies here too. The package of nt2 has the same number in its manifest.json.',
  },
} as const;

function minutes(n: number): string {
  return n === 1 ? '1 minute' : `${n} minutes`;
}
