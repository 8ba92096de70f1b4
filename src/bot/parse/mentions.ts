// Which of the names in a command are people who are meant, and which are words of the description: `@scope/package`, `#channel`.
// A name that nobody has, where a recipient belongs, stays somebody unknown: taken for text it would make a link of the share.

import type { Contact } from '../port.ts';

/** Text, or a name in it: whom the platform takes it for, and how it reads as text. */
export type MentionPiece = string | { readonly contact: Contact; readonly said: string };

/** The text with `<@key>` for everybody who is meant, and who that is, in order. */
export function resolveMentions(pieces: readonly MentionPiece[]): { readonly text: string; readonly people: readonly Contact[] } {
  const isNobody = (piece: MentionPiece): boolean =>
    typeof piece === 'object' && (piece.contact.kind === 'group' || piece.contact.kind === 'unknown');
  const isSomeoneNamed = pieces.some((piece) => typeof piece === 'object' && !isNobody(piece));
  const people: Contact[] = [];
  let words = 0;
  const text = pieces.map((piece): string => {
    if (typeof piece === 'string') {
      words += piece.split(/\s+/).filter((word) => word !== '').length;
      return piece;
    }
    // Behind no more than the verb is where people are named; further on it is a name only as long as nobody else was.
    if (isNobody(piece) && isSomeoneNamed && words > 1) return piece.said;
    people.push(piece.contact);
    return `<@${piece.contact.key}>`;
  });
  return { text: text.join(''), people };
}
