// What a log says of itself: which key signs from now on, under the signature of the key before; which generation it replaces; and below
// which position its entries were pruned.

import { parseLogEvent, parseTime, formatLogEvent } from '../../../crypto/events/event.ts';
import type { SigningKey } from './log-state.ts';

export function keyEntry({
  log,
  at,
  key: { year, vkey },
}: {
  readonly log: string;
  readonly at: number;
  readonly key: SigningKey;
}): string {
  return formatLogEvent({ type: 'key', log, at, lines: linesOf(year, vkey) });
}

export function announcesKey(leaf: string, { year, vkey }: SigningKey): boolean {
  const event = parseLogEvent(leaf);
  return event?.type === 'key' && event.lines.join() === linesOf(year, vkey).join();
}

function linesOf(year: number, vkey: string): (readonly [string, string])[] {
  return [
    ['year', String(year)],
    ['vkey', vkey],
  ];
}

/** `after`: the last head of the generation that could not continue; `root` as base64. */
export function generationEntry({
  log,
  at,
  after,
}: {
  readonly log: string;
  readonly at: number;
  readonly after: { readonly origin: string; readonly size: number; readonly root: string };
}): string {
  const lines = [
    ['after', after.origin],
    ['size', String(after.size)],
    ['root', after.root],
  ] as const;
  return formatLogEvent({ type: 'begun', log, at, lines });
}

/** `first`: position of the first entry that the log keeps. */
export function pruneEntry({ log, at, first }: { readonly log: string; readonly at: number; readonly first: number }): string {
  return formatLogEvent({ type: 'pruned', log, at, lines: [['first', String(first)]] });
}

export function announcesPrune(leaf: string, { log, first }: { readonly log: string; readonly first: number }): boolean {
  const event = parseLogEvent(leaf);
  return event?.type === 'pruned' && event.log === log && event.lines[0]?.[1] === String(first);
}

const TIME = /^nt2\/(?:event|log)\/v[123]\ntype [a-z-]+\n(?:share|log) [^\n]+\ntime ([^\n]+)\n/;

/** Whether a leaf says that it was made before that time, epoch ms. */
export function isOlderThan(leaf: string, before: number): boolean {
  const at = parseTime(TIME.exec(leaf)?.[1] ?? '');
  return at !== null && at < before;
}
