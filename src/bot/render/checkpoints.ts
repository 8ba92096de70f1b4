// The card of the audit channel: checkpoints as they are, so that they can be copied out and checked.

import type { Card } from '../port.ts';
import type { Messages } from '../messages/messages.ts';
import { interpolateText } from '../text.ts';

export function checkpointCard({ audit }: Messages, notes: readonly string[]): Card {
  const title = interpolateText(audit.title, { count: String(notes.length) });
  // With the empty line inside each: without it, it is no note.
  const lines = notes.flatMap((note) => ['', ...note.slice(0, -1).split('\n')]);
  return { title, tone: 'plain', body: [[audit.intro], ...lines.map((line) => (line === '' ? [] : [line]))], buttons: [], fallback: title };
}
