// The leaf in which a log says which key will sign it from now on: it stands under the signature of the key before.

import { parseLogEvent, renderLogEvent } from '../../crypto/notes/event.ts';
import type { SigningKey } from './record.ts';

export function keyLeaf({ log, at, key: { year, vkey } }: { readonly log: string; readonly at: number; readonly key: SigningKey }): string {
  return renderLogEvent({ type: 'key', log, at, lines: linesOf(year, vkey) });
}

export function namesKey(leaf: string, { year, vkey }: SigningKey): boolean {
  const event = parseLogEvent(leaf);
  return event?.type === 'key' && event.lines.join() === linesOf(year, vkey).join();
}

function linesOf(year: number, vkey: string): (readonly [string, string])[] {
  return [
    ['year', String(year)],
    ['vkey', vkey],
  ];
}
