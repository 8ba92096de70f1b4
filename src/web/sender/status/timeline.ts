// What happened to a share, with times.

import type { ShareView } from '../../../client/answers/share-view.ts';
import { isLink } from '../../../crypto/share-terms.ts';
import { messages } from '../../messages/sender-status.ts';

export interface TimelineEntry {
  readonly key: string;
  readonly text: string;
  /** Epoch ms; null: still to come. */
  readonly at: number | null;
  readonly bad: boolean;
}

/** Oldest first, then what is still to come. */
export function timelineOf(view: ShareView, to: string): TimelineEntry[] {
  const words = messages.status.events;
  const past: [string, string, number | null][] = [
    ['created', words.created, view.createdAt],
    // Who asked accepts by asking: it is no step of the person who gives.
    ['accepted', words.accepted(to), view.asked ? null : (view.acceptance?.at ?? null)],
    ['sealed', view.seal?.device === null ? words.sealedByServer : words.sealed, view.seal?.at ?? null],
    ['claimed', words.claimed, view.claim?.at ?? null],
    ['ended', view.cause === null ? '' : words.ended[view.cause], view.endedAt],
  ];
  const lines = past
    .filter(([, , at]) => at !== null)
    .map(([key, text, at]): TimelineEntry => ({ key, text, at, bad: key === 'ended' && view.cause !== 'delivered' }))
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  if (view.status === 'ended') return lines;
  const done = new Set(lines.map(({ key }) => key));
  const steps = (['accepted', 'sealed', 'claimed', 'ended'] as const).filter(
    (key) => !done.has(key) && !(key === 'accepted' && (isLink(view.mode) || view.asked || view.acceptance !== null)),
  );
  return [...lines, ...steps.map((key): TimelineEntry => ({ key, text: words.next[key], at: null, bad: false }))];
}
