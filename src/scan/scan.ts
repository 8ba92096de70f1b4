// Finds the secrets in exports of chats, mailboxes, folders and files. It streams, and what it answers with holds no value. See docs/decisions/scan.md.

import { encodingOf, linesIn, peek, textPieces } from './text.ts';
import { ARCHIVE_LIMITS, entriesOf, type ArchiveLimits } from './entries.ts';
import { Unreadable, type ScanInput, type ScanPiece, type ScanPlace } from './entry.ts';
import { findSecrets } from './find.ts';
import { isMailbox, mailsOf } from './mail.ts';
import { messagesOf, messagesPath } from './chat-json.ts';

export interface ScanFinding extends ScanPlace {
  readonly kind: 'finding';
  /** A kind of secret, of `SECRET_KINDS`. */
  readonly secret: string;
  /** What every key of its issuer begins with; empty where there is no such thing. */
  readonly shown: string;
  /** Characters of the whole value. */
  readonly length: number;
}

export interface ScanTrouble {
  readonly kind: 'trouble';
  readonly file: string;
  /** A clause behind the name of the file. */
  readonly trouble: string;
}

/** Files that are no text. They are counted and not told one by one. */
export interface PassedBy {
  readonly kind: 'passed-by';
  readonly file: string;
}

export type Scanned = ScanFinding | ScanTrouble | PassedBy;

export async function* scan(paths: readonly string[], limits: ArchiveLimits = ARCHIVE_LIMITS): AsyncGenerator<Scanned, void> {
  for (const path of paths)
    for await (const entry of entriesOf(path, limits)) {
      if ('trouble' in entry) yield { kind: 'trouble', file: entry.name, trouble: entry.trouble };
      else yield* scanEntry(entry);
    }
}

async function* scanEntry(entry: ScanInput): AsyncGenerator<Scanned, void> {
  try {
    const stream = await entry.open();
    try {
      const { start, bytes } = await peek(stream);
      const pieces = piecesFor(entry.name, start, bytes);
      if (pieces === null) {
        yield { kind: 'passed-by', file: entry.name };
        return;
      }
      for await (const piece of pieces) yield* findingsIn(entry.name, piece);
    } finally {
      stream.destroy();
    }
  } catch (error) {
    yield { kind: 'trouble', file: entry.name, trouble: error instanceof Unreadable ? error.message : 'cannot be read to its end' };
  }
}

function piecesFor(name: string, start: Uint8Array, bytes: AsyncIterable<Uint8Array>): AsyncIterable<ScanPiece> | null {
  if (isMailbox(name, start)) return mailsOf(bytes);
  const encoding = encodingOf(start);
  if (encoding === null) return null;
  const path = encoding === 'utf-8' && /\.json$/i.test(name) ? messagesPath(Buffer.from(start).toString('utf8')) : null;
  return path === null ? textPieces(bytes, encoding) : messagesOf(bytes, path);
}

function* findingsIn(file: string, { text, firstLine, seen, isCut, message, sentAt }: ScanPiece): Generator<ScanFinding> {
  const told = new Set<string>();
  for (const { kind: secret, shown, length, at } of findSecrets(text)) {
    const [end, value] = [at + length, text.slice(at, at + length)];
    // It ended in the piece before, which has told it; or it goes on in the next one, which will.
    if (end < seen || (isCut && end === text.length)) continue;
    // A chat writes what was said more than once into a message: as text, and in blocks.
    if (message !== null && told.has(value)) continue;
    told.add(value);
    yield {
      kind: 'finding',
      file,
      line: firstLine === null ? null : firstLine + linesIn(text, at),
      message,
      sentAt,
      secret,
      shown,
      length,
    };
  }
}
