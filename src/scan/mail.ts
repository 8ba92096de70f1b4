// Messages of a mailbox (mbox, RFC 4155) or a single one (.eml): texts and attachments that are texts, decoded.

import PostalMime, { type Email } from 'postal-mime';
import { Unreadable, type ScanPiece } from './entry.ts';
import { encodingOf } from './text.ts';

/** Bytes of a message with its attachments. */
const LARGEST = 32 * 1024 * 1024;
const FROM = Buffer.from('From ');
const LINE = 10;

export const isMailbox = (name: string, start: Uint8Array): boolean =>
  /\.(?:mbox|mbx|eml)$/i.test(name) || FROM.equals(Buffer.from(start.subarray(0, FROM.length)));

/** The raw messages, by the lines that begin with `From `; null for one that is too large. */
async function* split(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer | null> {
  let [held, size, isTooLarge]: [Buffer[], number, boolean] = [[], 0, false];
  let rest: Buffer = Buffer.alloc(0);
  const take = (): Buffer | null => {
    const message = isTooLarge ? null : Buffer.concat(held);
    [held, size, isTooLarge] = [[], 0, false];
    return message;
  };
  const keep = (part: Buffer): void => {
    size += part.length;
    isTooLarge ||= size > LARGEST;
    if (isTooLarge) held = [];
    else held.push(part);
  };
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let begin = 0;
    for (let end = rest.indexOf(LINE); end !== -1; end = rest.indexOf(LINE, begin)) {
      const line = rest.subarray(begin, end + 1);
      begin = end + 1;
      if (!line.subarray(0, FROM.length).equals(FROM)) keep(line);
      else if (size > 0) yield take();
    }
    rest = rest.subarray(begin);
    if (rest.length > LARGEST) {
      keep(rest);
      rest = Buffer.alloc(0);
    }
  }
  keep(rest);
  if (size > 0) yield take();
}

export async function* mailsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ScanPiece> {
  let [number, left] = [0, 0];
  for await (const raw of split(bytes)) {
    number += 1;
    const mail = raw === null ? null : await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' }).catch(() => null);
    if (mail === null) left += 1;
    else yield { text: textsOf(mail).join('\n'), message: number, sentAt: sentAt(mail), firstLine: null, seen: 0, isCut: false };
  }
  if (left > 0) throw new Unreadable(`has ${left} of ${number} messages that are larger than 32 MiB or no mail: they were not read`);
}

function textsOf(mail: Email): string[] {
  const files = mail.attachments.flatMap(({ content }) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content as ArrayBuffer);
    const encoding = encodingOf(bytes);
    return encoding === null ? [] : [new TextDecoder(encoding).decode(bytes)];
  });
  // The same words in another dress are one find.
  return [mail.subject ?? '', mail.text ?? mail.html ?? '', ...files];
}

function sentAt({ date }: Email): string | null {
  const at = Date.parse(date ?? '');
  return Number.isFinite(at) ? new Date(at).toISOString() : null;
}
