// Messages of a chat's export, one at a time: an array of them (Slack: a day of a channel; Discord's own package: a channel), or an object with
// `messages` (Discord, as DiscordChatExporter writes it). Each text of a message counts, wherever in it it stands.

import JSONParser from '@streamparser/json/jsonparser.js';
import { Unreadable, type ScanPiece } from './entry.ts';

/** Bytes. A message is at most some kilobytes; what is larger is no chat. */
const LARGEST_MESSAGE = 16 * 1024 * 1024;
const DEEPEST = 32;

/** What its first bytes look like; null: no export of a chat. */
export function messagesPath(start: string): string | null {
  const bare = start.replace(/^\uFEFF/, '').trimStart();
  if (bare.startsWith('[')) return '$.*';
  return bare.startsWith('{') && bare.includes('"messages"') ? '$.messages.*' : null;
}

export async function* messagesOf(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<ScanPiece> {
  let ready: unknown[] = [];
  const fault: { why: string | null } = { why: null };
  const parser = new JSONParser({ paths: [path], keepStack: false });
  parser.onValue = ({ value }) => void ready.push(value);
  parser.onError = () => void (fault.why ??= 'is damaged');
  let [number, since] = [0, 0];
  for await (const chunk of bytes) {
    since += chunk.length;
    if (!parser.isEnded) parser.write(chunk);
    for (const value of ready) {
      number += 1;
      since = 0;
      yield {
        text: [...new Set(textsIn(value, 0))].join('\n'),
        message: number,
        sentAt: timeOf(value),
        firstLine: null,
        seen: 0,
        isCut: false,
      };
    }
    ready = [];
    if (since > LARGEST_MESSAGE) fault.why ??= 'holds a message of more than 16 MiB';
    if (fault.why !== null) break;
  }
  if (fault.why === null && !parser.isEnded) fault.why = 'ends too early';
  if (fault.why !== null) throw new Unreadable(`${fault.why} after ${number} messages; what follows was not read`);
}

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth + 1));
}

/** Slack's `ts` is seconds with a fraction; Discord writes ISO 8601. */
function timeOf(value: unknown): string | null {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { ts, timestamp, Timestamp } = fields;
  const said = timestamp ?? Timestamp;
  const at = typeof ts === 'string' ? Number(ts) * 1000 : typeof said === 'string' ? Date.parse(said) : Number.NaN;
  return Number.isFinite(at) && Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : null;
}
