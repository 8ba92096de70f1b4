// The card of the audit channel: checkpoints as they are, so that they can be copied out and checked.

import type { Card } from '../port.ts';
import type { Messages } from '../messages/messages.ts';
import { interpolateText } from '../text.ts';
import { simpleCard } from './parts.ts';

export function checkpointCard({ audit }: Messages, notes: readonly string[]): Card {
  const title = interpolateText(audit.title, { count: String(notes.length) });
  // Each keeps its empty line: a note is not valid without it.
  const lines = notes.flatMap((note) => ['', ...note.slice(0, -1).split('\n')]);
  return simpleCard({ title, body: [[audit.intro], ...lines.map((line) => (line === '' ? [] : [line]))] });
}
