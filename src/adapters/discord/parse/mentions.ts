// Mentions that were typed into an option of a command. Discord does not send their people along.

import type { TextPiece } from '../payload.ts';

const MENTION = /<@(!|&)?(\d{1,20})>|(?<=^|\s)@(everyone|here)\b/g;

export function parseMentions(text: string): readonly TextPiece[] {
  let at = 0;
  const pieces = [...text.matchAll(MENTION)].flatMap(({ 0: said, 1: sign, 2: id, 3: all, index }): TextPiece[] => {
    const before = text.slice(at, index);
    at = index + said.length;
    const isGroup = sign === '&' || all !== undefined;
    if (!isGroup) return [before, { kind: 'person', id: id ?? '' }];
    return [before, { kind: 'group', id: id ?? '0', said: all === undefined ? '@role' : `@${all}` }];
  });
  return [...pieces, text.slice(at)];
}
