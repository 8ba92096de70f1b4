// What is read: a file, or an entry of an archive.

import type { Readable } from 'node:stream';

export interface ScanInput {
  /** As people find it again: a path, or `export.zip > general/2026-11-30.json`. */
  readonly name: string;
  readonly open: () => Promise<Readable>;
}

/** Where a find stands. */
export interface ScanPlace {
  readonly file: string;
  /** Of a text: from 1. Null in a message. */
  readonly line: number | null;
  /** Of a chat or a mailbox: the number of the message in its file, from 1, and when it was sent, in ISO 8601. */
  readonly message: number | null;
  readonly sentAt: string | null;
}

export interface ScanPiece extends Omit<ScanPlace, 'file' | 'line'> {
  readonly text: string;
  /** The line on which it begins; null in a message. */
  readonly firstLine: number | null;
  /** Units at its beginning that the piece before has had already. */
  readonly seen: number;
  /** It ends where no line ends, and the next one begins a little before. */
  readonly isCut: boolean;
}

/** What could not be read, for the person: no word of its content. */
export class Unreadable extends Error {}
