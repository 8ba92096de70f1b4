// The text of a message, in which Teams writes each mention as the name it shows, and says beside it whom it means.

import * as z from 'zod';

import type { TextPiece } from '../payload.ts';

export const mention = z.object({
  type: z.literal('mention'),
  text: z.string().nullish(),
  mentioned: z.object({ id: z.string(), name: z.string().nullish() }),
});
type Mention = z.infer<typeof mention>;

const PERSON = /^29:/;
const BOT = /^28:/;
/** A name that Teams did not find stays as it was typed. `@scope/package` is not a name. */
const NAMED = /(?<=^|\s)@([^\s@<>/]{1,80})(?![^\s@<>/]*\/)/g;
const EVERYBODY = new Set(['here', 'channel', 'everyone', 'team']);
const SIGNS: Readonly<Record<string, string>> = { '&nbsp;': ' ', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

/** The pieces of what was typed, in order, without the mention of nt2 itself. */
export function parseMentions(text: string, mentions: readonly Mention[], bot: string): readonly TextPiece[] {
  let rest = text;
  const pieces: TextPiece[] = [];
  for (const { text: written, mentioned } of mentions) {
    const at = written ? rest.indexOf(written) : -1;
    if (!written || at < 0) continue;
    pieces.push(...named(plain(rest.slice(0, at))));
    rest = rest.slice(at + written.length);
    if (mentioned.id === bot) continue;
    pieces.push(pieceOf(mentioned.id, plain(mentioned.name ?? '')));
  }
  return [...pieces, ...named(plain(rest))];
}

function pieceOf(id: string, name: string): TextPiece {
  const kind = PERSON.test(id) ? 'person' : BOT.test(id) ? 'bot' : 'group';
  return { kind, id, said: name };
}

function named(text: string): TextPiece[] {
  return text.split(NAMED).map((piece, n): TextPiece => {
    if (n % 2 === 0) return piece;
    return { kind: EVERYBODY.has(piece) ? 'group' : 'name', id: piece, said: `@${piece}` };
  });
}

const plain = (text: string): string => text.replaceAll(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (sign) => SIGNS[sign] ?? sign);
