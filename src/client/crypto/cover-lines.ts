// What the page of a link will say of its sender, before it is opened: the sender's name and label, as the cover of a link takes them.

import { escapeInvisible } from '../../core/text-safety.ts';
import { isCoverLine } from '../../crypto/capsule/link-cover.ts';
import { LINK_COVER } from '../../crypto/share-terms.ts';
import type { ShareView } from '../answers/share-view.ts';

export interface CoverLines {
  readonly sender: string;
  readonly label: string;
}

/** What is invisible in them is made visible, what is too long is cut at a whole character, with an ellipsis. */
export function coverLines({ sender, label }: Pick<ShareView, 'sender' | 'label'>): CoverLines {
  return { sender: fit(sender ?? '', LINK_COVER.nameBytes), label: fit(label) };
}

function fit(text: string, bytes?: number): string {
  const characters = [...escapeInvisible(text.toWellFormed())];
  let line = characters.join('');
  while (!isCoverLine(line, bytes) && characters.pop() !== undefined) line = `${characters.join('')}…`;
  return line;
}
