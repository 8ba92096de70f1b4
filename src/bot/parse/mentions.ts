// Which of the names in a command are people who are meant, and which are words of the description: `@scope/package`, `#channel`.
// An unknown name in a recipient's position stays an unknown person: taken for text, it would turn the share into a link share.

import type { Contact } from '../port.ts';

/** Text, or a name in it: the person whom the platform takes it for, and the name as text. */
export type MentionPiece = string | { readonly contact: Contact; readonly said: string };

/** The text with `<@key>` for each person who is meant, and these people in order. */
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
    // Recipients are named right behind the verb. Further on, an unknown name counts as one only when no one else was named.
    if (isNobody(piece) && isSomeoneNamed && words > 1) return piece.said;
    people.push(piece.contact);
    return `<@${piece.contact.key}>`;
  });
  return { text: text.join(''), people };
}
